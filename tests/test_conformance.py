"""Others' suites through the adapters of conformance.py; each difference that remains stands here with its reason."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.pipeline.records import finish_page
from tasks.errors import NewsweirError
from tasks.fetch.failures import FetchFailed
from tasks.records import Capture, Outcome, PageRecord
from tasks.strict_json import BadJson
from tests import conformance
from tests.helpers import ingest, write

# Google's parser differs from the RFC in these. The first is marked as Google's own by its suite; to meet one of the
# others would break the RFC (9309, part 2.2.2), which compares paths percent-encoded and has a table that says so.
ROBOTS_DIFFERENCES = {
    ("FooBot", "http://foo.bar/foo/bar/\u30c4"): "an address is compared encoded, as the RFC says, whoever encodes it",
    ("FooBot", "http://foo.bar/foo/bar/baz"): "the RFC's own table has %62%61%7A match baz",
}


def test_robots_files_are_read_as_the_cases_say_but_for_three(shared):
    cases = json.loads((shared / "conformance" / "robots_cases.json").read_text(encoding="utf-8"))
    different = [
        case for case in cases
        if conformance.robots_allowed(case["robots"], case["ua"], case["url"]) != case["allow"]
    ]  # fmt: skip
    assert len(cases) == 142
    assert len(different) == 3
    assert {(case["ua"], case["url"]) for case in different} == set(ROBOTS_DIFFERENCES)


def test_a_group_of_robots_txt_for_a_name_that_only_begins_ours_is_not_ours():
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Example\nAllow: /\n\nUser-agent: EXAMPLENEWS\nAllow: /open\n"
    assert not conformance.robots_allowed(text, "ExampleWire", "http://x.example/a")
    assert not conformance.robots_allowed(text, "ExampleNewsBot", "http://x.example/a")
    assert conformance.robots_allowed(text, "ExampleNews", "http://x.example/a")
    assert not conformance.robots_allowed(text, "ExampleNewsBot", "http://x.example/open")
    assert conformance.robots_allowed(text, "Example", "http://x.example/a")


def test_the_web_s_own_url_cases(shared):
    cases = json.loads((shared / "conformance" / "url" / "urltestdata.json").read_text(encoding="utf-8"))
    wrong = []
    for case in (case for case in cases if not isinstance(case, str)):
        try:
            found: str | None = conformance.resolve_url(case["input"], case["base"])
        except FetchFailed:
            found = None
        if found != (None if case.get("failure") else case["href"]):
            wrong.append((case["input"], case["base"], found))
    assert wrong == []


def test_registrable_domains_are_those_of_the_public_suffix_list(shared):
    folder = shared / "conformance" / "psl"
    lines = [line.split() for line in (folder / "tests.txt").read_text(encoding="utf-8").splitlines()]
    pairs = [line for line in lines if len(line) == 2 and not line[0].startswith("//")]
    source = (folder / "test_psl.txt").read_text(encoding="utf-8")
    pairs += [list(found) for found in re.findall(r"^checkPublicSuffix\((.*), (.*)\);", source, re.MULTILINE)]
    assert len(pairs) > 150
    plain = [[None if v == "null" else v.strip("'") for v in pair] for pair in pairs]
    assert [(host, domain) for host, domain in plain if conformance.registrable_domain(host) != domain] == []


def test_json_is_taken_and_refused_as_its_suite_says(shared):
    accepted = {"y": True, "n": False}
    wrong = []
    for path in sorted((shared / "conformance" / "json" / "test_parsing").glob("*.json")):
        try:
            conformance.parse_json_ld(path.read_bytes())
            is_accepted = True
        except BadJson:
            is_accepted = False
        if accepted.get(path.name[0], is_accepted) != is_accepted:
            wrong.append(path.name)
    assert wrong == []


def test_naughty_strings_are_addresses_dates_and_texts_or_refused_with_an_error_of_ours(shared):
    strings = json.loads((shared / "conformance" / "naughty_strings.json").read_text(encoding="utf-8"))
    moment = datetime(2026, 6, 18, tzinfo=UTC)
    for text in strings:
        try:
            conformance.resolve_url(text, "https://news.example/")
        except FetchFailed as error:
            assert error.detail
        conformance.canonical_url(text)
        conformance.registrable_domain(text)
        conformance.clean_text(text).encode("utf-8")
        found = conformance.parse_relative_date(text, moment)
        assert found.at is None or found.at.tzinfo is not None
        try:
            conformance.sniff_encoding(text.encode("utf-8", "surrogatepass"))
        except NewsweirError as error:
            assert str(error)


ALLOWED = "1.1.1.1 8.8.8.8 93.184.215.14 172.15.0.1 172.32.0.1 100.63.0.1 100.128.0.1 192.0.1.1 198.17.255.255 "
ALLOWED += "223.255.255.255 2606:4700::1111 2a00:1450:4001::1 2001:4860:4860::8888 ::ffff:8.8.8.8 2400:cb00::1"
REFUSED = (
    "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.255 169.254.169.254 "
)
REFUSED += "172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 "
REFUSED += "198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16 100.100.100.200 "
REFUSED += ":: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b:1::1 "
REFUSED += "100::1 2001::1 2001:db8::1 2001:10::1 2001:20::1 2002:7f00:1::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 "
REFUSED += "fe80::1 fe80::1%eth0 fec0::1 ff02::1 4000::1 localhost 127.1 0x7f.0.0.1 2130706433 1.1.1.1.1 1.1.1 01.1.1.1"


@pytest.mark.parametrize("address", ALLOWED.split())
def test_public_addresses_are_allowed(address):
    assert conformance.address_allowed(address)


@pytest.mark.parametrize("address", [*REFUSED.split(), "", " ", "1.1.1.1 ", "１.1.1.1", "1.1.1.1\n"])
def test_all_other_addresses_are_refused(address):
    assert not conformance.address_allowed(address)


@given(st.ip_addresses())
def test_no_address_that_the_registries_set_apart_is_allowed(address):
    if conformance.address_allowed(str(address)):
        assert address.is_global
        assert not (address.is_private or address.is_loopback or address.is_multicast or address.is_link_local)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd", "x", "gzip, br", None]))
def test_any_body_is_decoded_or_refused_by_name(body, coding):
    try:
        assert len(conformance.decode_body(body, coding, 1000)) <= 1000
    except FetchFailed as error:
        assert error.reason in ("damaged_body", "unknown_coding", "too_large_decoded")


@given(st.text(max_size=100), st.text(max_size=20))
def test_any_text_is_an_address_or_refused_and_an_address_is_its_own_resolution(href, agent):
    conformance.robots_allowed(href, agent, "https://news.example/a")
    try:
        found = conformance.resolve_url(href, "https://news.example/a/b")
    except FetchFailed:
        return
    assert conformance.resolve_url(found) == found


def html5lib_inputs(folder: Path) -> list[str]:
    """Every input of the tokenizer's and the tree builder's cases."""
    inputs = []
    for path in sorted((folder / "tokenizer").glob("*.test")):
        cases = json.loads(path.read_text(encoding="utf-8"))
        inputs += [case["input"] for case in cases.get("tests", cases.get("xmlViolationTests", []))]
    for path in sorted((folder / "tree-construction").rglob("*.dat")):
        text = path.read_text(encoding="utf-8", errors="replace")
        inputs += [part.split("\n#errors", 1)[0] for part in re.split(r"(?:^|\n)#data\n", text)[1:]]
    return inputs


def test_no_input_of_html5lib_breaks_the_split(shared):
    inputs = html5lib_inputs(shared / "conformance" / "html5lib")
    assert len(inputs) > 8000
    wrong = []
    for number, text in enumerate(inputs):
        capture = Capture(f"{number}.html", f"<html><body>{text}".encode("utf-8", "replace"))
        record = finish_page(PageRecord(
            capture.path, Outcome.LOADED, "", "", "", 0, "", None, None, None, None), capture)  # fmt: skip
        # Refused with a typed reason of a page that says too little is right; an error of the rules is not.
        if record.reason in ("parse_error", "parse_crash"):
            wrong.append((text, record.detail))
    assert wrong == []


def test_naughty_strings_are_loaded_as_they_are_or_set_aside_with_a_typed_reason(shared, database, tmp_path):
    strings = json.loads((shared / "conformance" / "naughty_strings.json").read_text(encoding="utf-8"))
    pages = []
    for number, text in enumerate(strings):
        statement = {
            "@type": "NewsArticle", "headline": f"Ward {number} {text}", "datePublished": text, "url": text,
            "publisher": {"name": text}, "articleBody": text,
        }  # fmt: skip
        body = (
            f"<p>The keepers of ward {number} met at dawn and counted their boats before the fog came down again.</p>"
        )
        script = json.dumps(statement).replace("<", "\\u003c")
        pages.append(
            f"<!doctype html><html><head><title>Ward {number}</title><script type='application/ld+json'>{script}"
            f"</script></head><body><article><h1>Ward {number} {html.escape(text)}</h1>{body * 4}"
            f"<p>{html.escape(text)}</p></article></body></html>".encode("utf-8", "replace")
        )
    report = ingest(database, write(tmp_path / "in", *pages, suffix=".html"), tmp_path / "archive")
    assert report.account.is_balanced
    assert set(report.counts) <= {"loaded", "quarantined"}
    assert report.counts["loaded"] > 0.95 * len(strings)
    assert all(result.reason for result in report.failed())
    assert {result.reason for result in report.failed()} <= {"unknown_layout", "refused_by_database", "empty"}
