"""Pages measured in Chromium: one measure for each device and each answer to the consent banner.

A page is opened with a cold cache as a new visitor, scrolled to its end (60 windows at most), and
read once its network is quiet. The window of a mobile has three pixels for one of CSS.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from jalons.webaudit.capture.chromium import Browser, Chromium, Identity
from jalons.webaudit.capture.journeys import Journey, play
from jalons.webaudit.capture.ledger import Ledger
from jalons.webaudit.capture.robots import AGENT, Robots
from jalons.webaudit.capture.tab import Tab
from jalons.webaudit.capture.targets import check, is_private
from jalons.webaudit.capture.visit import (
    AXE_SECONDS,
    IDLE_SECONDS,
    RULES,
    AxeSource,
    script,
)
from jalons.webaudit.capture.wire import Event
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.har import axe_findings, problem_of_answer
from jalons.webaudit.engine.measure import Consent, Device, PageMeasure, Problem
from jalons.webaudit.engine.repeat import median_of
from jalons.webaudit.engine.resource import clean_url, facts_of, packing_gain, redacted

WINDOWS = {Device.DESKTOP: (1920, 1080), Device.MOBILE: (390, 844)}
PASSING = frozenset({"timeout", "unreachable", "browser_gone"})  # another run may succeed
FIREWALLS = ("cloudflare", "akamai", "imperva", "incapsula", "datadome", "sucuri", "awswaf")
_BARRED = re.compile(
    r"access denied|attention required|captcha|just a moment|robot|unusual traffic|request blocked"
    r"|web application firewall|acc[eè]s refus[eé] par|security check",
    re.IGNORECASE,
)
_SIGN_IN = re.compile(r"(^|[/.])(login|signin|sign-in|connexion|sso|cas|oauth2?|authorize)\b", re.I)
_REASONS = (
    ("TOO_MANY_REDIRECTS", "redirect_loop"),
    ("ERR_CERT", "certificate"),
    ("ERR_SSL", "certificate"),
    ("TIMED_OUT", "timeout"),
    ("AUTH_CREDENTIALS", "login_wall"),
)


@dataclass(frozen=True, slots=True)
class Options:
    """How pages are measured; one measure for each device and each consent.

    ``seconds`` bounds the load, and a third of it each wait for a quiet network; past ``max_mb``
    MB received the page is left. ``delay``: seconds between two pages of a site, more when it
    wants more. ``journey`` is acted before each page is opened, with ``secrets``.
    """

    devices: Sequence[Device] = (Device.DESKTOP,)
    consent: Sequence[Consent] = (Consent.NONE,)
    runs: int = 1
    scroll: bool = True
    axe: AxeSource | None = None
    seconds: float = 30.0
    allow_private: bool = False
    max_mb: float = 50.0
    delay: float = 1.0
    journey: Journey | None = None
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


def measure(chromium: Browser, url: str, options: Options) -> list[PageMeasure]:
    """The measures of a page; one that cannot be measured has its ``problem``, never an error."""
    measures = []
    for device, consent in product(options.devices, options.consent):
        runs: list[PageMeasure] = []
        for _ in range(options.runs):
            page = _visited(chromium, url, device, consent, options)
            runs.append(_discreet(page, options))
            problem = runs[-1].problem
            if problem and problem.code not in PASSING:
                break
        measures.append(median_of(runs))
    return measures


def audit(
    urls: Sequence[str],
    options: Options,
    *,
    on_page: Callable[[PageMeasure], None],
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Measure pages one after the other, as ``robots.txt`` allows, and report each as it ends.

    A browser that dies is started again for the next page. Raises ``WebAuditError`` when there is
    no browser to start.
    """
    robots = Robots(allow_private=options.allow_private)
    visited: dict[str, float] = {}
    with ExitStack() as stack:
        chromium = stack.enter_context(Chromium())
        for url in urls:
            if refusal := _refusal(url, robots, options):
                for device, consent in product(options.devices, options.consent):
                    on_page(_blank(url, device, consent, refusal))
                continue
            host = urlsplit(url).netloc
            due = visited.get(host, 0.0) + max(options.delay, robots.delay(url))
            while not stop() and time.monotonic() < due:
                time.sleep(0.05)
            if stop():
                return
            measures = measure(chromium, url, options)
            visited[host] = time.monotonic()
            for page in measures:
                on_page(page)
            if any(page.problem and page.problem.code == "browser_gone" for page in measures):
                stack.close()
                chromium = stack.enter_context(Chromium())


def measure_journey(chromium: Browser, journey: Journey, options: Options) -> list[PageMeasure]:
    """The pages a journey reaches and marks to measure; the last one may have a problem."""
    measures: list[PageMeasure] = []
    for device in options.devices:
        blank = _blank(journey.addresses[0], device, Consent.NONE)
        try:
            for address in journey.addresses:
                check(address, options.allow_private)
            with (
                chromium.identity() as visitor,
                _watched(chromium, visitor, device, options) as page,
            ):
                play(
                    page.tab,
                    journey,
                    options.secrets,
                    seconds=options.seconds,
                    leaving=page.begin,
                    reached=lambda name, page=page, blank=blank: measures.append(  # type: ignore[misc]
                        replace(page.read(replace(blank, url=clean_url(page.tab.url))), title=name)
                    ),
                )
        except WebAuditError as error:
            measures.append(replace(blank, problem=_problem(error)))
    return [_discreet(page, options) for page in measures]


