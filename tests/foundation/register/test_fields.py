"""The field of an exact number says its digits and its bounds once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from jalons.foundation.register.fields import exact_number


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
