"""A text written elsewhere, cut into sections by its headings."""

from __future__ import annotations

import re

_MARKED = re.compile(r"#{1,4}\s+(?P<title>\S.*)")
_NUMBERED = re.compile(
    r"(?:(?:article|titre|partie|axe|proposition|demande)\s+\w+\b|[IVX]{1,5}\s?[.)/–-]|"
    r"\d{1,2}(?:\.\d{1,2})*\s?[.)/–-]|[A-H]\s?[.)])\s*(?P<title>.*)", re.IGNORECASE
)  # fmt: skip
_LONGEST, _MOST = 110, 200
_UNDER = re.compile(r"[=\-_]{3,}")


def cut(text: str) -> tuple[tuple[str, str], ...]:
    """The titles and bodies of a text; what comes before the first heading has no title."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found: list[tuple[str, list[str]]] = [("", [])]
    for place, line in enumerate(lines):
        after = lines[place + 1].strip() if place + 1 < len(lines) else ""
        before = lines[place - 1].strip() if place else ""
        if _UNDER.fullmatch(line.strip()) and before and found[-1][0] == before:
            continue
        title = _title(line.strip(), before, after)
        if title:
            found.append((title, []))
        else:
            found[-1][1].append(line)
    cut_up = [(title, "\n".join(body).strip()) for title, body in found]
    return tuple((title, body) for title, body in cut_up if title or body)


def _title(line: str, before: str, after: str) -> str:
    """The title a line is; empty when it is no heading."""
    marked = _MARKED.fullmatch(line)
    if marked and len(line) <= _MOST:
        return marked["title"].rstrip("# ").strip()
    if not line or len(line) > _LONGEST or before or line[-1] in ".,;:!?…":
        return ""
    if after and _UNDER.fullmatch(after):
        return line
    letters = [each for each in line if each.isalpha()]
    shouted = len(letters) > 3 and all(each.isupper() for each in letters)
    return line if shouted or (_NUMBERED.match(line) and not _is_item(line, after)) else ""


def _is_item(line: str, after: str) -> bool:
    """Whether a numbered line is an item of a list: another one follows at once."""
    return bool(after and _NUMBERED.match(after) and line[:1].isdigit())
