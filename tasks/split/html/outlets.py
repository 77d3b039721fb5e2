"""Publishers on cards that no class name tells: the short line that every card of a list prints at one place.

Aggregators print the outlet beside the title of each card, in an element without a name. A line is taken for it when
most cards of the page have one in the same kind of element right behind the title, the lines differ from card to card,
and enough of them are worded like the name of an outlet: authors and sections stand at the same place on other sites.
"""

from __future__ import annotations

import re
from collections import defaultdict

from tasks.records import Label
from tasks.split.html import cues as c
from tasks.split.html.cards import HEADINGS, Card
from tasks.split.html.rules import (
    BOILERPLATE,
    CARD_PUBLISHER_MOST,
    OUTLET_CARDS,
    OUTLET_SHARE,
    OUTLET_SLOT_SHARE,
    PRINTED_DATE,
)
from tasks.split.html.walk import Run, Tree

_OUTLET = re.compile(
    r"\b(?:news|times|post|press|daily|herald|tribune|gazette|journal|chronicle|observer|telegraph|express|mail|"
    r"mirror|standard|independent|magazine|weekly|review|tv|radio|media|network|insider|digest|courier|bulletin|dispatch|"
    r"broadcasting|agency|reuters|associated press|zeitung|presse|nachrichten|kurier|tageblatt|anzeiger|rundschau|"
    r"journal|matin|parisien|diario|peri[oó]dico|noticias|jornal|folha|gazeta|gazzetta|corriere|giornale|krant|"
    r"dagblad|bladet|avisen|tidning|nyheter|haber|gazete|новости|газета|известия)\b"
    r"|\.(?:com|org|net|info|co|tv|[a-z]{2})\b|新闻|新聞|日报|日報|ニュース|通信|뉴스|일보",
    re.IGNORECASE,
)
_NOT_OUTLET = c.SHARE | c.AD | c.TAGS | c.CATEGORY | c.BYLINE | c.DATE | c.COMMENT | c.HIDDEN | c.NAV | c.CAPTION


def add_publishers(tree: Tree, cards: list[Card]) -> None:
    """Give cards without a publisher the line that names one, where the page's cards print such a line."""
    bare = [card for card in cards if not card.texts(Label.CARD_PUBLISHER)]
    if len(bare) < OUTLET_CARDS:
        return
    place = {id(run): at for at, run in enumerate(tree.runs)}
    titles = {id(card.title) for card in cards}
    slots: dict[tuple[str, bool], list[tuple[Card, Run]]] = defaultdict(list)
    for card in bare:
        at = place[id(card.title)] + 1
        run = tree.runs[at] if at < len(tree.runs) else None
        if run is not None and id(run) not in titles and _is_line(run, card):
            slots[(run.tag, run.href is None)].append((card, run))
    for found in slots.values():
        lines = [run.text for _, run in found]
        if (
            len(found) >= OUTLET_SLOT_SHARE * len(bare)
            and len(set(lines)) > 1
            and sum(_OUTLET.search(line) is not None for line in lines) >= OUTLET_SHARE * len(lines)
        ):
            for card, run in found:
                card.parts.append((run, Label.CARD_PUBLISHER))


def _is_line(run: Run, card: Card) -> bool:
    """Whether a run may be an outlet's name: short, in the card, and nothing that is known to be something else."""
    return (
        2 <= run.size <= CARD_PUBLISHER_MOST
        and run.tag not in HEADINGS
        and not run.bits & _NOT_OUTLET
        and all(run is not part for part, _ in card.parts)
        and (run.href is None or run.href == card.title.href)
        and run.text[0].isalnum()
        and not run.text.isdigit()
        and not BOILERPLATE.match(run.text)
        and PRINTED_DATE.search(run.text) is None
    )
