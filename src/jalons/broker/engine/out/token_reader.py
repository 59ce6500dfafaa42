"""A filter of a query read token by token; a mistake is reported with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import ClassVar

from jalons.broker.engine.problems import Problem, bad

MAX_TERMS = 64


@dataclass(slots=True)
class TokenReader:
    """The text, how far it was read, how many conditions it had so far."""

    tokens: ClassVar[re.Pattern[str]]  # each kind of token is a named group
    option: ClassVar[str]  # of the query, as messages name it

    text: str
    at: int = field(default=0, kw_only=True)
    terms: int = field(default=0, kw_only=True)

    def fail(self, why: str) -> Problem:
        """The problem of a text that is wrong here."""
        return bad(f"{self.option}, character {self.at + 1}: {why} (in {self.text[:200]!r})")

    def peek(self) -> tuple[str, str, int]:
        """The kind of the next token ("end" at the end), its text, where it ends."""
        match = self.tokens.match(self.text, self.at)
        if match is None or match.lastgroup is None:
            if self.text[self.at :].strip():
                raise self.fail(f"{self.text[self.at :].strip()[0]!r} was not expected")
            return "end", "", len(self.text)
        return match.lastgroup, match.group(match.lastgroup), match.end()

    def finish(self) -> None:
        """Raise ``Problem`` unless the text ends here."""
        if self.peek()[0] != "end":
            raise self.fail(f"{self.peek()[1]!r} was not expected")

    def count_term(self) -> None:
        """Raise ``Problem`` for one condition too many."""
        self.terms += 1
        if self.terms > MAX_TERMS:
            raise Problem("TooComplexQuery", f"more than {MAX_TERMS} conditions in one filter")
