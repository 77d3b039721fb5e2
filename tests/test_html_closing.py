"""What stands behind a text, or calls from its middle, and is none of it: kinds, each on a page of our own."""

from __future__ import annotations

import pytest

from tasks.records import SplitArticle
from tasks.split.html import split_html

TITLE = "Harbour council votes to rebuild the old breakwater"
TEXT = tuple(
    f"Paragraph {number} tells of the breakwater, of the stones that settle and of the boats that wait behind it."
    for number in range(1, 8)
)
BODY = "".join(f"<p>{line}</p>" for line in TEXT)
FIRST = "".join(f"<p>{line.replace('breakwater', 'pier')}</p>" for line in TEXT)
"""The first half of a longer text."""
STATED = '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"Ada Quill"}}</script>'
LIFE = "Ada Quill has written of harbours for twenty years and lives with two cats in a lighthouse near the town."
MORE = "When she is not at her desk, she sails a small boat along the coast and paints the birds that she meets."


def article(inside: str, head: str = "") -> SplitArticle:
    html = f"<html lang=en><head><title>{TITLE}</title>{head}</head><body>{inside}</body></html>"
    found = split_html(html, url="https://ledger.example/harbour/breakwater", profile=None).primary
    assert found is not None
    return found


def paragraphs(behind: str, head: str = "", before: str = "") -> tuple[str, ...]:
    return article(f"<h1>{TITLE}</h1><article>{before}{BODY}{behind}</article>", head).paragraphs


def test_the_life_of_an_author_behind_the_text_is_none_of_it() -> None:
    assert paragraphs(f"<p>{LIFE}</p><p>{MORE}</p>", STATED) == TEXT
    assert paragraphs(f"<h3>About the author</h3><p>{LIFE}</p>", STATED) == TEXT
    notice = "<p>This article does not constitute legal advice.</p>"
    assert paragraphs(f"{notice}<p>{LIFE}</p>", STATED) == TEXT


def test_a_text_that_tells_of_its_author_keeps_its_end() -> None:
    stranger = "Kim Dune is an engineer and author who has built three breakwaters and is not to build a fourth."
    named = "<p>Kim Dune stood on the quay when the council voted, and she left before the mayor had spoken.</p>"
    assert paragraphs(f"<p>{stranger}</p>") == paragraphs(f"<p>({stranger})</p>") == TEXT
    assert paragraphs(f"<p>{stranger}</p>", before=named)[-1] == stranger
    told = "<p>The mayor asked Ada Quill to read her report aloud, and she did so for half an hour in the rain.</p>"
    assert paragraphs(f"<p>{LIFE}</p>", STATED, before=FIRST + told)[-1] == LIFE
    assert paragraphs(f"<h2>Who tested the boats</h2><p>{LIFE}</p>", STATED)[-1] == LIFE
    assert paragraphs("<p>For the Ledger, I'm Ada Quill in Lund.</p>", STATED)[-1].endswith("in Lund.")


@pytest.mark.parametrize(
    "notice",
    [
        "This material is not intended to replace the advice of a qualified adviser. " + "It is given as it is. " * 25,
        "Some of the links above are affiliate links, and the shop pays us where you buy something through them today.",
        "Quay® and Mole® are registered trademarks of the Stone Institute, which has no part in this paper at all.",
        "Harbour Wealth is a Registered Investment Adviser and serves its clients where it may do so under the law.",
        "Cet article ne constitue pas un conseil juridique et ne remplace pas la visite chez un avocat de la ville.",
        "Additional reporting by Jo Bell in the harbour and by Kim Dune at the town hall, with files of the agency",
        "Jo Bell and Kim Dune contributed to this report.",
        "Quill reported from Lund. Associated Wire writer Jo Bell in Malmo contributed reporting to the story.",
        "Photo credits: Ada Quill, the harbour museum and the archive of the town, where the stones were measured.",
        "Übersetzung: Ada Quill, Redaktion: Jo Bell, Bildredaktion: Kim Dune, Audioversion: Lea Lund und Tom Stein",
        "The post Harbour council votes to rebuild the old breakwater appeared first on The Harbour Ledger.",
        "Editor's note: This story also appeared in the May issue of the magazine that is sent to our members.",
    ],
)
def test_notices_and_credits_of_a_newsroom_end_no_text(notice: str) -> None:
    assert paragraphs(f"<p>{notice}</p>") == TEXT
    assert paragraphs(f"<p>{notice}</p><p>Learn more</p>") == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "The court held that the stones do not constitute a danger to the boats that wait behind the breakwater.",
        "The mayor said that the council has trademarks of its own and that nobody had asked for them this year.",
        "The engineer reported that the stones had settled, and contributed money of his own to the new wall.",
    ],
)
def test_sentences_with_a_lawyer_s_words_stay(line: str) -> None:
    assert paragraphs(f"<p>{line}</p>")[-1] == line


def test_notes_below_a_text_are_none_of_it_and_their_signs_stay_in_its_sentences() -> None:
    sign = (
        '<p>The wall is old<sup class="footnotes-sign"><a href="#n1">1</a></sup> and long, say those who know it.</p>'
    )
    item = '<li>The wall is long<sup class="footnotes-sign"><a href="#n1">2</a></sup> and old, as all of us know.</li>'
    notes = "<ol><li><p>Some say that it was built in two summers by forty men. ↩</p></li></ol>"
    found = paragraphs(f'<section class="footnotes">{notes}</section>', before=f"{sign}<ul>{item}</ul>")
    assert found[-1] == TEXT[-1]
    assert "The wall is old1 and long, say those who know it." in found
    assert "The wall is long2 and old, as all of us know." in found


@pytest.mark.parametrize(
    "call",
    [
        "Was this newsletter forwarded to you? Sign up to get it in your inbox every Friday.",
        "Love boats? Our Harbour Party newsletter has them all, in your inbox. Sign up now and be one of us.",
        "Subscribe here for the Tide, a free weekly newsletter of the paper.",
        "Melden Sie sich jetzt für unseren wöchentlichen Newsletter an und verpassen Sie nichts.",
        "Inscrivez-vous à notre newsletter pour ne rien manquer de la vie du port.",
        '👉 <a href="/harbour/tides">See how the tide is shaping the town</a>',
        '➡️ Read about <a href="/harbour/stones">the stones of the harbour</a>',
    ],
)
def test_calls_between_paragraphs_are_no_text(call: str) -> None:
    assert paragraphs("", before=f"{FIRST}<p>{call}</p>") == paragraphs("", before=FIRST)


@pytest.mark.parametrize(
    "line",
    [
        "Readers who sign up for a newsletter of the harbour stay longer than those who came by a link, she said.",
        "I also found twenty newsletters, a small part of those I subscribe to, and read them all in one night.",
    ],
)
def test_sentences_about_letters_stay(line: str) -> None:
    assert line in paragraphs("", before=f"{FIRST}<p>{line}</p>")
