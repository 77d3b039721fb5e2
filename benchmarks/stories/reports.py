# ruff: noqa: E501 (the texts are one sentence a line, in their own scripts)
"""Made-up news reports: sentences with places, people, numbers and days, so that no two share a run of words by chance."""

from __future__ import annotations

import random
from dataclasses import dataclass

ONSETS = "B C D F G H K L M N P R S T V W Br Cr Dr Gr Kl Pr St Tr".split()
MIDDLES = "al an ar el en er il in ir ol on or ul un ur ab ed ig om ut".split()
ENDS = "dale ford mont ville ton bury stad grad mere wick olm ani ero ika osta una esk ovo and ira".split()
GIVEN = "Ada Boris Clara Daniel Elif Farid Greta Hamid Irene Jonas Karin Luis Mina Noel Olga Pavel Rosa Simon Tara Viktor".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

WHO = (
    "council inspector baker sailor teacher judge farmer driver nurse painter engineer librarian fisherman gardener "
    "miller tailor potter printer guard pilot singer shepherd plumber mason curator chemist lawyer trader porter monk"
).split()
ADJECTIVES = (
    "old narrow wooden frozen public hidden broken famous empty crowded yellow distant local private heavy quiet muddy "
    "rusty steep flooded modern shallow northern forgotten noisy royal coastal temporary costly fragile"
).split()
THINGS = (
    "bridge tower harbour orchard tunnel theatre canal market chapel quarry stadium cellar reservoir factory lighthouse "
    "museum railway school mill vineyard hospital archive warehouse ferry library dam garden square palace kiln"
).split()
VERBS = (
    "repaired closed painted searched measured sold defended visited opened cleared photographed cursed guarded rented "
    "flooded inspected praised doubted bought emptied surveyed rebuilt ignored mapped lit fenced praised blessed heated"
).split()
WHEN = (
    "before the thaw; after the second storm; during the spring fair; while the band played; in spite of the rain; "
    "for the third time since autumn; without asking anyone; in front of two witnesses; against all advice; "
    "at the request of the parish; under a thin layer of snow; with borrowed tools; long after midnight; "
    "to the surprise of the neighbours; because the old lease had run out; for lack of lamp oil; on the way to the fair; "
    "as the tide went out; between two court sessions; at a price nobody would name"
).split("; ")
WHY = (
    "the roof let in water; the keys had been lost; nobody wanted to pay; the ground kept moving; the papers were wrong; "
    "a wall had leaned for years; the wind came from the sea; the well was dry; the clock had stopped; the fence was gone; "
    "the children needed room; a letter had gone astray; the horses were ill; the floor had sunk; the bells were too loud; "
    "the mortar was poor; the road ended there; the boats were late; the harvest had failed; the lamps were out"
).split("; ")


@dataclass
class Scene:
    """What one report is about: the names and numbers that its sentences use."""

    dice: random.Random
    place: str
    people: list[str]
    day: str


def place(dice: random.Random) -> str:
    return dice.choice(ONSETS) + dice.choice(MIDDLES) + dice.choice(ENDS)


def surname(dice: random.Random) -> str:
    return (
        dice.choice(ONSETS) + dice.choice(MIDDLES) + dice.choice(("sen", "ova", "ez", "man", "ti", "ko", "ley", "ert"))
    )


def scene(dice: random.Random) -> Scene:
    people = [f"{dice.choice(GIVEN)} {surname(dice)}" for _ in range(3)]
    return Scene(dice, place(dice), people, dice.choice(DAYS))


def sentence(about: Scene, *, named: bool = True) -> str:
    """One sentence; ``named`` says whether it may hold a name or a number."""
    d = about.dice

    def thing() -> str:
        return f"{d.choice(ADJECTIVES)} {d.choice(THINGS)}"

    def who() -> str:
        return f"{d.choice(ADJECTIVES)} {d.choice(WHO)}"

    person, number = d.choice(about.people), d.randint(3, 980)
    plain = (
        lambda: f"The {d.choice(WHO)} {d.choice(VERBS)} the {thing()} {d.choice(WHEN)}, since {d.choice(WHY)}.",
        lambda: f"A {who()} {d.choice(VERBS)} one {d.choice(THINGS)} and {d.choice(VERBS)} another {d.choice(WHEN)}.",
        lambda: (
            f"Every {d.choice(WHO)} knew that {d.choice(WHY)}, yet the {thing()} was {d.choice(VERBS)} {d.choice(WHEN)}."
        ),
        lambda: (
            f"Some say the {d.choice(THINGS)} was never {d.choice(VERBS)}, though {d.choice(WHY)} and {d.choice(WHY)}."
        ),
        lambda: f"Neither the {d.choice(WHO)} nor the {who()} had {d.choice(VERBS)} the {thing()} {d.choice(WHEN)}.",
    )
    telling = (
        lambda: f"{person} {d.choice(VERBS)} the {thing()} in {about.place} {d.choice(WHEN)}.",
        lambda: f"According to {person}, {number} {d.choice(THINGS)}s were {d.choice(VERBS)} because {d.choice(WHY)}.",
        lambda: (
            f"It cost {number} crowns and {d.randint(3, 60)} days to have the {thing()} {d.choice(VERBS)}, said {person}."
        ),
        lambda: (
            f"On {about.day} the {who()} of {about.place} {d.choice(VERBS)} the {d.choice(THINGS)} {d.choice(WHEN)}."
        ),
        lambda: (
            f"The {d.choice(WHO)}, {person}, {d.choice(VERBS)} {number} {d.choice(ADJECTIVES)} {d.choice(THINGS)}s {d.choice(WHEN)}."
        ),
    )
    return d.choice(plain + telling if named else plain)()


def report(about: Scene, count: int) -> list[str]:
    """A report of ``count`` sentences; the first names its place and its day."""
    d = about.dice
    lead = (
        f"The {d.choice(ADJECTIVES)} {d.choice(THINGS)} of {about.place} was {d.choice(VERBS)} on {about.day} "
        f"{d.choice(WHEN)}, {about.people[0]} told reporters."
    )
    return [lead, *(sentence(about) for _ in range(count - 1))]


def title(about: Scene) -> str:
    d = about.dice
    return f"{d.choice(ADJECTIVES).title()} {d.choice(THINGS)} {d.choice(VERBS)} in {about.place}"
