"""How the stories step grows with what is stored: 10 thousand, 100 thousand, 1 million synthetic articles.

Articles are written by COPY, with the rows of the index that the step itself would have written, into tables whose
indexes are in place, so that their pages are filled as loading would fill them. Then the step, as the loader calls it,
decides fresh articles in a process of its own; wall time, pages touched, memory and sizes are taken from that.

    .venv/bin/python benchmarks/stories/growth.py --sizes 10000 100000 1000000 --folder /tmp/growth --json growth.json
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # run as a file; what stands below is found by it, hence E402

from db.embedded import start_embedded, stop_embedded
from db.lock import lock_loading
from db.upgrade import upgrade_database
from db.write.load import Moved
from flows.pipeline.stories import decide_moved
from tasks.stories.compare import compare
from tasks.stories.sketch import Sketch, sketch

FRESH, BATCH = 4000, 500
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
ARTICLE = "article (article_id, title, body, authors, tags, word_count, completeness, text_key, parser_version)"
TABLES = ("story", "story_member", "story_text", "story_sample", "story_pair")


class Corpus:
    """Articles of 80 to 500 words of a Zipf-like vocabulary; 15 % are edited copies, 5 % end in a common footer."""

    def __init__(self, seed: int) -> None:
        self._dice, self._numbers = random.Random(seed), np.random.default_rng(seed)
        weights = 1 / np.arange(1, 30_001)
        self._cdf = np.cumsum(weights / weights.sum())
        # Letters only: a digit in a word would be a number of its own.
        self._words = np.array(["w" + f"{n:x}".translate(_LETTERS) for n in range(30_000)])
        self._footers = [" ".join(self._draw(40)) for _ in range(20)]
        self._recent: deque[tuple[int, list[str]]] = deque(maxlen=20_000)

    def _draw(self, count: int) -> list[str]:
        words: list[str] = self._words[np.searchsorted(self._cdf, self._numbers.random(count))].tolist()
        return words

    def articles(self, first: int, count: int) -> Iterator[tuple[int, str, int | None]]:
        """Article, body, and the article that it copies."""
        dice = self._dice
        for article_id in range(first, first + count):
            parent = None
            if self._recent and dice.random() < 0.15:
                parent, source = dice.choice(self._recent)
                words = list(source)
                cut = dice.randrange(len(words))
                words[cut : cut + len(words) // 10] = []
                for _ in range(max(1, len(words) // 40)):
                    words[dice.randrange(len(words))] = f"x{dice.randrange(10**6)}"
                words = self._draw(15) + words
            else:
                words = self._draw(dice.randint(80, 500))
            self._recent.append((article_id, words))
            footer = dice.choice(self._footers) if dice.random() < 0.05 else ""
            yield article_id, " ".join(words) + " " + footer, parent


def fill(url: str, corpus: Corpus, first: int, count: int) -> None:
    """Store articles with what the step would have written of them."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for start in range(first, first + count, 20_000):
            _fill_some(cursor, [*corpus.articles(start, min(20_000, first + count - start))])
            connection.commit()
            print(f"  {start - 1 + 20_000:,} stored", end="\r", file=sys.stderr, flush=True)
        for table, column in (("article", "article_id"), ("story", "story_id"), ("story_text", "text_id")):
            cursor.execute(f"select setval(pg_get_serial_sequence('news.{table}', '{column}'), {first + count - 1})")
    with psycopg.connect(url, autocommit=True) as connection:
        for table in ("article", *TABLES):
            connection.execute(f"vacuum analyze news.{table}")


def _fill_some(cursor: psycopg.Cursor[Any], articles: list[tuple[int, str, int | None]]) -> None:
    sketches: dict[int, Sketch] = {}
    pairs, members, samples = [], [], []
    for article_id, body, parent in articles:
        found = sketches[article_id] = sketch("", body)
        samples += [(run, article_id) for run in found.filed]
        like = compare([(found, sketches[parent])])[0] if parent in sketches else None
        if like is not None and parent is not None:
            values = like.containment, like.jaccard, like.size_ratio, like.agreement
            pairs.append((parent, article_id, *values))
            members.append((article_id, article_id, "syndicated", *values[:3], "runs", "1", article_id, parent))
        else:
            members.append((article_id, article_id, None, None, None, None, "alone", "1", article_id, None))
    texts = [(i, s.key, s.run_count, s.word_count, len(s.sample)) for i, s in sketches.items()]
    _copy(
        cursor, ARTICLE, [(i, "", body, [], [], sketches[i].word_count, "full", str(i), "1") for i, body, _ in articles]
    )
    _copy(cursor, "story_text (text_id, text_hash, run_count, word_count, sample_count)", texts)
    _copy(cursor, "story_sample (run_hash, text_id)", sorted(samples))
    _copy(cursor, "story_pair (text_a, text_b, containment, jaccard, size_ratio, agreement)", pairs)
    # Every article a story of its own here; the sizes are those of stories that nobody copied.
    _copy(cursor, "story (story_id, first_article_id, article_count, publisher_count, algorithm_version)",
          [(i, i, 1, 0, "1") for i in sketches])  # fmt: skip
    _copy(cursor, "story_member (article_id, story_id, kind, containment, jaccard, size_ratio, method,"
          " algorithm_version, text_id, compared_article_id)", members)  # fmt: skip


