"""A measured visit, as EcoIndex asks: cold cache, whole scroll, two waits for the network."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jalons.webaudit.capture.chromium import Browser, Identity
from jalons.webaudit.capture.ledger import Ledger
from jalons.webaudit.capture.tab import Tab
from jalons.webaudit.engine.page import (
    AxeReport,
    Finding,
    PageCapture,
    Reading,
    Scheme,
    Screenshot,
    is_third_party,
)

IDLE_SECONDS = 0.5
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4")
BEST_PRACTICE = "best-practice"
MOST_TARGETS = 3
AXE_SECONDS = 60.0
# The window in which each colour scheme is judged: a desk's and a telephone's, in CSS pixels.
WINDOWS = {Scheme.LIGHT: (1280, 1024), Scheme.DARK: (360, 800)}


@cache
def script(name: str) -> str:
    """What is evaluated in pages: ``data/<name>.js``, after its first line, which says what."""
    text = (resources.files("jalons.webaudit") / "data" / f"{name}.js").read_text("utf-8")
    return text.split("\n", 1)[1].strip()


@dataclass(frozen=True, slots=True)
class AxeSource:
    """The text of ``axe.min.js`` and, to have its sentences in French, of its locale file."""

    script: str
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """How pages are visited: the window in CSS pixels, the measures wanted, and the time allowed.

    ``seconds`` bounds each wait of a page: load, idle network after the load, and after the scroll.
    """

    axe: AxeSource | None = None
    width: int = 1920
    height: int = 1080
    without_script: bool = True
    screenshot_widths: Sequence[int] = ()
    seconds: float = 30.0

    def capture(self, browser: Browser, url: str, identity: Identity | None = None) -> PageCapture:
        """One visit of ``url``, as a visitor known by its cookies, or a stranger.

        Raises ``WebAuditError``: ``page_unreachable``, ``page_slow``, or a browser error.
        """
        bare = None
        with browser.tab(identity, width=self.width, height=self.height) as tab:
            measured = self._measure(tab, url)
            if self.without_script and identity:  # who is known comes back in the same tab
                bare = self._read_without_script(tab, url)
        if self.without_script and not identity:
            with browser.tab(width=self.width, height=self.height) as tab:
                bare = self._read_without_script(tab, url)
        return PageCapture(url=url, without_script=bare, **measured)

    def document(self, browser: Browser, url: str, html: str) -> PageCapture:
        """What a file sent from ``url`` shows by itself, once opened by whoever received it."""
        with browser.tab(width=self.width, height=self.height) as tab:
            frame, ledger = _listening(tab)
            tab.send("Page.setDocumentContent", frameId=frame, html=html)
            settled = tab.pump(lambda: ledger.quiet(IDLE_SECONDS), self.seconds)
            look = tab.evaluate(script("look"))
            requested = ledger.requested(frozenset())
            return PageCapture(
                url=url,
                final_url=url,
                status=200,
                content_type="text/html",
                title=look["title"],
                reading=Reading(**tab.evaluate(script("read"))),
                dom_nodes=look["nodes"],
                requests=len(requested),
                transferred_kb=len(html.encode()) / 1000,
                settled=settled,
                console_errors=ledger.console(frozenset()),
                third_party=tuple(u for u in requested if is_third_party(url, u)),
                **self._judged(tab),
            )

    def _measure(self, tab: Tab, url: str) -> dict[str, Any]:
        tab.send("Network.setCacheDisabled", cacheDisabled=True)
        _, ledger = _listening(tab)
        tab.open(url, seconds=self.seconds)
        tab.pump(lambda: ledger.quiet(IDLE_SECONDS), self.seconds)
        tab.evaluate(script("scroll"))
        settled = tab.pump(lambda: ledger.quiet(IDLE_SECONDS), self.seconds)
        look = tab.evaluate(script("look"))
        icons = frozenset(look["icons"])
        requested = ledger.requested(icons)
        final_url = tab.url
        # from here on the auditor itself acts on the page: what the ledger hears is not counted
        measured = {
            "final_url": final_url,
            "status": int(ledger.document.get("status", 0)),
            "content_type": ledger.document.get("mimeType", ""),
            "title": look["title"],
            "reading": Reading(**tab.evaluate(script("read"))),
            "dom_nodes": look["nodes"],
            "requests": len(requested),
            "transferred_kb": ledger.transferred_kb(icons),
            "settled": settled,
            "console_errors": ledger.console(icons),
            "csp_violations": tuple(ledger.csp),
            "third_party": tuple(u for u in requested if is_third_party(final_url, u)),
            "server_ms": look["wait"],
            "links": tuple(dict.fromkeys(look["links"])),
        }
        if measured["content_type"] == "text/html":
            measured |= self._judged(tab)
        return measured

    def _judged(self, tab: Tab) -> dict[str, Any]:
        """What the page becomes in the windows of a desk and of a telephone."""
        overflowing = tuple(
            width for width, height in WINDOWS.values() if _overflows(tab, width, height)
        )
        axe = judge_access(tab, self.axe, windows=WINDOWS) if self.axe else None
        return {"overflowing": overflowing, "axe": axe, "screenshots": self._pictures(tab)}

    def _read_without_script(self, tab: Tab, url: str) -> Reading:
        tab.send("Emulation.setScriptExecutionDisabled", value=True)
        tab.prefer(Scheme.LIGHT)
        tab.resize(self.width, self.height)
        tab.open(url, seconds=self.seconds)
        return Reading(**tab.evaluate(script("read")))

    def _pictures(self, tab: Tab) -> tuple[Screenshot, ...]:
        pictures = []
        tab.prefer(Scheme.LIGHT)
        for width in self.screenshot_widths:
            tab.resize(width, self.height)
            pictures.append(Screenshot(width, tab.screenshot()))
        return tuple(pictures)


def _listening(tab: Tab) -> tuple[str, Ledger]:
    """The main frame of a tab, and what will note all that moves on its network."""
    frame: str = tab.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    ledger = Ledger(frame)
    tab.listen(ledger.hear)
    return frame, ledger


def _overflows(tab: Tab, width: int, height: int) -> bool:
    tab.resize(width, height)
    return bool(tab.evaluate("document.documentElement.scrollWidth > innerWidth"))


def judge_access(
    tab: Tab, axe: AxeSource, *, windows: Mapping[Scheme, tuple[int, int]] | None = None
) -> AxeReport:
    """What axe-core finds in the page a tab shows, in light then in dark.

    ``windows``: the size in CSS pixels for each, that of the tab by default. A page reached by a
    journey (a form half filled, a file dropped) is judged the same way.
    """
    tab.evaluate(f"{axe.script};0")
    if axe.locale:
        tab.evaluate(f"axe.configure({{locale: {axe.locale}}}); 0")
    version = tab.evaluate("axe.version")
    broken: list[Finding] = []
    advised: list[Finding] = []
    to_review: set[str] = set()
    for scheme in Scheme:
        tab.prefer(scheme)
        if windows:
            tab.resize(*windows[scheme])
        result = tab.evaluate(_axe_run(), seconds=AXE_SECONDS)
        to_review.update(result["incomplete"])
        for entry in result["violations"]:
            is_rule = bool(set(entry["tags"]) & set(RULES))
            (broken if is_rule else advised).append(_finding(entry, scheme))
    return AxeReport(version, tuple(broken), tuple(advised), len(to_review))


def _axe_run() -> str:
    options = {
        "runOnly": {"type": "tag", "values": [*RULES, BEST_PRACTICE]},
        "resultTypes": ["violations", "incomplete"],
        "preload": False,  # it would fetch style sheets again, through the page's own network
    }
    return f"""axe.run(document, {json.dumps(options)}).then(r => ({{
      incomplete: r.incomplete.map(i => i.id),
      violations: r.violations.map(v => ({{
        id: v.id, impact: v.impact || "", help: v.help, tags: v.tags, nodes: v.nodes.length,
        targets: v.nodes.slice(0, {MOST_TARGETS}).map(n => n.target.flat().join(" ")),
      }})),
    }}))"""


def _finding(entry: Mapping[str, Any], scheme: Scheme) -> Finding:
    return Finding(
        rule=entry["id"],
        impact=entry["impact"],
        help=entry["help"],
        scheme=scheme,
        nodes=entry["nodes"],
        targets=tuple(entry["targets"]),
    )
