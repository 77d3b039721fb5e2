"""Where another article begins inside the text of a page: a second one below the first, or related ones in full.

Pages that load on and on print the next article in the shape of the first; aggregators print their related articles
with whole texts. Both weigh as much as the primary, so they are marked before the main text is looked for.
"""

from __future__ import annotations

import re
from itertools import pairwise

from tasks.split.html import cues as c
from tasks.split.html.card_titles import all_titles, is_title
from tasks.split.html.links import same_site
from tasks.split.html.rules import BODY_LEAST, NOT_BODY, SAME_TITLE
from tasks.split.html.sections import scope_of
from tasks.split.html.titles import alike
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import RELATED_HEADING

_COMMENTS = (
    r"(?:comments?|kommentare?|commentaires?|coment[aá]rios?|commenti|reacties|kommentarer|komentarze|komentář\w*|yorum\w*|"
    r"комментари\w+|коментар\w*|コメント|评论|評論|댓글|bình luận|التعليقات|تعليقات|komentar|σχόλια|hozzászólás\w*|"
    r"comentarii|মন্তব্য|टिप्पणियाँ|ความคิดเห็น|תגובות|دیدگاه\w*|نظرات)"
)
_COUNTED = re.compile(rf"(?i)\d+ {_COMMENTS}|{_COMMENTS}:? ?[(（]?\d+[)）]?")
"""The heading over what readers say: how much there is of it."""
_COUNT_MOST = 30
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_TITLE_LEAST, _HEADING_MOST = 12, 60
_BEGIN = 6
"""Runs in which an article begins with its title and its date."""
_LEAST = 2
"""Linked headings below a related heading from which a list with texts is one."""


def mark_others(tree: Tree, host: str) -> None:
    """Mark the runs of other articles as related ones. ``host``: the page's own, empty when it is not known."""
    runs = tree.runs
    start = _second(tree) or _next(tree)
    if start is not None:
        for run in runs[start:]:
            run.bits |= c.RELATED
    _mark_comments(tree)
    headings = [at for at, run in enumerate(runs[:-1]) if run.tag in _HEADINGS and run.size < _HEADING_MOST]
    for at in headings:
        if not RELATED_HEADING.match(runs[at].text):
            continue
        _mark_posts(tree, at)
        if (
            runs[at + 1].tag in _HEADINGS
            and is_title(runs[at + 1])
            and sum(run.prose for run in runs[:at] if not run.bits & NOT_BODY) >= BODY_LEAST
        ):
            _mark_list(tree, at, host)


def _mark_comments(tree: Tree) -> None:
    """Mark what readers say behind the text, where no class names it: its heading counts it."""
    counts = [
        at
        for at, run in enumerate(tree.runs)
        if run.size < _COUNT_MOST
        and (run.text[0].isdigit() or run.text[-1] in ")）" or run.text[-1].isdigit())
        and not run.bits & NOT_BODY
        and _COUNTED.fullmatch(run.text)
    ]
    prose = seen = 0
    for at in counts:
        run = tree.runs[at]
        prose += sum(one.prose for one in tree.runs[seen:at] if not one.bits & NOT_BODY)
        seen = at
        if prose >= BODY_LEAST and not run.bits & NOT_BODY:
            elem = run.elem
            while elem > 0 and tree.last[elem] <= at + 1:
                elem = tree.parent[elem]
            end = tree.last[elem]
            if tree.first[elem] < at:
                end = next((n for n in range(at + 1, end) if tree.runs[n].tag in _HEADINGS), end)
            for other in tree.runs[at:end]:
                other.bits |= c.COMMENT


def _mark_list(tree: Tree, at: int, host: str) -> None:
    titles = all_titles(tree)
    high = scope_of(tree, at, titles)
    heads = [n for n in titles if at < n < high and tree.runs[n].tag == tree.runs[at + 1].tag]
    if len(heads) >= _LEAST and all(same_site(tree.runs[n].href or "", host) for n in heads):
        for run in tree.runs[at:high]:
            run.bits |= c.RELATED


