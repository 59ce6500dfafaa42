"""EcoIndex, computed from its published quantiles by our own code.

The reference packages are under a licence that forbids reuse; nothing of them is here. The bounds
and their source are in ``data/ecoindex.toml``, read by ``store.ecoindex_method``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from jalons.kernel import Source
from jalons.webaudit.engine.errors import WebAuditError

type Compat = Literal["raw", "python"]


@dataclass(frozen=True, slots=True)
class EcoIndexMethod:
    """The 21 bounds of each of the three distributions (sizes in kB of 1000 B), and the grades.

    ``grades`` are a letter and the score it begins strictly above, from the best down.
    """

    version: str
    dom: tuple[float, ...]
    requests: tuple[float, ...]
    size_kb: tuple[float, ...]
    grades: tuple[tuple[str, float], ...]
    source: Source
    proxies_source: Source

    def grade(self, score: float) -> str:
        """The letter of a score, G when it is above no threshold."""
        return next((letter for letter, above in self.grades if score > above), "G")


@dataclass(frozen=True, slots=True)
class EcoIndex:
    """A score from 0 (heavy) to 100, its letter, and the two proxies attributed to their author.

    ``ghg_g`` is in g CO2 eq and ``water_cl`` in centilitres, both per page view.
    """

    score: float
    grade: str
    ghg_g: float
    water_cl: float
    method: str


def ecoindex(
    method: EcoIndexMethod,
    *,
    dom_nodes: int,
    requests: int,
    size_kb: float,
    compat: Compat = "raw",
) -> EcoIndex:
    """The EcoIndex of a page, 0 to 100, from its elements, requests and transferred kB (1000 B).

    The grade and the proxies follow the raw score; ``compat="python"`` rounds the score first, as
    the Python implementation in use elsewhere does, which can change a letter at a threshold.
    Raises ``WebAuditError`` (``measure_negative``) for a negative measure.
    Source: ``method.source``; limits: says nothing of the server nor of what a page is for.
    """
    ranks = (
        _quantile(dom_nodes, method.dom, "dom_nodes"),
        _quantile(requests, method.requests, "requests"),
        _quantile(size_kb, method.size_kb, "size_kb"),
    )
    score = 100 - 5 * (3 * ranks[0] + 2 * ranks[1] + ranks[2]) / 6
    if compat == "python":
        score = float(round(score))
    return EcoIndex(
        score=score,
        grade=method.grade(score),
        ghg_g=2 + 2 * (50 - score) / 100,
        water_cl=3 + 3 * (50 - score) / 100,
        method=method.version + (", compat=python" if compat == "python" else ""),
    )


def _quantile(value: float, bounds: Sequence[float], name: str) -> float:
    """The position of a value among the 20 slices of a distribution, 0 to 20."""
    if value < 0:
        raise WebAuditError("measure_negative", measure=name, value=value)
    after = bisect_right(bounds, value)
    if after == len(bounds):
        return 20.0
    low, high = list(pairwise(bounds))[after - 1]
    return after - 1 + (value - low) / (high - low)
