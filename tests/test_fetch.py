"""One fetch against a real server on this machine: what it brings, and what each fault becomes."""

from __future__ import annotations

import asyncio
import gzip
import re
import resource
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import brotli
import pytest
import zstandard

from tasks.attempt import Attempt, AttemptOutcome
from tasks.errors import BadParameter
from tasks.fetch.addresses import Guard
from tasks.fetch.client import Network
from tasks.fetch.fetcher import Ask, Fetcher, Limits, check_agent
from tests import aggregator
from tests.aggregator import Aggregator, Page, drip, raw, redirect, respond, running

PAGE = b"<html><head><title>Ferries</title></head><body><p>The ferry is late again.</p></body></html>"
AGENT = "HarbourBot/1.0 (+https://harbour.example/bot)"


@pytest.fixture(scope="module")
def site() -> Iterator[Aggregator]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def _clean(site: Aggregator) -> None:
    site.pages.clear()
    site.handlers.clear()
    site.requests.clear()
    site.latency = 0.0
    site.pages["/"] = Page(PAGE)


def fetch(
    url: str, allowed: tuple[str, ...] = (), limits: Limits | None = None, agent: str = AGENT, times: int = 1,
    **values: object,
) -> Attempt:  # fmt: skip
    """One fetch by a fetcher of its own; the last attempt of ``times``."""
    return fetch_all([url] * times, allowed, limits, agent, **values)[-1]


def fetch_all(
    urls: list[str], allowed: tuple[str, ...] = (), limits: Limits | None = None, agent: str = AGENT,
    resolve: Callable[..., object] | None = None, **values: object,
) -> list[Attempt]:  # fmt: skip
    async def run() -> list[Attempt]:
        options = {"resolve": resolve} if resolve else {}
        network = Network(Guard(frozenset(allowed)), ca_file=values.pop("ca_file", None), **options)  # type: ignore[arg-type] # any
        fetcher = Fetcher(agent, network, limits or Limits(seconds=5))
        try:
            return [await fetcher.fetch(Ask(url, **values)) for url in urls]  # type: ignore[arg-type] # of any field
        finally:
            await fetcher.close()

    return asyncio.run(run())


def test_a_page_is_fetched_with_all_that_is_known_of_the_attempt(site):
    before = datetime.now(UTC)
    found = fetch(site.url + "/#part", (site.host,))
    assert found.outcome is AttemptOutcome.FETCHED
    assert found.answer is not None
    assert (found.answer.content, found.status, found.answer.address) == (PAGE, 200, "127.0.0.1")
    assert (found.url, found.answered_url, found.hops) == (site.url + "/", site.url + "/", ())
    assert before <= found.requested_at <= datetime.now(UTC)
    assert found.wire_bytes > len(PAGE)
    assert (found.robots, found.robots_rule, found.agent) == ("none", None, AGENT)
    assert [r.headers["user-agent"] for r in site.requests] == [AGENT, AGENT]


def test_a_page_that_is_known_is_asked_for_conditionally_and_a_known_body_is_noticed(site):
    first = fetch(site.url, (site.host,))
    assert first.answer is not None
    again = fetch(site.url, (site.host,), etag=first.answer.header("etag"), body_hash=first.body_hash)
    assert (again.outcome, again.status, again.body_hash) == (AttemptOutcome.NOT_MODIFIED, 304, first.body_hash)
    same = fetch(site.url, (site.host,), body_hash=first.body_hash)
    assert (same.outcome, same.status) == (AttemptOutcome.UNCHANGED, 200)


def test_user_and_password_reach_neither_the_record_nor_the_server(site):
    found = fetch(f"http://kim:secret@{site.host}/", (site.host,))
    assert found.outcome is AttemptOutcome.FETCHED
    assert "secret" not in repr(found)
    assert all("authorization" not in request.headers for request in site.requests)
    assert "secret" not in repr(fetch("http://kim:secret@nowhere.invalid/x"))
    assert "secret" not in repr(fetch("ftp://kim:secret@nowhere.invalid/x"))


