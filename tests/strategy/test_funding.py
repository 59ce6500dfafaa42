"""What part of a roadmap is funded: known amounts only, and the unknown ones counted."""

from decimal import Decimal

from jalons.strategy.engine.roadmap.funding import FundedAction, FundingLine, by_funder, funded


def action(planned, *lines, partial=False):
    budget = None if planned is None else Decimal(planned)
    return FundedAction(budget, partial, tuple(FundingLine(*map(money, line)) for line in lines))


def money(value):
    return Decimal(value) if isinstance(value, int) else value


def test_nothing_known_is_not_zero_per_cent():
    found = funded([action(None, ("ADEME", "granted", 10, 10))])
    assert found.share is None
    assert (found.known, found.unknown, found.apart) == (0, 1, 10)


def test_what_is_planned_is_granted_asked_for_or_missing():
    found = funded([
        action(100, ("Région", "granted", 60, 40), ("État", "asked", 30, None)),
        action(50, ("Europe", "idea", 20, None), ("ADEME", "to_file", 5, None)),
    ])  # fmt: skip
    assert (found.planned, found.granted, found.requested, found.missing) == (150, 40, 30, 80)
    assert found.planned == found.granted + found.requested + found.missing
    assert found.hoped == 25
    assert found.share == 40 / 150


def test_money_above_the_budget_of_an_action_does_not_pay_for_another():
    found = funded([action(10, ("A", "granted", None, 50)), action(90)])
    assert (found.granted, found.apart, found.missing) == (10, 40, 90)


def test_money_asked_beyond_what_is_left_is_not_counted_twice():
    found = funded([action(100, ("A", "paid", None, 80), ("B", "asked", 50, None))])
    assert (found.granted, found.requested, found.missing) == (80, 20, 0)


def test_refused_money_counts_for_nothing():
    assert funded([action(100, ("A", "refused", 50, 50))]).missing == 100


def test_a_grant_without_amount_and_a_budget_known_in_part_are_counted_apart():
    found = funded([action(100, ("A", "granted", 50, None), partial=True),
                    action(None, ("B", "asked", None, None), partial=True)])  # fmt: skip
    assert (found.granted, found.silent, found.partial, found.unknown) == (0, 2, 1, 1)


def test_one_funder_under_two_spellings_is_one():
    lines = [FundingLine("Région", "granted", None, Decimal(5)),
             FundingLine("RÉGION ", "asked", Decimal(3)),
             FundingLine("ADEME", "refused", Decimal(9))]  # fmt: skip
    region, ademe = by_funder(lines)
    assert (region.funder, region.lines, region.granted, region.requested) == ("Région", 2, 5, 3)
    assert (ademe.granted, ademe.requested, ademe.refused) == (0, 0, 1)
