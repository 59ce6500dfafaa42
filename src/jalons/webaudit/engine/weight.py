"""What weighs in the score of a page, and what it would be without: computed again each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jalons.webaudit.engine.ecoindex import EcoIndexMethod, ecoindex
from jalons.webaudit.engine.measure import PageMeasure, Resource

ELEMENTS = 600  # the target of EcoIndex for a page
MEDIA = frozenset({"media"})


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
    now = _score(method, measure.dom_nodes or 0, measure.requests, measure.transferred_kb)
    wins = [
        _without(measure, method, now, code, chosen)
        for code, chosen in _removable(measure)
        if chosen
    ]
    gain_kb = measure.facts.get("compression_gain_kb")
    if isinstance(gain_kb, int | float) and gain_kb > 0:
        plain = [r.url for r in measure.resources if r.compressed is False]
        size = max(measure.transferred_kb - gain_kb, 0)
        score = _score(method, measure.dom_nodes or 0, measure.requests, size)
        wins.append(Win("compress", score, score - now, gain_kb, 0, tuple(plain)))
    if (measure.dom_nodes or 0) > ELEMENTS:
        score = _score(method, ELEMENTS, measure.requests, measure.transferred_kb)
        wins.append(Win("fewer_elements", score, score - now, 0, 0))
    wins = [win for win in wins if win.gain > 1e-9]
    return tuple(sorted(wins, key=lambda win: (-win.gain, win.code)))


def _removable(measure: PageMeasure) -> Iterator[tuple[str, list[Resource]]]:
    """Changes that remove resources; the page's own document is never among them."""
    rest = [r for r in measure.resources if r.url != measure.final_url or r.kind != "document"]
    yield "no_third_party", [r for r in rest if r.third_party]
    yield "no_redirect", [r for r in measure.resources if 300 <= r.status < 400 and r.status != 304]
    yield "no_failure", [r for r in rest if r.status >= 400 or r.status == 0]
    yield "no_media", [r for r in rest if r.kind in MEDIA]
    yield "system_fonts", [r for r in rest if r.kind == "font"]
    yield "one_request_each", list(_repeated(rest))
    yield "no_heaviest", sorted(rest, key=lambda r: -r.transferred)[:1]


def _repeated(resources: Iterable[Resource]) -> Iterator[Resource]:
    """The same file again; an address stripped of a secret may be of another file."""
    seen: Counter[str] = Counter()
    for resource in resources:
        seen[resource.url] += 1
        if seen[resource.url] > 1 and resource.status == 200 and "=*" not in resource.url:
            yield resource


def _without(
    measure: PageMeasure, method: EcoIndexMethod, now: float, code: str, gone: list[Resource]
) -> Win:
    kb = min(sum(r.transferred for r in gone) / 1000, measure.transferred_kb)
    count = min(len(gone), measure.requests)
    score = _score(
        method, measure.dom_nodes or 0, measure.requests - count, measure.transferred_kb - kb
    )
    urls = tuple(dict.fromkeys(r.url for r in gone))
    return Win(code, score, score - now, kb, count, urls)


def _score(method: EcoIndexMethod, dom: int, requests: int, kb: float) -> float:
    return ecoindex(method, dom_nodes=dom, requests=requests, size_kb=kb).score
