"""Tables of our own beside the outside suites: hosts that are this machine or nobody, dates, robots."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks import fingerprint
from tasks.fetch.addresses import Guard, parse_address
from tasks.fetch.failures import FetchFailed
from tasks.fetch.headers import content_type, http_date, max_age, retry_after
from tasks.fetch.network import Allowance, GuardedBackend, allowance
from tasks.fetch.robots import RobotsFile
from tasks.fetch.urls import target_of
from tests import conformance

NOW = datetime(2026, 6, 18, 12, tzinfo=UTC)

# Shared, protocol, benchmark, reserved and transition ranges at both ends; every way to write a v4 address in a v6 one.
REFUSED = """
100.64.0.0 100.127.255.255 192.0.0.0 192.0.0.8 192.0.0.170 192.0.0.255 198.18.0.0 198.19.255.255 240.0.0.0 254.1.2.3
255.255.255.255 169.254.170.2 169.254.169.253 168.63.129.16 100.100.100.200 fd00:ec2::254 fd20:ce::254
::ffff:100.64.0.1 ::ffff:0:127.0.0.1 ::ffff:7f00:1 ::FFFF:A9FE:A9FE 0:0:0:0:0:ffff:10.0.0.1 ::127.0.0.1 ::0:1
64:ff9b::10.0.0.1 64:ff9b::8.8.8.8 64:ff9b:1:ffff::1 2002:0a00:0001:: 2002:0808:0808:: 2001:0:4136:e378:8000:63bf:3fff:1
2001:2::1 2001:30::1 fe80::1%1 fe80::1%25eth0 [fe80::1%25lo] [::1] fec0::1 ff0e::1 4000::1 e000::1 1::1
0177.0.0.1 0x7f000001 0 00.0.0.0 127.0.0.1. 127.0.0.01 127。0。0。1 1.1.1.1:80 1.1.1.1/24 8.8.8 8.8.8.8.
"""


@pytest.mark.parametrize("address", REFUSED.split())
def test_what_is_no_public_address_in_its_standard_spelling_is_refused(address):
    assert not conformance.address_allowed(address)


# As browsers read them; each ends at an address or at a name, and the guard judges that.
SPELLINGS = {
    "127.0.0.1": """127.1 0177.0.0.1 0x7f.1 2130706433 0x7f000001 017700000001 127.0.0.1. ①②⑦.0.0.1 127。0。0。1
                    127.0.0.1%2e %31%32%37.0.0.1 1.1.1.1@127.0.0.1 0x7f.0x0.0x0.0x1 127.0.0.1#@1.1.1.1""",
    "0.0.0.0": "0 0.0 0x0 00000",
    "192.168.0.1": "0300.0250.1 0xc0a80001 3232235521",
    "169.254.169.254": "2852039166 0xA9FEA9FE 0251.0376.0251.0376 169.254.43518",
    "::1": "[::1] [0:0:0:0:0:0:0:1] [::0001]",
    "::ffff:7f00:1": "[::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:FFFF:127.0.0.1]",
    "localhost": "LOCALHOST localhost. ⓛⓞⓒⓐⓛⓗⓞⓢⓣ loc%61lhost",
}


@pytest.mark.parametrize(("host", "spelling"), [(h, s) for h, row in SPELLINGS.items() for s in row.split()])
def test_however_a_host_is_spelled_it_is_what_the_web_s_standard_reads(host, spelling):
    found = target_of(f"http://{spelling}/")
    assert found.host == host
    assert parse_address(host) is None or not conformance.address_allowed(found.host)


NONE = """256.256.256.256 1.2.3.4.5 0x100000000 [fe80::1%25eth0] [::1%25lo] [::1 ::1 a%00b a%20b a%2fb a:65536 a:-1 a:8a
          127.0.0.0x100 1.2.3.09 [1.2.3.4] [::ffff:256.0.0.1] a<b a|b ^ % %zz"""


@pytest.mark.parametrize("host", NONE.split())
def test_what_names_no_host_is_refused_as_an_address(host):
    with pytest.raises(FetchFailed) as failed:
        target_of(f"http://{host}/")
    assert failed.value.reason == "bad_url"


