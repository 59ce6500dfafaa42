"""The sentences of the room, from ``data/messages.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jalons.kernel.errors import Messages
from jalons.wording import format_amount, format_day, format_number


def say(key: str, lang: str | None = None, **params: Any) -> str:
    """The sentence of ``key`` in the language ``lang``."""
    return Messages.of("jalons.reuse").text(key, lang, **params)


def in_words(facts: Mapping[str, Any], lang: str) -> dict[str, str]:
    """The facts of a sentence as they are read: days, amounts in euros (Decimal), whole numbers."""
    return {name: _fact(value, lang) for name, value in facts.items()}


def _fact(value: date | Decimal | float | None, lang: str) -> str:
    if isinstance(value, date) or value is None:
        return format_day(value, lang)
    if isinstance(value, Decimal):
        return format_amount(value, "EUR", lang)
    return format_number(value, lang, 0)
