"""One error base for the whole product, and the words that explain it.

An error carries a stable code and the values of the case; the sentences live in data files
(``messages.toml`` of the package that raises it), one per language, so that a form, an RFC 9457
problem and a command line say the same thing.
"""

from __future__ import annotations

import re
import secrets
import string
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

DEFAULT_LANGUAGE = "fr"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that two people read differently


class _Process:
    language = DEFAULT_LANGUAGE


def language() -> str:
    """The two-letter language of the process, outside of a request: French unless it was set."""
    return _Process.language


def set_language(lang: str) -> None:
    """Set the language of the process; only what starts a program does (``site.cli``, Django)."""
    _Process.language = lang[:2]


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a problem in something the user brought: file, sheet, row, column."""

    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class MessageKey:
    """A value of an error that is itself a message: worded in the language of the reader."""

    key: str

    def __str__(self) -> str:
        return self.key


class JalonsError(Exception):
    """A problem the user can read and correct: a code, its place, and the values of the case.

    ``package`` names the package whose ``data/messages.toml`` has the sentences; a subclass per
    room sets it once.
    """

    package = "jalons.kernel"

    def __init__(self, code: str, *, where: Where | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.where = where
        self.params = params

    def message(self, lang: str | None = None) -> str:
        """What is wrong, and where, in one sentence."""
        return Messages.of(self.package).text(self.code, lang, **self.params)

    def hint(self, lang: str | None = None) -> str:
        """How to correct it, or an empty string."""
        return Messages.of(self.package).text(f"{self.code}.hint", lang, missing="", **self.params)

    def __str__(self) -> str:
        return " ".join(part for part in (self.message(), self.hint()) if part)


class Messages:
    """The sentences of one package, read once from its ``data/messages.toml``.

    Each entry is a table ``[code]`` with ``fr`` and, when translated, ``en``; ``hint.fr`` and
    ``hint.en`` say how to correct it. Placeholders are ``str.format`` fields, and two more:
    ``{rows:line|lines}`` is the word that agrees with a number (already in words or not), and
    ``{names:? ($)}`` a text with a value in place of ``$``, nothing when the value is empty.
    """

    def __init__(self, entries: dict[str, Any]) -> None:
        self._entries = entries

    @classmethod
    def of(cls, package: str) -> Messages:
        """The messages of a package, e.g. ``jalons.footprint``."""
        return _messages(package)

    def codes(self) -> frozenset[str]:
        """Every code that has a sentence."""
        return frozenset(self._entries)

    def text(
        self, key: str, lang: str | None = None, *, missing: str | None = None, **params: Any
    ) -> str:
        """The sentence of ``key`` (``code`` or ``code.hint``) in ``lang``, French by default.

        Raises ``KeyError`` when the key is unknown and there is no ``missing`` text.
        """
        node: Any = self._entries
        for part in key.split("."):
            node = node.get(part) if isinstance(node, dict) else None
        if not isinstance(node, dict) or DEFAULT_LANGUAGE not in node:
            if missing is None:
                raise KeyError(key)
            return missing
        spoken = lang or language()
        template = node.get(spoken) or node[DEFAULT_LANGUAGE]
        values = {
            name: self.text(value.key, spoken) if isinstance(value, MessageKey) else value
            for name, value in params.items()
        }
        return _Wording(spoken).vformat(str(template), (), values)


_FRENCH_MARKS = str.maketrans({",": "\u202f", ".": ","})


class _Wording(string.Formatter):
    """Fields that agree with a number or vanish when they are empty, and numbers as one reads."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec.startswith("?"):
            return format_spec[1:].replace("$", str(value)) if value not in {"", None} else ""
        one, bar, many = format_spec.partition("|")
        if bar:
            return one if is_one(value, self._lang) else many
        if not format_spec.endswith(("f", "g")):
            return str(super().format_field(value, format_spec))
        written = str(super().format_field(value, f",{format_spec}"))
        return written.translate(_FRENCH_MARKS) if self._lang == DEFAULT_LANGUAGE else written


def is_one(value: Any, lang: str) -> bool:
    """Whether a word takes the singular after a number: under two in French, one in English.

    The number may be in words already, thousands apart and with a decimal comma; a text that is no
    number takes the plural.
    """
    digits = re.sub(r"[\s\u00a0\u202f]", "", str(value)).replace("\u2212", "-")
    digits = digits.replace(",", ".") if lang == "fr" else digits.replace(",", "")
    try:
        number = abs(float(digits))
    except ValueError:
        return False
    return number < 2 if lang == "fr" else number == 1


def new_reference() -> str:
    """A name for an unexpected error, to read out on the telephone, such as ``K7F3-2QXP``.

    It is shown to the person, and written in the log beside its cause.
    """
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


@cache
def _messages(package: str) -> Messages:
    path = resources.files(package) / "data" / "messages.toml"
    try:
        return Messages(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"data/messages.toml of {package}: {error}") from error
