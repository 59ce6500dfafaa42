"""SYLK, an old text format of spreadsheets that GLPI still writes: its cells, and nothing else."""

from __future__ import annotations

import re
import unicodedata

from jalons.kernel import Where
from jalons.tabular.files.delimited import decode
from jalons.tabular.files.limits import Limits

_LINE = re.compile(r"\r\n|\n|\r")
_FIELD = re.compile(r";(?!;)((?:[^;]|;;)*)")
_BYTE = re.compile("\x1b([\x20-\x2f])([\x30-\x3f])")
_ACCENTED = re.compile("\x1bN([ABCDHJK])(.)")
_SIGNS = {"\x1bNj": "Œ", "\x1bNz": "œ", "\x1bNa": "Æ", "\x1bNq": "æ", "\x1bN{": "ß"}
# ISO 6937: the mark comes before its letter.
_MARKS = {
    "A": "\u0300", "B": "\u0301", "C": "\u0302", "D": "\u0303", "H": "\u0308", "J": "\u030a",
    "K": "\u0327",
}  # fmt: skip


def read_sylk(content: bytes, where: Where, limits: Limits) -> list[list[str]]:
    """The rows of a SYLK file: the values of its cells, formulas and formats left aside."""
    text = decode(content, where).text
    cells: dict[tuple[int, int], str] = {}
    row = column = 1
    for line in _LINE.split(text):
        kind, _, rest = line.partition(";")
        if kind not in {"C", "F"}:
            continue
        fields = {part[0]: part[1:] for part in _fields(rest) if part}
        row, column = _number(fields.get("Y"), row), _number(fields.get("X"), column)
        if kind == "C" and "K" in fields:
            cells[row, column] = _value(fields["K"])
    height, width = (max((at[side] for at in cells), default=0) for side in (0, 1))
    limits.check(where, rows=height, columns=width)
    rows = [[""] * width for _ in range(height)]
    for (y, x), value in cells.items():
        rows[y - 1][x - 1] = value
    return rows


def _fields(rest: str) -> list[str]:
    return [part.replace(";;", ";") for part in _FIELD.findall(";" + _unescaped(rest))]


def _unescaped(text: str) -> str:
    """The text with the signs SYLK writes as an escape and two or three letters."""
    if "\x1b" not in text:
        return text
    for escape, sign in _SIGNS.items():
        text = text.replace(escape, sign)
    text = _ACCENTED.sub(
        lambda found: unicodedata.normalize("NFC", found[2] + _MARKS[found[1]]), text
    )
    return _BYTE.sub(_byte, text)


def _byte(found: re.Match[str]) -> str:
    code = (ord(found[1]) - 0x20) * 16 + ord(found[2]) - 0x30
    letter = bytes([code]).decode("cp1252", errors="replace")
    return {"\n": " ", "\r": " ", ";": ";;"}.get(letter, letter)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and 0 < int(text) < 10_000_000 else otherwise


def _value(text: str) -> str:
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        return " ".join(text[1:-1].replace('""', '"').split())
    return text
