# ruff: noqa: E501, E731 (texts one sentence a line; each form is a lambda of its facts)
"""Small labelled sets of the seven kinds of text on which stories go wrong, written before the code of the rules was read.

    .venv/bin/python benchmarks/stories/pairs.py [--each 200] [--seed 1] [--show KIND] [KIND…]

Each set holds two to six documents and says which are one story; a set is right when exactly these are found. Kinds:
shared blocks, digests, long forms, scripts without capitals, subjects and titles, updates, house style.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from reports import DAYS, GIVEN, place, report, scene, sentence, surname, title  # noqa: E402 (its folder is no package)

Doc = tuple[str, str, str, int]
"""Title, text, publisher, hours after the first."""
Set = tuple[str, list[Doc], list[str]]
"""What it tries, the documents, the story of each."""


def shared_blocks(d: random.Random) -> Set:
    one, other = scene(d), scene(d)
    other.people[0] = one.people[0]
    background = [sentence(one) for _ in range(d.randint(6, 14))]
    a, b = report(one, d.randint(3, 6)), report(other, d.randint(3, 6))
    t, u = title(one), title(other)
    hours = d.choice((2, 9, 22, 40))
    match d.randrange(6):
        case 0:
            return (
                "background at the end",
                [(t, " ".join(a + background), "A", 0), (u, " ".join(b + background), "A", hours)],
                ["1", "2"],
            )
        case 1:
            tail = [sentence(other) for _ in range(2)]
            return (
                "background before the end",
                [(t, " ".join(a + background), "A", 0), (u, " ".join(b + background + tail), "B", hours)],
                ["1", "2"],
            )
        case 2:
            legal = [sentence(one, named=False) for _ in range(8)]
            return (
                "legal statement",
                [(t, " ".join(a[:3] + legal), "A", 0), (u, " ".join(b[:3] + legal), "A", hours)],
                ["1", "2"],
            )
        case 3:
            whole = report(one, d.randint(14, 24))
            led = [sentence(other) for _ in range(2)]
            return (
                "copy with another lead",
                [(t, " ".join(whole), "A", 0), (d.choice((t, u)), " ".join(led + whole[2:]), "B", 2)],
                ["1", "1"],
            )
        case 4:
            whole = report(one, d.randint(14, 24))
            cut = whole[: int(len(whole) * d.uniform(0.4, 0.7))] + [sentence(other) for _ in range(d.randint(0, 3))]
            return "copy cut off", [(t, " ".join(whole), "A", 0), (d.choice((t, u)), " ".join(cut), "B", 2)], ["1", "1"]
        case _:
            whole = report(one, d.randint(14, 24))
            kept = [s for i, s in enumerate(whole) if i < 2 or d.random() < 0.65] + [sentence(other) for _ in range(2)]
            return "copy abridged", [(t, " ".join(whole), "A", 0), (t, " ".join(kept), "B", 5)], ["1", "1"]


def digests(d: random.Random) -> Set:
    count = d.randint(2, 5)
    scenes = [scene(d) for _ in range(count)]
    texts = [report(s, d.randint(3, 8)) for s in scenes]
    docs: list[Doc] = [(title(s), " ".join(t), "A", i) for i, (s, t) in enumerate(zip(scenes, texts, strict=True))]
    head = d.choice(("", "Good morning, here is the news. ", "The news of the day in brief.\n"))
    digest = head + d.choice(("\n", " ")).join(" ".join(t) for t in texts)
    docs.append((d.choice(("News in brief", "Round-up", f"{title(scenes[0])}, and more")), digest, d.choice("AB"), 10))
    labels = [str(i) for i in range(count)]
    if d.random() < 0.3:
        docs.append((docs[0][0], docs[0][1], "C", 3))
        return "digest and a reprint", docs, [*labels, "*", "0"]
    return "digest", docs, [*labels, "*"]


def long_forms(d: random.Random) -> Set:
    """Forms whose own words are few; ``filler`` is the form, which is long and the same in both."""
    kind = d.randrange(5)
    teams = d.sample([place(d) for _ in range(30)], 4)
    form = random.Random(d.randrange(10**9))
    about = scene(form)
    filler = [sentence(about, named=False) for _ in range(d.randint(8, 25))]
    at = d.randint(2, len(filler) - 2)

    def text() -> tuple[str, str]:
        one, other, who, n = place(d), place(d), f"{d.choice(GIVEN)} {surname(d)}", d.randint(2, 60)
        first, last = " ".join(filler[:at]), " ".join(filler[at:])
        match kind:
            case 0:
                return (f"How to watch {one} vs {other}: live stream and channel",
                        f"{one} and {other} meet on {d.choice(DAYS)} in a match that many wait for. {first} Kick-off is at {n % 12 + 1} p.m. {last}")  # fmt: skip
            case 1:
                w = d.sample("apple crane orbit plumb stone spine train vivid waltz yacht brisk crown".split(), 2)
                return (f"Word puzzle hints and answer, number {n}",
                        f"Looking for today's answer? {first} The word begins with {w[0][0].upper()} and ends in {w[0][-1].upper()}. {last} The answer is {w[0].upper()}.")  # fmt: skip
            case 2:
                return (f"Minister receives {who}",
                        f"The minister received the envoy of {one}, {who}, at the ministry today. {first} The envoy invited the minister to {other}. {last}")  # fmt: skip
            case 3:
                return (f"{one} {surname(d)} investors: deadline alert",
                        f"{first} The class action is against {one} {surname(d)} Incorporated. {last} The deadline is {d.choice(('March', 'April', 'May'))} {n % 28 + 1}.")  # fmt: skip
            case _:
                return (f"Road works in {one}",
                        f"Drivers must expect delays in {one} from {d.choice(DAYS)}. {first} The diversion leads through {other}. {last}")  # fmt: skip

    name = ("how to watch", "puzzle", "readout", "class action", "road works")[kind]
    (t, a), (u, b) = text(), text()
    if d.random() < 0.3:
        tail = d.choice(("", " (dpa)", " " + sentence(scene(d))))
        return f"{name}, reprinted", [(t, a, "A", 0), (u, b, "A", 20), (t, a + tail, "B", 1)], ["1", "2", "1"]
    del teams
    return name, [(t, a, "A", 0), (u, b, "A", d.choice((3, 24, 48)))], ["1", "2"]


def no_capitals(d: random.Random) -> Set:
    from forms import UNCASED, Draw

    family = d.choice(UNCASED)
    draw = Draw(d)
    (t, a), (u, b) = family(draw), family(draw)
    while a == b:
        u, b = family(draw)
    name = family.__name__
    if d.random() < 0.35:
        return f"{name}, reprinted", [(t, a, "A", 0), (u, b, "A", 20), (t, a, "B", 1)], ["1", "2", "1"]
    return name, [(t, a, "A", 0), (u, b, "A", d.choice((3, 24, 48)))], ["1", "2"]


def subjects(d: random.Random) -> Set:
    one, other, frame = surname(d) + "s", place(d), d.randrange(4)
    about = scene(random.Random(d.randrange(10**9)))
    body = " ".join(sentence(about, named=False) for _ in range(d.randint(1, 4)))
    n = d.randint(2, 90)
    match frame:
        case 0:
            make: Callable[[str], tuple[str, str]] = lambda x: (
                f"{x} raises crude prices",
                f"{x} said it raised its posted prices by {n} cents a barrel from today. {body}",
            )
        case 1:
            make = lambda x: (
                f"{x} Corp sets quarterly payout",
                f"The company declared a dividend of {n} cents a share, payable to holders of record next month. {body}",
            )
        case 2:
            make = lambda x: (
                f"{x} files for {n} mln share offer",
                f"{x} filed with the commission for an offer of {n} mln common shares through underwriters. {body}",
            )
        case _:
            make = lambda x: (
                f"{x}: school closed on account of snow",
                f"Lessons are cancelled today because the buses cannot run. Parents are asked to keep children at home. {body}",
            )
    (t, a), (u, b) = make(one), make(other)
    if d.random() < 0.35:
        retitled = d.choice((t, t.upper(), f"UPDATE 1-{t}", f"{t} - report"))
        return "same subject", [(t, a, "A", 0), (retitled, a, "B", 2)], ["1", "1"]
    return "two subjects", [(t, a, "A", 0), (u, b, "A", d.choice((1, 4, 26)))], ["1", "2"]


def updates(d: random.Random) -> Set:
    one = scene(d)
    dead, hurt, lost = d.randint(2, 9), d.randint(10, 40), d.randint(20, 90)
    rest = [sentence(one) for _ in range(d.randint(4, 9))]
    cause = d.choice(("a ferry struck the quay", "a coach left the road", "a roof gave way", "a blaze swept a mill"))

    def told(x: int, y: int, z: int) -> str:
        return (f"At least {x} people were killed and {y} injured when {cause} in {one.place} on {one.day}, officials said. "
                f"{one.people[0]} told reporters that {z} people were still missing. {' '.join(rest)}")  # fmt: skip

    first = told(dead, hurt, lost)
    x, y, z = dead + d.randint(1, 9), hurt + d.randint(1, 30), lost - d.randint(1, 15)
    t = f"{dead} die in {one.place}"
    if d.random() < 0.6:
        more = d.choice(("", " " + sentence(one), f" The toll had been put at {dead}."))
        return (
            "toll moved on",
            [
                (t, first, "A", 0),
                (
                    d.choice((f"Toll in {one.place} rises to {x}", f"{x} die in {one.place}")),
                    told(x, y, z) + more,
                    "A",
                    d.choice((2, 5, 9, 20)),
                ),
            ],
            ["1", "1"],
        )
    other = scene(d)
    second = (f"At least {x} people were killed and {y} injured when {cause} in {other.place} on {other.day}, officials said. "
              f"{other.people[0]} told reporters that {z} people were still missing.")  # fmt: skip
    short = " ".join(first.split(" ")[: len(second.split(" "))])
    return "another accident", [(t, short, "A", 0), (f"{x} die in {other.place}", second, "A", 20)], ["1", "2"]


def house_style(d: random.Random) -> Set:
    one = scene(d)
    n, m, p, h, q = (d.randint(2, 90) for _ in range(5))
    h, minute, thousand = h % 11 + 1, d.randint(10, 59), d.randint(100, 999)
    pair = d.sample(
        [
            (f"The work will cost ${n} million.", d.choice((f"The work will cost ${n}m.", f"The work will cost ${n} mln.", f"The work will cost ${n}mn."))),
            (f"Rents rose by {p} percent in a year.", d.choice((f"Rents rose by {p}% in a year.", f"Rents rose by {p} per cent in a year.", f"Rents rose by {p}pc in a year."))),
            (f"The meeting ended at {h}:{minute} p.m. after a quarrel.", d.choice((f"The meeting ended at {h}.{minute}pm after a quarrel.", f"The meeting ended at {h}:{minute} PM after a quarrel.", f"The meeting ended at {h + 12}:{minute} after a quarrel."))),
            (f"Opponents collected {q},{thousand} names.", d.choice((f"Opponents collected {q}{thousand} names.", f"Opponents collected {q} {thousand} names.", f"Opponents collected {q}.{thousand} names."))),
            (f"The site lies {m} kilometres from the river.", d.choice((f"The site lies {m}km from the river.", f"The site lies {m} km from the river."))),
            (f"The loan of {n}.5 billion crowns falls due in May.", d.choice((f"The loan of {n}.5bn crowns falls due in May.", f"The loan of {n}.5 bn crowns falls due in May.", f"The loan of {n},5 billion crowns falls due in May."))),
        ],
        d.randint(3, 6),
    )  # fmt: skip
    names = [sentence(one) for _ in range(d.randint(2, 5))]
    a = " ".join([names[0], *(x for x, _ in pair), *names[1:]])
    b = " ".join([names[0], *(y for _, y in pair), *names[1:]])
    t = title(one)
    if d.random() < 0.2:  # Numbers in sentences that only one of the two has say nothing.
        b += f" Separately, {d.randint(3, 99)} of {d.randint(100, 999)} members had left by {d.randint(2001, 2025)}, the {place(d)} office said."
        return "one more sentence of numbers", [(t, a, "A", 0), (t, b, "B", 1)], ["1", "1"]
    if d.random() < 0.25:
        c = a
        for old, new in (
            (f"${n} ", f"${n + 7} "),
            (f"by {p} ", f"by {p + 11} "),
            (f"{m} kilo", f"{m + 13} kilo"),
            (f"{q},", f"{q + 3},"),
            (f"{h}:{minute}", f"{h + 1}:{70 - minute}"),
            (f"{n}.5", f"{n + 2}.5"),
        ):
            c = c.replace(old, new)
        c = c.replace(one.place, place(d))
        for person in one.people:
            c = c.replace(person, f"{d.choice(GIVEN)} {surname(d)}")
        return "other numbers", [(t, a, "A", 0), (title(scene(d)), c, "A", 20)], ["1", "2"]
    return "house style", [(t, a, "A", 0), (t, b, "B", 1)], ["1", "1"]


KINDS = {f.__name__: f for f in (shared_blocks, digests, long_forms, no_capitals, subjects, updates, house_style)}


def rows(documents: list[Doc]) -> list[dict[str, str]]:
    return [
        {"id": str(i), "title": t, "body": b, "publisher": p, "date": f"2026-03-{2 + h // 24:02d}T{h % 24:02d}:00:00Z"}
        for i, (t, b, p, h) in enumerate(documents)
    ]


def is_right(documents: list[Doc], stories: list[str]) -> bool:
    """Equal pairs; a document labelled ``*`` may be in any one story, or in none, and joins no two."""
    from tasks.stories.scoring import cluster_lines

    found = {a["id"]: a["cluster"] for a in cluster_lines(json.dumps(row) for row in rows(documents))}
    free = [i for i, story in enumerate(stories) if story != "*"]
    return all((stories[i] == stories[j]) == (found[str(i)] == found[str(j)]) for i in free for j in free if i < j)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*")
    parser.add_argument("--each", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print the documents of every set that is wrong")
    options = parser.parse_args()
    for name in options.kinds or KINDS:
        tried: Counter[str] = Counter()
        wrong: dict[str, list[Any]] = defaultdict(list)
        for number in range(options.each):
            what, documents, stories = KINDS[name](random.Random(f"{options.seed} {name} {number}"))
            tried[what] += 1
            if not is_right(documents, stories):
                wrong[what].append(documents)
        missed = sum(map(len, wrong.values()))
        print(f"{name:14} {1 - missed / options.each:6.1%}  wrong:", {w: f"{len(wrong[w])}/{tried[w]}" for w in wrong})
        if options.show:
            for what, found in wrong.items():
                print(f"--- {what}")
                for documents in found[:3]:
                    print(*documents, sep="\n", end="\n\n")


if __name__ == "__main__":
    main()
