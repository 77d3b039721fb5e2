"""Text captures made to order, in the layouts that are known; the words are the tests' own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Story:
    """One article as an aggregator would print it."""

    title: str
    publisher: str | None = "Harbour Gazette"
    date: str | None = "2 hours ago"
    body: tuple[str, ...] = ("The harbour wall was rebuilt in a week, and nobody asked by whom. The stones are dry.",)
    category: str | None = None

    @property
    def flat(self) -> str:
        return " ".join(self.body)


def story(number: int = 1, **values: object) -> Story:
    """A story whose words differ from every other number's."""
    words = ("anchor", "barge", "canal", "dredger", "eddy", "ferry", "gull", "harbour", "inlet", "jetty")
    word = words[number % len(words)]
    body = (
        f"The {word} keepers of ward {number} met at dawn and counted {number} boats before the fog came down.",
        f"By noon the {word} was clear again, and the {number} boats had become {number + 1}.",
    )
    return Story(**{"title": f"The {word} of ward {number} is counted again", "body": body, **values})


CHROME = ("Try Our AI Features", "Explore what it can do for you:", "Comments", "No comments yet...")
TAIL = ("DOWNLOAD THE APP", "", "Get Started Now: Download the App", "", "app-storeplay-store")


def bulleted(primary: Story, cards: list[Story], *, byline: str | None = None, tail: bool = True) -> str:
    """A page in the bulleted rendering."""
    lines = ["logo", primary.title, "", primary.title, "", *([byline] if byline else []), *primary.body]
    lines += ["Orange background", ""]
    for mark in CHROME:
        lines += [mark, ""]
    lines += ["Related Articles", ""]
    for card in cards:
        lines += bulleted_card(card)
    return "\n".join([*lines, *(TAIL if tail else ())]) + "\n"


def bulleted_card(card: Story) -> list[str]:
    """The lines of one card in the bulleted rendering."""
    lines = [card.title, card.title, ""]
    if card.publisher:
        lines += [card.publisher, ""]
    if card.date:
        lines += ["time" + card.date, ""]
    if card.category:
        lines += ["  • " + card.category, ""]
    if card.publisher:
        lines += ["  • " + card.publisher, ""]
    return [*lines, card.title, "", *([card.flat, ""] if card.body else [])]


def dashed(primary: Story, cards: list[Story], *, gaps: tuple[int, ...] = (2, 0, 1), hashtags: bool = False) -> str:
    """A page in the dashed rendering; ``gaps`` are the blank lines before the cards, in turn."""
    lines = [primary.title, *primary.body, *(["Hashtags"] if hashtags else []), "", *CHROME, "Related Articles"]
    for index, card in enumerate(cards):
        lines += [""] * gaps[index % len(gaps)] + dashed_card(card)
    return "\n".join(lines) + "\n"


def dashed_card(card: Story) -> list[str]:
    """The lines of one card in the dashed rendering."""
    lines = [card.publisher] if card.publisher else []
    lines += [card.date] if card.date else []
    lines += ["- " + card.publisher] if card.publisher else []
    return [*lines, card.title, *([card.flat] if card.body else [])]


def listing(tag: str, cards: list[Story]) -> str:
    """A hashtag listing."""
    lines = ["logo", "", "#", "", f"Latest news with #{tag}", ""]
    for card in cards:
        lines += bulleted_card(card)
    return "\n".join([*lines, *TAIL]) + "\n"
