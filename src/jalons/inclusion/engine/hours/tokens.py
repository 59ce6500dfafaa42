"""Cut a text of opening hours into tokens: hours, days, conditions, and what is not understood."""

from __future__ import annotations

import html
import re
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from jalons.inclusion.engine.hours.values import DAY, WEEK, Rule
from jalons.kernel.tables import package_table
from jalons.tabular.folding import without_accents

_START = r"(?:(?<![a-z@])|(?<=[0-9]h))"
_CAPITALS = r"(?<![a-z'])[lmjvsd](?:(?:\s?[ ,/.&+]\s?)?[lmjvsd])*(?![a-z'])"
_BESIDE = "a|au|et|matin|apres|ferme|off|sur|[lmjvsd]"  # after the abbreviation of a day


class Token(NamedTuple):
    """``kind`` is one character: those of ``data/hours.toml``, H hours, E one hour, U unknown."""

    kind: str
    value: Any
    start: int
    end: int


def table() -> Any:
    """The words of opening hours, from ``data/hours.toml``."""
    return package_table("jalons.inclusion", "hours")


@cache
def _folds() -> dict[int, str]:
    folds = {
        code: without_accents(chr(code), form="NFD")[:1].lower() for code in range(0xC0, 0x250)
    }
    folds = {code: base for code, base in folds.items() if base.isascii()}
    folds |= {code: chr(code).lower() for code in range(65, 91)}
    return folds | {ord(sign): to for to, signs in table()["folds"].items() for sign in signs}


def folded(text: str) -> str:
    """Lower case without accents, tags and entities, of the same length as ``text``."""
    plain = re.sub(r"<[^<>]*>", lambda tag: "\n".ljust(len(tag[0])), text.translate(_folds()))
    return re.sub(
        r"&#?\w{1,8};",
        lambda sign: html.unescape(sign[0])[:1].translate(_folds())[:1].ljust(len(sign[0])),
        plain,
    )


def _either(patterns: list[str]) -> str:
    spaced = re.sub(r" (?!\?)", r"[\\s'.-]+", "|".join(sorted(patterns, key=len, reverse=True)))
    return spaced.replace(" ?", r"[\s'.-]*")


@cache
def _lexer() -> tuple[re.Pattern[str], list[tuple[str, str]]]:
    """The pattern of a token, words apart from signs, and the kind and value of its groups."""
    entries = [("", "_", "", "[ ]+"), ("(?=[a-z])", "L", "", _CAPITALS)]
    for kind, values in table()["words"].items():
        for value, patterns in values.items():
            guard = "" if any("/" in pattern for pattern in patterns) else "(?=[a-z])"
            entries.append((guard, kind, value, rf"{_START}(?:{_either(patterns)})(?![a-z])"))
    short = _either([word for words in table()["abbreviations"].values() for word in words])
    after = rf"\.?(?=[\s:.,/&+()-]*(?:[0-9\[;|]|$|(?:{_BESIDE}|{short})(?![a-z])))"
    for value, patterns in table()["abbreviations"].items():
        shape = rf"{_START}(?:{_either(patterns)})(?![a-z]){after}"
        entries.append(("(?=[a-z])", "D", value, shape))
    entries += [("(?![a-z])", key, "", shape) for key, shape in table()["shapes"].items()]
    entries.append(("(?=[a-z])", "U", "", "[a-z]+"))
    entries.sort(key=lambda entry: entry[0])
    named = [(guard, f"(?P<g{n}>{shape})") for n, (guard, _, _, shape) in enumerate(entries)]
    groups = groupby(named, lambda entry: entry[0])
    pattern = "|".join(f"{guard}(?:{'|'.join(e[1] for e in own)})" for guard, own in groups)
    return re.compile(pattern, re.ASCII), [entry[1:3] for entry in entries]


def _letters(written: str, after: str) -> tuple[str, Any]:
    """Days by their capitals: « L », « LMMJV »; one M alone is a Tuesday or a Wednesday."""
    letters = [letter for letter in written if letter.isalpha()]
    if not all(map(str.isupper, letters)) or not (
        len(letters) > 1 or re.match(r"\s*([0-9/,-]|au )", after)
    ):
        return ("_" if written.lower() in {"l", "d"} else "U"), written
    days = {"LMMJVSD".index(letter) for letter in letters} - {1}
    pair = letters.count("M")
    return "D", Rule(frozenset(days | ({1, 2} if pair > 1 else set())), maybe=int(pair == 1))


def _clock(match: re.Match[str], notes: list[str]) -> tuple[str, Any]:
    minute = int(match["m"] or match["m2"] or match["m3"] or 0) + int(match["cut"] or 0) * 10
    minutes = int(match["h"] or match["h2"] or match["h3"]) * 60 + minute
    notes += ["minutes_cut"] * ((match["cut"] or "0") > "0")
    return ("T" if minute < 60 and minutes <= DAY else "U"), minutes


def _read(match: re.Match[str], text: str, notes: list[str]) -> tuple[str, Any]:
    """The kind of a match and its value."""
    (kind, word), plain, end = _lexer()[1][int((match.lastgroup or "")[1:])], match[0], match.end()
    value: Any = word
    if kind in {"clock", "colon", "bare"}:
        return _clock(match, notes)
    kind = kind[0]
    if kind == "L":
        return _letters(text[match.start() : end], text[end : end + 6])
    if kind == "D":
        notes += ["every_day"] * plain.startswith("tous")
        value = Rule(frozenset(map(int, word)))
    elif kind == "N":
        kind, value = ("N" if int(plain) <= 31 else "U"), int(plain) * 60
    elif kind == "F":
        value = int(plain[:2]) * 60 + int(plain[2:])
    elif kind == "B":
        value = frozenset(map(int, plain[1:-1].split(",")))
    elif kind in "OT":
        value = int(word or plain[0])
    return kind, value


def tokens_of(text: str, notes: list[str]) -> list[Token]:
    """The tokens of a text, without the words that say nothing; positions are those of ``text``."""
    tokens: list[Token] = []
    for match in _lexer()[0].finditer(folded(text)):
        kind, value = _read(match, text, notes)
        if kind == "A":
            tokens += [Token("D", Rule(WEEK), *match.span())] * match[0].endswith("7")
            kind, value = "H", ((0, DAY),)
        tokens += [Token(kind, value, *match.span())] if kind != "_" else []
    return tokens
