"""The text of a file as people send it, and the mark that cuts its lines into cells.

Pure: bytes in, text out. Every room that reads a CSV reads it the same.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from math import log2

DELIMITERS = ";,\t|"
NO_DELIMITER = "\x1f"
_SAMPLE_LINES = 200
_LOOKED_AT = 2**20
_OLD = ("cp1252", "mac_roman", "cp850")  # one byte a letter, the likeliest first
_USUAL = (  # what French writes, where it writes it, and how sure that is
    (re.compile("[éèêëàâçîïôöûùüœæ]"), 3),
    (re.compile(r"(?<![a-zà-ÿ])[ÉÈÊËÀÂÇÎÏÔÖÛÙÜŒÆ](?=[A-ZÀ-Þa-z])|(?<=[A-ZÀ-Þ])[ÉÈÊËÀÇÔ]"), 2),
    (re.compile(r"(?<=\d)\s?€|€(?=\s?\d)|(?<=[a-z])’(?=\w)|(?<=\w)°|«|»"), 2),
    (re.compile(r"[€’°–…²³\xa0]"), 1),
)
_SEP_HINT = re.compile(r"\ufeff?sep=([^\w\s\"]|\t)[^\S\r\n]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding that fitted it, by its Python name."""

    text: str
    encoding: str


def decoded(content: bytes) -> Decoded:
    """The text of a file: by its BOM, in UTF-16 without BOM, in UTF-8, else in one of the encodings
    of old spreadsheets in France, the likeliest: Windows-1252, Mac or DOS.

    Raises ``UnicodeDecodeError`` for what begins as UTF-16 and is not.

    >>> decoded("Été;1".encode("cp1252"))
    Decoded(text='Été;1', encoding='cp1252')
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Decoded(content.decode("utf-16"), "utf-16")
    start = content[:4000]
    if start.count(0) * 3 > len(start):
        little = content[1:400:2].count(0) > content[:400:2].count(0)
        order = "utf-16-le" if little else "utf-16-be"
        return Decoded(content.decode(order), order)
    try:
        return Decoded(content.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        encoding = _old_encoding(content)
        return Decoded(content.decode(encoding, errors="replace"), encoding)


def _old_encoding(content: bytes) -> str:
    """The encoding of one byte a letter that reads most like French; Windows-1252 when none does.

    A general detector takes a column of prices in euros for DOS: the sign is its letter "Ç".
    """
    lines = (line for line in content[:_LOOKED_AT].splitlines() if not line.isascii())
    sample = b"\n".join(islice(lines, _SAMPLE_LINES))
    return max(_OLD, key=lambda encoding: _likeness(sample.decode(encoding, "replace")))


def _likeness(text: str) -> int:
    """How much the letters and signs outside ASCII read like French where they stand."""
    usual = sum(weight * len(found.findall(text)) for found, weight in _USUAL)
    return usual - sum(not letter.isascii() for letter in text)


def find_delimiter(text: str, *, otherwise: str = NO_DELIMITER) -> str:
    r"""The mark that cuts most lines into the same number of cells; ``otherwise`` if none does.

    An Excel hint (``sep=;`` on the first line) decides.

    >>> find_delimiter("nom;taille\na;1,5\nb;2,5\n")
    ';'
    """
    if hint := separator_hint(text):
        return hint
    start = io.StringIO(text[:262_144], newline="")
    lines = [line for line in islice(start, _SAMPLE_LINES) if line.strip()]
    scores = {delimiter: _regularity(lines, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else otherwise


def separator_hint(text: str) -> str:
    """The mark the first line gives, as ``sep=;``; empty when it gives none."""
    hint = _SEP_HINT.match(text)
    return hint[1] if hint else ""


def without_hint(text: str) -> str:
    """The text, the line of a hint left empty so that the others keep their numbers."""
    return _SEP_HINT.sub("", text, count=1) if _SEP_HINT.match(text) else text


def _regularity(lines: list[str], delimiter: str) -> float:
    """How regularly ``delimiter`` cuts ``lines``: 0 when it does not."""
    try:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return 0.0
    cut = Counter(count for count in counts if count > 1)
    if not cut:
        return 0.0
    width, frequency = cut.most_common(1)[0]
    share = frequency / len(counts)
    return share**2 * log2(width) if share >= 0.3 or len(counts) < 4 else share**2 / 10
