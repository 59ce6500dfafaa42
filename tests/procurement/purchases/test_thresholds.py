"""The size of a purchase decides the way, by the day it is made."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.purchases.thresholds import (
    Nature,
    Route,
    duties,
    sized,
    thresholds,
)
from jalons.procurement.words.purchases import size_reason, size_sentence

D = Decimal
TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("amount", "nature", "day", "route"),
    [
        ("59999.99", Nature.SUPPLIES, TODAY, Route.SMALL),
        ("60000", Nature.SUPPLIES, TODAY, Route.ADAPTED),
        ("60000", Nature.SERVICES, TODAY, Route.ADAPTED),
        ("40000", Nature.SUPPLIES, date(2026, 3, 31), Route.ADAPTED),
        ("40000", Nature.SUPPLIES, date(2026, 4, 1), Route.SMALL),
        ("99999.99", Nature.WORKS, date(2026, 1, 1), Route.SMALL),
        ("100000", Nature.WORKS, TODAY, Route.ADAPTED),
        ("215999.99", Nature.SERVICES, TODAY, Route.ADAPTED),
        ("216000", Nature.SERVICES, TODAY, Route.FORMAL),
        ("220000", Nature.SUPPLIES, date(2025, 6, 1), Route.ADAPTED),
        ("5403999.99", Nature.WORKS, TODAY, Route.ADAPTED),
        ("5404000", Nature.WORKS, TODAY, Route.FORMAL),
        ("0", Nature.SUPPLIES, TODAY, Route.SMALL),
    ],
)
def test_the_way_of_a_purchase(amount, nature, day, route):
    assert sized(D(amount), nature, day).route is route


def test_a_day_of_which_nothing_is_known_is_refused():
    with pytest.raises(ProcurementError) as refused:
        sized(D(900), Nature.SUPPLIES, date(1999, 1, 1))
    assert refused.value.code == "threshold_unknown"


@given(st.sampled_from(Nature), st.integers(0, 4_000))
def test_from_2024_on_each_day_has_one_threshold_of_each_sort(nature, days):
    day = date(2024, 1, 1) + timedelta(days=days)
    found = [
        each.id
        for each in thresholds()
        if nature in each.natures and each.since <= day <= (each.until or date.max)
    ]
    assert sorted(found) == ["formal", "no_tender"]


def test_every_threshold_has_its_source_and_the_unread_one_says_so():
    doubtful = [each for each in thresholds() if not each.source.verified]
    assert [(each.amount, each.until) for each in doubtful] == [(100_000, date(2025, 12, 31))]
    assert all(each.source.link.startswith("https://") for each in thresholds())
    assert len(duties().fr) == len(duties().en) == 3


def test_the_sentence_names_the_amount_and_the_reason_its_limit_and_date():
    size = sized(D(9_600), Nature.SUPPLIES, TODAY)
    reason = size_reason(size, Nature.SUPPLIES, "fr").replace("\u202f", " ").replace("\xa0", " ")
    sentence = size_sentence(size, D(9_600), "fr").replace("\u202f", " ").replace("\xa0", " ")
    assert sentence.startswith("9 600 € HT : c’est un petit achat")
    assert "60 000 € HT depuis le 1er avril 2026" in reason
    assert "R. 2122-8" in reason
    over = sized(D(60_000), Nature.SUPPLIES, TODAY)
    assert "216" in size_reason(over, Nature.SUPPLIES, "en")
