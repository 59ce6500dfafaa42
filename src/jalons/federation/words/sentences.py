"""The sentences of the room, from ``data/messages.toml``."""

from __future__ import annotations

from typing import Any

from jalons.kernel.errors import Messages


def say(key: str, lang: str | None = None, **params: Any) -> str:
    """The sentence of ``key`` in the language ``lang``."""
    return Messages.of("jalons.federation").text(key, lang, **params)


def licence_name(code: str) -> str:
    """What people call a licence; its code when it is another one."""
    return {"etalab-2.0": "Licence Ouverte 2.0"}.get(code, code)
