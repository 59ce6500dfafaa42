"""Cut a text of opening hours into tokens: hours, days, conditions, and what is not understood."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from jalons.kernel.tables import package_table

_HOUR = r"(?<![0-9])(?P<{0}>[01]?[0-9]|2[0-4])\s?"
_AFTER = r"(?=[^a-z]|$|[ae]\s?[0-9]|et\b|(?:lun|mar|mer|jeu|ven|sam|dim))"
_SHAPES = (
    rf"(?P<phone>(?:\+33\s?|0)[1-9](?:[\s.-]?[0-9]{{2}}){{4}}(?![0-9]))"
    r"|(?P<date>(?<![0-9])[0-3]?[0-9][/.][01]?[0-9][/.](?:20)?[0-9]{2}(?![0-9])|\b20[1-9][0-9](?![0-9h]))"
    r"|(?P<whole>24 ?h?(?: ?/ ?| sur )(?:24 ?h?|7)(?![0-9a-z]))"
    rf"|(?P<clock>{_HOUR.format('h')}h(?:eures?(?![a-z])|rs?(?![a-z]))?{_AFTER}[.:]?(?:"
    r"\s?(?P<m>00|2[5-9]|[3-5][0-9])\s?h(?![0-9a-z])"
    r"|\s?(?P<m2>[0-5][0-9])(?:\s?(?:mn|min)(?![a-z]))?(?:(?=[0-9]{1,2}\s?h)|(?![0-9]|\s?[h:]))"
    r"|(?P<cut>[0-9])(?![0-9]|\s?[h:]))?)"
    rf"|(?P<colon>(?<![0-9][.]){_HOUR.format('h2')}(?::\s?|[.](?=[0-9]{{2}}))(?P<m3>[0-5][0-9])"
    r"(?::[0-5][0-9])?(?![.]?[0-9])(?:\s?h(?![a-z0-9]))?)"
    rf"|(?P<bare>{_HOUR.format('h3')}:(?=\s?[-/,;)]|\s*$))"
    r"|(?P<four>(?<![0-9])(?:[01][0-9]|2[0-4])[0-5][05](?![0-9h]))"
    r"|(?P<zero>(?<=[0-9h]\s)0(?=\s[0-9]{1,2}\s?[h:]))"
    r"|(?P<rank>(?<![0-9])[1-5]\s?(?:ers?|eres?|re|emes?|es?|nde?|°)(?![a-z]))"
    r"|(?P<nth>\[-?[1-5](?:,-?[1-5])*\])"
)
_SIGNS = {"-": "-", "_": ",", ",": ",", "/": ",", "&": ",", "+": ",", ":": ":", "(": "(", ")": ")",
          ";": ";", "\n": ";", "|": ";", ">": ";", ".": "."}  # fmt: skip
_LETTERS = {"l": 0, "j": 3, "v": 4, "s": 5, "d": 6}


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
    folds = {code: chr(code).lower() for code in range(65, 91)}
    for code in range(0xC0, 0x250):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if base.isascii():
            folds[code] = base
    for signs, plain in (("‐‑‒–—―−→~", "-"), ("’‘`´ʼ", "'"), ("\xa0\u202f\u2009\u2007\t\r\f\v", " "),
                         ("•·▪●\u2028", ";"), ("：", ":"), ("⁄", "/"), ("º", "°"), ("“”«»*", '"')):  # fmt: skip
        folds |= dict.fromkeys(map(ord, signs), plain)
    return folds


def folded(text: str) -> str:
    """Lower case without accents, tags and entities, of the same length as ``text``."""
    plain = text.translate(_folds())
    if "<" in plain:
        plain = re.sub(r"<[^<>]*>", lambda tag: "\n".ljust(len(tag[0])), plain)
    if "&" in plain:
        plain = re.sub(r"&#?\w{1,8};", _sign, plain)
    return plain


def _sign(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])[:1].translate(_folds())[:1].ljust(len(entity[0]))


def _either(patterns: list[str]) -> str:
    longest = sorted(patterns, key=len, reverse=True)
    return "|".join(re.sub(r" (?!\?)", r"[\\s'.-]+", each).replace(" ?", r"[\s'.-]*") for each in longest)


@cache
def _lexer() -> tuple[re.Pattern[str], list[tuple[str, str, re.Pattern[str]]]]:
    words = [
        (kind, value, re.compile(_either(patterns), re.ASCII))
        for kind in (*"DhTOMSPRwpCX-,W_",)
        for value, patterns in table()[kind].items()
    ]
    every = _either([p for kind in (*"DhTOMSPRwpCX-,W_",) for v in table()[kind].values() for p in v])
    short = _either([p for patterns in table()["abbreviations"].values() for p in patterns])
    start = r"(?:(?<![a-z@])|(?<=[0-9]h))"
    after = rf"(?=\.?[\s:,/&+()-]*(?:[0-9\[;|]|$|(?:a|au|et|matin|apres|ferme|off|closed|sur|{short})(?![a-z])))"
    lexer = re.compile(
        r"(?P<letters>(?<![a-z'])[lmjvsd](?:(?:\s?[ ,/.&+]\s?)?[lmjvsd])*(?![a-z']))"
        rf"|(?P<word>{start}(?:{every})(?![a-z]))|{_SHAPES}|(?P<number>[0-9]+)"
        rf"|(?P<short>{start}(?:{short})(?![a-z])\.?{after})|(?P<other>[a-z]+|[^\W_]+)"
        r"|(?P<sign>[-_,/&+:();\n|>]|[.](?=\s|$))",
        re.ASCII,
    )
    return lexer, words


@lru_cache(2048)
def _word(word: str) -> tuple[str, Any]:
    for kind, value, pattern in _lexer()[1]:
        if pattern.fullmatch(word):
            return kind, _day(map(int, value)) if kind == "D" else value
    return "U", word


@lru_cache(64)
def _short(word: str) -> tuple[frozenset[int], frozenset[int], int]:
    days = table()["abbreviations"].items()
    return _day([int(day) for day, patterns in days if word.rstrip(".") in patterns])


def _day(days: Any) -> tuple[frozenset[int], frozenset[int], int]:
    return frozenset(days), frozenset(), 0


def _letters(written: str, after: str) -> tuple[str, Any]:
    letters = re.findall("[LMJVSD]", written)
    if len(letters) < len(re.findall("[A-Za-z]", written)) or not (len(letters) > 1 or after):
        return _word(written.lower())
    days = {_LETTERS[each.lower()] for each in letters if each != "M"}
    pair = letters.count("M")
    return "D", (frozenset(days | ({1, 2} if pair > 1 else set())), frozenset(), int(pair == 1))


def _clock(match: re.Match[str], notes: list[str]) -> tuple[str, Any]:
    hour = int(match["h"] or match["h2"] or match["h3"])
    minute = int(match["m"] or match["m2"] or match["m3"] or 0)
    if match["cut"] and match["cut"] != "0":
        minute = int(match["cut"]) * 10
        notes.append("minutes_cut")
    return ("T", hour * 60 + minute) if minute < 60 and hour * 60 + minute <= 1440 else ("U", hour)


def _number(text: str) -> tuple[str, Any]:
    return ("N", int(text) * 60) if len(text) < 3 and int(text) <= 24 else ("U", text)


def tokens_of(text: str, notes: list[str]) -> list[Token]:
    """The tokens of a text, without the words that say nothing; positions are those of ``text``."""
    plain, tokens = folded(text), []
    shapes: dict[str, Callable[[re.Match[str]], tuple[str, Any]]] = {
        "word": lambda m: _word(m[0]),
        "short": lambda m: ("D", _short(m["short"])),
        "letters": lambda m: _letters(text[m.start() : m.end()], _AFTER_LETTER(plain, m.end())),
        "number": lambda m: _number(m[0]),
        "four": lambda m: ("F", int(m[0][:2]) * 60 + int(m[0][2:])),
        "zero": lambda m: ("-", ""),
        "date": lambda m: ("Y", m[0]),
        "whole": lambda m: ("A", m[0]),
        "rank": lambda m: ("O", m[0][0]),
        "nth": lambda m: ("B", frozenset(map(int, m[0][1:-1].split(",")))),
        "sign": lambda m: (_SIGNS[m[0]], m[0]),
    }
    for match in _lexer()[0].finditer(plain):
        name = match.lastgroup or ""
        name = "clock" if match["clock"] or match["colon"] or match["bare"] else name
        if name == "clock":
            kind, value = _clock(match, notes)
        else:
            kind, value = shapes[name](match) if name in shapes else ("U", match[0])
        if kind == "A":
            if value.endswith("7"):
                tokens.append(Token("D", _day(range(7)), match.start(), match.end()))
            kind, value = "H", ((0, 1440),)
        if kind != "_":
            tokens.append(Token(kind, value, match.start(), match.end()))
    return tokens


_AFTER_LETTER = lambda plain, end: re.match(r"\s*(?:[0-9]|-\s?[lmjvsd]|a?u\s)", plain[end : end + 6])