def _copy(cursor: psycopg.Cursor[Any], target: str, rows: list[Any]) -> None:
    with cursor.copy(f"copy news.{target} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def step(url: str, article_ids: list[int]) -> dict[str, float]:
    """Decide fresh articles as the loader does; what it took."""
    with psycopg.connect(url, autocommit=True) as watcher, psycopg.connect(url) as connection:
        pages = _pages(watcher)
        wall, cpu = time.perf_counter(), time.process_time()
        for start in range(0, len(article_ids), BATCH):
            with connection.cursor() as cursor:
                lock_loading(cursor)
                decide_moved(cursor, Moved({*article_ids[start : start + BATCH]}))
                connection.commit()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peaks = [_peak_mib(process) for process in ("self", str(connection.info.backend_pid))]
        touched = {name: count - pages[name] for name, count in _pages(watcher).items()}
    return {
        "articles_per_second": len(article_ids) / wall,
        "client_cpu_seconds": cpu,
        "pages_per_article": sum(touched.values()) / len(article_ids),
        "sample_pages_per_article": touched["story_sample"] / len(article_ids),
        "client_peak_mib": peaks[0],
        "server_peak_mib": peaks[1],
    }


def _peak_mib(process: str) -> float:
    """Largest resident memory of a process so far; of the server's it includes the shared buffers that it touched."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _pages(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Pages of the tables that the step reads and writes, indexes included, hit or read."""
    connection.execute("select pg_sleep(1.2)")  # Other sessions report their counts once a second.
    rows = connection.execute(
        "select relname, heap_blks_hit + heap_blks_read + coalesce(idx_blks_hit + idx_blks_read, 0)"
        " + coalesce(toast_blks_hit + toast_blks_read, 0) from pg_statio_user_tables where schemaname = 'news'"
        " and (relname like 'story%%' or relname = 'article')"
    ).fetchall()
    return dict(rows)


def sizes(url: str, count: int) -> dict[str, float]:
    """Bytes of table and index per article."""
    with psycopg.connect(url) as connection:
        found = {
            table: connection.execute(f"select pg_total_relation_size('news.{table}')").fetchone()[0] / count
            for table in TABLES
        }
    return {"bytes_per_article": sum(found.values()), **{f"{table}_bytes": size for table, size in found.items()}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, default=Path("/tmp/newsweir-growth"), help="of the database; removed")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--step", nargs=2, metavar=("URL", "FIRST"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        first = int(options.step[1])
        print(json.dumps(step(options.step[0], [*range(first, first + FRESH)])))
        return
    url = start_embedded(options.folder / "postgres", "growth")
    upgrade_database(url)
    found, stored, corpus = [], 0, Corpus(1)
    for size in options.sizes:
        fill(url, corpus, stored + 1, size - stored)
        stored = size
        size_of = sizes(url, stored)
        with psycopg.connect(url) as connection, connection.cursor() as cursor:
            rows = [*corpus.articles(stored + 1, FRESH)]
            _copy(
                cursor, ARTICLE, [(i, "", body, [], [], len(body.split()), "full", str(i), "1") for i, body, _ in rows]
            )
        done = subprocess.run(
            [sys.executable, __file__, "--step", url, str(stored + 1)], capture_output=True, text=True, check=True
        )
        stored += FRESH
        found.append({"stored": size, **json.loads(done.stdout), **size_of})
        print(json.dumps(found[-1]), flush=True)
    if options.json:
        options.json.write_text(json.dumps({"machine": platform.machine(), "rows": found}, indent=1))
    stop_embedded(options.folder / "postgres")
    shutil.rmtree(options.folder)


if __name__ == "__main__":
    main()