def test_no_cookie_is_kept(site):
    site.pages["/"] = Page(PAGE, headers={"set-cookie": "id=7"}, is_conditional=False)
    fetch(site.url, (site.host,), times=2)
    assert all("cookie" not in request.headers for request in site.requests)


def test_a_connection_is_used_again(site):
    before = site.connection_count
    fetch(site.url, (site.host,), times=20)
    assert site.connection_count - before == 1


BODY = PAGE * 500


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(BODY)),
        ("gzip", gzip.compress(BODY[:1000]) + gzip.compress(BODY[1000:])),
        ("deflate", zlib.compress(BODY)),
        ("deflate", zlib.compress(BODY)[2:-4]),
        ("br", brotli.compress(BODY)),
        ("zstd", zstandard.compress(BODY)),
        ("zstd", zstandard.compress(BODY[:500]) + zstandard.compress(BODY[500:])),
        ("identity", BODY),
    ],
    ids=["gzip", "gzip of two members", "zlib", "bare deflate", "brotli", "zstd", "zstd of two frames", "identity"],
)
def test_every_coding_that_is_asked_for_is_undone(site, coding, body):
    site.handlers["/"] = raw(respond(body, content_encoding=coding))
    found = fetch(site.url, (site.host,))
    assert found.answer is not None
    assert found.answer.content == BODY
    assert found.answer.payload == body


def test_junk_behind_a_gzip_body_is_dropped_and_noted(site):
    site.handlers["/"] = raw(respond(gzip.compress(PAGE) + b"JUNK", content_encoding="gzip"))
    found = fetch(site.url, (site.host,))
    assert found.answer is not None
    assert (found.answer.content, found.answer.junk_bytes) == (PAGE, 4)


CUT = {
    "gzip": gzip.compress(BODY),
    "deflate": zlib.compress(BODY),
    "br": brotli.compress(BODY),
    "zstd": zstandard.compress(BODY),
}


@pytest.mark.parametrize("coding", CUT)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_compressed_body_that_is_cut_is_never_taken_for_a_page(site, coding, share):
    body = CUT[coding]
    site.handlers["/"] = raw(respond(body[: int(len(body) * share)], content_encoding=coding))
    found = fetch(site.url, (site.host,))
    assert (found.outcome, found.reason) == (AttemptOutcome.FAILED, "damaged_body")


