"""Normalized articles: agency, language, completeness, clean labels, untouched wording."""

from __future__ import annotations

from string import ascii_lowercase
from zoneinfo import ZoneInfo

import pytest

from flows.run.contract import scored
from tasks.normalize import normalize_page
from tasks.normalize.agency import find_agency
from tasks.normalize.language_model import open_model
from tasks.normalize.zones import zone_of
from tasks.records import Completeness, DateSource, PageKind, SplitArticle, SplitPage
from tests.conftest import MOMENT


def normal(**values: object):
    article = SplitArticle(**{"title": "A title", **values})
    page = SplitPage(PageKind.ARTICLE, "bulleted", article, ())
    primary = normalize_page(page, None, MOMENT).primary
    assert primary is not None
    return primary


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("He left at noon. — Reuters", "Reuters"),
        ("He left at noon. - AFP", "AFP"),
        ("He left at noon. -DW", "DW"),
        ("He left at noon (AP).", "AP"),
        ("He left at noon. (With inputs from PTI)", "PTI"),
        ("Ostend, July 12 (UNI) The minister left at noon.", "UNI"),
        ("LISBON (Reuters) - The minister left at noon.", "Reuters"),
        ("He left at noon. — Reuters/AFP", "Reuters/AFP"),
        ("A picture of him at noon (Reuters) was seen by all. He left.", None),
        ("File image/AFP shows him. He left at noon.", None),
        ("He opened the app", None),
        ("It was, he said, a matter of an app", None),
    ],
)
def test_an_agency_is_read_from_credit_or_dateline_and_never_from_a_caption(text, agency):
    assert find_agency((text,), None).agency == agency


def test_a_desk_sign_off_names_the_agency_whose_desks_sign_so():
    assert find_agency(("A text.",), "abc/def/gh").agency == "AFP"


def test_a_dateline_s_day_is_the_date_where_the_page_prints_none():
    found = normal(paragraphs=("Ostend, June 12 (UNI) The minister left at noon.",))
    assert (found.published_raw, found.published_source) == ("June 12", DateSource.BODY)
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2026-06-12T00:00:00+00:00"


@pytest.mark.parametrize(
    ("paragraphs", "completeness"),
    [
        ((), Completeness.NONE),
        (("The whole text is here, from its first word to its last.",), Completeness.FULL),
        (("The text begins here and then…",), Completeness.TEASER),
        (("The text begins here. Read more",), Completeness.TEASER),
        (("The minister at noon. Photo: A. Nonymous",), Completeness.CAPTION),
    ],
)
def test_completeness_says_how_much_of_the_text_there_is(paragraphs, completeness):
    assert normal(paragraphs=paragraphs).completeness is completeness


def test_wording_is_kept_but_for_what_postgres_refuses():
    found = normal(title="A\u202etitle\u200b\x00", paragraphs=("One ‘two' — three\x00.\u200b",))
    assert found.title == "Atitle"
    assert found.body == "One ‘two' — three.\u200b"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Schleuse am alten Hafen ist nach elf Jahren wieder geöffnet worden, sagte der Wärter.", "de"),
        ("L'écluse du vieux port a été rouverte après onze ans de travaux, a dit le gardien.", "fr"),
        ("The lock at the old harbour was opened again after eleven years, said its keeper.", "en"),
        ("The lock that is to be opened by the town was said to have been at fault for all of the years.", "en"),
        ("De sluis van The Old Harbour and The Weir is na elf jaar weer geopend, zei de wachter van de stad.", "nl"),
    ],
)
@pytest.mark.parametrize("declared", ["xx", None])
def test_the_language_is_that_of_the_text(text, language, declared):
    assert normal(title="", paragraphs=(text,), language=declared).language == language


def test_a_text_too_short_to_tell_has_the_language_the_page_declares():
    assert normal(title="OK", language="pt-BR").language == "pt"
    assert normal(title="OK").language is None


def test_a_page_without_a_profile_is_read_in_the_zone_of_its_host_or_its_language() -> None:
    assert zone_of("https://news.example.jp/a", None) == "Asia/Tokyo"
    assert zone_of("https://news.example.co.uk/a", "fr") == "Europe/London"
    assert zone_of("https://news.example.org/a", "ja") == "Asia/Tokyo"
    assert zone_of("https://news.example.org/a", "en") is None
    assert zone_of("https://[broken", None) is zone_of(None, None) is None


def test_every_zone_is_one_that_the_time_zone_data_knows() -> None:
    for zone in {zone_of(f"https://a.{one}{two}/", None) for one in ascii_lowercase for two in ascii_lowercase} - {
        None
    }:
        assert zone is not None
        assert ZoneInfo(zone).key == zone


def test_scorers_are_given_the_printed_day_whatever_its_zone() -> None:
    for url, day in (("https://a.example.jp/1", "2026-03-04"), ("https://a.example.cl/1", "2026-03-04")):
        primary = SplitArticle(title="Otters move in", url=url, published_raw="4 March 2026")
        found = normalize_page(SplitPage(PageKind.PUBLISHER, "generic-html", primary, (), url=url), None, None).primary
        assert found is not None
        assert str(scored(found, ())["published"]).startswith(day)


def test_the_unpacked_model_tells_the_same_languages_as_the_packed_one_and_is_made_again_from_nothing(tmp_path):
    texts = [
        "The harbour wall is to be mended before the winter, said the council.",
        "Die Hafenmauer soll vor dem Winter repariert werden, sagte der Rat.",
        "Le mur du port doit être réparé avant l'hiver, a dit le conseil.",
        "Стену гавани починят до зимы, сообщил совет.", "港の壁は冬までに修理されると議会は述べた。",
        "סגר הנמל יתוקן לפני החורף", "\x00\x01 …", "",
    ]  # fmt: skip
    packed = open_model(tmp_path / "place")
    (folder,) = (tmp_path / "place").iterdir()
    mapped = open_model(tmp_path / "place")
    assert isinstance(mapped.tk_nextmove, memoryview)
    assert [mapped.rank(text) for text in texts] == [packed.rank(text) for text in texts]
    (folder / "nextmove.npy").write_bytes(b"half of it")
    assert open_model(tmp_path / "place").classify(texts[1])[0] == "de"
    (tmp_path / "file").touch()
    assert open_model(tmp_path / "file" / "no folder").classify(texts[2])[0] == "fr"