@pytest.mark.parametrize(
    ("url", "reason"),
    [("ftp://a/", "scheme"), ("javascript:alert(1)", "scheme"), ("data:text/html,x", "scheme"),
     ("file:///etc/passwd", "scheme"), ("ws://a/", "scheme"), ("//a.example/", "bad_url"), ("a.example", "bad_url"),
     ("", "bad_url"), ("http://", "bad_url"), ("http://a/" + "x" * 9000, "bad_url")],
)  # fmt: skip
def test_only_whole_addresses_of_http_are_asked_for(url, reason):
    with pytest.raises(FetchFailed) as failed:
        target_of(url)
    assert failed.value.reason == reason


@pytest.mark.parametrize("name", ["metadata.google.internal", "foo.localhost", "metadata", "a.b.nip.example", "a..b"])
@pytest.mark.parametrize(
    "answers",
    [
        ["169.254.169.254"],
        ["127.0.0.1"],
        ["93.184.215.14", "::1"],
        ["::ffff:10.0.0.1"],
        ["64:ff9b::a00:1"],
        ["fe80::1"],
    ],
)
def test_a_name_is_judged_by_all_addresses_that_it_has(name, answers):
    async def resolve(host: str, port: int) -> list[str]:
        assert host == name
        return answers

    async def connect() -> None:
        allowance.set(Allowance(asyncio.get_running_loop().time() + 5, 1000))
        await GuardedBackend(Guard(), resolve).connect_tcp(name, 80)

    with pytest.raises(FetchFailed) as failed:
        asyncio.run(connect())
    assert failed.value.reason == "blocked_address"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), (" 120 ", 120), ("0", None), ("-5", None), ("+5", None), ("1.5", None), ("\u0663", None),
        ("9" * 40, 7 * 86400), ("Thu, 18 Jun 2026 13:00:00 GMT", 3600), ("Thursday, 18-Jun-26 13:00:00 GMT", 3600),
        ("Thu Jun 18 13:00:00 2026", 3600), ("Thu, 18 Jun 2026 13:00:00 +0200", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 7 * 86400), ("Fri, 31 Dec 9999 23:59:59 -0100", None),
        ("Mon, 01 Jan 0001 00:00:00 +0100", None), ("Thu, 99 Jun 2026 13:00:00 GMT", None), ("", None),
        ("soon", None), ("120, 240", None), (None, None),
    ],
)  # fmt: skip
def test_retry_after_is_a_moment_within_a_week_or_nothing(value, seconds):
    assert retry_after(value, NOW) == (None if seconds is None else NOW + timedelta(seconds=seconds))


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=60) | st.datetimes().map(str))
def test_no_header_breaks_its_reader(value):
    for found in (retry_after(value, NOW), http_date(value)):
        assert found is None or found.utcoffset() == timedelta(0)
    assert content_type(value)[0] == content_type(value)[0].lower()
    assert max_age(value) is None or max_age(value) >= timedelta(0)


ROBOTS = [
    ("the longest rule wins", "Allow: /p\nDisallow: /p/q", "/p/q", False),
    ("a tie allows", "Disallow: /p\nAllow: /p", "/p", True),
    ("wildcards count as they are written", "Allow: /p*\nDisallow: /*.html", "/p.html", False),
    ("a dollar is the end", "Disallow: /*.gif$", "/a.gif?x", True),
    ("a dollar in the middle is itself", "Disallow: /a$b", "/a$b", False),
    ("nothing is forbidden by nothing", "Disallow:", "/b", True),
    ("paths have a case", "Disallow: /B", "/b", True),
    ("escapes have none", "Disallow: /%e3%83%84", "/%E3%83%84", False),
    ("a path may be raw", "Disallow: /\u30c4", "/%E3%83%84", False),
    ("an escaped slash is none", "Disallow: /a%2Fb", "/a/b", True),
    ("an escaped star is none", "Disallow: /a%2Ab", "/axb", True),
    ("robots.txt itself is free", "Disallow: /", "/robots.txt", True),
    ("a comment ends a line", "Disallow: /b # not now", "/b", False),
    ("queries count", "Disallow: /*?", "/b?x=1", False),
    ("a sitemap parts no group", "Sitemap: https://x.example/\nDisallow: /b", "/b", False),
    ("CR alone ends a line", "Disallow: /a\rDisallow: /b\r", "/b", False),
    ("many stars cost no time", "Disallow: /" + "*a" * 60 + "b", "/" + "a" * 200, True),
]