def bombs() -> dict[str, bytes]:
    size = 200 * 1024 * 1024
    zeros = bytes(1024 * 1024)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    gzipped = b"".join(packer.compress(zeros) for _ in range(size >> 20)) + packer.flush()
    frames = zstandard.ZstdCompressor(level=3).compress(bytes(size // 4))
    return {"gzip": gzipped, "br": brotli.compress(bytes(size // 2), quality=1), "zstd": frames}


@pytest.mark.parametrize(("coding", "bomb"), bombs().items(), ids=lambda v: v if isinstance(v, str) else "")
def test_a_bomb_is_stopped_at_the_limit_whatever_its_coding(site, coding, bomb):
    site.handlers["/"] = raw(respond(bomb, content_encoding=coding))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = fetch(site.url, (site.host,), Limits(seconds=20, decoded_bytes=10_000_000))
    assert (found.outcome, found.reason) == (AttemptOutcome.REFUSED, "too_large_decoded")
    assert found.answer is None or not found.answer.content
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 3 * 10_000_000 / 1024


def test_codings_in_layers_or_unknown_ones_are_refused(site):
    site.handlers["/"] = raw(respond(gzip.compress(gzip.compress(PAGE)), content_encoding="gzip, gzip"))
    assert fetch(site.url, (site.host,)).reason == "unknown_coding"
    site.handlers["/"] = raw(respond(PAGE, content_encoding="lzma"))
    assert fetch(site.url, (site.host,)).reason == "unknown_coding"


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"
FAULTS = {
    "no answer at all": (raw(b""), "remote_closed"),
    "reset in the middle of a body": (aggregator.reset, "reset"),
    "short body against Content-Length": (raw(HEAD + b"content-length: 1000\r\n\r\nabc"), "incomplete_body"),
    "chunked body cut": (raw(HEAD + b"transfer-encoding: chunked\r\n\r\n5\r\nab"), "incomplete_body"),
    "no HTTP": (raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "protocol"),
    "two lengths": (raw(HEAD + b"content-length: 3\r\ncontent-length: 5\r\n\r\nabcde"), "protocol"),
    "10,000 headers": (raw(HEAD + b"a: b\r\n" * 10_000 + b"content-length: 3\r\n\r\nabc"), "protocol"),
    "a header of 5 MB": (raw(HEAD + b"a: " + b"b" * 5_000_000 + b"\r\n\r\n"), "protocol"),
    "endless body": (aggregator.endless, "too_large_wire"),
    "announced to be too large": (raw(HEAD + b"content-length: 99999999999\r\n\r\nabc"), "too_large_wire"),
    "redirect to nowhere": (raw(b"HTTP/1.1 302 X\r\ncontent-length: 0\r\n\r\n"), "bad_redirect"),
    "empty body": (raw(respond(b"")), "empty_body"),
    "an image": (raw(respond(b"\x89PNG", content_type="image/png")), "content_type"),
    "404": (raw(respond(b"gone", 404)), "not_found"),
    "410": (raw(respond(b"gone", 410)), "gone"),
    "403": (raw(respond(b"no", 403)), "refused"),
    "500": (raw(respond(b"oops", 500)), "server_error"),
    "429": (raw(respond(b"slow down", 429)), "rate_limited"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_has_its_name_and_brings_no_body(site, fault):
    handler, reason = FAULTS[fault]
    site.handlers["/page"] = handler
    found, after = fetch_all([site.url + "/page", site.url + "/"], (site.host,))
    assert found.reason == reason, found.detail
    assert found.outcome is not AttemptOutcome.FETCHED
    assert found.body_hash is None
    assert found.failure_class in ("temporary", "soft", "hard")
    # The next page of the same host comes through: no fault breaks the pool.
    assert after.outcome is AttemptOutcome.FETCHED


SLOW = {
    "body": drip(HEAD + b"content-length: 100000\r\n\r\n"),
    "chunked body": drip(HEAD + b"transfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "header": drip(b"HTTP/1.1 200 OK\r\nx: "),
    "interim answers without an end": drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "silence": drip(b"", b"", 0.2),
}


@pytest.mark.parametrize("kind", SLOW)
def test_one_byte_after_the_other_is_ended_by_the_deadline(site, kind):
    site.handlers["/slow"] = SLOW[kind]
    found, after = fetch_all([site.url + "/slow", site.url], (site.host,), Limits(seconds=0.5))
    assert found.reason == "timeout"
    assert after.outcome is AttemptOutcome.FETCHED


def test_a_deadline_met_by_many_at_once_leaves_a_pool_that_works(site):
    site.handlers["/slow"] = SLOW["body"]

    async def run() -> list[Attempt]:
        fetcher = Fetcher(AGENT, Network(Guard(frozenset({site.host}))), Limits(seconds=0.3))
        try:
            slow = await asyncio.gather(*(fetcher.fetch(Ask(site.url + "/slow")) for _ in range(40)))
            assert {a.reason for a in slow} == {"timeout"}
            fetcher.limits = Limits()
            return await asyncio.gather(*(fetcher.fetch(Ask(site.url)) for _ in range(20)))
        finally:
            await fetcher.close()

    assert {a.outcome for a in asyncio.run(run())} == {AttemptOutcome.FETCHED}


def test_a_refused_connection_and_a_name_without_address_are_temporary_and_say_when_the_host_is_asked_again():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    refused = fetch(f"http://127.0.0.1:{port}/", (f"127.0.0.1:{port}",))
    assert (refused.reason, refused.failure_class, refused.robots) == ("connect", "temporary", "unreachable")
    assert re.search(r" \(robots.txt: asked for at \d\d:\d\d, again from \d\d:\d\d UTC\)$", refused.detail or "")
    refused = fetch(f"http://127.0.0.1:{port}/", (f"127.0.0.1:{port}",), is_robots_exempt=True)
    assert (refused.reason, refused.failure_class) == ("connect", "temporary")
    unknown = fetch("http://no-such-host.invalid/", is_robots_exempt=True)
    assert (unknown.reason, unknown.failure_class) == ("dns", "temporary")


def test_redirects_are_followed_to_the_page_and_recorded(site):
    site.handlers["/old"] = redirect("/older", 301)
    site.handlers["/older"] = redirect(site.url + "/?a=%C3%A9")
    site.pages["/?a=%C3%A9"] = Page(PAGE)
    found = fetch(site.url + "/old", (site.host,))
    assert found.outcome is AttemptOutcome.FETCHED
    assert [(hop.url, hop.status) for hop in found.hops] == [(site.url + "/old", 301), (site.url + "/older", 302)]
    assert (found.url, found.answered_url) == (site.url + "/old", site.url + "/?a=%C3%A9")


def refreshing(content: str, body: str = "<p>You are being sent on.</p>", where: str = "head") -> bytes:
    meta = f'<meta http-equiv="refresh" content="{content}">'
    return f"<html><{where}>{meta}</{where}><body>{body}</body></html>".encode()


@pytest.mark.parametrize("content", ["0;url=/new", "0; URL='/new'", "3, /new", "0.5;url=&#47;new", "0 ; url = /new"])
@pytest.mark.parametrize("is_gzip", [False, True])
def test_a_page_that_only_leads_to_another_one_is_followed_like_a_redirect(site, content, is_gzip):
    site.pages["/old"] = Page(refreshing(content), is_gzip=is_gzip)
    site.pages["/new"] = Page(PAGE)
    found = fetch(site.url + "/old", (site.host,))
    assert found.outcome is AttemptOutcome.FETCHED
    assert (found.answered_url, [(h.url, h.status) for h in found.hops]) == (
        site.url + "/new",
        [(site.url + "/old", 200)],
    )


@pytest.mark.parametrize(
    "page",
    [
        refreshing("300;url=/new"),
        refreshing("0"), refreshing("0;url=/old"),
        refreshing("0;url=/new", "<p>word " * 99), refreshing("0;url=/new", where="noscript"),
        b"<!--" + refreshing("0;url=/new") + b"-->",
    ],
)  # fmt: skip
def test_a_page_that_is_to_be_read_is_not_left_for_another_one(site, page):
    site.pages["/old"] = Page(page)
    found = fetch(site.url + "/old", (site.host,))
    assert (found.answered_url, found.hops) == (site.url + "/old", ())


def test_pages_that_lead_on_are_bounded_and_checked_like_redirects(site):
    for number in range(20):
        site.pages[f"/n{number}"] = Page(refreshing(f"0;url=/n{number + 1}"))
    assert fetch(site.url + "/n0", (site.host,)).reason == "redirect_loop"
    assert len([path for path in site.paths() if path != "/robots.txt"]) == 6
    for location, reason in (("http://127.0.0.2:1/", "blocked_address"), ("javascript:alert(1)", "scheme")):
        site.pages["/away"] = Page(refreshing(f"0;url={location}"))
        assert fetch(site.url + "/away", (site.host,), is_robots_exempt=True).reason == reason


def test_a_redirect_loop_ends_after_five_redirects(site):
    site.handlers["/loop"] = redirect("/loop")
    assert fetch(site.url + "/loop", (site.host,)).reason == "redirect_loop"
    for number in range(20):
        site.handlers[f"/n{number}"] = redirect(f"/n{number + 1}")
    site.requests.clear()
    assert fetch(site.url + "/n0", (site.host,)).reason == "redirect_loop"
    assert len(site.paths()) <= 6


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/", "blocked_address"),
        ("http://[::ffff:10.0.0.1]/", "blocked_address"),
        ("http://[::1]:{port}/", "blocked_address"),
        ("http://127.0.0.2:{port}/", "blocked_address"),
        ("http://2130706434:{port}/", "blocked_address"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://127.0.0.1/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,x", "scheme"),
        ("http://", "bad_url"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(site, location, reason):
    site.handlers["/away"] = redirect(location.format(port=site.port))
    found = fetch(site.url + "/away", (site.host,))
    # What robots.txt would be asked from is what is blocked, so nothing is asked of it at all.
    assert found.reason in (reason, "robots_unreachable")
    exempt = fetch(site.url + "/away", (site.host,), is_robots_exempt=True)
    assert exempt.reason == reason
    assert {request.host for request in site.requests} == {site.host}


def test_a_redirect_to_another_port_of_this_machine_reaches_nobody(site):
    with running() as inner:
        site.handlers["/away"] = redirect(inner.url + "/")
        assert fetch(site.url + "/away", (site.host,), is_robots_exempt=True).reason == "blocked_address"
        assert inner.connection_count == 0


@pytest.mark.parametrize(
    "spelling",
    ["127.1", "2130706433", "0x7f.1", "017700000001", "0", "127。0。0。1", "[::]", "[::1]", "[::ffff:127.0.0.1]",
     "localhost", "127.0.0.1."],
)  # fmt: skip
def test_no_spelling_of_this_machine_is_connected_to(site, spelling):
    before = site.connection_count
    found = fetch(f"http://{spelling}:{site.port}/", is_robots_exempt=True)
    assert found.reason == "blocked_address", found.detail
    assert found.failure_class == "hard"
    assert site.connection_count == before


def test_a_name_that_turns_private_between_two_connections_is_refused(site):
    answers = [["127.0.0.1"], ["10.0.0.7"], ["93.184.215.14", "127.0.0.1"]]

    async def resolve(host: str, _: int) -> list[str]:
        return answers.pop(0)

    # The name is allowed to be inside, but what it is inside of is not: link-local and metadata never are.
    urls = [f"http://rebind.example:{site.port}/"]
    found = fetch_all(urls * 3, resolve=resolve, is_robots_exempt=True)
    assert [a.reason for a in found] == ["blocked_address"] * 3
    assert site.paths() == []
    answers[:] = [["169.254.169.254"]]
    inside = fetch_all(urls, ("rebind.example",), resolve=resolve, is_robots_exempt=True)
    assert inside[0].reason == "blocked_address"


def test_a_declared_host_may_be_inside(site):
    async def resolve(host: str, _: int) -> list[str]:
        return ["127.0.0.1"]

    found = fetch_all([f"http://intranet.example:{site.port}/"], ("intranet.example",), resolve=resolve)
    assert found[0].outcome is AttemptOutcome.FETCHED


def test_a_public_host_is_not_asked_without_a_name_and_a_contact():
    for agent in ("", "Mozilla/5.0", "Bot/1.0 (no contact)"):
        found = fetch("http://example.org/", agent=agent)
        assert (found.reason, found.agent) == ("no_user_agent", "")
        with pytest.raises(BadParameter, match="NEWSWEIR_USER_AGENT"):
            check_agent(agent)


def test_retry_after_is_read_in_both_forms(site):
    site.handlers["/a"] = raw(respond(b"", 429, retry_after="120"))
    moment = (datetime.now(UTC) + timedelta(hours=1)).replace(microsecond=0)
    site.handlers["/b"] = raw(respond(b"", 503, retry_after=moment.strftime("%a, %d %b %Y %H:%M:%S GMT")))
    site.handlers["/c"] = raw(respond(b"", 503, retry_after="soon"))
    before = datetime.now(UTC)
    a, b, c = fetch_all([site.url + path for path in ("/a", "/b", "/c")], (site.host,))
    assert a.not_before is not None
    assert before <= a.not_before - timedelta(seconds=120) <= datetime.now(UTC)
    assert (b.not_before, c.not_before) == (moment, None)


ROBOTS = {
    "5xx": (raw(respond(b"", 503)), "robots_unreachable"),
    "429": (raw(respond(b"", 429)), "robots_unreachable"),
    "no answer": (raw(b""), "robots_unreachable"),
    "404": (raw(respond(b"", 404)), None),
    "401": (raw(respond(b"", 401)), None),
    "forbidden": (raw(respond(b"User-agent: *\nDisallow: /\n", content_type="text/plain")), "robots"),
    "forbidden, with a BOM": (raw(respond(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n")), "robots"),
    "forbidden, with CR alone": (raw(respond(b"User-agent: *\rDisallow: /\r")), "robots"),
    "forbidden for us": (raw(respond(b"User-agent: harbourbot\nDisallow: /\n\nUser-agent: *\nAllow: /\n")), "robots"),
    "forbidden for others": (raw(respond(b"User-agent: otherbot\nDisallow: /\n")), None),
    "forbidden after 500 KB": (
        raw(respond(b"User-agent: *\n" + b"Disallow: /none/ # and so on, and so on\n" * 13_000 + b"Disallow: /\n")),
        "robots",
    ),
    "redirected": (redirect("/robots2"), "robots"),
    "redirected six times": (redirect("/r1"), None),
}  # fmt: skip


@pytest.mark.parametrize("kind", ROBOTS)
def test_robots_txt_is_obeyed_as_rfc_9309_says(site, kind):
    handler, reason = ROBOTS[kind]
    site.handlers["/robots.txt"] = handler
    site.handlers["/robots2"] = raw(respond(b"User-agent: *\nDisallow: /\n"))
    for number in range(1, 7):
        site.handlers[f"/r{number}"] = redirect(f"/r{number + 1}")
    site.pages["/page"] = Page(PAGE)
    found = fetch(site.url + "/page", (site.host,))
    assert found.reason == reason
    assert (found.outcome is AttemptOutcome.DISALLOWED) == (reason is not None)
    assert ("/page" in site.paths()) == (reason is None)
    if reason == "robots":
        assert found.robots_rule == "Disallow: /"


def test_robots_txt_is_asked_for_once_and_with_its_own_validators_after_a_day(site):
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /private\nCrawl-delay: 7\n")
    clock = [datetime(2026, 3, 1, tzinfo=UTC)]

    async def run() -> None:
        fetcher = Fetcher(AGENT, Network(Guard(frozenset({site.host}))), now=lambda: clock[0])
        for _ in range(3):
            assert (await fetcher.fetch(Ask(site.url))).outcome is AttemptOutcome.FETCHED
        assert [r.path for r in site.requests].count("/robots.txt") == 1
        clock[0] += timedelta(hours=25)
        assert (await fetcher.fetch(Ask(site.url + "/private/x"))).reason == "robots"
        asked = [r for r in site.requests if r.path == "/robots.txt"]
        assert len(asked) == 2
        assert asked[1].headers["if-none-match"].startswith('"')
        await fetcher.close()

    asyncio.run(run())


@pytest.mark.parametrize("fault", ["self-signed", "expired", "wrong host", None])
def test_a_certificate_that_does_not_hold_is_refused(tmp_path, fault):
    authority, context = certificates(tmp_path, fault)
    with running(context) as server:
        server.pages["/"] = Page(PAGE)
        trusted = None if fault == "self-signed" else str(authority)
        found = fetch(f"https://{server.host}/", (server.host,), ca_file=trusted, is_robots_exempt=True)
        if fault is None:
            assert found.outcome is AttemptOutcome.FETCHED
        else:
            assert (found.reason, found.body_hash) == ("tls", None)
            assert server.paths() == []


def certificates(folder: Path, fault: str | None) -> tuple[Path, ssl.SSLContext]:
    """A certificate authority's file, and a server's context with a certificate of that authority."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    now = datetime.now(UTC)
    until = now - timedelta(days=1) if fault == "expired" else now + timedelta(days=1)
    key, authority_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests of newsweir")])

    def built(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(name).public_key(public)
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=2))
        return builder.not_valid_after(until)

    # What Python asks for from 3.13 on: who signed, and what an authority's key is for.
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    purposes = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    root = built(name, authority_key.public_key()).add_extension(x509.BasicConstraints(True, None), True)
    root = root.add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), False)
    root = root.add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **purposes), True)
    address = ip_address("10.1.1.1" if fault == "wrong host" else "127.0.0.1")
    leaf = (
        built(x509.Name([]), key.public_key())
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(address)]), True)
        .add_extension(signer, False)
    )
    files = {
        "ca.pem": root.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM),
        "leaf.pem": leaf.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM),
        "key.pem": key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    }
    for file_name, content in files.items():
        (folder / file_name).write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "leaf.pem", folder / "key.pem")
    return folder / "ca.pem", context


@pytest.mark.parametrize("is_late", [False, True], ids=["at once", "when the answer was read"])
def test_bytes_behind_an_answer_are_never_the_answer_to_the_next_request(site, is_late):
    is_read, is_sent = threading.Event(), threading.Event()

    async def two_answers(_: aggregator.Request, writer: aggregator.Writer) -> None:
        writer.write(respond(PAGE))
        if is_late:
            await writer.drain()
            await asyncio.to_thread(is_read.wait, 10)
        writer.write(respond(b"<html><body><p>These bytes belong to nobody at all.</p></body></html>"))
        await writer.drain()
        is_sent.set()
        await asyncio.to_thread(is_done.wait, 10)

    is_done = threading.Event()
    site.handlers["/first"] = two_answers
    site.pages["/second"] = Page(PAGE + b"<!-- the second -->")

    async def run() -> list[Attempt]:
        fetcher = Fetcher(AGENT, Network(Guard(frozenset({site.host}))), Limits(seconds=5))
        try:
            first = await fetcher.fetch(Ask(site.url + "/first"))
            is_read.set()
            await asyncio.to_thread(is_sent.wait, 10)
            return [first, await fetcher.fetch(Ask(site.url + "/second"))]
        finally:
            is_done.set()
            await fetcher.close()

    bodies = [attempt.answer.content for attempt in asyncio.run(run()) if attempt.answer]
    assert bodies == [PAGE, PAGE + b"<!-- the second -->"]


HALVES = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (PAGE[:40], PAGE[40:], b""))
ENDS = {
    "a length": HEAD + b"content-length: %d\r\n\r\n" % len(PAGE) + PAGE,
    "chunks, with a trailer": HEAD + b"transfer-encoding: chunked\r\n\r\n" + HALVES[:-2] + b"x-sum: 1\r\n\r\n",
    "the connection's end": HEAD + b"\r\n" + PAGE,
    "HTTP/1.0": HEAD.replace(b"1.1", b"1.0") + b"\r\n" + PAGE,
    "interim answers before": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: x\r\n\r\n" + respond(PAGE),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_body_is_whole_however_its_answer_tells_where_it_ends(site, end):
    site.handlers["/page"] = raw(ENDS[end])
    found, after = fetch_all([site.url + "/page", site.url], (site.host,))
    assert found.answer is not None
    assert (found.answer.status, found.answer.content) == (200, PAGE)
    assert after.outcome is AttemptOutcome.FETCHED


def test_a_connection_whose_answer_ended_clean_is_used_again(site):
    before = site.connection_count
    fetch_all([f"{site.url}/?{n}" for n in range(5)], (site.host,))
    assert site.connection_count - before == 1


def test_304_to_a_request_without_conditions_is_a_failure(site):
    site.handlers["/never"] = raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    found = fetch(site.url + "/never", (site.host,))
    assert (found.outcome, found.reason) == (AttemptOutcome.FAILED, "status")
    again = fetch(site.url + "/never", (site.host,), etag='"a"', body_hash="0" * 64)
    assert again.outcome is AttemptOutcome.NOT_MODIFIED


def test_a_part_of_a_page_is_no_page(site):
    site.handlers["/part"] = raw(respond(PAGE, 206, content_range="bytes 0-76/900"))
    found = fetch(site.url + "/part", (site.host,))
    assert (found.outcome, found.reason) == (AttemptOutcome.FAILED, "incomplete_body")


def test_a_server_that_closes_every_connection_is_asked_once_an_attempt(site):
    site.handlers["/closed"] = raw(b"")
    found = fetch(site.url + "/closed", (site.host,), is_robots_exempt=True)
    assert found.reason == "remote_closed"
    assert site.paths().count("/closed") == 1


def test_what_keeps_robots_txt_from_being_had_is_told_by_its_own_name_again_and_again(site):
    found = fetch_all([site.url + "/", site.url + "/?again"])
    assert [one.reason for one in found] == ["blocked_address"] * 2
    assert [one.failure_class for one in found] == ["hard"] * 2
