"""Which of a page's dates is that of its article, and which that of its last change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from tasks.printed_dates import AbsoluteDate, find_date, read_date
from tasks.records import DateSource
from tasks.split.html import cues as c
from tasks.split.html.byline_words import BY
from tasks.split.html.openings import Openings
from tasks.split.html.printed import first_published, says_later, short_date
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
    SAID_LEAST,
    TIME_REACH,
)
from tasks.split.html.stated_dates import (
    MODIFIED_NAMES,
    NO_INSTANT,
    believed,
    in_attributes,
    in_own_zone,
    instant_of,
    stated_instants,
)
from tasks.split.html.structured import Structured
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import RELATED_HEADING

_DATE_MARKUP = (
    '[itemprop~="datePublished"], [itemprop~="dateCreated"], [itemprop~="pubdate"], abbr[title][class*="publish"], '
    'abbr[title][class*="date"], .published[title], .dt-published, time[title], span[class*="date"][title]'
)
_MARKED_MOST = 12
_OPENING_MOST = 60
_SET_OFF = re.compile(r"\)?\s*(?:[-–—|:·•]|\)|\])\s*\S")
PUBLISHED = Openings(
    r"(?:date )?(?:first )?(?:published|posted|publication)\b|"
    r"(?:发布|發布|發佈|发表)(?:时间|時間|日期|于|於)|"
    r"公開日|掲載日|投稿日|게시일?|등록일?|입력|veröffentlicht|erschienen|publié|publicado|pubblicato|gepubliceerd|publicerad|"
    r"publisert|udgivet|julkaistu|opublikowano|publikováno|közzétéve|publicat|yayın|опубликован|дата публикации"
)
"""How a line begins that says when its page was published."""
_BARS = re.compile(r"\s*[|·•]\s*|\s+[-–—/]\s+")
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
    first, stated = stated_instants(tree, data)
    value = believed(stated) or believed(_in_markup(tree, head, low, high))
    visible, run, is_later = _visible_date(tree, head, low, high)
    if value:
        days = {day.group() for one in first if one and (day := _STATED_DAY.match(one.strip()))}
        is_sure = len(days) == 1 and sum(1 for one in first if one) > 1  # two statements of one day
        if visible and run is not None and not is_later and not is_sure and _is_earlier(visible, run, value):
            return visible, DateSource.BYLINE, run
        return in_own_zone(value, [stamp for _, _, stamp in tree.times]), DateSource.METADATA, run
    stamp, at = _nearest_time(tree, head, low, high)
    if stamp and _ORDERLESS.match(stamp):
        stamp = _own_entry(tree, head) or stamp
    if stamp and not (visible and not is_later and at >= high > low):
        return stamp, DateSource.METADATA, run
    labelled = _labelled(tree)
    if visible and not (labelled and run is not None and _is_labelled(run, visible)):
        return visible, DateSource.BYLINE, run
    match = _URL_DATE.search(url or "")
    if match:
        return "-".join(match.groups()), DateSource.METADATA, None
    if labelled:
        return labelled[0], DateSource.BYLINE, labelled[1]
    opening = _opening(tree.runs[low:high])
    if opening:
        return opening, DateSource.BODY, None
    noted = _own_entry(tree, head) or in_attributes(tree)
    if noted:
        return noted, DateSource.METADATA, None
    value = instant_of(article.get("dateModified")) or data.first(*MODIFIED_NAMES)
    return (value, DateSource.METADATA, None) if value else (None, DateSource.ABSENT, None)


def _in_markup(tree: Tree, head: int | None, low: int, high: int) -> Iterable[str]:
    """Dates that an element's microdata or microformat gives as its text or its title, near the title and the text."""
    start = min(low, low if head is None else head)
    for node in tree.parser.css(_DATE_MARKUP)[:_MARKED_MOST]:
        place = tree.places.get(node.mem_id)
        if place is None or place[0] < 0 or not start - DATE_REACH <= tree.first[place[0]] <= high + 3:
            continue
        bits = tree.runs[tree.first[place[0]]].bits if tree.first[place[0]] < len(tree.runs) else 0
        bits &= _ELSEWHERE & ~c.ASIDE
        if bits and (bits != c.FOOTER or not _ends_article(tree, tree.runs[tree.first[place[0]]], low, high)):
            continue
        for text in (node.attributes.get("title"), node.text()):
            if text and len(text) < LINE_DATE_MOST and (read_date(text) or find_date(text)):
                yield " ".join(text.split())


