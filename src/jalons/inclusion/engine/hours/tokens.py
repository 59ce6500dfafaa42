"""Cut a text of opening hours into tokens: hours, days, conditions, and what is not understood."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from typing import Any, NamedTuple

from jalons.inclusion.engine.hours.values import DAY, WEEK, Rule
from jalons.kernel.tables import package_table


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
        code: unicodedata.normalize("NFD", chr(code))[0].lower() for code in range(0xC0, 0x250)
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
def _lexer() -> tuple[re.Pattern[str], list[tuple[str, Any]]]:
    start = r"(?:(?<![a-z@])|(?<=[0-9]h))"
    short = _either(sum(table()["abbreviations"].values(), []))
    after = rf"(?=\.?[\s:,/&+()-]*(?:[0-9\[;|]|$|(?:a|au|et|matin|apres|ferme|off|sur|{short})(?![a-z])))"
    every = [
        (kind, value, rf"{start}(?:{_either(patterns)})(?![a-z])", any("/" in p for p in patterns))
        for kind in table()["words"] for value, patterns in table()["words"][kind].items()
    ]  # fmt: skip
    shapes = [(k[0] if k[1:].isdigit() else k, "", shape) for k, shape in table()["shapes"].items()]
    letters = [("L", "", r"(?<![a-z'])[lmjvsd](?:(?:\s?[ ,/.&+]\s?)?[lmjvsd])*(?![a-z'])")]
    letters += [entry[:3] for entry in every if not entry[3]]
    letters += [
        ("D", value, rf"{start}(?:{_either(patterns)})(?![a-z])\.?{after}")
        for value, patterns in table()["abbreviations"].items()
    ]
    signs = [
        (kind, "", "|".join(r"[.](?=\s|$)" if s == "." else re.escape(s) for s in written))
        for kind, written in table()["signs"].items()
    ]
    parts = (
        ("", [("_", "", r"[ ]+"), *(entry[:3] for entry in every if entry[3])]),
        ("(?=[a-z])", [*letters, ("U", "", "[a-z]+")]),
        ("(?![a-z])", [*shapes, *signs, ("U", "", r"[0-9]+|[^\W_]+")]),
    )
    kinds, shapes_of = [], []
    for guard, entries in parts:
        named = (f"(?P<g{place}>{e[2]})" for place, e in enumerate(entries, len(kinds)))
        shapes_of.append(f"{guard}(?:{'|'.join(named)})")
        kinds += [(kind, value) for kind, value, _ in entries]
    return re.compile("|".join(shapes_of), re.ASCII), kinds


def _letters(written: str, after: str) -> tuple[str, Any]:
    """Days by their capitals: « L », « LMMJV »; one M alone is a Tuesday or a Wednesday."""
    letters = [each for each in written if each.isalpha()]
    if not all(map(str.isupper, letters)) or not (
        len(letters) > 1 or re.match(r"\s*([0-9]|-|au )", after)
    ):
        return ("_" if written.lower() in {"l", "d"} else "U"), written
    days = {"LMMJVSD".index(each) for each in letters} - {1}
    pair = letters.count("M")
    return "D", Rule(frozenset(days | ({1, 2} if pair > 1 else set())), maybe=int(pair == 1))


def _clock(match: re.Match[str], notes: list[str]) -> tuple[str, Any]:
    minute = int(match["m"] or match["m2"] or match["m3"] or 0) + int(match["cut"] or 0) * 10
    minutes = int(match["h"] or match["h2"] or match["h3"]) * 60 + minute
    notes += ["minutes_cut"] * ((match["cut"] or "0") > "0")
    return ("T" if minute < 60 and minutes <= DAY else "U"), minutes


def _read(
    kind: str, value: Any, text: str, match: re.Match[str], notes: list[str]
) -> tuple[str, Any]:
    plain, end = match[0], match.end()
    if kind == "L":
        return _letters(text[match.start() : end], text[end : end + 6])
    if kind in {"clock", "colon", "bare"}:
        return _clock(match, notes)
    if kind == "D":
        notes += ["every_day"] * (plain.startswith("tous"))
        return kind, Rule(frozenset(map(int, value)))
    if kind == "N":
        return ("N" if int(plain) <= 31 else "U"), int(plain) * 60
    if kind == "F":
        return kind, int(plain[:2]) * 60 + int(plain[2:])
    if kind == "B":
        return kind, frozenset(map(int, plain[1:-1].split(",")))
    return kind, int(value or plain[0]) if kind in "OT" else value


def tokens_of(text: str, notes: list[str]) -> list[Token]:
    """The tokens of a text, without the words that say nothing; positions are those of ``text``."""
    lexer, kinds = _lexer()
    tokens: list[Token] = []
    for match in lexer.finditer(folded(text)):
        kind, value = _read(*kinds[int((match.lastgroup or "g0")[1:])], text, match, notes)
        ends = match.span()
        if kind == "A":
            tokens += [Token("D", Rule(WEEK), *ends)] if match[0].endswith("7") else []
            kind, value = "H", ((0, DAY),)
        tokens += [Token(kind, value, *ends)] if kind != "_" else []
    return tokens
