"""Secrets given in every place where one may be given stand in no row, no file, no message and no backup."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading

import psycopg
import pytest

from tests.aggregator import Page, drip
from tests.deployed import in_venv
from tests.helpers import rows
from tests.test_web_runs import AGENT, article, site
from tests.waiting import LIMIT_SECONDS

__all__ = ["site"]
SECRETS = [f"vEryHidden{number}" for number in range(8)]


def all_rows(database: str) -> str:
    """Every row of every table and stored view, as text."""
    tables = rows(
        database,
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind in ('r', 'm', 'p') and n.nspname in ('news', 'star', 'bi', 'public')",
    )
    with psycopg.connect(database) as connection:
        return "\n".join(
            str(row[0]) for (table,) in tables for row in connection.execute(f"select t::text from {table} t")
        )


@pytest.mark.slow
def test_no_secret_stands_anywhere_after_commands_that_had_one_in_every_place(database, site, tmp_path):
    secret = dict(zip(["database", "proxy", "prefect", "page", "listing", "sidecar", "storage", "link"], SECRETS,
                      strict=True))  # fmt: skip
    host = site.host
    card = f'<a href="http://kim:{secret["link"]}@{host}/a/9"><h3>Another long story of the river</h3></a>'
    body = article(1, (2, 3)).replace(b"</ul>", f"<li>{card}</li></ul>".encode())
    site.pages |= {"/a/1": Page(body), "/tag": Page(article(2, (4, 5)))}
    captures = tmp_path / "in"
    captures.mkdir()
    (captures / "page.html").write_bytes(body)
    (captures / "page.html.json").write_text(json.dumps({"url": f"http://kim:{secret['sidecar']}@{host}/a/7"}))
    environment = os.environ | {
        "NEWSWEIR_DATABASE_URL": database.replace("postgres:@", f"postgres:{secret['database']}@"),
        "NEWSWEIR_HOME": str(tmp_path / "home"), "NEWSWEIR_USER_AGENT": AGENT, "COLUMNS": "200",
        "PREFECT_API_AUTH_STRING": f"newsweir:{secret['prefect']}", "AWS_SECRET_ACCESS_KEY": secret["storage"],
    }  # fmt: skip
    proxied = {"NEWSWEIR_PROXY": f"http://kim:{secret['proxy']}@127.0.0.1:9"}
    told = []

    def run(*words: str, **more: str) -> None:
        done = subprocess.run(
            in_venv(["newsweir", *words]), env=environment | more, capture_output=True, timeout=LIMIT_SECONDS,
            check=False,
        )  # fmt: skip
        told.append((words, (done.stdout + done.stderr).decode("utf-8", "replace")))

    address = f"http://kim:{secret['page']}@{host}/a/1"
    run("ingest", "--direct", str(captures))
    run("ingest", "--direct", "--allow-private", address)
    run("ingest", "--direct", "http://other.example/a/1", **proxied)
    run("site", "add", "river", "--listing", f"http://kim:{secret['listing']}@{host}/tag", "--allow-private", host)
    run("site", "list")
    run("ingest", "--direct", "--due", "--json")
    run("why", address)
    run("status")
    run("export", "article", "--out", str(tmp_path / "home" / "article.csv"))
    run("db", "backup", str(tmp_path / "home" / "backup"))
    run("ingest", "--direct", NEWSWEIR_DATABASE_URL=f"postgresql://kim:{secret['database']}@127.0.0.1:1/news",
        NEWSWEIR_DATABASE_WAIT_SECONDS="0")  # fmt: skip
    run("ingest", "--direct", NEWSWEIR_DATABASE_URL=f"postgresql://127.0.0.1:1/news?password={secret['database']}",
        NEWSWEIR_DATABASE_WAIT_SECONDS="0")  # fmt: skip
    assert rows(database, "select count(*) > 2 from news.page") == [(True,)]
    stored = all_rows(database)
    files = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert any(path.name == "backup" for path in files)
    found = [("printed", words, name) for words, text in told for name, one in secret.items() if one in text]
    found += [("stored", name) for name, one in secret.items() if one in stored]
    # The archive keeps the bytes of a page as they came, a link with a stranger's password included.
    found += [
        (path.name, name) for path in files for name, one in secret.items()
        if one.encode() in path.read_bytes() and not (name == "link" and path.match("*.warc*"))
    ]  # fmt: skip
    assert not found, found


def test_a_run_that_waits_for_an_answer_ends_at_once_when_it_is_told_to(database, site, tmp_path):
    asked = threading.Event()

    async def never_whole(request, writer):
        asked.set()
        await drip(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n")(request, writer)

    site.handlers["/a/1"] = never_whole
    environment = os.environ | {
        "NEWSWEIR_DATABASE_URL": database, "NEWSWEIR_HOME": str(tmp_path / "home"), "NEWSWEIR_USER_AGENT": AGENT,
    }  # fmt: skip
    command = in_venv(["newsweir", "ingest", "--direct", "--allow-private", f"{site.url}/a/1"])
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert asked.wait(LIMIT_SECONDS)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=LIMIT_SECONDS)
    # Had it waited for the answer, the fetch would have ended by its deadline and the run as one with a failed page.
    assert process.returncode == 130
    assert "interrupted" in errors
    assert rows(database, "select state from news.run") == [("interrupted",)]
