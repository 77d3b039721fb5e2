"""Records as members of a file, in both codings: found one by one, bounded, and none of a torn one."""

from __future__ import annotations

import gzip
import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.archive.packing import DamagedMember, iter_members, packed, unpacked


@pytest.mark.parametrize("level", [0, 1, 3])
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@given(bodies=st.lists(st.binary(max_size=3000), min_size=1, max_size=6), cut=st.integers(1, 12))
def test_members_are_found_one_by_one_and_a_torn_one_is_none(bodies, cut, level, coding):
    members = [packed([body], level, coding) for body in bodies]
    whole = b"".join(members)
    found = list(iter_members(io.BytesIO(whole), 10_000))
    assert [head for _, _, head in found] == bodies
    assert [unpacked(whole[at : at + size], 10_000) for at, size, _ in found] == bodies
    assert len(list(iter_members(io.BytesIO(whole[:-cut]), 10))) == len(bodies) - 1


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_member_that_holds_more_than_a_record_may_is_refused_before_it_is_held(coding):
    with pytest.raises(DamagedMember, match="larger"):
        unpacked(packed([bytes(200_000_000)], 1, coding), 1_000_000)


def test_what_we_pack_at_any_level_and_in_any_size_is_one_member_to_other_tools():
    for size in (0, 1, 65_534, 65_535, 65_536, 200_000):
        body = os.urandom(size)
        for level in (0, 1, 3):
            assert gzip.decompress(packed([body], level)) == body