@pytest.mark.parametrize(("why", "rules", "path", "is_allowed"), ROBOTS, ids=[row[0] for row in ROBOTS])
def test_robots_rules(why, rules, path, is_allowed):
    for head in ("User-agent: *\n", "user-AGENT : HarbourBOT # us\n", "User-agent: x\nUser-agent: harbourbot\n"):
        assert conformance.robots_allowed(head + rules, "HarbourBot", "https://w.example" + path) is is_allowed, why


@pytest.mark.parametrize(
    ("text", "is_allowed"),
    [
        ("User-agent: *\nDisallow: /\n\nUser-agent: harbourbot\nDisallow:\n", True),
        ("User-agent: harbourbot\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: harbourbot\nDisallow: /b",
         False),
        ("Disallow: /\n", True),
        ("<html><body>User-agent: *</body></html>", True),
        ("User-agent: a\nCrawl-delay: 3\nUser-agent: harbourbot\nDisallow: /", False),
        ("\ufeffUser-agent: *\nDisallow: /", False),
    ],
)  # fmt: skip
def test_robots_groups(text, is_allowed):
    assert conformance.robots_allowed(text.encode(), "HarbourBot", "https://w.example/b") is is_allowed


@pytest.mark.parametrize(
    ("line", "seconds"),
    [("Crawl-delay: 0.5", 0.5), ("Crawl-delay: 1e400", None), ("Crawl-delay: -1", None), ("Crawl-delay: nan", None),
     ("Crawl-delay: soon", None), ("Request-rate: 1/10s", 10.0), ("Request-rate: 5/1m", 12.0),
     ("Request-rate: 1/0", None), ("Request-rate: x/y", None)],
)  # fmt: skip
def test_a_delay_that_is_no_number_of_seconds_is_none(line, seconds):
    assert RobotsFile("", "found", f"User-agent: *\n{line}\n", NOW, NOW).crawl_delay("harbourbot") == seconds


@given(st.from_regex(r"https?://[a-z0-9.-]{1,12}(:[0-9]{1,5})?/[A-Za-z0-9._~/%?=&-]{0,20}", fullmatch=True))
def test_the_short_way_to_an_address_s_one_spelling_gives_what_the_long_one_does(url):
    with pytest.MonkeyPatch.context() as patch:
        short = fingerprint.canonical_url.__wrapped__(url)
        patch.setattr(fingerprint, "_PLAIN", re.compile(r"(?!)"))
        assert fingerprint.canonical_url.__wrapped__(url) == short


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"]
)
def test_a_declared_name_never_covers_a_metadata_service(address):
    guard = Guard(frozenset({"intranet.example"}))
    assert guard.permits("intranet.example", 80, "10.0.0.1")
    assert not guard.permits("intranet.example", 80, address)


@pytest.mark.parametrize("address", [
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::a9fe:a9fe", "2002:a9fe:a9fe::1", "::a9fe:a9fe", "64:ff9b::6464:64c8",
])  # fmt: skip
def test_a_metadata_address_inside_a_v6_address_does_not_pass_for_a_declared_host(address):
    guard = Guard(frozenset({"inner.example"}))
    assert not guard.permits("inner.example", 80, address)
    assert guard.permits("inner.example", 80, "64:ff9b::a00:1")


def test_a_v6_address_is_declared_with_its_port():
    guard = Guard(frozenset({"[::1]:8080"}))
    assert guard.permits("::1", 8080, "::1")
    assert not guard.permits("::1", 8081, "::1")
