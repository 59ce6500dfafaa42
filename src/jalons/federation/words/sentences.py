"""The sentences of the room, from ``data/messages.toml``."""

from __future__ import annotations

from typing import Any

from jalons.kernel.errors import Messages


def say(key: str, lang: str | None = None, **params: Any) -> str:
    """The sentence of ``key`` in the language ``lang``."""
    return Messages.of("jalons.federation").text(key, lang, **params)
