"""Which index applies on a day, what a declared one is worth, what the national directory says."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.procurement.capture.directory import directory_of, directory_rows, is_directory
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.product_indexes.grid import (
    CRITERIA,
    MARKS,
    IndexVerdict,
    check,
    criterion,
)
from jalons.procurement.engine.product_indexes.rules import rule_at, rules, table
from jalons.procurement.words.products import rule_words, verdict_words

SAMPLE = (Path(__file__).parent / "samples" / "exemple-valide.csv").read_bytes()
SHEET = {"1": "15.4", "2": "17.8", "3": "19.6", "4": "14", "5": "14"}
PARTS = {"2.1": "7.8", "2.2": "10", "2.3": "10", "3.1": "10", "3.2": "10", "3.3": "9.2",
         "3.4": "9.2"}  # fmt: skip


def marks(*groups, **changed):
    merged = {name: value for group in groups for name, value in group.items()} | changed
    return {name: Decimal(value) for name, value in merged.items()}


# Rules --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("category", "day", "index"),
    [
        ("laptop", date(2020, 12, 31), None),
        ("laptop", date(2021, 1, 1), "repairability"),
        ("laptop", date(2026, 11, 1), "repairability"),
        ("television", date(2025, 1, 7), "repairability"),
        ("television", date(2025, 1, 8), "durability"),
        ("washer_front", date(2025, 4, 7), "repairability"),
        ("washer_top", date(2025, 4, 8), "durability"),
        ("smartphone", date(2025, 6, 19), "repairability"),
        ("smartphone", date(2025, 6, 20), "label"),
        ("tablet", date(2025, 6, 19), None),
        ("tablet", date(2025, 6, 20), "label"),
        ("vacuum", date(2022, 10, 31), None),
        ("other", date(2026, 1, 1), None),
    ],
)
def test_an_index_is_that_of_a_category_on_a_day(category, day, index):
    found = rule_at(category, day)
    assert (found and found.index) == index


def test_a_rule_has_its_source_and_the_uncertain_day_is_not_verified():
    assert all(rule.source.title and rule.source.publisher for rule in rules())
    assert [rule.source.verified for rule in rules() if rule.since == date(2022, 11, 1)] == [False]
    known = set(table()["words"])
    assert {name for rule in rules() for name in rule.categories} <= known


def test_the_duty_to_use_an_index_is_said_from_its_day():
    said = rule_words("television", date(2026, 2, 1), "fr")
    assert "8 janvier 2025" in said
    assert "l’indice de durabilité" in said
    assert "1er janvier 2026" in said
    assert "doivent" not in rule_words("television", date(2025, 12, 31), "fr")
    assert "doivent" not in rule_words("tablet", date(2026, 2, 1), "fr")  # no text says since when
    assert "Aucun indice" in rule_words("other", date(2026, 2, 1), "fr")


# Grid ---------------------------------------------------------------------------------------------


def test_criteria_of_published_sheets_are_reached_exactly():
    assert criterion("1", marks(**{"1.1": "7.7"})) == Decimal("15.4")
    assert criterion("2", marks(PARTS)) == Decimal("17.8")
    assert criterion("3", marks(PARTS)) == Decimal("19.6")
    assert criterion("2", marks(**{"2.1": "7"})) is None  # two marks are missing


def test_a_sheet_that_follows_from_its_marks_is_coherent():
    verdict, gaps = check("smartphone", Decimal("8.1"), marks(SHEET, PARTS))
    assert verdict is IndexVerdict.COHERENT  # 80.8 out of 100
    assert [gap.criterion for gap in gaps] == ["2", "3", ""]
    assert "cohérent" in verdict_words(verdict, gaps, "fr")


def test_a_sheet_within_tolerance_is_doubtful_as_the_real_one_that_prints_19_for_18_5():
    parts = {"2.1": "9", "2.2": "9", "2.3": "10", "3.1": "8.5", "3.2": "8.5", "3.3": "8.5",
             "3.4": "8.5"}  # fmt: skip
    verdict, gaps = check("smartphone", None, marks(parts, **{"2": "19", "3": "16"}))
    assert verdict is IndexVerdict.DOUBTFUL
    assert [gap.computed for gap in gaps] == [Decimal("18.5"), Decimal("17")]
    verdict, _gaps = check("smartphone", None, marks(parts, **{"2": "19.6"}))
    assert verdict is IndexVerdict.INCOHERENT  # 1.1 away


def test_an_index_more_than_a_tenth_away_is_incoherent_and_the_difference_said():
    verdict, gaps = check("smartphone", Decimal("8.4"), marks(SHEET))
    assert verdict is IndexVerdict.INCOHERENT
    said = verdict_words(verdict, gaps, "fr")
    assert "indice déclaré 8,4, recalculé 8,08 (écart 0,32)" in said
    assert "n’entre pas dans la moyenne" in said


def test_the_unverified_split_of_laptops_raises_a_doubt_at_most():
    laptop = marks(**{"5": "4", "5.1": "10", "5.2": "10", "5.3": "10"})
    assert check("laptop", None, laptop)[0] is IndexVerdict.DOUBTFUL  # 20 by the split
    assert check("vacuum", None, laptop)[0] is IndexVerdict.UNKNOWN  # no split is known
    assert check("vacuum", None, marks(**{"5": "4", "5.1": "10"}))[0] is IndexVerdict.INCOHERENT


def test_a_criterion_of_zero_is_a_value():
    assert (
        check("mower", Decimal(0), marks(dict.fromkeys(CRITERIA, "0")))[0] is IndexVerdict.COHERENT
    )


@given(st.dictionaries(st.sampled_from([*CRITERIA, *MARKS, "1.1", "4.1"]),
                       st.decimals(0, 10, places=1)), st.decimals(0, 10, places=1))  # fmt: skip
def test_any_marks_have_a_verdict_and_no_gap_but_of_declared_values(found, index):
    verdict, gaps = check("laptop", index, found)
    assert all(not gap.criterion or gap.criterion in found for gap in gaps)
    assert (verdict is IndexVerdict.UNKNOWN) == (not gaps)


# The national directory ---------------------------------------------------------------------------


def test_the_three_incoherent_rows_of_the_official_sample_are_flagged():
    assert is_directory(SAMPLE)
    rows = directory_rows(SAMPLE, "exemple-valide.csv")
    assert len(rows) == 3
    for row in rows:
        declared = {name: row[f"note_c{name}"] for name in (*CRITERIA, *MARKS)}
        verdict, gaps = check("vacuum", Decimal(row["note_ir"]), marks(declared))
        assert verdict is IndexVerdict.INCOHERENT
    assert gaps[-1].computed == Decimal("4.93")
    first = [float(rows[0][f"note_c{name}"]) for name in CRITERIA]
    assert sum(first) / 10 == pytest.approx(4.03)  # declared 6.5


def test_a_directory_is_brought_down_to_the_watched_products():
    kept = directory_of(SAMPLE, "exemple-valide.csv", {"3200000003774": "Mon aspirateur"})
    rows = directory_rows(kept, "annuaire.csv")
    assert [row["nom_modele"] for row in rows] == ["Mon aspirateur"]
    assert rows[0]["note_ir"] == "6.5"
    with pytest.raises(ProcurementError) as refused:
        directory_of(SAMPLE, "exemple-valide.csv", {"autre": "Autre"})
    assert refused.value.code == "directory_none"
    assert "Aucun des 3 modèles" in str(refused.value)


def test_of_two_rows_of_a_model_the_latest_counts():
    head, first, *_others = SAMPLE.decode("utf-8-sig").splitlines()
    later = first.replace("2017-04-16", "2024-04-16").replace(";6.5;", ";7.5;")
    kept = directory_of("\n".join([head, later, first]).encode(), "a.csv", {"qgwjghhsfi": "A"})
    assert directory_rows(kept, "b.csv")[0]["note_ir"] == "7.5"


def test_a_big_directory_is_read():
    head, first, *_others = SAMPLE.decode("utf-8-sig").splitlines()
    many = [first.replace("3200000003774", f"32{at:011d}") for at in range(3000)]
    kept = directory_of("\n".join([head, *many]).encode(), "a.csv", {"3200000002999": "A"})
    assert len(directory_rows(kept, "b.csv")) == 1
