"""What of a regular expression a database can do itself, with the same answers as RE2.

Only a simple subset is translated: literals, ``.``, lists of characters, ``*``, ``+``, ``?``, ``^``
first and ``$`` last. Of any other, the text it must start with, when it is anchored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ITEM = re.compile(
    r"(?:(?P<plain>[^\x00-\x1f\x7f\\^$.\[\]|()*+?{}])"
    r"|\\(?P<escaped>[.\-/:_#@%&=,;!~+*?^$|(){}\[\]\\])"
    r"|(?P<any>\.)"
    r"|(?P<list>\[(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[^\x00-\x1f\x7f\\^\[\]\-&~:.=|#])+\]))"
    r"(?P<repeat>[*+?])?"
)
_PAIR = re.compile(r"([a-zA-Z0-9])-([a-zA-Z0-9])")
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression as a database may use it.

    Every match begins with ``start`` (empty: unknown); ``whole`` says nothing follows it. ``rest``
    is the expression for PostgreSQL, empty when ``start`` says all, None when only RE2 can say.
    """

    start: str
    whole: bool
    rest: str | None


def read(regular: str) -> Pattern:
    """What a database can do of a regular expression that RE2 accepts."""
    anchored = regular.startswith("^")
    at, start, fixed = int(anchored), "", anchored
    loose = ""  # what follows ``start``
    while (item := _ITEM.match(regular, at)) is not None and _rises(item["list"] or ""):
        if regular[item.end() : item.end() + 1] == "{":  # so many times, none perhaps
            break
        letter, repeat = item["plain"] or item["escaped"], item["repeat"]
        fixed = fixed and letter is not None and not repeat
        if fixed:
            start += letter
        else:
            loose += item.group()
        at = item.end()
        if repeat and regular[at : at + 1] in ("*", "+", "?"):  # lazy or possessive
            break
    ends = regular[at:] == "$"
    if at < len(regular) and not ends:
        return Pattern("" if "|" in regular else start, whole=False, rest=None)
    if anchored and (loose in ("", ".*") if not ends else not loose):
        return Pattern(start, whole=ends, rest="")
    return Pattern(start, whole=False, rest=f"(?p){regular}")


def _rises(letters: str) -> bool:
    """Whether the ranges in a list of characters have an order RE2 and databases accept."""
    return all(low <= high for low, high in _PAIR.findall(letters))


def following(text: str) -> str | None:
    """The least text above all those that start with one; None when there is none."""
    text = text.rstrip(_LAST)
    if not text:
        return None
    code = ord(text[-1]) + 1
    return text[:-1] + chr(0xE000 if code == 0xD800 else code)
