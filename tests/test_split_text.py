"""Text captures in both renderings, with the traps that real ones hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.errors import EmptyCapture, LayoutChanged, NewsweirError, UnknownLayout
from tasks.records import DateSource, Label, PageKind, SplitPage
from tasks.split.text import split_text
from tests.pages import Story, bulleted, bulleted_card, dashed, listing, story


def split(text: str) -> SplitPage:
    return split_text(text, profile=None)


def titles(page: SplitPage) -> list[str]:
    return [article.title for article in page.related]


@pytest.mark.parametrize("layout", [bulleted, dashed])
def test_a_page_gives_its_primary_and_its_cards_in_page_order(layout):
    cards = [story(2), story(3, publisher="The Estuary Post"), story(4, date="a day ago")]
    page = split(layout(story(1), cards))
    assert page.page_kind is PageKind.ARTICLE
    assert page.layout == layout.__name__
    assert page.primary is not None
    assert (page.primary.title, page.primary.paragraphs) == (story(1).title, story(1).body)
    assert titles(page) == [card.title for card in cards]
    assert [a.publisher_raw for a in page.related] == [card.publisher for card in cards]
    assert [a.published_raw for a in page.related] == [card.date for card in cards]
    assert [a.paragraphs for a in page.related] == [(card.flat,) for card in cards]


@pytest.mark.parametrize(
    ("byline", "publisher", "date"),
    [
        ("Observer2 days ago", "Observer", "2 days ago"),
        ("Telegraph12-07-2025", "Telegraph", "12-07-2025"),
        ("Globe and Mail5 days ago", "Globe and Mail", "5 days ago"),
        ("Channel 42 hours ago", "Channel 4", "2 hours ago"),
        ("News245 days ago", "News24", "5 days ago"),
        ("France 2412-07-2025", "France 24", "12-07-2025"),
        ("Observera day ago", "Observer", "a day ago"),
        ("The Timesan hour ago", "The Times", "an hour ago"),
        ("L'Écho7 minutes ago", "L'Écho", "7 minutes ago"),
        ("3 hours ago", None, "3 hours ago"),
    ],
)
def test_a_fused_byline_is_parted_into_publisher_and_date(byline, publisher, date):
    page = split(bulleted(story(1), [story(2)], byline=byline))
    assert page.primary is not None
    assert (page.primary.publisher_raw, page.primary.published_raw) == (publisher, date)
    assert page.primary.published_source is DateSource.BYLINE
    assert page.primary.paragraphs == story(1).body


def test_a_page_without_a_byline_takes_nothing_from_its_cards():
    page = split(bulleted(story(1), [story(2)]))
    assert page.primary is not None
    assert (page.primary.publisher_raw, page.primary.published_raw) == (None, None)
    assert page.primary.published_source is DateSource.ABSENT


@pytest.mark.parametrize("layout", [bulleted, dashed])
def test_the_primary_printed_as_its_own_related_card_is_counted_once(layout):
    page = split(layout(story(1), [story(1), story(2)]))
    assert titles(page) == [story(2).title]
    assert page.primary is not None
    assert page.primary.publisher_raw == story(1).publisher
    assert page.primary.published_source is DateSource.CARD
    assert {b.item for b in page.blocks if b.label is Label.CARD_TITLE} == {0, 1}


def test_two_different_texts_under_one_title_stay_two():
    other = story(2, title=story(1).title)
    assert titles(split(bulleted(story(1), [other]))) == [other.title]


@pytest.mark.parametrize("layout", [bulleted, dashed])
def test_body_lines_that_look_like_card_headers_stay_in_the_body(layout):
    body = ("The reviews are in:", "The Guardian", "2 hours ago", "- The Guardian", "All praised the weir.", "Comments")
    page = split(layout(story(1, body=body), [story(2)]))
    assert page.primary is not None
    assert page.primary.paragraphs == body
    assert titles(page) == [story(2).title]


def test_a_body_that_prints_the_related_heading_itself_keeps_it():
    body = ("First comes the river.", "Related Articles", "Then comes the weir, and it holds what the river brings.")
    page = split(bulleted(story(1, body=body), [story(2)]))
    assert page.primary is not None
    assert page.primary.paragraphs == body
    assert titles(page) == [story(2).title]


@pytest.mark.parametrize("layout", [bulleted, dashed])
def test_a_page_with_a_title_and_no_text_is_an_article_without_text(layout):
    page = split(layout(story(1, body=()), [story(2)]))
    assert page.primary is not None
    assert (page.primary.title, page.primary.paragraphs) == (story(1).title, ())


def test_blank_lines_before_a_card_mean_nothing():
    cards = [story(n) for n in range(2, 6)]
    pages = [split(dashed(story(1), cards, gaps=gaps)) for gaps in ((0,), (1,), (2,), (2, 0, 1))]
    assert {tuple(titles(page)) for page in pages} == {tuple(card.title for card in cards)}
    assert {tuple(a.paragraphs for a in page.related) for page in pages} == {tuple((c.flat,) for c in cards)}


@pytest.mark.parametrize("layout", [bulleted, dashed])
def test_a_card_without_publisher_or_text_is_kept(layout):
    cards = [story(2), story(3, publisher=None), story(4, body=()), story(5)]
    page = split(layout(story(1), cards))
    assert titles(page) == [card.title for card in cards]
    assert [bool(a.paragraphs) for a in page.related] == [True, True, False, True]
    assert page.related[1].publisher_raw is None


def test_a_category_bullet_is_no_publisher():
    page = split(listing("Estuary", [story(2, category="Sport"), story(3)]))
    assert (page.page_kind, page.primary, page.tags) == (PageKind.LISTING, None, ("Estuary",))
    assert [a.category for a in page.related] == ["Sport", None]
    assert [a.publisher_raw for a in page.related] == ["Harbour Gazette"] * 2


def test_a_bare_hashtags_line_ends_the_body():
    page = split(dashed(story(1), [story(2)], hashtags=True))
    assert page.primary is not None
    assert page.primary.paragraphs == story(1).body


def test_a_desk_sign_off_is_set_apart_from_the_text():
    page = split(dashed(story(1, body=(*story(1).body, "abc/def/gh")), [story(2)]))
    assert page.primary is not None
    assert (page.primary.paragraphs, page.primary.credit_raw) == (story(1).body, "abc/def/gh")


def test_a_capture_cut_at_any_line_loses_no_whole_card_and_invents_none():
    cards = [story(n, title=f"Card {n} stands whole") for n in range(2, 5)]
    lines = bulleted(story(1), cards, tail=False).split("\n")
    start = lines.index("Related Articles") + 1
    for stop in range(start, len(lines)):
        text = "\n".join(lines[:stop])
        page = split(text)
        found = titles(page)
        assert found == [card.title for card in cards][: len(found)], stop
        assert len(found) >= sum(card.flat in text for card in cards), stop
        for article, card in zip(page.related, cards, strict=False):
            assert article.paragraphs in ((), (card.flat,)), stop


def test_a_cut_card_is_said_to_be_cut():
    lines = "\n".join(bulleted_card(story(3))[:3])
    page = split(bulleted(story(1), [story(2)], tail=False) + lines)
    assert titles(page) == [story(2).title, story(3).title]
    assert page.related[1].is_cut
    assert any("ends inside its last card" in warning for warning in page.warnings)


def test_a_text_that_stops_in_a_sentence_where_the_capture_ends_is_said_to_be_cut():
    text = bulleted(story(1), [story(2), story(3)], tail=False)
    whole = split(text).related[-1]
    assert not whole.is_cut
    cut = split(text.rstrip()[:-20])
    assert [article.is_cut for article in cut.related] == [False, True]
    assert any("ends inside its last card" in warning for warning in cut.warnings)


def test_unexplained_text_under_the_related_heading_is_refused_not_guessed():
    text = bulleted(story(1), []).replace("DOWNLOAD THE APP", "A new kind of block " * 10 + "\nDOWNLOAD THE APP")
    with pytest.raises(LayoutChanged, match="belong to no card"):
        split(text)


def test_a_page_without_related_cards_loads_with_a_warning():
    page = split(bulleted(story(1), []))
    assert page.primary is not None
    assert any("the profile expects" in warning for warning in page.warnings)


@pytest.mark.parametrize(
    "text",
    [
        "import os\nprint(os.name)\n",
        "Flour 200 g\nButter 100 g\nStir until smooth.\nBake for an hour.\n",
        "\n".join(f"{n},{n * n},{n**3}" for n in range(50)),
        " ".join(["word"] * 400),
        "Once upon a time there was a river. It ran to the sea, as rivers do, and nobody wrote it down at all.\n" * 5,
    ],
)
def test_a_page_no_layout_explains_is_refused(text):
    with pytest.raises(UnknownLayout):
        split(text)


def test_a_blank_capture_is_refused_as_empty():
    with pytest.raises(EmptyCapture):
        split(" \n\t\n\ufeff\n")


words = st.text(alphabet="abcdefghij ABC.,'’‘-", min_size=1, max_size=60).map(lambda s: " ".join(s.split()) or "x")
stories = st.builds(
    lambda title, publisher, date, body: Story("T " + title, publisher, date, body),
    words,
    st.sampled_from(["Harbour Gazette", "The Estuary Post", "Channel 4", None]),
    st.sampled_from(["2 hours ago", "an hour ago", "a day ago", "12-07-2025", "44 minutes ago"]),
    st.lists(words.map(lambda w: f"Text {w} goes on for a while and ends."), max_size=4).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(stories, st.lists(stories, max_size=5), st.sampled_from([bulleted, dashed]))
def test_every_line_is_labelled_once_and_no_text_is_invented(primary, cards, layout):
    text = layout(primary, cards)
    page = split(text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    assert [block.block.text for block in page.blocks] == lines
    for article in (page.primary, *page.related):
        assert article is not None
        assert set(article.paragraphs) | {article.title} <= set(lines)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([*bulleted(story(1), [story(2)]).split("\n"), "2 days ago", "- x", "• y"]), max_size=40)
)
def test_shuffled_lines_give_a_page_or_an_error_of_ours(lines):
    try:
        page = split("\n".join(lines))
    except NewsweirError:
        return
    assert len(page.blocks) == sum(bool(line.strip()) for line in lines)
