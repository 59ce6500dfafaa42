"""A gate and a witness for tests of the policies: who asks is said in a header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from jalons.broker.server.broker import Caller


class NamedGate:
    """A caller says its audience in a header; the test changes who may do what meanwhile."""

    def __init__(self) -> None:
        self.now: dict[str, str | None] = {}

    def standing(self, caller: Caller) -> Caller | None:
        """The caller as it was, or with the audience the test gave it since."""
        audience = self.now.get(caller.key, caller.audience)
        return None if audience is None else replace(caller, audience=audience)

    async def caller(self, headers: Mapping[str, str], *, writing: bool) -> Caller:
        """The caller of the audience named, the authority itself when none is."""
        del writing  # the broker itself checks the right
        audience = headers.get("audience", "internal")
        return Caller(
            audience=audience, may_write=audience == "internal", name=audience, key=audience
        )


class Notebook:
    """Writes accesses down."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, frozenset[str], int]] = []

    def accessed(self, caller: Caller, types: frozenset[str], entities: int) -> None:
        """Keep one access."""
        self.lines.append((caller.name, types, entities))
