"""The account of a family: rules assign sums, shares follow, gaps say what is missing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.procurement.engine.agec.families import OUTSIDE, TargetShare, following, in_force
from jalons.procurement.engine.agec.spending import (
    FamilyAccount,
    Group,
    Rule,
    Use,
    accounts,
    assigned,
    gap,
    unassigned,
)
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.store.agec import families, gift_kinds, targets
from jalons.procurement.words.agec import headline, target_words

GROUPS = (
    Group("21838", "écrans", "ugap", Decimal(700), 3),
    Group("21838", "portables reconditionnés", "ecodair", Decimal(300), 1),
    Group("64111", "rémunération", "", Decimal(90_000), 12),
    Group("6064", "papier", "lyreco", Decimal(50), 2),
)
RULES = (
    Rule("it", account="2183"),
    Rule("it", Use.REUSED, account="2183", label="reconditionnés"),
    Rule(OUTSIDE, account="64"),
)
IT = FamilyAccount("it", spent=Decimal(1000), reused=Decimal(300))


def test_the_most_precise_rule_decides():
    found = accounts(assigned(GROUPS, RULES))
    assert found == {"it": IT}


def test_what_no_rule_reaches_is_listed_and_in_no_total():
    left = unassigned(assigned(GROUPS, RULES))
    assert [each.group.account for each in left] == ["6064"]


def test_two_equal_rules_that_disagree_assign_nothing():
    rules = (Rule("it", label="écrans"), Rule("printers", label="écrans"))
    found = assigned(GROUPS[:1], rules)
    assert found[0].disputed
    assert not accounts(found)


@pytest.mark.parametrize("values", [{"account": ""}, {"label": " - "}])
def test_a_rule_about_everything_is_refused(values):
    with pytest.raises(ProcurementError) as refused:
        Rule("it", **values)
    assert refused.value.code == "rule_empty"


def test_a_word_of_a_rule_is_a_whole_word():
    assert not Rule("it", label="cran").fits(GROUPS[0])
    assert Rule("it", label="Ecrans").fits(GROUPS[0])


def test_a_gift_counts_as_reused_and_in_the_total_for_the_target_only():
    account = accounts(assigned(GROUPS, RULES), [FamilyAccount("it", gifts=Decimal(600))])["it"]
    assert account.reused_share == Decimal("0.3")
    assert account.total == 1600
    assert account.counted(TargetShare.REUSED) == Decimal("0.5625")


def test_a_year_of_credit_notes_has_no_share():
    assert FamilyAccount("it", spent=Decimal(-5), reused=Decimal(1)).reused_share is None
    assert FamilyAccount("it", spent=Decimal(5), reused=Decimal(6)).reused_share is None


def test_the_gap_is_in_place_of_new_goods_or_on_top():
    found = gap(IT, TargetShare.REUSED, Decimal("0.5"), Decimal(150))
    assert (found.instead, found.on_top, found.units) == (200, 400, 2)


@given(st.integers(1, 10**7), st.integers(0, 100), st.integers(1, 99))
def test_what_is_missing_reaches_the_target_and_no_less_would(spent, part, aim):
    account = FamilyAccount("it", Decimal(spent), Decimal(spent) * part / 100)
    least = Decimal(aim) / 100
    found = gap(account, TargetShare.REUSED, least)
    assert account.bought(found.instead, TargetShare.REUSED, instead=True).reused_share >= least
    assert account.bought(found.on_top, TargetShare.REUSED, instead=False).reused_share >= least
    if found.instead:
        less = account.bought(found.instead - Decimal("0.01"), TargetShare.REUSED, instead=True)
        assert less.reused_share < least


def test_the_17_families_are_those_of_the_schema_and_targets_name_no_other():
    codes = [each.code for each in families()]
    assert len(codes) == len(set(codes)) == 17
    assert {each.family for each in targets()} == set(codes)
    assert {each.family for each in gift_kinds().values()} <= set(codes)


def test_a_number_is_never_without_a_source_somebody_read():
    assert all(each.source.verified == (each.least is not None) for each in targets())
    assert all(each.source.verified == (each.value is not None) for each in gift_kinds().values())


def test_the_step_in_force_is_the_last_one_begun():
    assert in_force(targets(), "textiles", TargetShare.REUSED, 2026).least == Decimal("0.08")
    assert following(targets(), "textiles", TargetShare.REUSED, 2026).least == Decimal("0.15")
    assert in_force(targets(), "textiles", TargetShare.REUSED, 2023) is None
    assert in_force(targets(), "paper", TargetShare.REUSED, 2025).least is None


def test_the_sentence_says_the_share_and_a_target_nobody_read_is_not_a_number():
    it = {each.code: each for each in families()}["it"]
    said = headline(2025, IT, it, "fr").replace("\u202f", " ")
    assert said == "En 2025, 30 % de votre dépense informatique vient du réemploi."
    assert "30" in target_words(targets(), IT, 2025, "fr")  # of either share: 20 %, then 25 %
    paper = FamilyAccount("paper", Decimal(10))
    assert target_words(targets(), paper, 2025, "fr").startswith("Objectif non renseigné")


def test_a_gift_whose_value_nobody_read_is_refused_without_one():
    laptop, phone = gift_kinds()["laptop_recent"], gift_kinds()["phone"]
    assert laptop.worth(3, None) == 600
    assert phone.worth(2, Decimal(40)) == 80
    with pytest.raises(ProcurementError) as refused:
        phone.worth(2, None)
    assert refused.value.code == "gift_value_missing"
    with pytest.raises(ProcurementError) as refused:
        laptop.worth(1, Decimal(300))
    assert refused.value.code == "gift_value_other"


def test_a_share_just_under_its_target_is_not_shown_equal_to_it():
    account = FamilyAccount("it", Decimal(10_000), Decimal("1999.99"))
    said = target_words(targets(), account, 2025, "fr").replace("\u00a0", " ")
    assert "n’est pas atteint : 19,99 %" in said.replace("\u202f", " ")
