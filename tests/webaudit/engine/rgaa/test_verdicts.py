"""From findings to verdicts, from decisions to a rate."""

from dataclasses import replace

import msgspec
import pytest

from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.measure import AccessFinding
from jalons.webaudit.engine.rgaa.mapping import State, automatic
from jalons.webaudit.engine.rgaa.rate import Decision, Rate, conformance, rate, sample_states
from jalons.webaudit.store import rgaa_reference
from jalons.webaudit.words import rgaa as words

REFERENCE = rgaa_reference()


def finding(rule, source="axe", **values):
    return AccessFinding(rule, source, "", 1, ("main",), **values)


def verdicts(*findings):
    return {number: each.state for number, each in automatic(findings, REFERENCE).items()}


def decided(state=State.CONFORMING, pages=("Accueil", "Contact"), **others):
    changed = {name.removeprefix("c").replace("_", "."): other for name, other in others.items()}
    return [
        Decision(each.id, page, changed.get(each.id, state))
        for page in pages
        for each in REFERENCE.criteria
    ]


def with_one(decisions, criterion, page, state):
    return [
        replace(each, state=state) if (each.criterion, each.page) == (criterion, page) else each
        for each in decisions
    ]


class TestVerdicts:
    def test_a_broken_rule_fails_its_criterion(self):
        assert verdicts(finding("image-alt")) == {"1.1": State.FAILING}

    def test_the_nine_unproven_rules_only_ask_to_check(self):
        assert verdicts(finding("region")) == {"9.2": State.TO_CHECK}
        assert verdicts(finding("label-content-name-mismatch")) == {"6.1": State.TO_CHECK}

    def test_what_axe_could_not_decide_is_to_check(self):
        assert verdicts(finding("color-contrast", undecided=True)) == {"3.2": State.TO_CHECK}

    def test_a_failure_weighs_more_than_a_doubt_and_both_stay_readable(self):
        both = (finding("skip-link"), finding("bypass"))
        assert verdicts(*both) == {"12.7": State.FAILING}
        assert automatic(both, REFERENCE)["12.7"].findings == both

    def test_a_rule_newer_than_our_data_is_to_check(self):
        assert verdicts(finding("brand-new", tests=("1.1.1",))) == {"1.1": State.TO_CHECK}

    def test_what_is_about_no_test_of_the_reference_changes_nothing(self):
        assert verdicts(finding("meta-viewport-large"), finding("new", tests=("99.1.1",))) == {}

    def test_nothing_broken_proves_nothing(self):
        assert verdicts() == {}

    def test_our_table_without_headers_may_be_one_of_two_failures(self):
        found = verdicts(finding("table-without-header", "jalons"))
        assert found == {"5.3": State.TO_CHECK, "5.6": State.TO_CHECK}

    def test_each_doubt_has_its_reason_and_a_failure_has_none(self):
        assert words.doubt(finding("image-alt"), REFERENCE, "fr") == ""
        assert "Bonne pratique" in words.doubt(finding("region"), REFERENCE, "fr")
        assert "trancher" in words.doubt(finding("label", undecided=True), REFERENCE, "fr")
        assert "plus récente" in words.doubt(finding("brand-new"), REFERENCE, "fr")
        assert "sûr" in words.doubt(finding("dir-auto", "jalons"), REFERENCE, "fr")


class TestRate:
    def test_there_is_none_while_one_criterion_is_undecided_on_one_page(self):
        whole = decided()
        assert rate(whole, REFERENCE) == Rate(1.0, 106, 106, 1.0)
        for state in (State.UNDECIDED, State.TO_CHECK):
            assert rate(with_one(whole, "13.12", "Contact", state), REFERENCE) is None
        assert rate(whole[:-1], REFERENCE) is None

    def test_there_is_none_without_decision_or_when_nothing_applies(self):
        assert rate([], REFERENCE) is None
        assert rate(decided(State.NOT_APPLICABLE), REFERENCE) is None

    def test_a_criterion_failed_on_one_page_fails_for_the_sample(self):
        sample = with_one(decided(), "1.1", "Contact", State.FAILING)
        assert sample_states(sample, REFERENCE)["1.1"] is State.FAILING
        assert rate(sample, REFERENCE) == Rate(105 / 106, 105, 106, (1 + 105 / 106) / 2)

    @pytest.mark.parametrize("other", [State.UNDECIDED, State.TO_CHECK])
    def test_a_failure_decides_whatever_the_other_pages_but_there_is_no_mean_then(self, other):
        sample = with_one(decided(), "1.1", "Contact", State.FAILING)
        sample = with_one(sample, "1.1", "Accueil", other)
        assert rate(sample, REFERENCE) == Rate(105 / 106, 105, 106, None)

    def test_a_criterion_applies_when_it_does_on_one_page(self):
        sample = decided(State.NOT_APPLICABLE)
        sample = with_one(sample, "4.1", "Accueil", State.CONFORMING)
        sample = with_one(sample, "4.2", "Accueil", State.FAILING)
        assert rate(sample, REFERENCE) == Rate(0.5, 1, 2, 0.5)

    def test_two_decisions_on_one_page_count_as_the_worst(self):
        sample = [*decided(), Decision("1.1", "Accueil", State.FAILING)]
        assert sample_states(sample, REFERENCE)["1.1"] is State.FAILING

    def test_a_share_that_is_not_that_of_its_counts_is_refused(self):
        for share, conforming, applicable in ((0.9, 30, 60), (1.5, 90, 60), (1, 0, 60)):
            with pytest.raises(WebAuditError):
                Rate(share, conforming, applicable)

    def test_a_criterion_of_another_reference_is_refused(self):
        with pytest.raises(WebAuditError):
            rate([Decision("1.99", "Accueil", State.CONFORMING)], REFERENCE)


class TestConformance:
    @pytest.mark.parametrize(
        ("conforming", "applicable", "expected"),
        [(60, 60, "total"), (59, 60, "partial"), (30, 60, "partial"), (29, 60, "none")],
    )
    def test_total_is_all_and_partial_begins_at_half(self, conforming, applicable, expected):
        measured = Rate(conforming / applicable, conforming, applicable)
        assert conformance(measured, audit_valid=True) == expected

    def test_without_a_valid_audit_or_a_rate_there_is_none(self):
        assert conformance(Rate(1, 60, 60), audit_valid=False) == "none"
        assert conformance(None, audit_valid=True) == "none"

    def test_words_never_round_up_to_a_threshold(self):
        assert words.share_words(999 / 1000 + 0.0009, "fr") == "99,9\u202f%"
        assert words.share_words(0.4999, "fr") == "49,9\u202f%"
        assert words.share_words(1, "fr") == "100,0\u202f%"
        assert words.share_words(0.29, "fr") == "29,0\u202f%"

    def test_the_mention_of_the_home_page_has_three_forms(self):
        assert words.mention("total", "fr") == "Accessibilité\u202f: totalement conforme"
        assert words.mention("partial", "fr") == "Accessibilité\u202f: partiellement conforme"
        assert words.mention("none", "fr") == "Accessibilité\u202f: non conforme"


def test_the_reference_is_data_that_can_be_stored():
    assert msgspec.json.decode(msgspec.json.encode(REFERENCE.criteria[0]))["id"] == "1.1"
