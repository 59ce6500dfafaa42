"""What a request carries and what its answer should look like: media types, contexts, parameters.

Source: ETSI GS CIM 009 V1.9.1, clauses 6.3.3 to 6.3.7; RFC 9110 (Accept), RFC 8288 (Link).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from jalons.broker.engine.problems import Problem

JSON = "application/json"
JSON_LD = "application/ld+json"
GEO_JSON = "application/geo+json"
MERGE_PATCH = "application/merge-patch+json"
CONTEXT_REL = "http://www.w3.org/ns/json-ld#context"
_LINK = re.compile(r"<([^>]*)>([^<]*)")
_PREFERENCE = re.compile(r'(?:[^,"]|"[^"]*")+')
_VERSION = re.compile(r"1\.\d{1,2}", re.ASCII)
_REL = re.compile(r"rel\s*=\s*\"?([^\";]+)\"?")


@lru_cache(maxsize=256)
def accepted(header: str, offered: tuple[str, ...]) -> str:
    """The media type to answer with; the first offered when all are welcome.

    Raises ``Problem`` (NotAcceptable) when none is.
    """
    best, weight_of_best, rank_of_best = "", 0.0, -1
    ranges = [_range(part) for part in header.split(",") if part.strip()] or [("*/*", 1.0)]
    for media in offered:
        weight, specific = 0.0, -1
        for wanted, q in ranges:
            level = _specificity(wanted, media)
            if level > specific:
                weight, specific = q, level
        if weight > weight_of_best or (
            weight == weight_of_best and weight and specific > rank_of_best
        ):
            best, weight_of_best, rank_of_best = media, weight, specific
    if not best:
        raise Problem("NotAcceptable", f"{header!r} asks for none of {', '.join(offered)}")
    return best


def _range(part: str) -> tuple[str, float]:
    media, *params = (piece.strip() for piece in part.split(";"))
    for param in params:
        name, _, value = param.partition("=")
        if name.strip() == "q":
            try:
                return media.lower(), float(value)
            except ValueError:
                return media.lower(), 0.0
    return media.lower(), 1.0


def _specificity(wanted: str, media: str) -> int:
    if wanted == media:
        return 2
    if wanted == "*/*":
        return 0
    return 1 if wanted.endswith("/*") and media.startswith(wanted[:-1]) else -1


def linked_context(headers: Iterable[str]) -> str | None:
    """The context of Link headers; raises ``Problem`` when there are several."""
    found = [
        url
        for header in headers
        for url, params in _LINK.findall(header)
        if (rel := _REL.search(params)) and rel.group(1).strip() == CONTEXT_REL
    ]
    if len(found) > 1:
        raise Problem("BadRequestData", "a request has one context in its Link header, not several")
    return found[0] if found else None


def context_link(url: str) -> str:
    """The Link header with the context of an answer in JSON."""
    return f'<{url}>; rel="{CONTEXT_REL}"; type="{JSON_LD}"'


def languages(text: str) -> tuple[str, ...]:
    """The languages of ``lang``, the most wanted first (``en;q=0.8,fr``)."""
    ranges = sorted((_range(part) for part in text.split(",") if part.strip()), key=lambda r: -r[1])
    return tuple(lang for lang, _ in ranges)


def known_only(names: Iterable[str], known: Sequence[str] | frozenset[str]) -> None:
    """Raise ``Problem`` (InvalidRequest) for a parameter this operation does not have."""
    for name in names:
        if name not in known:
            raise Problem("InvalidRequest", f"the parameter {name!r} is not one of this operation")


def preferred_version(header: str) -> str | None:
    """The version of the API a ``Prefer`` header asks for (``ngsi-ld=1.6``), None without any.

    Source: ETSI GS CIM 009 V1.9.1, clause 4.3.6.8; RFC 7240.
    """
    for preference in _PREFERENCE.findall(header):
        name, _, value = preference.partition(";")[0].partition("=")
        version = value.strip().strip('"')
        if name.strip().lower() == "ngsi-ld" and _VERSION.fullmatch(version):
            return str(version)
    return None
