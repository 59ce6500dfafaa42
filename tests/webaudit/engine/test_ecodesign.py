"""The reference of ecodesign as it is published, its score, and what measures hint at."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from jalons.kernel.tables import package_table
from jalons.webaudit.engine.ecodesign import Answer, hints, score
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.measure import PageMeasure, Problem
from jalons.webaudit.store import ecodesign_reference
from jalons.webaudit.words.ecodesign import hint, sentence

REFERENCE = ecodesign_reference()
WEIGHTS = {"high": 1.5, "medium": 1.25, "low": 1.0}
# Denominators by family of the official spreadsheet of 17 May 2024, on its first sheet.
OFFICIAL = (13.5, 14.0, 8.25, 18.0, 10.25, 8.0, 5.0, 13.0, 10.25)


def page(url="https://ville.example/", **values):
    return PageMeasure(url=url, status=200, content_type="text/html", **values)


def test_the_reference_has_78_criteria_in_nine_families_numbered_without_a_hole():
    assert len(REFERENCE.criteria) == 78
    sizes = [len(REFERENCE.some(family=number)) for number in range(1, 10)]
    assert sizes == [10, 10, 7, 15, 8, 7, 4, 10, 7]
    expected = [
        f"{family}.{one}" for family, size in enumerate(sizes, 1) for one in range(1, size + 1)
    ]
    assert [each.id for each in REFERENCE.criteria] == expected


def test_priorities_and_weights_are_those_of_the_official_sheets_and_spreadsheet():
    data = package_table("jalons.webaudit", "rgesn/2024")
    assert Counter(each.priority for each in REFERENCE.criteria) == data["counts"]
    assert data["counts"] == {"high": 30, "medium": 29, "low": 19}
    assert all(each.weight == WEIGHTS[each.priority] for each in REFERENCE.criteria)
    by_family = [sum(each.weight for each in REFERENCE.some(family=n)) for n in range(1, 10)]
    assert tuple(by_family) == OFFICIAL
    assert sum(by_family) == 100.25


def test_the_counts_of_two_headings_differ_by_one_criterion_only():
    data = package_table("jalons.webaudit", "rgesn/2024")
    assert sum(WEIGHTS[key] * count for key, count in data["announced"].items()) == 100.0
    gaps = {key: data["announced"][key] - count for key, count in data["counts"].items()}
    assert gaps == {"high": 0, "medium": -1, "low": 1}


def test_titles_are_short_and_of_our_own():
    for each in REFERENCE.criteria:
        for title in each.title.values():
            assert 10 < len(title) < 60, each.id
            assert "Le service numérique" not in title
            assert not title.endswith("?")


def test_rules_and_first_questions_name_criteria_that_exist():
    known = {each.id for each in REFERENCE.criteria}
    assert {key for rule in REFERENCE.rules for key in rule.criteria} <= known
    assert len(REFERENCE.some(REFERENCE.light)) == 8


def test_what_nobody_looked_at_counts_as_not_met():
    found = score({"1.1": Answer.YES}, REFERENCE)
    assert found.value == pytest.approx(100 * 1.5 / 100.25)
    assert len(found.by_answer[Answer.UNTESTED]) == 77
    everything = {each.id: Answer.YES for each in REFERENCE.criteria}
    assert score(everything, REFERENCE).value == 100.0
    assert score(everything | {"4.3": Answer.NO}, REFERENCE).value == pytest.approx(
        100 * 99 / 100.25
    )


def test_what_does_not_apply_is_out_of_the_score():
    answers = {each.id: Answer.NOT_APPLICABLE for each in REFERENCE.criteria}
    assert score(answers, REFERENCE) is None
    answers |= {"1.1": Answer.YES, "1.7": Answer.NO}
    assert score(answers, REFERENCE).value == pytest.approx(100 * 1.5 / 2.5)


def test_no_answer_that_applies_is_no_score():
    assert score({}, REFERENCE) is None
    assert score({"1.1": Answer.UNTESTED, "1.7": Answer.NOT_APPLICABLE}, REFERENCE) is None


def test_not_applicable_needs_a_reason_and_a_criterion_that_may_not_apply():
    (always,), (sometimes,) = REFERENCE.some(["1.1"]), REFERENCE.some(["1.10"])
    with pytest.raises(WebAuditError, match="tous les services"):
        always.check("not_applicable", "sans objet")
    with pytest.raises(WebAuditError, match="pourquoi"):
        sometimes.check("not_applicable", "  ")
    sometimes.check("not_applicable", "Aucun matériel.")
    sometimes.check("no", "")


def test_measures_hint_at_criteria_by_their_worst_page():
    measures = [
        page("https://a.example/", transferred_kb=300, requests=12, facts={"fonts_families": 3}),
        page("https://b.example/", transferred_kb=2048, requests=30, facts={"cached_share": 0.5}),
    ]
    found = {each.rule.code: each for each in hints(measures, REFERENCE.rules)}
    assert set(found) == {"weight", "requests", "font_families", "cache"}
    heavy = found["weight"]
    assert (heavy.value, heavy.url, heavy.over, heavy.pages) == (2048, "https://b.example/", 1, 2)
    assert found["requests"].over == 0
    assert found["font_families"].pages == 1
    assert found["font_families"].rule.criteria == ("4.8",)
    assert found["cache"].over == 1


def test_what_could_not_be_measured_hints_at_nothing():
    failed = _failed(page(transferred_kb=5000))
    unknown = page(facts={"autoplay": None, "third_hosts": "inconnu"})
    codes = {each.rule.code for each in hints([failed, unknown], REFERENCE.rules)}
    assert codes == {"weight", "requests"}
    assert hints([failed], REFERENCE.rules) == hints([], REFERENCE.rules) == ()


def _failed(measure):
    import msgspec

    return msgspec.structs.replace(measure, problem=Problem("timeout", {"seconds": 30}))


def test_words_say_what_is_not_assessed_and_that_a_measure_proves_nothing():
    found = score({"1.1": Answer.YES}, REFERENCE)
    assert sentence(found, "fr").replace("\u202f", " ") == (
        "Score d’écoconception : 1,5 %. 77 critères ne sont pas évalués et comptent comme non "
        "respectés."
    )
    almost = {each.id: Answer.YES for each in REFERENCE.criteria} | {"1.1": Answer.UNTESTED}
    assert "1 criterion is not assessed and counts" in sentence(score(almost, REFERENCE), "en")
    (weight, requests) = hints([page(transferred_kb=2048.4, requests=3)], REFERENCE.rules)
    said = hint(weight, "fr").replace("\u202f", " ")
    assert (
        "2 048 ko (cible d’EcoIndex : 1 024 ko). Dépassé sur 1 page (1 mesurée), surtout https://ville.example/"
        in said
    )
    assert "ne prouve pas le critère" in hint(requests, "fr")
    share = hints([page(facts={"cached_share": 0.456})], REFERENCE.rules)[-1]
    assert "46 %" in hint(share, "fr").replace("\u202f", " ")
    assert replace(share.rule, least=0.4).excess(page(facts={"cached_share": 0.5}))[0] < 0
