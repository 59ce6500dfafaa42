"""The pages of a product to visit, and those never visited."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from jalons.webaudit.engine.budget import Verdict
from jalons.webaudit.engine.page import PageCapture


@dataclass(frozen=True, slots=True)
class Route:
    """A named page: the pattern of its path, and the path itself when it takes no parameter.

    ``dom_nodes`` is the number of elements this page may have instead of the budget's, for the
    reason the product declares beside it.
    """

    name: str
    pattern: str
    path: str = ""
    dom_nodes: int | None = None


@dataclass(frozen=True, slots=True)
class Audited:
    """A page as one role saw it, and whether it is within its budget."""

    role: str
    route: str
    capture: PageCapture
    verdict: Verdict


class Itinerary:
    """The paths one visitor has still to try: one sample of each route, in the order found.

    Seeded with the pages that take no parameter; fed with the links of the pages visited. Links to
    another origin, or to no known route, are left alone, as are routes whose name does not begin
    with ``only``.
    """

    def __init__(self, routes: Sequence[Route], origin: str, *, only: str = "") -> None:
        self._only = only
        self._routes = [(route.name, re.compile(route.pattern)) for route in routes]
        self._origin = origin
        self._found: deque[str] = deque()
        self._tried: set[str] = set()
        self._done: set[str] = set()
        self.add(route.path for route in routes if route.path)

    def add(self, urls: Iterable[str]) -> None:
        """Add addresses, absolute or beginning with ``/``."""
        for url in urls:
            absolute = url if "://" in url else self._origin + url
            if absolute.startswith(f"{self._origin}/") and absolute not in self._tried:
                self._tried.add(absolute)
                self._found.append(absolute)

    def next(self) -> str | None:
        """The next address whose route has no sample yet, or None at the end."""
        while self._found:
            url = self._found.popleft()
            if self.is_new(url):
                return url
        return None

    def is_new(self, url: str) -> bool:
        """Whether an address leads to a known route without a sample."""
        name = self.route_of(url)
        return bool(name) and name.startswith(self._only) and name not in self._done

    def done(self, url: str) -> None:
        """Note that the route of this address has its sample."""
        self._done.add(self.route_of(url))

    def route_of(self, url: str) -> str:
        """The name of the page at an address, or an empty string."""
        path = urlsplit(url).path
        return next((name for name, pattern in self._routes if pattern.fullmatch(path)), "")


def unvisited(routes: Sequence[Route], pages: Sequence[Audited]) -> tuple[str, ...]:
    """The names of the routes no role saw as a page: targets of forms, files, dead ends."""
    seen = {page.route for page in pages}
    return tuple(route.name for route in routes if route.name not in seen)
