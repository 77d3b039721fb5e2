"""One text in two styles: figures, names in transcription, titles; and what stands in two texts that are not one."""

from __future__ import annotations

import json
from collections import defaultdict

import pytest

from tasks.stories.compare import judge
from tasks.stories.figures import in_one_style
from tasks.stories.scoring import cluster_lines
from tasks.stories.sketch import sketch
from tasks.stories.transcriptions import is_one_name, is_shortened
from tasks.stories.weigh import SURE

# ruff: noqa: E501 (texts, one sentence a line)


def stories(*texts: tuple[str, str]) -> set[str]:
    """The stories of titles and texts, as the letters of their members: ``{"ab", "c"}``; in either order."""
    found = []
    for order in (1, -1):
        rows = [{"id": chr(97 + at), "title": title, "body": body} for at, (title, body) in enumerate(texts)]
        groups: dict[str, str] = defaultdict(str)
        for answer in sorted(cluster_lines(json.dumps(row) for row in rows[::order]), key=lambda one: one["id"]):
            groups[answer["cluster"]] += answer["id"]
        found.append({*groups.values()})
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$45m at 8.30pm on March 3, 2026", "$45 million at 20:30 on 3 March 2026"),
        ("2,4 Mrd. Euro, 6,5 % am 03.03. um 14.30 Uhr", "2,4 Milliarden €, 6,5 Prozent am 3. März um 14:30 Uhr"),
        ("80 Cent und 1 Euro", "0,80 Euro und 1,00 Euro"),
        ("3 millions d'euros à 20h30", "3 000 000 € à 20:30"),
        ("2,35 mln złotych, 10 proc.", "2 350 000 zł, 10%"),
        ("二〇二六年三月三日八点三十分，百分之六点五，一百二十三万人", "2026年3月3日8:30，6.5%，123万人"),
        ("1億2000万円、12人", "120,000,000円、十二人"),
        ("오후 8시 30분 1만2000명 35%", "20시 30분 12,000명 35퍼센트"),
        ("۱۲٫۵ درصد، ۱۸ میلیارد تومان", "12.5٪، 18 ميليارد تومان"),
        ("४५ करोड़ रुपये, ३० प्रतिशत", "45 करोड़ रुपए, 30 फीसदी"),
        ("yüzde 12,5", "%12,5"),
        ("สิบสองคน ยี่สิบห้าล้านบาท", "12คน 25 ล้านบาท"),
        ("12,5 Ct/kWh und 50 €/t", "12,5 Cent je Kilowattstunde und 50 Euro pro Tonne"),
        ("século XVI, IX e XXIV", "século 16, 9 e 24"),
        ("27 מיליון שקל", "27 מיליון ש״ח"),
        ("twenty-five of 1,20,000", "25 of 120000"),
        ("(Wire) Two ships sank. They were old.", "Two ships sank. They were old.\nPhoto: archive"),
    ],
)
def test_figures_in_two_house_styles_are_one(one, other):
    assert (
        sketch("", in_one_style(one)).tokens.hashes.tolist() == sketch("", in_one_style(other)).tokens.hashes.tolist()
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.250 people", "1.25 people"),
        ("6.5 percent", "65 percent"),
        ("$5m", "5 m"),
        ("8pm", "8am"),
        ("12345678901234567", "12345678901234568"),
    ],
)
def test_other_figures_stay_others_in_one_style(one, other):
    assert in_one_style(one).split() != in_one_style(other).split()


@pytest.mark.parametrize(
    "text",
    ["kirk", "KIRK", "\u017fix", "1" * 5000 + "億", "99:99 32.13.", "千万", "1" + ",123" * 2000, "\ud800 5m", "²³ ½"],
)
def test_no_text_is_refused_in_one_style(text):
    assert isinstance(in_one_style(text), str)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tarkhanov", "Tarchanow"),
        ("Abdelkader Bouchaïb", "Abd el-Kadir Bushaib"),
        ("Khrushchev", "Chruschtschow"),
        ("Jelzin", "Yeltsin"),
        ("Kiew", "Kyjiw"),
        ("غونزالو", "جونزالو"),
        ("ヴァレンティン", "バレンチン"),
        ("스미르노프", "스미르노브"),
        ("शेवचेंको", "शेव्चेन्को"),
        ("马尔科维奇", "马可域治"),
    ],
)
def test_transcriptions_of_one_name_are_one_name(one, other):
    assert is_one_name(one, other)
    assert is_one_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hansen", "Jensen"), ("Johnson", "Jackson"), ("Petrov", "Popov"), ("Hexford", "Hexbury"), ("الوادي", "الواحة"),
        ("马丁", "马林"), ("鈴木", "佐藤"), ("12", "13"), ("", ""),
    ],
)  # fmt: skip
def test_other_names_are_not(one, other):
    assert not is_one_name(one, other)


