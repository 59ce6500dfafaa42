"""What weighs in the score of a page, and what it would be without: computed again each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jalons.webaudit.engine.ecoindex import EcoIndexMethod, ecoindex
from jalons.webaudit.engine.measure import PageMeasure, Resource

ELEMENTS = 600  # the target of EcoIndex for a page


@dataclass(frozen=True, slots=True)
class Win:
    """A change of a page and the score computed again with it.

    ``gain`` is in points of EcoIndex, ``kb`` (kB of 1000 B) and ``requests`` are what the page
    would no longer transfer, ``resources`` the addresses concerned.
    """

    code: str
    score: float
    gain: float
    kb: float
    requests: int
    resources: tuple[str, ...] = ()


def contributions(measure: PageMeasure, method: EcoIndexMethod) -> dict[str, float]:
    """The points lost to each measure, which sum to 100 − score; empty without a score."""
    if not measure.scorable:
        return {}
    return {
        "dom": 100 - _score(method, measure.dom_nodes or 0, 0, 0),
        "requests": 100 - _score(method, 0, measure.requests, 0),
        "size": 100 - _score(method, 0, 0, measure.transferred_kb),
    }


def quick_wins(measure: PageMeasure, method: EcoIndexMethod) -> tuple[Win, ...]:
    """What would raise the score, the highest gain first; each change alone.

    ``compress`` uses the bytes really saved by packing the texts of the page again (the fact
    ``compression_gain_kb``), and is absent when nobody packed them. ``fewer_elements`` is the
    score with the 600 elements EcoIndex aims at.
    """
    if not measure.scorable:
        return ()
    dom, requests, size = measure.dom_nodes or 0, measure.requests, measure.transferred_kb
    now = _score(method, dom, requests, size)
    wins = []
    for code, chosen in _removable(measure):
        kb = min(sum(r.transferred for r in chosen) / 1000, size)
        count = min(len(chosen), requests)
        urls = tuple(dict.fromkeys(r.url for r in chosen))
        score = _score(method, dom, requests - count, size - kb)
        wins.append(Win(code, score, score - now, kb, count, urls))
    packed = min(float(measure.facts.get("compression_gain_kb") or 0), size)
    plain = tuple(r.url for r in measure.resources if r.compressed is False)
    score = _score(method, dom, requests, size - packed)
    wins.append(Win("compress", score, score - now, packed, 0, plain))
    score = _score(method, min(dom, ELEMENTS), requests, size)
    wins.append(Win("fewer_elements", score, score - now, 0, 0))
    useful = [win for win in wins if win.gain > 1e-9]
    return tuple(sorted(useful, key=lambda win: (-win.gain, win.code)))


def _removable(measure: PageMeasure) -> Iterator[tuple[str, list[Resource]]]:
    """Changes that remove resources; the page's own document is never among them."""
    rest = [r for r in measure.resources if r.url != measure.final_url or r.kind != "document"]
    yield "no_third_party", [r for r in rest if r.third_party]
    yield "no_redirect", [r for r in measure.resources if 300 <= r.status < 400 and r.status != 304]
    yield "no_failure", [r for r in rest if r.status >= 400 or r.status == 0]
    yield "no_media", [r for r in rest if r.kind == "media"]
    yield "system_fonts", [r for r in rest if r.kind == "font"]
    yield "no_heaviest", sorted(rest, key=lambda r: -r.transferred)[:1]
    # an address stripped of a secret may be of another file
    same = [r for r in rest if r.status == 200 and "=*" not in r.url]
    urls = [r.url for r in same]
    yield "one_request_each", [r for n, r in enumerate(same) if r.url in urls[:n]]


def _score(method: EcoIndexMethod, dom: int, requests: int, kb: float) -> float:
    return ecoindex(method, dom_nodes=dom, requests=requests, size_kb=kb).score
