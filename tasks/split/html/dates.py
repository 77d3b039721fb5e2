"""Which of a page's dates is that of its article, and which that of its last change."""

from __future__ import annotations

import re
from datetime import date

from tasks.printed_dates import AbsoluteDate, find_date, read_date
from tasks.records import DateSource
from tasks.split.html import cues as c
from tasks.split.html.printed import LATER, first_published, short_date
from tasks.split.html.rules import (
    BESIDE_MOST,
    DATE_BEHIND,
    DATE_FARTHEST,
    DATE_REACH,
    EARLIER_LEAST,
    FOOTER_ROOM,
    LABEL_MOST,
    LATER_FAR,
    LINE_DATE_MOST,
    TIME_REACH,
)
from tasks.split.html.structured import Structured, text_of
from tasks.split.html.tree import Run, Tree

PUBLISHED_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "article.published",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "dcterms.date",
    "dc.date.created",
    "dcterms.issued",
    "citation_publication_date",
    "citation_date",
    "article_date_original",
    "og:published_time",
    "og:pubdate",
    "cxenseparse:recs:publishtime",
    "rnews:datepublished",
    "datecreated",
    "shareaholic:article_published_time",
    "last-published",
    "published_time",
    "timestamp",
    "originalpublicationdate",
    "og:release_date",
    "article:published",
    "cxense:publishtime",
    "bt:pubdate",
    "buildtime",
)
MODIFIED_NAMES = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "lastmod",
    "dcterms.modified",
    "dc.date.modified",
    "article:updated_time",
    "modified_time",
    "og:modified_time",
)
_DATED = re.compile(r"(?:19|20)\d\d|\d\d?[./-]\d\d?[./-]\d\d")
_NAMED_SO = re.compile(r"publish(?:ed)?[^a-z]*(?:date|time|on)|publication[^a-z]*(?:date|time)")
"""Names of meta elements of no standard that state when the page was published."""
PUBLISHED = re.compile(
    r"(?i)\W*(?:(?:date )?(?:first )?(?:published|posted|publication)\b|"
    r"(?:发布|發布|發佈|发表)(?:时间|時間|日期|于|於)|"
    r"公開日|掲載日|投稿日|게시일?|등록일?|입력|veröffentlicht|erschienen|publié|publicado|pubblicato|gepubliceerd|publicerad|"
    r"publisert|udgivet|julkaistu|opublikowano|publikováno|közzétéve|publicat|yayın|опубликован|дата публикации)"
)
"""How a line begins that says when its page was published."""
_STATED_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ORDERLESS = re.compile(r"(?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|1[0-2])[./-]")
"""Digits that may be day first or month first."""
_URL_DATE = re.compile(r"(?:^|[/_\-.])((?:19|20)\d\d)[/_\-.]?(0[1-9]|1[0-2])[/_\-.]?(0[1-9]|[12]\d|3[01])(?=$|[/_\-.])")


def choose_published(
    tree: Tree, data: Structured, head: int | None, low: int, high: int, url: str | None
) -> tuple[str | None, DateSource, Run | None]:
    """When the article was published, as printed; which part of the page says so; the run that prints it.

    ``head``: number of the run that prints the title, None without one; ``low`` and ``high``: of the first run of the
    body and of the one behind its last.
    """
    article = data.article
    stated = (
        text_of(article.get("datePublished")),
        text_of(article.get("dateCreated")),
        *(value for name in PUBLISHED_NAMES for value in data.meta.get(name, ())),
        *(value for name, _, value in tree.props if "datePublished" in name),
        text_of(data.page.get("datePublished")),
        text_of(article.get("uploadDate")),
        text_of(data.page.get("uploadDate")),
        *(values[0] for name, values in data.meta.items() if _NAMED_SO.search(name)),
    )
    dated = [one.strip() for one in stated if one and _DATED.search(one)]
    value = next((one for one in dated if read_date(one) or find_date(one)), dated[0] if dated else None)
    visible, run, is_later = _visible_date(tree, head, low, high)
    if value:
        if visible and run is not None and not is_later and _is_earlier(visible, run, value):
            return visible, DateSource.BYLINE, run
        return value, DateSource.METADATA, run
    stamp = _nearest_time(tree, head, low)
    if stamp:
        return stamp, DateSource.METADATA, run
    if visible:
        return visible, DateSource.BYLINE, run
    match = _URL_DATE.search(url or "")
    if match:
        return "-".join(match.groups()), DateSource.METADATA, None
    labelled = _labelled(tree)
    if labelled:
        return labelled[0], DateSource.BYLINE, labelled[1]
    value = text_of(article.get("dateModified")) or data.first(*MODIFIED_NAMES)
    return (value, DateSource.METADATA, None) if value else (None, DateSource.ABSENT, None)


def _labelled(tree: Tree) -> tuple[str, Run] | None:
    """The date of the one line of a page that says when it was published, wherever it stands: under the text, say."""
    found = [
        (run, first_published(run.text))
        for run in tree.runs
        if run.size < LINE_DATE_MOST and not run.bits & _OTHERS and PUBLISHED.match(run.text)
    ]
    dated = [(run.text[span[0] : span[1]], run) for run, span in found if span and not span[2]]
    return dated[0] if len({text for text, _ in dated}) == 1 else None


