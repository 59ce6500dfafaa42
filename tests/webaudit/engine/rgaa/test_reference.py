"""The RGAA as data: its counts, what machines touch of it."""

import pytest

from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.store import rgaa_reference
from jalons.webaudit.words import rgaa as words

REFERENCE = rgaa_reference()
UNPROVEN = {
    "css-orientation-lock", "focus-order-semantics", "p-as-heading", "table-fake-caption",
    "td-has-header", "region", "skip-link", "table-duplicate-name", "label-content-name-mismatch",
}  # fmt: skip


def test_version_4_1_has_106_criteria_and_258_tests_in_13_topics():
    sizes = [
        sum(each.topic == topic.number for each in REFERENCE.criteria) for topic in REFERENCE.topics
    ]
    assert sizes == [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]
    assert len(REFERENCE.criteria) == 106
    assert len(REFERENCE.tests) == len(REFERENCE.owners) == 258
    assert {each.level for each in REFERENCE.criteria} == {"A", "AA"}


def test_titles_are_readable_french():
    texts = [each.title for each in (*REFERENCE.criteria, *REFERENCE.tests)]
    texts += [condition for test in REFERENCE.tests for condition in test.conditions]
    assert not [text for text in texts if "](" in text or "`" in text or " ?" in text]


def test_axe_touches_33_criteria_by_67_rules_and_40_tests_and_ours_15_more():
    axe = [rule for rule in REFERENCE.rules if rule.source == "axe"]
    assert len(axe) == 67
    assert len({test for rule in axe for test in rule.tests}) == 40
    assert len({REFERENCE.owners[test] for rule in axe for test in rule.tests}) == 33
    assert len({REFERENCE.owners[test] for rule in REFERENCE.rules for test in rule.tests}) == 48
    assert REFERENCE.axe_version == "4.14.1"


def test_nine_rules_of_axe_prove_nothing_and_say_why():
    unproven = {rule.id for rule in REFERENCE.rules if rule.source == "axe" and rule.to_check}
    assert unproven == UNPROVEN
    assert all(words.say(f"rgaa.reason.{rule}", lang) for rule in UNPROVEN for lang in ("fr", "en"))


def test_each_of_our_rules_is_about_tests_that_exist_and_has_words():
    ours = [rule for rule in REFERENCE.rules if rule.source == "jalons"]
    assert all(test in REFERENCE.owners for rule in ours for test in rule.tests)
    assert len({words.label("rule", rule.id, "fr") for rule in ours}) == len(ours)


def test_a_rule_of_ours_is_about_one_criterion_when_it_fails_it():
    certain = [r for r in REFERENCE.rules if r.source == "jalons" and not r.to_check]
    assert all(len({REFERENCE.owners[test] for test in rule.tests}) == 1 for rule in certain)


def test_another_version_is_unknown():
    with pytest.raises(KeyError):
        rgaa_reference("5.0")


def test_another_criterion_is_refused():
    with pytest.raises(WebAuditError, match=r"1\.10 n’existe pas"):
        REFERENCE.criterion("1.10")