def _own_entry(tree: Tree, head: int | None) -> str | None:
    """The date of the page's own entry in a list of the site's newest articles: its title, a <time> behind."""
    if head is None:
        return None
    title = tree.runs[head].text
    for is_later, at, stamp in tree.times:
        if not is_later and any(run.text == title for run in tree.runs[max(head + 1, at - _ENTRY_REACH) : at]):
            return stamp
    return None


def _opening(body: list[Run]) -> str | None:
    """A full date that opens the first paragraph, set off by a dash, brackets or a bar: "4.3.2026 - ..." """
    text = body[0].text if body else ""
    span = first_published(text[:_OPENING_MOST])
    if not span or span[0] > 1 or span[2] or not _SET_OFF.match(text, span[1]):
        return None
    found = text[span[0] : span[1]]
    day = read_date(found)
    return found if isinstance(day, AbsoluteDate) and day.year else None


def _labelled(tree: Tree) -> tuple[str, Run] | None:
    """The date of the one line of a page that says when it was published, wherever it stands: under the text, say."""
    found = [
        (run, first_published(run.text))
        for run in tree.runs
        if run.size < BESIDE_MOST and not run.bits & _OTHERS and PUBLISHED.match(run.text)
    ]
    dated = [(run.text[span[0] : span[1]], run) for run, span in found if span and not span[2]]
    return dated[0] if len({text for text, _ in dated}) == 1 else None


def _is_labelled(run: Run, found: str) -> bool:
    """Whether a label with a colon leads to a date, and does not say that it is that of the page: of an event, say."""
    label = run.text[: run.text.find(found)].rstrip()
    return label.endswith(":") and not PUBLISHED.match(label) and not run.bits & (c.DATE | c.BYLINE)


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


def _nearest_time(tree: Tree, head: int | None, low: int, high: int) -> tuple[str | None, int]:
    """Value of the <time> nearest to the start of the body, not one of a comment, a card or the footer; and its run."""
    if not tree.times:
        return None, 0
    best: tuple[int, str, int] | None = None
    listed = next((at for at in range(high, len(tree.runs)) if RELATED_HEADING.match(tree.runs[at].text)), None)
    for is_later, at, stamp in tree.times:
        run = tree.runs[at] if at < len(tree.runs) else None
        if run is not None and run.bits & _ELSEWHERE & ~_excused(head, at):
            continue
        if listed is not None and at >= listed > low:
            continue  # of another article
        if not any(map(str.isdigit, stamp[:4])) or NO_INSTANT.match(stamp):
            continue
        far = (low - at if at <= low else 2 * (at - low) + 5) + LATER_FAR * is_later
        if head is not None and head - 3 <= at <= low:
            far = min(far, TIME_REACH - LATER_FAR * (not is_later))
        if far <= TIME_REACH and (best is None or far < best[0]):
            best = (far, stamp, at)
    return (best[1], best[2]) if best else (None, 0)


_ENTRY_REACH = 2
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
        if not any(map(str.isdigit, run.text)):
            continue
        span = first_published(run.text)
        if span is None and (head is None or head - 3 <= at <= low + 2):
            short = short_date(run.text, in_card=False)
            span = (*short, False) if short else None
        if span is None or _is_said(run, span) or not _may_be_long(run, span):
            continue
        is_apart = low + 2 + 3 * (run.size < LINE_DATE_MOST) < at < high or at >= high + 6
        if not is_apart or span[1] - span[0] > 0.8 * run.size or (run.bits & c.DATE and run.size < 40):
            found = run.text[span[0] : span[1]], run
            label = runs[at - 1].text if at else ""
            if not span[2] and not (len(label) < LABEL_MOST and says_later(label)):
                return *found, False
            beside = _published_beside(runs, at)
            if beside:
                return *beside, False
            later = later or found
    return (*later, True) if later else (None, None, False)


def _is_said(run: Run, span: tuple[int, int, bool]) -> bool:
    """Whether the date ends or stands in a sentence: small words lead to it, and none of them says "published"."""
    if run.bits & (c.DATE | c.BYLINE) or PUBLISHED.match(run.text) or says_later(run.text):
        return False
    before = _BARS.split(run.text[: span[0]])[-1]
    return not BY.match(before) and sum(word.islower() for word in before.split()) >= SAID_LEAST


def _may_be_long(run: Run, span: tuple[int, int, bool]) -> bool:
    """Whether a line of so many characters may be a byline: it says so by its class, or its date opens it, set off."""
    if run.size < 70 or run.bits & (c.DATE | c.BYLINE):
        return True
    return span[0] == 0 and _BARS.match(run.text, span[1]) is not None and len(_BARS.split(run.text)) > 2


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
        if span and not span[2] and not says_later(run.text):
            return run.text[span[0] : span[1]], run
    return None