def _second(tree: Tree) -> int | None:
    """Number of the first run of the second of two articles of one shape, or None."""
    heads = [at for at, run in enumerate(tree.runs) if run.tag == "h1" and _is_head(run)]
    if len(heads) < _LEAST:
        return None
    for first, second in pairwise(heads):
        if alike(tree.runs[first].text, tree.runs[second].text) > SAME_TITLE:
            continue  # the title, printed twice
        whole = _article(tree, tree.runs[first].elem), _article(tree, tree.runs[second].elem)
        if (
            min(whole) > 0
            and tree.last[whole[0]] <= tree.first[whole[1]]
            and tree.name[whole[0]] == tree.name[whole[1]]
            and sum(run.prose for run in tree.runs[first : tree.last[whole[0]]]) >= BODY_LEAST
        ):
            return tree.first[whole[1]]
        pair = _apart(tree, tree.runs[first].elem, tree.runs[second].elem)
        if pair is None or tree.tag[pair[0]] != tree.tag[pair[1]]:
            continue
        if sum(tree.first[pair[1]] <= at < tree.last[pair[1]] for at in heads) > 1:
            continue  # its sections have headings of the first rank
        if sum(run.prose for run in tree.runs[tree.first[pair[1]] : second]) >= BODY_LEAST:
            continue  # a second article begins with its title
        is_article = tree.tag[pair[0]] == "article" or tree.bits[pair[0]] & tree.bits[pair[1]] & c.ARTICLE
        if is_article and sum(run.prose for run in tree.runs[first : tree.last[pair[0]]]) >= BODY_LEAST:
            return tree.first[pair[1]]
    return None


def _next(tree: Tree) -> int | None:
    """Number of the first run of an article beside the title's, in an element of its name, under a title and a date."""
    head = next((run for run in tree.runs if run.tag == "h1" and _is_head(run)), None)
    elem = head.elem if head is not None else 0
    while elem > 0:
        if tree.bits[elem] & c.ARTICLE and tree.name[elem]:
            up = tree.parent[elem]
            for one in [one for one, other in enumerate(tree.parent) if other == up and one > elem]:
                low = tree.first[one]
                if (
                    (tree.tag[one], tree.name[one]) == (tree.tag[elem], tree.name[elem])
                    and all(any(run.bits & bit for run in tree.runs[low : low + _BEGIN]) for bit in (c.TITLE, c.DATE))
                    and min(_prose(tree, elem), _prose(tree, one)) >= BODY_LEAST
                ):
                    return low
        elem = tree.parent[elem]
    return None


def _prose(tree: Tree, elem: int) -> int:
    return sum(run.prose for run in tree.runs[tree.first[elem] : tree.last[elem]])


def _article(tree: Tree, elem: int) -> int:
    """The nearest <article> around an element, 0 without one."""
    while elem > 0 and tree.tag[elem] != "article":
        elem = tree.parent[elem]
    return max(elem, 0)


def _mark_posts(tree: Tree, at: int) -> None:
    """Mark whole posts in <article> elements of their own beside a related heading as related ones."""
    elem = tree.runs[at].elem
    for _ in range(2):
        up = tree.parent[elem]
        posts = [e for e in range(elem + 1, len(tree.tag)) if tree.parent[e] == up and tree.tag[e] == "article"]
        if len(posts) >= _LEAST:
            for run in tree.runs[at : tree.last[posts[-1]]]:
                run.bits |= c.RELATED
            return
        elem = up
        if elem <= 0:
            return


def _is_head(run: Run) -> bool:
    return run.size >= _TITLE_LEAST and not run.bits & NOT_BODY


def _apart(tree: Tree, one: int, other: int) -> tuple[int, int] | None:
    """The two children of the nearest common ancestor that hold two elements; None where one holds the other."""
    path = {}
    below = -1
    while one >= 0:
        path[one] = below
        below, one = one, tree.parent[one]
    below = -1
    while other not in path:
        below, other = other, tree.parent[other]
    return (path[other], below) if path[other] >= 0 and below >= 0 else None
