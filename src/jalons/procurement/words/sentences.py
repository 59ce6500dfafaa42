"""The sentences of the room, from ``data/messages.toml``, and amounts in them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from jalons.kernel.errors import Messages
from jalons.wording import format_amount


def say(key: str, lang: str | None = None, **params: Any) -> str:
    """The sentence of ``key`` in the language ``lang``."""
    return Messages.of("jalons.procurement").text(key, lang, **params)


def euros(value: Decimal | None, lang: str) -> str:
    """An amount in euros, whole or with its cents; a dash when it is unknown."""
    return format_amount(value, "EUR", lang)
