"""Damaged accents: UTF-8 read as Windows-1252 or Latin-1, « Ã‰cran » for « Écran », put right."""

from __future__ import annotations

import re

_ROUNDS = 3  # a file saved twice under the wrong encoding is damaged twice


def _shown_as(byte: int) -> str:
    """The letter a byte becomes in Windows-1252; bytes without a letter stay control signs."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_BYTES = {sign: byte for byte in range(0x80, 0x100) for sign in (_shown_as(byte), chr(byte))}
_NEXT = "[" + "".join(re.escape(sign) for sign, byte in _BYTES.items() if byte < 0xC0) + "]"
# What French texts become: é (Ã©), « (Â«), œ (Å“), ’ (â€™), and the mark that opens a file.
_DAMAGED = re.compile(f"[ÂÃÅ]{_NEXT}|Ë[†œ\x86\x9c]|[âï]{_NEXT}{_NEXT}")
SUSPECT = "[ÂÃÅâï\ufffd]"
"""What a damaged text holds, and some others: a regular expression of Rust too."""


def repaired(text: str) -> str:
    """``text`` with each damaged accent put right; the same when there is none.

    >>> repaired("Ã‰cran dâ€™accueil"), repaired("SÃO TOMÉ")
    ('Écran d’accueil', 'SÃO TOMÉ')
    """
    for _ in range(_ROUNDS):
        once = _DAMAGED.sub(_decoded, text)
        if once == text:
            break
        text = once
    return text


def _decoded(match: re.Match[str]) -> str:
    damaged = bytes(_BYTES[letter] for letter in match[0])
    try:
        return damaged.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