def test_an_abbreviation_begins_as_its_word_and_keeps_the_order_of_its_letters():
    assert is_shortened("godz", "godzinie")
    assert is_shortened("nr", "numer")
    assert not is_shortened("nr", "rumen")
    assert not is_shortened("word", "words")


COMMAND = (
    "General {} {} arrived in the border town of Arvola on Tuesday to take command of the garrison. {} replaces a colonel "
    "who was dismissed after three soldiers were lost. In his first order {} stopped night patrols along the river. "
    "Villagers said that {} had promised to open the market road. The governor said that {} had full freedom of action."
)


def command(given: str, name: str) -> str:
    return COMMAND.format(given, name, name, name, name, name)


def test_a_name_in_two_transcriptions_is_one_text_and_another_name_is_another():
    first = sketch("", command("Sergei", "Tarkhanov"))
    verdict = judge(first, sketch("", command("Sergej", "Tarchanow")))
    assert verdict.agreement is not None
    assert verdict.agreement >= SURE
    assert "two ways" in verdict.reason
    assert judge(first, sketch("", command("Pavel", "Grachenko"))).agreement is None


QUAKE = (
    "A quake of magnitude {} shook the province of Aravia on Monday at {}, the Institute of Geophysics said. The centre was "
    "{} kilometres south of Port Lobos, {} kilometres deep. People in Port Lobos ran into the streets, and the mayor "
    "told Radio Costa that schools would open as usual and that nobody had been hurt. The coast shakes more often than the "
    "mountains, because two plates meet there under the sea, and children learn early what to do when the lamps swing."
)


def test_a_measure_moves_on_and_the_time_of_an_event_does_not():
    first = sketch("", QUAKE.format("5.4", "03:12", 21, 33))
    assert judge(first, sketch("", QUAKE.format("5.6", "03:12", 22, 28))).agreement is not None
    assert judge(first, sketch("", QUAKE.format("4.8", "22:47", 26, 35))).agreement is None


LEADS = (
    "Hexham Homes must answer to the court, the judges decided. The tenant, Bernadette Doyle, had lived with mould since 2016.",
    "Quay Lettings must answer to the court, the judges decided. The tenant, Sami Farouk, had broken his hip on a rotten stair.",
)
BACKGROUND = (
    "The court of appeal has widened the duty of care of landlords step by step. A landlord must act within fourteen days "
    "when a tenant reports damp, must keep a record of each visit and must pay for a hotel when a home cannot be lived in. "
    "Lawyers say that claims will now rise, and insurers have already put up their prices by a fifth. The landlords called "
    "the rulings unworkable, while the tenants spoke of the most important change since 1988. A bill that would put the "
    "duties into law has its second reading after Easter."
)


def test_a_background_that_stands_in_two_reports_joins_neither_and_what_names_one_joins_that():
    one, other = (f"{lead}\n{BACKGROUND}" for lead in LEADS)
    titles = "Hexham Homes loses mould case", "Quay Lettings loses stair case"
    explained = "What landlords now owe", f"Tenants win again.\n{BACKGROUND}"
    assert stories((titles[0], one), (titles[1], other), explained) == {"a", "b", "c"}
    named = "Rights after the Quay ruling", f"{BACKGROUND}\nQuay Lettings gave no comment."
    assert stories((titles[0], one), (titles[1], other), named) == {"a", "bc"}


BRIEF = (
    "A fire in a paint factory in Hallbruck killed two people on Tuesday morning, the police said. Another 17 workers were "
    "hurt, and four are missing."
)
LATER = (
    "Fire chief Ilse Brandt said that the flames began in a cellar under the paint store. The police of Hallbruck asked "
    "neighbours to keep their windows shut. Workers wept in the yard while the factory burned."
)
OTHER_BRIEF = (
    "The village of Mirvaux opened its mended stone bridge to carts again. Under the arches masons had found the wheel of an "
    "old mill, which the museum will show from May."
)


