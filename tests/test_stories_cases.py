"""Small sets of documents, each one kind on which stories go wrong, and the facts and places behind the rules."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from tasks.stories.compare import judge
from tasks.stories.explain import explain_pair
from tasks.stories.letters import is_slip, tokenize
from tasks.stories.scoring import cluster_lines
from tasks.stories.sketch import sketch
from tasks.stories.titles import titles_contradict
from tasks.stories.weigh import SURE

# ruff: noqa: E501 (texts, one sentence a line)
CASES = sorted((Path(__file__).parent / "fixtures" / "stories").glob("*.json"))


def clusters(documents: list[dict[str, str]]) -> set[frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for answer in cluster_lines(json.dumps(document) for document in documents):
        found[answer["cluster"]].add(answer["id"])
    return {frozenset(ids) for ids in found.values()}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("is_reversed", [False, True], ids=["in_order", "reversed"])
def test_each_small_set_gives_the_stories_that_an_editor_sees(path, is_reversed):
    told = json.loads(path.read_text(encoding="utf-8"))
    if is_reversed and len(told["docs"]) > 100:
        pytest.skip("orders of many holders have a test of their own")
    documents = [
        {"id": d["id"], "title": d["title"], "body": d["text"], "publisher": d["publisher"], "date": d["published"]}
        for d in told["docs"]
    ]
    assert clusters(documents[:: -1 if is_reversed else 1]) == {frozenset(ids) for ids in told["stories"]}, told["why"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$45m at 8.30pm", "$45 m at 8:30 pm"),
        ("1,000 and 1.000", "1 000 and 1000"),
        ("Mühlstraße", "Muehlstrasse"),
        ("雲溪擴建", "云溪扩建"),
        ("كتاب علي", "کتاب علی"),
        ("בסוף", "בסופ"),
        ("Љубав на њиви", "Ljubav na njivi"),
    ],
)
def test_what_house_styles_keyboards_and_alphabets_set_differently_is_equal(one, other):
    assert tokenize(one).hashes.tolist() == tokenize(other).hashes.tolist()


def test_a_year_and_a_number_after_it_stay_two_numbers():
    assert len(tokenize("in 2026 120 people").hashes) == 4


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [("jansen", "jansan", True), ("jansen", "jansenn", True), ("jansen", "keller", False), ("张", "王", False)],
)
def test_a_slip_is_one_letter_of_a_word_and_no_character_that_is_a_word(one, other, slip):
    assert is_slip(int(tokenize(one).hashes[0]), int(tokenize(other).hashes[0])) is slip


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        ("Albrecht Pumps Inc sets quarterly payout", "Zamora Mills Inc sets quarterly payout", True),
        ("Storm floods customs house", "UPDATE 1-Storm floods customs house", False),
        ("Barge aground in Lunen", "River traffic stopped after accident", False),
        ("Shevtchenko quits as rowing coach", "Rowing coach Shevchenko resigns", False),
    ],
)
def test_titles_contradict_where_they_are_one_frame_around_other_words(one, other, contradict):
    assert titles_contradict(one, other) is contradict


def test_a_toll_that_moved_on_is_the_same_story_and_other_names_are_not():
    form = (
        "At least {dead} people were killed and {hurt} injured when a ferry struck the harbour wall at {place} before dawn. "
        "The captain, Ilse Brandt, told Harbour Radio that divers of the Northern Brigade searched the hull all morning. "
        "The ship had left at midnight for its weekly crossing with fewer people on board than usual, because the weather had "
        "been rough for days and many who wanted to travel had been told to wait until the wind went down."
    )
    first = form.format(dead=4, hurt=19, place="Port Arvola")
    one, later = sketch("", first), sketch("", form.format(dead=9, hurt=31, place="Port Arvola"))
    verdict = judge(one, later)
    assert verdict.agreement is not None
    assert verdict.agreement >= SURE
    reason = explain_pair("", first, "", form.format(dead=9, hurt=31, place="Cape Lunen"))
    assert not reason.is_alike
    assert {("4", "9"), ("19", "31"), ("Port Arvola", "Cape Lunen")} == {*reason.contradicted}
    assert "Brandt" in reason.agreed


@pytest.mark.parametrize("batch", [1, 3, 40])
def test_texts_that_share_a_run_with_more_than_sixty_four_are_found_in_any_order_and_batch(batch):
    from tasks.stories.decide import decide
    from tasks.stories.memory import NO_TEXT, MemoryStore
    from tasks.story_records import Print

    places = [f"{a}{b}" for a in ("Ar", "Bel", "Cor", "Dun", "El", "Fen", "Gal", "Hex", "Ilk") for b in (
        "ton", "dale", "wick", "mere", "ford", "stad", "ville", "bury", "mont")]  # fmt: skip
    form = (
        "The ministry of works said in a statement that the road to {} would be closed for repairs and asked drivers to use "
        "the signposted diversion, to allow more time and to respect the crews. The works are paid for by the province, and "
        "the contractor has been told to keep one lane open for ambulances at all times of the day and night."
    )
    bodies = [form.format(place) for place in places] + [form.format(place) + " Read more" for place in places[::4]]
    order = range(1, len(bodies) + 1)
    store = MemoryStore()
    for at in order:
        store.put(Print(at, NO_TEXT, "Road closed", at), bodies[at - 1])
    backwards = [*order][::-1]
    for start in range(0, len(backwards), batch):
        decide(store, backwards[start : start + batch])
    found = {frozenset(member.article_id for member in story.members) for story in store.stories.values()}
    copies = {4 * at + 1: len(places) + at + 1 for at in range(len(places[::4]))}
    assert found == {frozenset({at, copies[at]} if at in copies else {at}) for at in range(1, len(places) + 1)}


@pytest.mark.parametrize("step", [1, -1])
def test_among_many_notes_of_one_form_few_are_compared_and_every_reprint_is_found(step):
    from tasks.stories.candidates import Candidates
    from tasks.stories.decide import decide
    from tasks.stories.memory import NO_TEXT, MemoryStore
    from tasks.story_records import MOST_HOLDERS, Print

    count = 3 * MOST_HOLDERS
    bodies = [
        f"The harbour office of district {at} said on Monday that {at * 7} boats were counted before the fog came down "
        f"and that {at * 7 + 3} had left by noon. The ferry will run again when the wind drops, and the office will tell."
        for at in range(count)
    ]
    bodies += [body + " Read more" for body in bodies[::40]]
    store, order = MemoryStore(), [*range(1, len(bodies) + 1)][::step]
    for at in order:
        store.put(Print(at, NO_TEXT, "Boats are counted", at), bodies[at - 1])
    for start in range(0, len(order), 100):
        decide(store, order[start : start + 100])
    stories = {frozenset(member.article_id for member in story.members) for story in store.stories.values()}
    copies = {40 * at + 1: count + at + 1 for at in range(len(bodies) - count)}
    assert stories == {frozenset({at, copies[at]} if at in copies else {at}) for at in range(1, count + 1)}
    compared = [len(near) for _, near in Candidates(store, store.sketch_of).closest()]
    assert max(compared) <= 64
    # Half a list of newest holders at most: what many hold decides hardly anything here.
    assert sum(compared) < 16 * len(bodies)
