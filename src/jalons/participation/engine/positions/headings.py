"""A text written elsewhere, cut into sections by its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MARKED = re.compile(r"#{1,4}\s+(?P<title>\S.*)")
_NUMBERED = re.compile(
    r"(?:(?:article|titre|partie|axe|proposition|demande)\s+\w+\b|[IVX]{1,5}\s?[.)/–-]|"
    r"\d{1,2}(?:\.\d{1,2})*\s?[.)/–-]|[A-H]\s?[.)])\s*(?P<title>.*)", re.IGNORECASE
)  # fmt: skip
_BOLD = re.compile(r"(\*\*|__)(?P<title>[^*_].*)\1")
_SHORT, _LONGEST, _MOST = 60, 110, 200
_UNDER = re.compile(r"[=\-_]{3,}")


def cut(text: str) -> tuple[tuple[str, str], ...]:
    """The titles and bodies of a text; what comes before the first heading has no title."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found: list[tuple[str, list[str]]] = [("", [])]
    for place, line in enumerate(lines):
        before = lines[place - 1].strip() if place else ""
        if _UNDER.fullmatch(line.strip()) and before and found[-1][0] == before:
            continue
        title = _title(line.strip(), before, lines[place + 1 :])
        if title:
            found.append((title, []))
        else:
            found[-1][1].append(line)
    cut_up = [(title, "\n".join(body).strip()) for title, body in found]
    return tuple((title, body) for title, body in cut_up if title or body)


def _title(line: str, before: str, rest: Sequence[str]) -> str:
    """The title a line is; empty when it is no heading."""
    marked = _MARKED.fullmatch(line) or _BOLD.fullmatch(line)
    if marked and len(line) <= _MOST:
        return marked["title"].rstrip("# ").strip()
    if not line or len(line) > _LONGEST or before:
        return ""
    after = rest[0].strip() if rest else ""
    if after and _UNDER.fullmatch(after):
        return line
    letters = [each for each in line if each.isalpha()]
    if len(letters) > 3 and all(each.isupper() for each in letters):
        return line
    return line if letters and line[-1] not in ".,;:!…" and _is_title(line, after, rest) else ""


def _is_title(line: str, after: str, rest: Sequence[str]) -> bool:
    """Whether a line is numbered and no item of a list, or short, alone and followed by a text."""
    if _NUMBERED.match(line):
        return not (_NUMBERED.match(after) and line[:1].isdigit())
    following = next((each.strip() for each in rest if each.strip()), "")
    alone = not after and len(line) <= _SHORT and line[0].isupper()
    return alone and len(following) > len(line)
