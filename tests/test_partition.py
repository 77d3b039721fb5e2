"""The rules of docs/articles.md: which prints are one article."""

from __future__ import annotations

from db.write.partition import partition
from db.write.rows import PrintRow

LONG = " ".join(f"word{number} stands here" for number in range(60))
REVISED = LONG + " and a correction was added at noon by the editors"
OTHER = " ".join(f"thing{number} lies there" for number in range(60))


def printed(
    title: str, body: str = "", *, url: str | None = None, page: str | None = None, publisher: str | None = None
) -> PrintRow:
    """A print; a long text is known by its body alone."""
    wording = (body if len(body) >= 900 else f"{title}/{body}").encode()
    keys = [part.encode() if part else None for part in (url, page)]
    key = repr((title, body, url, page, publisher)).encode()
    return PrintRow(key, 0, *keys, publisher, wording, title.encode(), bool(body))


def articles(*prints: PrintRow) -> list[set[int]]:
    """The places of the prints by article; the prints handed over in two orders."""
    bodies = {body.encode(): body for body in (LONG, REVISED, OTHER)}
    found = [partition(order, {}, lambda _asked: bodies) for order in (prints, prints[::-1])]
    assert found[0] == found[1]
    return sorted(({prints.index(one) for one in group} for group in found[0]), key=min)


def test_a_revised_text_at_one_address_is_one_article_and_another_story_there_is_another():
    first, revised = printed("Quay opens", LONG, page="p"), printed("Quay opens late", REVISED, page="p")
    assert articles(first, revised, printed("Ferry sails", OTHER, page="p")) == [{0, 1}, {2}]


def test_one_text_under_one_publisher_is_one_article_and_under_two_it_is_two():
    prints = [
        printed("Quay", LONG, url=url, publisher=name) for url, name in (("a", "post"), ("b", "post"), ("c", "sun"))
    ]
    assert articles(*prints) == [{0, 1}, {2}]


def test_a_short_notice_in_place_of_two_texts_does_not_make_them_one():
    notice = "Please log in to read on."
    one, other = (printed(title, notice, url=title, publisher="post") for title in ("Quay", "Ferry"))
    assert articles(one, other) == [{0}, {1}]


def test_a_card_without_a_text_is_what_stands_at_its_address_or_the_one_of_its_title_there():
    quay, ferry = printed("Quay", LONG, url="front"), printed("Ferry", OTHER, url="front")
    assert articles(quay, printed("Harbour news", url="front")) == [{0, 1}]
    assert articles(quay, ferry, printed("Ferry", url="front")) == [{0}, {1, 2}]
    assert articles(quay, ferry, printed("Harbour news", url="front")) == [{0}, {1}, {2}]


def test_a_title_alone_does_not_join_two_texts_and_fits_neither():
    column = "Letters to the editor"
    one = [printed(column, LONG, url="a", publisher="post"), printed(column, url="a", publisher="post")]
    other = [printed(column, OTHER, url="b", publisher="post"), printed(column, url="b", publisher="post")]
    card = printed(column, publisher="post")
    assert articles(*one, card) == [{0, 1, 2}]
    assert articles(*one, *other, card) == [{0, 1}, {2, 3}, {4}]


def test_a_nameless_copy_is_of_the_publisher_who_has_the_text_and_of_several_of_the_first_by_name():
    nameless = printed("Quay", LONG, page="p")
    post, sun = (printed("Quay", LONG, url=name, publisher=name) for name in ("post", "sun"))
    assert articles(nameless, sun) == [{0, 1}]
    assert articles(nameless, sun, post) == [{0, 2}, {1}]


def test_a_nameless_copy_does_not_join_two_publishers_and_a_name_that_comes_later_counts():
    """The counterexamples of issue 13: a page that names its publisher in one capture and not in another."""
    page = [printed("Quay", LONG, page="p", publisher="quay post"), printed("Quay", LONG, page="p")]
    card = printed("Quay", LONG, url="c", publisher="harbour gazette")
    assert articles(*page, card) == [{0, 1}, {2}]
    moved = [*page, printed("Quay", LONG, page="p", publisher="harbour gazette")]
    assert articles(*moved, card) == [{0, 1, 2, 3}]


def test_a_text_under_a_name_and_under_its_domain_is_one_article_unless_two_domains_or_names_fit():
    def under(*names: str) -> list[set[int]]:
        return articles(*(printed("Quay", LONG, url=name, publisher=name) for name in names))

    assert under("le monde", "lemonde.fr") == under("metro", "www.metro.co.uk") == [{0, 1}]
    assert under("the post", "post.example", "sun") == [{0, 1}, {2}]
    assert under("metro", "metro.us", "metro.co.uk") == under("hello giggles", "hellogiggles", "hellogiggles.com")
    assert under("metro", "metro.us", "metro.co.uk") == [{0}, {1}, {2}]
    headlines = [printed("Quay", publisher=name) for name in ("post", "post.com")]
    assert articles(*headlines) == [{0, 1}]
    assert under("news", "news.estuary.com") == under("post", "coastpost.com") == [{0}, {1}]
