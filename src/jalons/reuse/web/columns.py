"""The columns of the models of the room: empty until somebody knows, unless said otherwise."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models

from jalons.foundation.register.models import Registered
from jalons.reuse.engine.errors import ReuseError
from jalons.tabular.persons import is_person


def text(label: Any, length: int = 80, **more: Any) -> Any:
    return models.CharField(label, max_length=length, blank=True, **more)


def day(label: Any, **more: Any) -> Any:
    return models.DateField(label, null=True, blank=True, **more)


def yes_or_no(label: Any) -> Any:
    return models.BooleanField(label, null=True, blank=True)


def count(label: Any, **more: Any) -> Any:
    return models.PositiveIntegerField(label, null=True, blank=True, **more)


def small_count(label: Any, least: int | None = None, **more: Any) -> Any:
    if least is not None:
        more["validators"] = [MinValueValidator(least)]
    return models.PositiveSmallIntegerField(label, null=True, blank=True, **more)


def large_count(label: Any, **more: Any) -> Any:
    return models.PositiveBigIntegerField(label, null=True, blank=True, **more)


def amount(label: Any, digits: int, places: int, least: str = "", **more: Any) -> Any:
    """A decimal number; ``least`` is the smallest one accepted, empty when another rule says it."""
    if least:
        more["validators"] = [MinValueValidator(Decimal(least))]
    return models.DecimalField(label, None, digits, places, null=True, blank=True, **more)


def refuse_person(record: Registered, code: str, *names: str) -> None:
    """Raise ``ReuseError`` (``code``) where the name of a person stands instead of a role."""
    for name in names:
        if is_person(getattr(record, name)):
            raise ReuseError(code, field=name, text=getattr(record, name))