@pytest.mark.parametrize("joint", ["\n", " "], ids=["paragraphs", "one line"])
def test_a_brief_joins_its_full_report_under_another_title_and_the_items_of_a_round_up_stay_apart(joint):
    brief = "Hallbruck factory fire kills two", BRIEF
    assert stories(brief, ("Blaze in Hallbruck", BRIEF)) == {"ab"}
    assert stories(brief, ("Workers mourn colleagues", joint.join((BRIEF, LATER)))) == {"ab"}
    items = brief, ("Stone bridge of Mirvaux opened", OTHER_BRIEF)
    assert stories(*items, ("The day in brief", joint.join((BRIEF, OTHER_BRIEF)))) == {"a", "b", "c"}


def test_a_notice_joins_nothing_although_it_stands_in_a_report():
    notice = (
        "Sign up for our newsletter and read every morning what moved the coast, the islands and the towns behind them."
    )
    report = "\n".join((BRIEF, LATER, notice, OTHER_BRIEF))
    assert stories(("Harbour fees rise", notice), ("Hallbruck factory fire kills two", report)) == {"a", "b"}


def test_one_sentence_of_a_note_that_no_sampled_run_finds_is_found_by_its_names():
    spoken = (
        "Chief engineer Viktor Lapshin of shaft {} said that the pump near Kamenka stopped at level {} before noon."
    )
    words = [
        f"{one}{two}"
        for one in ("bar", "mil", "sor", "tan", "vel")
        for two in ("dok", "mer", "nip", "rus", "tol", "wex")
    ]
    rest = [f"A clerk wrote of {one} and {other} again." for one, other in zip(words[::2], words[1::2], strict=True)]
    for at in range(1, 6):
        sentence = spoken.format(at, 7 * at)
        report = " ".join([*rest[:8], sentence, *rest[8:]])
        assert stories(("Pump stopped near Kamenka", sentence), ("Pump stopped near Kamenka", report)) == {"ab"}


def test_a_text_in_the_two_orthographies_of_a_language_is_one():
    european = (
        "Uma equipa de arquitectos apresentou esta quinta-feira, em Vilar, o projecto do novo mercado, que terá 42 lojas. O facto "
        "foi confirmado pelo director das obras, Baptista Moura, que acha o plano óptimo. A obra custa 9 milhões de euros e "
        "vai durar até Outubro. O velho mercado, do século XIX, fica aberto até lá, e os vendedores receberam a notícia com calma."
    )
    brazilian = (
        "Uma equipe de arquitetos apresentou nesta quinta-feira, em Vilar, o projeto do novo mercado, que terá 42 lojas. O fato "
        "foi confirmado pelo diretor das obras, Batista Moura, que acha o plano ótimo. A obra custa 9 milhões de euros e "
        "vai durar até outubro. O velho mercado, do século 19, fica aberto até lá, e os vendedores receberam a notícia com calma."
    )
    assert stories(("O novo mercado", european), ("Vilar terá mercado", brazilian)) == {"ab"}
    other = brazilian.replace("Batista Moura", "Sousa Prado").replace("42", "17").replace("Vilar", "Arcos")
    assert stories(("O novo mercado", european), ("O novo mercado", other)) == {"a", "b"}


def test_a_text_without_names_that_is_printed_again_word_for_word_months_later_is_one():
    advice = (
        "Pull the onions when the necks have fallen and let them dry on the bed for a week. Rub off the loose earth, but leave the "
        "skins. Plait them or lay them in nets, and hang these where air moves and no frost comes. Thick necks do not keep, so "
        "eat these first. Look through the nets each month and take out what is soft, before it spoils what hangs beside it."
    )
    rows = [
        {"id": "a", "title": "Onions for the winter", "body": advice, "date": "2025-09-01"},
        {"id": "b", "title": "How to keep what you pulled", "body": advice, "date": "2026-08-20"},
    ]
    assert len({answer["cluster"] for answer in cluster_lines(json.dumps(row) for row in rows)}) == 1
