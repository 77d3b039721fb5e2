"""Saved pages of profiles: found, split, and compared with the records expected of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.cli.profile_preview import split_with
from tasks.captures import Defaults, read_capture
from tasks.errors import SkipPage
from tasks.profile import Profile
from tasks.records import SplitPage

_FIXTURES = Path("tests/fixtures")
_PAGES = ("*.html", "*.htm", "*.txt", "*.html.gz", "*.txt.gz")


def saved_pages(profile: Profile, folder: Path | None = None) -> list[Path]:
    """The saved pages of a profile: in ``folder``, beside the profile, or among the project's fixtures."""
    folders = [folder] if folder else [profile.folder, profile.folder.parent.parent / _FIXTURES, _FIXTURES]
    for place in folders:
        found = sorted(path for pattern in _PAGES for path in (place / profile.name).glob(pattern))
        if found:
            return found
    return []


def records_of(page: SplitPage) -> dict[str, Any]:
    """What is compared: kind, layout, and of every article its title, publisher, date, words, and address if any."""
    articles = []
    for article in (page.primary, *page.related):
        if article is not None:
            words = len(" ".join(article.paragraphs).split())
            record = {"title": article.title, "publisher": article.publisher_raw, "date": article.published_raw}
            articles.append({**record, "words": words, **({"url": article.url} if article.url else {})})
    return {"kind": str(page.page_kind), "layout": page.layout, "articles": articles}


def check_page(profile: Profile, path: Path, *, accept: bool = False) -> list[str]:
    """What differs between a saved page's records and those expected of it, a line each; none: all as expected.

    ``accept`` writes what is found as what is expected. A page without expected records differs.
    """
    capture = read_capture(path, Defaults())
    try:
        page = split_with(capture, profile)
    except SkipPage as error:
        return [f"quarantined ({error.reason}): {error}"]
    found = records_of(page)
    expected_path = path.parent / (path.name.split(".")[0] + ".expected.json")
    if accept:
        expected_path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return []
    if not expected_path.exists():
        return [f"{expected_path} is missing; read the page with `newsweir profile try`, then check --accept writes it"]
    return list(_differences("", json.loads(expected_path.read_text(encoding="utf-8")), found))


def _differences(where: str, expected: Any, found: Any) -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in dict.fromkeys((*expected, *found)):
            yield from _differences(f"{where}.{key}".lstrip("."), expected.get(key), found.get(key))
    elif isinstance(expected, list) and isinstance(found, list):
        for number in range(max(len(expected), len(found))):
            one = expected[number] if number < len(expected) else None
            yield from _differences(f"{where}[{number}]", one, found[number] if number < len(found) else None)
    elif expected != found:
        yield f"{where}: expected {_shown(expected)}, found {_shown(found)}"


def _shown(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)
