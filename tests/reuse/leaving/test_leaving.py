"""What is proposed for a device, the break-even of a new one, and the plan of renewal."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import Interval
from jalons.kernel.contracts import DeviceImpact
from jalons.reuse.engine.leaving.payback import least_payback
from jalons.reuse.engine.leaving.proposals import Situation, propose, shipped_guide
from jalons.reuse.engine.leaving.renewal import Due, due_on, renewal_plan
from jalons.reuse.engine.routes.rules import shipped_rules
from jalons.reuse.engine.routes.verdicts import LeavingDevice
from jalons.reuse.words import leaving as words

RULES, GUIDE = shipped_rules(), shipped_guide()
TODAY = date(2026, 11, 28)
SOON, PAST = date(2028, 1, 1), date(2025, 10, 14)
IMPACT = DeviceImpact(
    "laptop", Interval(200, 250, 300), Interval(25, 38, 50), 5.0, 0.0442, False, ()
)
MAYBE = st.none() | st.booleans()


def proposed(bought="2023-01-01", *, use=True, until=SOON, kind="laptop", payback=None, **more):
    day = date.fromisoformat(bought) if bought else None
    device = LeavingDevice(kind, day, **more)
    return propose(Situation(device, TODAY, use, until, payback), RULES, GUIDE)


@pytest.mark.parametrize(
    ("more", "decision", "why"),
    [
        ({"working": True}, "keep", "supported"),
        ({"working": True, "until": PAST}, "refurbish", "support_ended"),
        ({"working": True, "until": PAST, "bought": "2017-01-01"}, "give", "refurbish_late"),
        ({"working": False}, "repair", "repair_early"),
        ({"working": False, "bought": "2018-01-01"}, "recycle", "repair_late"),
        ({"working": False, "until": PAST}, "recycle", "support_ended"),
        ({"working": True, "bought": "2015-01-01"}, "keep", "works"),
        ({"working": True, "bought": "2015-01-01", "use": False}, "recycle", "over_limit"),
        ({"working": True, "bought": "2015-01-01", "until": PAST}, "recycle", "over_limit"),
        ({"working": True, "use": False}, "refurbish", "refurbish_early"),
        ({"working": True, "use": False, "bought": "2019-01-01", "value": Decimal(80)}, "give",
         "worth_less"),
        ({"working": True, "use": False, "bought": "2019-01-01", "value": Decimal(301)}, "sell",
         "worth_more"),
        ({"working": True, "special": True}, "recycle", "special"),
        ({"working": True, "kind": "monitor", "until": None}, "keep", "works"),
    ],
)  # fmt: skip
def test_a_proposal_follows_from_what_is_known(more, decision, why):
    found = proposed(**more)
    assert found.decision == decision
    assert why in {each.code for each in found.reasons}


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({}, ("working",)),
        ({"bought": None}, ("working", "bought_on")),
        ({"bought": None, "working": False}, ("bought_on",)),
        ({"working": True, "until": None}, ("supported_until",)),
        ({"working": True, "use": False, "bought": None}, ("bought_on",)),
        ({"working": True, "use": False, "bought": "2019-01-01"}, ("value",)),
        ({"working": True, "kind": "other"}, ("kind",)),
    ],
)
def test_what_decides_and_is_not_known_is_asked_and_nothing_is_proposed(more, missing):
    found = proposed(**more)
    assert found.decision is None
    assert found.missing == missing
    assert all(words.asks_words(found, "fr"))


def test_an_unknown_purchase_is_named():
    found = proposed(bought=None, working=False)
    assert words.asks_words(found, "fr") == ["Date d’achat inconnue\u202f: à demander."]


DEVICES = st.builds(
    LeavingDevice,
    kind=st.sampled_from([*GUIDE.kinds, "other"]),
    bought_on=st.none() | st.dates(date(2008, 1, 1), TODAY),
    value=st.none() | st.decimals(0, 900, places=2),
    working=MAYBE,
    special=MAYBE,
)


@given(DEVICES, st.booleans(), st.none() | st.dates(date(2020, 1, 1), date(2032, 1, 1)))
def test_either_something_is_proposed_or_something_is_asked(device, use, until):
    found = propose(Situation(device, TODAY, use, until), RULES, GUIDE)
    assert found.decision or found.missing
    assert found.reasons
    assert words.reasons_words(found, "fr")
    assert words.reasons_words(found, "en")
    if found.decision in {"give", "sell"}:
        assert device.bought_on is not None
        assert not device.special


def test_years_that_never_come_are_said():
    assert words.years_words(None, "fr") == "jamais"


def test_the_least_break_even_supposes_a_new_device_without_any_electricity():
    found = least_payback(IMPACT, GUIDE.savings)
    assert round(found.least, 1) == round(200 / (50 * 0.0442), 1)
    assert found.never_in_a_life
    assert dict(found.by_saving)[0.1] == pytest.approx(250 / (3.8 * 0.0442))
    reason = next(e for e in proposed(working=True, payback=found).reasons if "impact" in e.code)
    assert words.why_words(reason, "fr").count("90 ans") == 1


def test_where_electricity_is_very_dirty_the_impact_says_nothing():
    dirty = DeviceImpact(
        "server", Interval(300, 400, 500), Interval(1500, 2000, 3000), 5.0, 0.9, False, ()
    )
    found = least_payback(dirty, GUIDE.savings)
    assert not found.never_in_a_life
    codes = {each.code for each in proposed(working=True, kind="server", payback=found).reasons}
    assert not any("impact" in code for code in codes)


def test_the_plan_counts_each_device_once_in_the_year_it_comes_to_its_end():
    fleet = [
        ("laptop", date(2021, 5, 1), None),  # 6 years: 2027
        ("laptop", date(2012, 5, 1), None),  # long past: now
        ("laptop", date(2021, 5, 1), date(2029, 1, 1)),  # its updates decide
        ("laptop", None, None),
        ("monitor", date(2026, 1, 1), None),
        ("other", date(2020, 1, 1), None),
    ]
    plan = {row.kind: row for row in renewal_plan(fleet, 2027, 3, GUIDE)}
    assert dict(plan["laptop"].by_year) == {2027: 2, 2028: 0, 2029: 1}
    assert (plan["laptop"].unknown, plan["monitor"].later, plan["other"].unknown) == (1, 1, 1)
    assert sum(row.total for row in plan.values()) == len(fleet)
    assert due_on("laptop", None, None, GUIDE) == (None, Due.UNKNOWN)
    assert due_on("laptop", date(2021, 1, 1), None, GUIDE)[1] is Due.AGE
