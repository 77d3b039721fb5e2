"""Which prints are one article: a function of the set of prints, whatever order they came in. Pure.

1. Texts at one address, or of one page, are one article where they share a title, a wording or three tenths of what
   they say; else the address shows one article after another.
2. One wording under one publisher is one article; of a short text the title is part of the wording. A domain is the
   name with its letters where both print the wording.
3. A print without a text is what stands at its address; where several articles stood there, the one of its title.
4. Else it is what has its title under its publisher; a title alone never joins two texts.
5. What names no publisher is of the publisher who has its wording; of several, of the first by name.

The steps are taken in this order, and each visits its keys in theirs, so nothing hangs on the order of the prints.
Prints that share no key, directly or through others, have no say in each other's articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import combinations
from operator import attrgetter

from db.write.names import same_publishers
from db.write.rows import PrintRow
from tasks.text import fold_tight

_IS_REVISION = 0.3
_RUN = 20
"""Characters that two texts must have in a row to share them: about four words."""
_MOST_COMPARED = 40
"""Wordings at one address that are compared with each other; where more stood, only their titles tell them apart."""

BodiesOf = Callable[[Collection[PrintRow]], Mapping[bytes, str]]
"""Gives the texts of prints, by wording_key; asked at most once."""


def keys_of(one: PrintRow) -> list[tuple[str, bytes]]:
    """The keys by which a print can be one article with others, each with the name of its column."""
    named = (("url_key", one.url_key), ("page_key", one.page_key), ("wording_key", one.wording_key))
    return [(name, key) for name, key in named if key is not None]


def partition(prints: Iterable[PrintRow], publishers: Mapping[str, str], bodies: BodiesOf) -> list[list[PrintRow]]:
    """The prints of each article, in the order of their keys. ``publishers``: publisher_key by the name as printed."""
    groups = _Groups(sorted(prints, key=attrgetter("print_key")), publishers)
    groups.join_texts_at_addresses(bodies)
    groups.join_texts_of_publishers()
    for rule in (groups.join_bare_at_addresses, groups.join_bare_by_titles, groups.join_nameless):
        rule()
        groups.join_texts_of_publishers()
    return groups.found()


class _Groups:
    """Prints as they are joined. A print is known by its number, a group by the number of its first print."""

    def __init__(self, prints: Sequence[PrintRow], publishers: Mapping[str, str]) -> None:
        self._prints = prints
        self._parents = [*range(len(prints))]
        names = [publishers.get(one.publisher_key or "", one.publisher_key) for one in prints]
        self._names = [{name} if name else set() for name in names]
        self._has_text = [one.has_text for one in prints]
        self._joined_count = 0
        places: dict[tuple[str, bytes], list[int]] = defaultdict(list)
        wordings: dict[bytes, list[int]] = defaultdict(list)
        for number, one in enumerate(prints):
            wordings[one.wording_key].append(number)
            for key in keys_of(one)[:-1]:
                places[key].append(number)
        # Most keys are of one print, which is joined to nothing by them.
        self._places = [places[key] for key in sorted(places) if len(places[key]) > 1]
        self._wordings = [wordings[key] for key in sorted(wordings) if len(wordings[key]) > 1]

    def found(self) -> list[list[PrintRow]]:
        """The prints by group."""
        return [[self._prints[number] for number in own] for own in self._by(range(len(self._prints)), self._group)]

    def join_texts_at_addresses(self, bodies: BodiesOf) -> None:
        """Rule 1. What is joined stays joined, so the order in which this finds it does not count."""
        places = [[number for number in place if self._prints[number].has_text] for place in self._places]
        for texts in places:
            self._join_each(self._by(texts, lambda number: self._prints[number].title_key))
            self._join_each(self._by(texts, lambda number: self._prints[number].wording_key))
        compared = [own for texts in places if (own := self._unlike(texts))]
        found = bodies([self._prints[number] for own in compared for number in own]) if compared else {}
        for own in dict.fromkeys(compared):
            if len(self._groups(own)) > 1:
                self._join_revisions(own, found)

    def _unlike(self, texts: Sequence[int]) -> tuple[int, ...]:
        """A print of each wording of an address where texts are not one yet; none where there are too many."""
        if len(self._groups(texts)) < 2:
            return ()
        wordings = self._by(texts, lambda number: self._prints[number].wording_key)
        return tuple(own[0] for own in wordings) if len(wordings) <= _MOST_COMPARED else ()

    def join_texts_of_publishers(self) -> None:
        """Rule 2, until it joins nothing more: articles that are joined by one wording may share another one."""
        count = -1
        while count != (count := self._joined_count):
            for wording in self._wordings:
                if self._prints[wording[0]].has_text:
                    self._join_each(self._by_names(self._groups(wording)))

    def _join_revisions(self, texts: Sequence[int], found: Mapping[bytes, str]) -> None:
        runs = {number: _runs(found[self._prints[number].wording_key]) for number in texts}
        for one, other in combinations(texts, 2):
            shared = len(runs[one] & runs[other])
            if shared >= _IS_REVISION * min(len(runs[one]), len(runs[other])):
                self._join((one, other))

    def join_bare_at_addresses(self) -> None:
        """Rule 3."""
        for place in self._places:
            bare = [number for number in place if not self._prints[number].has_text]
            texts = [number for number in place if self._prints[number].has_text]
            if len(self._groups(texts)) < 2:
                self._join((*bare, *texts) if bare else ())
                continue
            for number in bare:
                title = self._prints[number].title_key
                like = self._groups(other for other in texts if self._prints[other].title_key == title)
                self._join((number, *like[:1]))
            self._join_each(self._by(bare, lambda number: self._prints[number].title_key))

    def join_bare_by_titles(self) -> None:
        """Rule 4."""
        for wording in self._wordings:
            if not self._prints[wording[0]].has_text:
                for same in self._by_names(self._groups(wording)):
                    self._join_to_text(self._groups(same))

    def join_nameless(self) -> None:
        """Rule 5."""
        for wording in self._wordings:
            groups = self._groups(wording)
            nameless = [group for group in groups if not self._names[group]]
            if not nameless:
                continue
            named = [group for group in groups if self._names[group]]
            first = min(named, key=lambda group: (min(self._names[group]), group), default=None)
            if self._prints[wording[0]].has_text:
                self._join(nameless if first is None else (first, *nameless))
            else:
                self._join_to_text(nameless if first is None else [first, *nameless])

    def _join_to_text(self, groups: Sequence[int]) -> None:
        """Join groups that share a title: to the one that has a text, or, where several have, only the others."""
        texts = [group for group in groups if self._has_text[group]]
        self._join([group for group in groups if not self._has_text[group]] + (texts if len(texts) == 1 else []))

    def _group(self, number: int) -> int:
        while self._parents[number] != number:
            self._parents[number] = number = self._parents[self._parents[number]]
        return number

    def _groups(self, numbers: Iterable[int]) -> list[int]:
        return sorted({self._group(number) for number in numbers})

    def _by(self, numbers: Iterable[int], key: Callable[[int], object]) -> list[list[int]]:
        found: dict[object, list[int]] = defaultdict(list)
        for number in numbers:
            found[key(number)].append(number)
        return [*found.values()]

    def _by_names(self, groups: Iterable[int]) -> list[list[int]]:
        groups, found = list(groups), defaultdict[str, list[int]](list)
        names = {name for group in groups for name in self._names[group]}
        same = same_publishers(names) if len(names) > 1 else {}
        for group in groups:
            for name in {same.get(name, name) for name in self._names[group]}:
                found[name].append(group)
        return [found[name] for name in sorted(found)]

    def _join_each(self, parts: Iterable[Sequence[int]]) -> None:
        for part in parts:
            self._join(part)

    def _join(self, numbers: Iterable[int]) -> None:
        groups = self._groups(numbers)
        for group in groups[1:]:
            self._joined_count += 1
            self._parents[group] = groups[0]
            self._names[groups[0]] |= self._names[group]
            self._has_text[groups[0]] |= self._has_text[group]


def _runs(body: str) -> set[str]:
    """All runs of characters of a text without white space, so that equal wordings have equal runs."""
    tight = fold_tight(body)
    return {tight[at : at + _RUN] for at in range(max(1, len(tight) - _RUN + 1))}
