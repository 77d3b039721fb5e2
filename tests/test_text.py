"""Wording: the fold that decides which texts are one."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tasks import text as wording

_TABLE = str.maketrans(dict(wording._FOLDED))
_TELLING = "'\"`-\u2019\u201c\u2013\u2014\u2026\u0301\u200d\u00ad\u1fef\uff02\u2033 \n\t\u00a0\u3000\x1cAßİΣςﬃ①"


def by_definition(text: str) -> str:
    """The fold as it is defined, character by character."""
    folded = unicodedata.normalize("NFKC", text).translate(_TABLE).casefold()
    folded = unicodedata.normalize("NFKC", folded).translate(_TABLE)
    return re.sub(r"\s+", " ", re.sub(r"'{2,}|-{2,}", lambda run: run[0][0], folded)).strip()


@given(st.text(st.one_of(st.sampled_from(_TELLING), st.characters()), max_size=12))
def test_the_fold_is_its_definition_and_the_tight_one_has_no_white_space(text):
    assert wording.fold(text) == by_definition(text)
    assert wording.fold_tight(text) == re.sub(" ", "", by_definition(text))


def test_every_character_folds_by_definition():
    for number in range(0x3100):
        text = f"a{chr(number)}'"
        assert wording.fold(text) == by_definition(text), hex(number)
