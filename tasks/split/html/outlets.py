"""Publishers on cards that no class name tells: the short line that every card of a list prints at one place.

Aggregators print the outlet beside the title of each card, in an element without a name. A line is taken for it when
most cards of the page have one in the same kind of element right behind the title, the lines differ from card to card,
and enough of them are worded like the name of an outlet: authors and sections stand at the same place on other sites.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from tasks.records import Label
from tasks.split.html import cues as c
from tasks.split.html.cards import Card
from tasks.split.html.openings import Phrases
from tasks.split.html.outlet_names import is_outlet_name
from tasks.split.html.printed import date_in
from tasks.split.html.rules import (
    CARD_PUBLISHER_MOST,
    OUTLET_CARDS,
    OUTLET_SHARE,
    OUTLET_SLOT_SHARE,
    OUTLETS_LEAST,
)
from tasks.split.html.tags import HEADINGS
from tasks.split.html.tree import Run, Tree
from tasks.split.html.wording import BOILERPLATE

OUTLET = Phrases(
    r"\b(?:news|times|post|press|daily|herald|tribune|gazette|journal|chronicle|observer|telegraph|express|mail|"
    r"mirror|standard|independent|magazine|weekly|review|tv|radio|media|network|insider|digest|courier|bulletin|dispatch|"
    r"ledger|lantern|voice|wire|reporter|globe|sun|star|monitor|examiner|sentinel|inquirer|guardian|today|"
    r"echo|advertiser|advocate|mercury|argus|statesman|pioneer|bbc|cnn|nbc|abc|cbs|fox|"
    r"sky|npr|afp|dw|ndtv|jazeera|euronews|agence|agencia|agenzia|agentur|hebdo|figaro|blatt|bote|"
    r"broadcasting|agency|reuters|associated press|zeitung|presse|nachrichten|kurier|tageblatt|anzeiger|rundschau|"
    r"journal|matin|parisien|diario|peri[oó]dico|noticias|jornal|folha|gazeta|gazzetta|corriere|giornale|krant|"
    r"dagblad|bladet|avisen|tidning|nyheter|haber|gazete|новости|газета|известия)\b"
    r"|\.(?:com|org|net|info|co|tv|[a-z]{2})\b|^\(?[\w-]+(?:\.[\w-]+)+\)?$|新闻|新聞|[一-鿿][报報](?![一-鿿])|网|ニュース|通信|テレビ|뉴스|일보|신문|صحيفة|جريدة|وكالة|قناة|إذاعة|صدى",
)
_BARS = re.compile(r"\s*[|·•]\s*|\s+[-–—]\s+")
_NOT_OUTLET = c.SHARE | c.AD | c.TAGS | c.CATEGORY | c.BYLINE | c.DATE | c.COMMENT | c.HIDDEN | c.NAV | c.CAPTION


def add_publishers(tree: Tree, cards: list[Card], place: Mapping[int, int]) -> None:
    """Give cards without a publisher the line that names one, where the page's cards print such a line.

    Looked for behind the title, beside the date in one line, and above the title, in this order. ``place``: number of
    each run by its ``id``.
    """
    bare = [card for card in cards if not card.texts(Label.CARD_PUBLISHER)]
    if len(bare) < OUTLETS_LEAST:
        return
    share = OUTLET_SHARE if len(bare) >= OUTLET_CARDS else 1.0  # of two cards both lines must be worded like outlets
    spans = {id(card): set(range(*card.span)) | {place[id(card.title)]} for card in cards}
    owned = set().union(*spans.values())
    slots: dict[tuple[int, str, bool], list[tuple[Card, Run, str]]] = defaultdict(list)
    for card in bare:
        for step, run, name in _lines(tree, card, place[id(card.title)], owned - spans[id(card)]):
            slots[step, run.tag if step else "", run.href is None].append((card, run, name))
    for _, found in sorted(slots.items(), key=lambda slot: -slot[0][0]):
        names = [name for _, _, name in found]
        if (
            len(found) >= OUTLET_SLOT_SHARE * len(bare)
            and len(set(names)) > 1
            and sum(OUTLET.search(name) is not None for name in names) >= share * len(names)
        ):
            for card, run, name in found:
                if card.publisher is None:
                    card.publisher = name
                    card.parts.append((run, Label.CARD_PUBLISHER))


def _lines(tree: Tree, card: Card, at: int, others: set[int]) -> Iterator[tuple[int, Run, str]]:
    """Lines of a card that may name its outlet: 2 behind the title, 0 beside the date, -1 above the title.

    ``others``: numbers of the runs of the other cards.
    """
    dated = {id(run) for run, label in card.parts if label is Label.CARD_DATE}

    def nearest(places: range) -> Run | None:
        own = (tree.runs[n] for n in places if 0 <= n < len(tree.runs) and n not in others)
        lines = (run for run in own if id(run) not in dated and not run.bits & c.SHARE)
        return next((run for run in lines if any(map(str.isalnum, run.text))), None)

    behind = nearest(range(at + 1, at + 4))
    if behind is not None and _is_line(behind, card):
        yield 2, behind, behind.text.strip("()")
    for run, label in card.parts:
        if label is Label.CARD_DATE:
            span = date_in(run.text, in_card=True) or (0, 0)
            rest = f"{run.text[: span[0]]}|{run.text[span[1] :]}"
            names = (piece.strip(" ,/()") for piece in _BARS.split(rest))
            name = next((one for one in names if 2 < len(one) <= CARD_PUBLISHER_MOST and is_outlet_name(one)), "")
            if name[:1].isupper():
                yield 0, run, name
    above = nearest(range(at - 1, at - 4, -1))
    if above is not None and _is_line(above, card):
        yield -1, above, above.text


def _is_line(run: Run, card: Card) -> bool:
    """Whether a run may be an outlet's name: short, in the card, and nothing that is known to be something else."""
    return (
        2 <= run.size <= CARD_PUBLISHER_MOST
        and run.tag not in HEADINGS
        and not run.bits & _NOT_OUTLET
        and all(run is not part for part, _ in card.parts)
        and run.text.strip("( ")[:1].isalnum()
        and ("/" not in run.text or " / " in run.text)
        and not run.text.isdigit()
        and not BOILERPLATE.match(run.text)
        and is_outlet_name(run.text)
        and date_in(run.text, in_card=True) is None
    )
