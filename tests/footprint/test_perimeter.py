"""What a total covers, in words; a published footprint is compared only with its like."""

from dataclasses import replace
from datetime import date

import pytest

from footprint.fleets import inventory
from jalons.footprint.chapter import Material, yearly_chapter
from jalons.footprint.engine.analysis.published import published_beside
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.store import load_pack, load_quoted
from jalons.footprint.words.perimeter import (
    counted_lines,
    left_out_lines,
    perimeter_sentence,
    short_uncovered,
)

PACK = load_pack()


def found(*rows, staff=None):
    return assess(inventory(*rows), pack=PACK, options=Options(staff=staff))


@pytest.fixture(scope="module")
def office():
    return found(
        {"device": "laptop", "quantity": 40.0},
        {"device": "monitor", "quantity": 1200.0},
        {"device": "office_paper", "quantity": 900.0},
        {"device": None, "type_text": "Trancheuse", "quantity": 3.0, "reason": "unknown_type"},
        staff=50,
    )


def test_what_is_counted_is_listed_with_how_many_and_other_uses_apart(office):
    lines = {
        each.term: each.text.replace("\u202f", " ").replace("\xa0", " ")
        for each in counted_lines(office, PACK, "fr")
    }
    assert lines["Appareils"] == "écrans (1 200), ordinateurs portables (40)"
    assert "900 ramettes" in lines["Autres usages"]
    assert "comptées sur" in lines["Lignes de l’inventaire"]
    assert "usage seul" in lines["Critères"]


def test_what_is_not_counted_names_uses_devices_rows_and_criteria(office):
    lines = {each.term: each.text for each in left_out_lines(office, PACK, "fr")}
    assert "papier" not in lines["Autres usages"]
    assert "cloud" in lines["Autres usages"]
    assert "Trancheuse" in lines["Appareils"]
    assert "type d’appareil non reconnu" in lines["Lignes de l’inventaire"]
    assert "acidification" in lines["Critères"]


def test_one_device_and_one_row_agree_with_their_words():
    one = found({"device": "laptop"})
    assert perimeter_sentence(one, "fr").startswith("Ce total compte 1 ligne de l’inventaire")
    assert perimeter_sentence(one, "fr").endswith("1 appareil.")


def test_a_total_without_device_says_so():
    paper = found({"device": "office_paper", "quantity": 900.0})
    assert "aucun appareil" in perimeter_sentence(paper, "fr")
    assert short_uncovered(paper, "fr").startswith("cloud et logiciels en ligne")


def test_every_use_left_out_has_a_short_name(office):
    for lang in ("fr", "en"):
        shown = short_uncovered(replace(office, not_covered=tuple(PACK.beyond)), lang)
        assert "short_" not in shown
        assert "5 " in shown


def test_the_report_says_what_the_total_covers(office):
    chapter = repr(yearly_chapter(Material("Ville", "p.csv", date(2026, 1, 1), office, PACK), "fr"))
    assert "Ce que ce total couvre" in chapter
    assert "Ce qui ne l’est pas" in chapter


def test_no_published_footprint_is_compared_with_what_counts_something_else(office):
    beside = published_beside(office, load_quoted(), PACK)
    assert len(beside) >= 3
    assert all(each.reasons for each in beside)
    assert all(each.figure.source.link for each in beside)


def test_one_that_counts_the_same_for_the_same_people_is_compared(office):
    ours = tuple(set(PACK.beyond) - set(office.not_covered))
    like = replace(
        next(each for each in load_quoted() if each.subject == "yearly_footprint"),
        per="staff",
        covered=ours,
    )
    [same] = published_beside(office, [like], PACK)
    assert same.compared
    [unread] = published_beside(office, [replace(like, covered=None)], PACK)
    assert unread.reasons == ("unread",)
    doubtful = replace(like, source=replace(like.source, verified=False))
    [unsure] = published_beside(office, [doubtful], PACK)
    assert unsure.reasons == ("unverified",)
    [more] = published_beside(office, [replace(like, covered=("cloud", *ours))], PACK)
    assert (more.reasons, more.topics) == (("apart",), ("cloud",))
    doubtful = replace(like, source=replace(like.source, verified=False))
    [unsure] = published_beside(office, [doubtful], PACK)
    assert unsure.reasons == ("unverified",)
    [alone] = published_beside(replace(office, staff=None), [like], PACK)
    assert alone.reasons == ("no_staff",)
