"""The capture of one visit of a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit


class Scheme(StrEnum):
    """The colour scheme the visitor prefers."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule of axe-core that a page breaks, in one colour scheme.

    ``help`` is the engine's own sentence, ``targets`` the CSS paths of the first elements.
    """

    rule: str
    impact: str
    help: str
    scheme: Scheme
    nodes: int
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AxeReport:
    """What axe-core found: broken WCAG A/AA or RGAA rules, and apart, best practices.

    ``to_review`` counts the rules axe-core could not decide: a person must look.
    """

    version: str
    violations: tuple[Finding, ...]
    best_practices: tuple[Finding, ...]
    to_review: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a visitor reads: the first heading and the text of the main part."""

    h1: str
    main: str


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A picture (PNG) of the whole page at a width in CSS pixels."""

    width: int
    png: bytes


@dataclass(frozen=True, slots=True)
class PageCapture:
    """One visit of one page with a cold cache, frozen.

    ``dom_nodes``: elements of the top document, open shadow roots included; what stands inside an
    ``<svg>`` is not counted, nor are the documents of frames. ``requests``: every network request,
    redirections included; ``data:`` addresses and the icon of the tab are not. ``transferred_kb``:
    compressed bytes with their headers, as received, in kB of 1000 B. ``settled`` is false when
    the network was still busy at the end of the time allowed. ``overflowing``: the widths in CSS
    pixels at which the page must be scrolled sideways. ``axe`` and ``without_script`` are
    None when not requested: not measured is not zero. ``server_ms`` comes from the header
    ``Server-Timing`` (``app`` or ``total``) or else from the wait for the first byte, in ms.
    """

    url: str
    final_url: str
    status: int
    content_type: str
    title: str
    reading: Reading
    dom_nodes: int
    requests: int
    transferred_kb: float
    settled: bool
    console_errors: tuple[str, ...] = ()
    csp_violations: tuple[str, ...] = ()
    third_party: tuple[str, ...] = ()
    overflowing: tuple[int, ...] = ()
    axe: AxeReport | None = None
    without_script: Reading | None = None
    server_ms: float | None = None
    links: tuple[str, ...] = ()
    screenshots: tuple[Screenshot, ...] = field(default=(), repr=False)

    @property
    def scorable(self) -> bool:
        """Whether a score means something: a page that answered 200 with HTML."""
        return self.status == 200 and self.content_type == "text/html"


def is_third_party(page_url: str, request_url: str) -> bool:
    """Whether a request leaves for another party: another host, sub-domains of the page's apart.

    Limits: a sister host (``static.example.fr`` seen from ``www.example.fr``) counts as the same
    party when it ends with the page's host without ``www.``; any other host is a third party.

    >>> is_third_party("https://www.ville.fr/", "https://static.ville.fr/a.css")
    False
    """
    host = (urlsplit(page_url).hostname or "").removeprefix("www.")
    other = urlsplit(request_url).hostname or ""
    return bool(other) and other != host and not other.endswith(f".{host}")
