"""The pages of a product to visit, and those never visited."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from jalons.webaudit.engine.budget import Verdict
from jalons.webaudit.engine.page import PageCapture

MOST_REFUSALS = 6


@dataclass(frozen=True, slots=True)
class Route:
    """A named page: the pattern of its path, and the path itself when it takes no parameter.

    Routes of one ``kind`` are the same page of different things: they share their view.
    A ``document`` is as long as its content: only who can read it is judged.
    ``dom_nodes`` is the number of elements this page may have instead of the budget's, for the
    reason the product declares beside it.
    """

    name: str
    pattern: str
    path: str = ""
    dom_nodes: int | None = None
    kind: str = ""
    document: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page a role can open, not yet visited: its address and its length in characters.

    ``html`` is the text of a file that is an HTML document, empty for a page. ``shape`` is the same
    for pages made of the same elements, whatever their words; empty when it is not known.
    """

    role: str
    route: str
    kind: str
    url: str
    size: int
    html: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Audited:
    """A page as one role saw it, and whether it is within its budget.

    ``stands_for`` names the routes of its kind that were found, its own among them.
    """

    role: str
    route: str
    capture: PageCapture
    verdict: Verdict
    stands_for: tuple[str, ...] = ()


class Itinerary:
    """The paths one visitor has still to try: ``most`` of each route, in the order found.

    Seeded with the pages that take no parameter; fed with the links of the pages visited. Links to
    another origin, or to no known route, are left alone, as are routes whose name does not begin
    with ``only``. With ``by_kind``, ``most`` pages of each kind are enough, whatever their routes.
    """

    def __init__(
        self,
        routes: Sequence[Route],
        origin: str,
        *,
        only: str = "",
        most: int = 1,
        by_kind: bool = False,
    ) -> None:
        self._only = only
        self._most = most
        self._routes = [(route.name, re.compile(route.pattern)) for route in routes]
        self._kinds = {route.name: route.kind or route.name for route in routes}
        self._counted = self._kinds if by_kind else {name: name for name in self._kinds}
        self._origin = origin
        self._found: deque[str] = deque()
        self._tried: set[str] = set()
        self._done: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._files: set[tuple[str, str]] = set()
        self._names: dict[str, str] = {}  # of the routes, by path
        self.add(route.path for route in routes if route.path)

    def add(self, urls: Iterable[str]) -> None:
        """Add addresses, absolute or beginning with ``/``."""
        for url in urls:
            absolute = url if "://" in url else self._origin + url
            if absolute.startswith(f"{self._origin}/") and absolute not in self._tried:
                self._tried.add(absolute)
                self._found.append(absolute)

    def next(self) -> str | None:
        """The next address whose route still needs one, or None at the end."""
        while self._found:
            url = self._found.popleft()
            if self.is_new(url):
                return url
        return None

    def is_new(self, url: str) -> bool:
        """Whether an address leads to a known route that still needs one."""
        name = self.route_of(url)
        return (
            bool(name)
            and name.startswith(self._only)
            and self._done[self._counted[name]] < self._most
            and self._refused[name] < MOST_REFUSALS
            and self._format_of(url) not in self._files
        )

    def done(self, url: str) -> None:
        """Count this address for its route."""
        self._done[self._counted[self.route_of(url)]] += 1

    def refused(self, url: str) -> None:
        """Count an address nothing is sent from: its route is left after ``MOST_REFUSALS``."""
        self._refused[self.route_of(url)] += 1

    def is_file(self, url: str) -> None:
        """An address sends no page: those of its kind that end alike send none either."""
        self._files.add(self._format_of(url))

    def _format_of(self, url: str) -> tuple[str, str]:
        path = urlsplit(url).path.rstrip("/")
        return self._kinds[self.route_of(url)], path.rpartition("/")[2]

    def route_of(self, url: str) -> str:
        """The name of the page at an address, or an empty string."""
        path = urlsplit(url).path
        if path not in self._names:
            names = (name for name, pattern in self._routes if pattern.fullmatch(path))
            self._names[path] = next(names, "")
        return self._names[path]


def samples(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The first of each kind of page as each role, and the longest of each kind whatever the role.

    A role that is sent the same elements as another sees no other page: it is not visited again.
    A document is read in its longest instance only: all roles are sent the same one.
    """
    chosen: dict[tuple[str, str], Candidate] = {}
    shapes: set[tuple[str, str]] = set()
    longest: dict[str, Candidate] = {}
    for candidate in candidates:
        key, shape = (candidate.kind, candidate.role), (candidate.kind, candidate.shape)
        is_seen = key in chosen or (candidate.shape and shape in shapes)
        if not candidate.html and not is_seen:
            chosen[key] = candidate
            shapes.add(shape)
        best = longest.setdefault(candidate.kind, candidate)
        if candidate.size > best.size:
            longest[candidate.kind] = candidate
    return tuple(dict.fromkeys([*chosen.values(), *longest.values()]))


def routes_by_kind(candidates: Sequence[Candidate]) -> dict[str, tuple[str, ...]]:
    """The names of the routes found, under the kind of page they are."""
    routes: dict[str, dict[str, None]] = {}
    for candidate in candidates:
        routes.setdefault(candidate.kind, {})[candidate.route] = None
    return {kind: tuple(names) for kind, names in routes.items()}


def unvisited(routes: Sequence[Route], pages: Sequence[Audited]) -> tuple[str, ...]:
    """The names of the routes nobody found as a page: targets of forms, files, dead ends."""
    seen = {route for page in pages for route in page.stands_for}
    return tuple(route.name for route in routes if route.name not in seen)
