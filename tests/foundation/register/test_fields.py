"""The field of an exact number says its digits and its bounds once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from jalons.catalogue.web.algorithms.models import Algorithm
from jalons.foundation.listing.declaration import column
from jalons.foundation.register.declaration import Move
from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.forms import MoveForm
from jalons.reuse.web.accounts.models import ReuseYear


def test_a_number_stays_within_its_bounds_bounds_included():
    field = exact_number("weight", 6, 3, least=Decimal("0.001"), most=100)
    assert field.clean("100", None) == 100
    assert field.clean("0.001", None) == Decimal("0.001")
    for refused in ("0", "100.001"):
        with pytest.raises(ValidationError):
            field.clean(refused, None)


def test_a_number_without_bounds_may_be_negative_and_is_required():
    field = exact_number("amount", 14, 2)
    assert field.clean("-12.50", None) == Decimal("-12.50")
    with pytest.raises(ValidationError):
        field.clean(None, None)


def test_a_number_that_may_be_unknown_may_be_empty():
    field = exact_number("estimate", 14, 2, least=0, optional=True, help_text="euros")
    assert field.clean(None, None) is None
    assert field.help_text == "euros"


def test_a_year_is_written_without_thousands_and_a_count_per_year_is_a_number():
    year = column(ReuseYear, "year")
    assert not year.numeric
    assert year.value(ReuseYear(year=2026)) == "2026"
    count = column(Algorithm, "decisions_per_year")
    assert count.numeric
    assert count.value(Algorithm(decisions_per_year=12_000)) == 12_000


def test_only_a_step_with_a_day_needs_it():
    steps = {
        "give": Move("give", "Given", (), "x", dated="day"),
        "hide": Move("hide", "Hide", (), "y"),
    }
    for step, valid in (("give", False), ("hide", True), ("other", False)):
        assert MoveForm({"move": step}, moves=steps, dated=True).is_valid() is valid
    assert MoveForm({"move": "give", "day": "2026-03-01"}, moves=steps, dated=True).is_valid()