class Page:
    """A page in a tab, what it requests, and what it may not."""

    def __init__(self, tab: Tab, options: Options) -> None:
        self.tab = tab
        self.problem: Problem | None = None
        self._options = options
        self._frame: str = tab.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self._checked: dict[str, bool] = {}
        self.begin()
        tab.send("Network.setCacheDisabled", cacheDisabled=True)
        tab.send("Browser.setDownloadBehavior", behavior="deny")
        tab.guard(self._attend, *([] if options.allow_private else [("Fetch.enable", {})]))

    def begin(self) -> None:
        """Count from here: what follows is the load of another page."""
        self._ledger = Ledger(self._frame)
        self._received = 0
        self.tab.listen(self._ledger.hear)

    def open(self, url: str) -> bool:
        """Open an address; whether it is whole. Raises ``WebAuditError``."""
        try:
            self.tab.open(url, seconds=self._options.seconds)
        except WebAuditError as error:
            if self.problem:
                raise WebAuditError(self.problem.code, **self.problem.params) from error
            if error.code != "page_slow" or not self._ledger.document:
                raise self._explained(error, url) from error
            return False
        return True

    def quiet(self) -> bool:
        """Wait for the network to be idle; whether it was. Raises what stopped the page."""
        idle = self.tab.pump(
            lambda: self.problem is not None or self._ledger.quiet(IDLE_SECONDS),
            self._options.seconds / 3,
        )
        if self.problem:
            raise WebAuditError(self.problem.code, **self.problem.params)
        return idle

    def read(self, blank: PageMeasure, *, whole: bool = True) -> PageMeasure:
        """The measure of the page shown."""
        self.quiet()
        answer = self._ledger.document
        probe: dict[str, Any] = self.tab.evaluate(script("probe"))
        status, mime = int(answer.get("status", 0)), str(answer.get("mimeType", ""))
        seen = replace(blank, final_url=clean_url(self.tab.url), status=status, content_type=mime)
        if problem := self._refused(seen, probe) or problem_of_answer(status, mime):
            return replace(seen, problem=problem)
        scrolled = self.tab.evaluate(script("scroll")) if self._options.scroll else None
        settled = self.quiet() and whole
        look, probe = self.tab.evaluate(script("look")), self.tab.evaluate(script("probe"))
        pairs = list(self._ledger.resources(frozenset(look["icons"]), self.tab.url))
        fetched = [resource for _, resource in pairs]
        facts = facts_of(fetched) | probe["facts"] | {"scrolled_whole": scrolled}
        facts["consent_banner"] = self.tab.evaluate(f"{script('consent')}(false)")
        gains = [
            packing_gain(r, self._body(request)) for request, r in pairs if r.compressed is False
        ]
        facts["compression_gain_kb"] = sum(gains) / 1000
        seen = replace(
            seen,
            title=look["title"],
            dom_nodes=look["nodes"],
            requests=len(fetched),
            transferred_kb=sum(r.transferred for r in fetched) / 1000,
            decoded_kb=sum(r.decoded or 0 for r in fetched) / 1000,
            settled=settled,
            resources=tuple(fetched),
            facts=facts,
        )
        return self._examined(seen) if self._options.axe else seen

    def _examined(self, seen: PageMeasure) -> PageMeasure:
        axe = self._options.axe
        assert axe is not None  # noqa: S101  the caller's condition
        self.tab.evaluate(f"{axe.script};0")
        if axe.locale:
            self.tab.evaluate(f"axe.configure({{locale: {axe.locale}}}); 0")
        options = {"runOnly": {"type": "tag", "values": RULES}, "preload": False}
        wanted = "({version: axe.version, violations: r.violations, incomplete: r.incomplete})"
        run = f"axe.run(document, {json.dumps(options)}).then(r => JSON.stringify({wanted}))"
        result = json.loads(self.tab.evaluate(run, seconds=AXE_SECONDS))
        return replace(seen, findings=axe_findings(result), axe_version=result["version"])

    def _refused(self, seen: PageMeasure, probe: Mapping[str, Any]) -> Problem | None:
        """Whether the site barred the way, or a page to sign in stands in its place."""
        headers = " ".join(f"{k}:{v}" for k, v in self._ledger.document.get("headers", {}).items())
        text = f"{headers} {probe['text']}".lower()
        challenged = "cf-mitigated:challenge" in text.replace(" ", "")
        barred = seen.status in (403, 429, 503) and _BARRED.search(probe["text"])
        if barred or challenged or seen.status == 429:
            firewall = next((name for name in FIREWALLS if name in text), "")
            return Problem("blocked", {"firewall": firewall, "status": seen.status})
        moved = urlsplit(seen.url)[1:3] != urlsplit(seen.final_url)[1:3]
        sign_in = probe["password"] or _SIGN_IN.search("".join(urlsplit(seen.final_url)[1:3]))
        if seen.status == 401 or (moved and sign_in):
            return Problem("login_wall", {"url": seen.final_url})
        return None

    def _body(self, request: str) -> bytes:
        with suppress(WebAuditError):  # the browser no longer has it, or it is another frame's
            answer = self.tab.send("Network.getResponseBody", requestId=request)
            text: str = answer["body"]
            return base64.b64decode(text) if answer["base64Encoded"] else text.encode()
        return b""

    def _attend(self, event: Event) -> None:
        """Let a request go or stop it, and stop a page past what it may weigh."""
        params = event["params"]
        if event["method"] == "Fetch.requestPaused":
            allowed = self._allowed(params["request"]["url"])
            if (
                not allowed
                and params.get("frameId") == self._frame
                and params.get("resourceType") == "Document"
            ):
                self.problem = Problem(
                    "private_address", {"host": urlsplit(params["request"]["url"]).hostname}
                )
            verb, more = (
                ("continueRequest", {})
                if allowed
                else ("failRequest", {"errorReason": "BlockedByClient"})
            )
            self.tab.post(f"Fetch.{verb}", event, requestId=params["requestId"], **more)
        elif event["method"] == "Network.dataReceived":
            self._received += max(params["encodedDataLength"], params["dataLength"])
            if self._received > self._options.max_mb * 1e6 and not self.problem:
                self.problem = Problem("too_heavy", {"mb": self._options.max_mb})
                self.tab.give_up()
        elif event["method"] == "Network.responseReceived" and not self._options.allow_private:
            address = params["response"].get("remoteIPAddress")
            if address and is_private(address) and not self.problem:
                self.problem = Problem("private_address", {"host": address})
                self.tab.give_up()

    def _allowed(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.scheme in ("data", "blob", "about"):
            return True
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._checked:
            try:
                check(url, self._options.allow_private)
                self._checked[site] = True
            except WebAuditError:
                self._checked[site] = False
        return self._checked[site]

    def _explained(self, error: WebAuditError, url: str) -> WebAuditError:
        """Why a page did not open, from the browser's reason."""
        reason = str(error.params.get("reason", ""))
        if error.code == "page_unreachable":
            if "ERR_ABORTED" in reason and self._ledger.document:
                mime = self._ledger.document.get("mimeType", "")
                return WebAuditError("not_html", type=mime)
            code = next((code for part, code in _REASONS if part in reason), "unreachable")
            if code == "timeout":
                return WebAuditError("timeout", seconds=self._options.seconds)
            return WebAuditError(code, reason=reason.removeprefix("net::"), url=clean_url(url))
        if error.code in ("page_slow", "browser_silent"):
            return WebAuditError("timeout", seconds=self._options.seconds)
        return error


def _visited(
    browser: Browser, url: str, device: Device, consent: Consent, options: Options
) -> PageMeasure:
    blank = _blank(url, device, consent)
    try:
        check(url, options.allow_private)
        blank = replace(blank, browser=browser.version)
        with browser.identity() as visitor:
            accepted: bool | None = None
            if options.journey:
                with _watched(browser, visitor, device, options) as page:
                    play(page.tab, options.journey, options.secrets, seconds=options.seconds)
            if consent is Consent.AFTER:
                with _watched(browser, visitor, device, options) as page:
                    page.open(url)
                    page.quiet()
                    accepted = page.tab.evaluate(f"{script('consent')}(true)")
                    page.quiet()
            with _watched(browser, visitor, device, options) as page:
                whole = page.open(url)
                seen = page.read(blank, whole=whole)
        if accepted is not None and not seen.problem:
            seen = replace(seen, facts=seen.facts | {"consent_banner": accepted})
    except WebAuditError as error:
        return replace(blank, problem=_problem(error))
    return seen


@contextmanager
def _watched(
    browser: Browser, visitor: Identity, device: Device, options: Options
) -> Iterator[Page]:
    width, height = WINDOWS[device]
    with browser.tab(visitor, width=width, height=height) as tab:
        tab.present(AGENT, mobile=device is Device.MOBILE, width=width, height=height)
        yield Page(tab, options)


def _refusal(url: str, robots: Robots, options: Options) -> Problem | None:
    try:
        check(url, options.allow_private)
    except WebAuditError as error:
        return _problem(error)
    return None if robots.allowed(url) else Problem("robots")


def _blank(
    url: str, device: Device, consent: Consent, problem: Problem | None = None
) -> PageMeasure:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return PageMeasure(
        url=clean_url(url), device=device, consent=consent, measured_at=now, problem=problem
    )


def _discreet(page: PageMeasure, options: Options) -> PageMeasure:
    """The measure without any secret of the journey, which a page may repeat in its address."""
    if not options.secrets:
        return page
    values = redacted(msgspec.to_builtins(page), tuple(options.secrets.values()))
    return msgspec.convert(values, PageMeasure)


def _problem(error: WebAuditError) -> Problem:
    return Problem(error.code, dict(error.params))