def _is_earlier(visible: str, run: Run, stated: str) -> bool:
    """Whether a page prints an earlier day of publication than it states: systems state when it was last saved."""
    if len(visible) < 0.5 * run.size or _ORDERLESS.match(visible):
        return False
    first, other = read_date(visible), _STATED_DAY.match(stated)
    if not isinstance(first, AbsoluteDate) or first.year is None:
        return False
    second = read_date(other[0]) if other else find_date(stated)
    if not isinstance(second, AbsoluteDate) or second.year is None or (not other and _ORDERLESS.match(stated)):
        return False
    try:
        days = date(second.year, second.month, second.day) - date(first.year, first.month, first.day)
    except ValueError:
        return False
    return days.days >= EARLIER_LEAST  # one day is the other side of midnight


def _nearest_time(tree: Tree, head: int | None, low: int) -> str | None:
    """Value of the <time> nearest to the start of the body, not one of a comment, a card or the footer."""
    best: tuple[int, str] | None = None
    for is_later, at, stamp in tree.times:
        run = tree.runs[at] if at < len(tree.runs) else None
        if run is not None and run.bits & _ELSEWHERE & ~_excused(head, at):
            continue
        if not any(ch.isdigit() for ch in stamp[:4]):
            continue
        far = (low - at if at <= low else 2 * (at - low) + 5) + LATER_FAR * is_later
        if head is not None and head - 3 <= at <= low:
            far = min(far, TIME_REACH - LATER_FAR * (not is_later))
        if far <= TIME_REACH and (best is None or far < best[0]):
            best = (far, stamp)
    return best[1] if best else None


_OTHERS = c.COMMENT | c.RELATED | c.RANKED
_ELSEWHERE = _OTHERS | c.FOOTER | c.NAV | c.ASIDE


def _excused(head: int | None, at: int) -> int:
    """Cues that say nothing right beside the title: pages put its date among their tools."""
    return c.NAV | c.HIDDEN | c.ASIDE | c.FOOTER if head is not None and head - 3 <= at <= head + 4 else 0


def _visible_date(tree: Tree, head: int | None, low: int, high: int) -> tuple[str | None, Run | None, bool]:
    """The date printed between the title and the text, else just behind the text; whether it is that of a change."""
    runs = tree.runs
    first = low - DATE_REACH if head is None else max(min(low - DATE_REACH, head - 3), low - DATE_FARTHEST)
    above = first - 1 if head is None else max(first - 1, min(head, low))
    places = (
        *range(low, max(-1, above), -1),
        *range(low + 1, low + 3),
        *range(above, max(-1, first - 1), -1),
        *range(low + 3, low + 6),
        *range(high, high + DATE_BEHIND),
    )
    later: tuple[str, Run] | None = None
    for at in places:
        if later and (at > low + 2 or at <= above):
            break  # a date of a change beside the title is nearer to the truth than any behind the text
        run = runs[at] if at < len(runs) else None
        if run is None or run.size > 110:
            continue
        bits = run.bits & (_ELSEWHERE & ~c.ASIDE | c.HIDDEN) & ~_excused(head, at)
        if bits and (bits != c.FOOTER or not _ends_article(tree, run, low, high)):
            continue
        if not any(ch.isdigit() for ch in run.text):
            continue
        span = first_published(run.text)
        if span is None and (head is None or head - 3 <= at <= low + 2):
            short = short_date(run.text, in_card=False)
            span = (*short, False) if short else None
        if span is None or (run.size >= 70 and not run.bits & (c.DATE | c.BYLINE)):
            continue
        is_apart = low + 2 + 3 * (run.size < LINE_DATE_MOST) < at < high or at >= high + 6
        if not is_apart or span[1] - span[0] > 0.8 * run.size or (run.bits & c.DATE and run.size < 40):
            found = run.text[span[0] : span[1]], run
            label = runs[at - 1].text if at else ""
            if not span[2] and not (len(label) < LABEL_MOST and LATER.search(label)):
                return *found, False
            beside = _published_beside(runs, at)
            if beside:
                return *beside, False
            later = later or found
    return (*later, True) if later else (None, None, False)


def _ends_article(tree: Tree, run: Run, low: int, high: int) -> bool:
    """Whether a line stands in the footer of the article, not in that of the page: little is around it but the text."""
    elem = run.elem
    while elem > 0 and not tree.bits[elem] & c.FOOTER:
        elem = tree.parent[elem]
    around = tree.parent[elem]
    first, last = tree.first[around], tree.last[around]
    return elem > 0 and low - FOOTER_ROOM <= first <= low and high < last <= high + FOOTER_ROOM


def _published_beside(runs: list[Run], at: int) -> tuple[str, Run] | None:
    """The date of publication in the lines next to one that gives the date of a change."""
    for run in (*runs[at + 1 : at + 2], *runs[max(0, at - 1) : at]):
        span = first_published(run.text) if run.size < BESIDE_MOST else None
        if span and not span[2] and not LATER.search(run.text):
            return run.text[span[0] : span[1]], run
    return None


def choose_modified(data: Structured) -> str | None:
    """When the article was last changed, as stated."""
    return text_of(data.article.get("dateModified")) or data.first(*MODIFIED_NAMES)
