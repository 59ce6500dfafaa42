"""Pages measured in Chromium: one measure for each device and each answer to the consent banner.

A page is opened with a cold cache as a new visitor, scrolled to its end (60 windows at most), and
read once its network is quiet. The window of a mobile has three pixels for one of CSS.
"""

from __future__ import annotations

import base64
import dataclasses
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
from jalons.webaudit.capture.facts import examine
from jalons.webaudit.capture.journeys import play
from jalons.webaudit.capture.ledger import Ledger
from jalons.webaudit.capture.robots import AGENT, Robots
from jalons.webaudit.capture.tab import Tab
from jalons.webaudit.capture.targets import check, is_private
from jalons.webaudit.capture.visit import AXE_SECONDS, IDLE_SECONDS, RULES, AxeSource, script
from jalons.webaudit.capture.wire import Event
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.har import axe_findings, problem_of_answer
from jalons.webaudit.engine.journeys import Journey
from jalons.webaudit.engine.measure import Consent, Device, PageMeasure, Problem, median_of
from jalons.webaudit.engine.resource import clean_url, facts_of, packing_gain, redacted
from jalons.webaudit.engine.rgaa.mapping import marked
from jalons.webaudit.engine.rgaa.reference import Reference

WINDOWS = {Device.DESKTOP: (1920, 1080), Device.MOBILE: (390, 844)}
PASSING = frozenset({"timeout", "unreachable", "browser_gone"})  # another run may succeed
FIREWALLS = ("cloudflare", "akamai", "imperva", "incapsula", "datadome", "sucuri", "awswaf")
_BARRED = re.compile(
    r"(?i)access denied|attention required|captcha|just a moment|robot|unusual traffic|firewall"
    r"|request blocked|acc[eè]s refus[eé] par|security check"
)
_SIGN_IN = re.compile(r"(?i)(^|[/.])(login|signin|sign-in|connexion|sso|cas|oauth2?|authorize)\b")
_SYSTEM = re.compile(r"\([^)]*Linux[^)]*\)")
_REASONS = {"TOO_MANY_REDIRECTS": "redirect_loop", "CERT": "certificate", "SSL": "certificate"}
_REASONS |= {"TIMED_OUT": "timeout", "AUTH_CREDENTIALS": "login_wall", "ABORTED": "not_html"}


@dataclass(frozen=True, slots=True)
class Options:
    """How pages are measured; one measure for each device and each consent.

    Without ``rules`` of the RGAA accessibility is not examined; without ``axe`` ours alone are.
    ``seconds`` bounds the load, and a third of it each wait for a quiet network; past ``max_mb``
    MB received the page is left. ``delay``: seconds between two pages of a site, more when it
    wants more. ``journey`` is acted before each page is opened, with ``secrets``.
    """

    devices: Sequence[Device] = (Device.DESKTOP,)
    consent: Sequence[Consent] = (Consent.NONE,)
    runs: int = 1
    scroll: bool = True
    axe: AxeSource | None = None
    rules: Reference | None = None
    seconds: float = 30.0
    allow_private: bool = False
    max_mb: float = 50.0
    delay: float = 1.0
    journey: Journey | None = None
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


def measure(chromium: Browser, url: str, options: Options) -> list[PageMeasure]:
    """The measures of a page; one that cannot be measured has its ``problem``, never an error."""
    measures = []
    for blank in _blanks(url, options):
        runs: list[PageMeasure] = []
        while len(runs) < options.runs and _may_repeat(runs):
            runs.append(_discreet(_visited(chromium, url, blank, options), options))
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
            if refusal := _refusal(url, options, robots):
                for blank in _blanks(url, options):
                    on_page(replace(blank, problem=refusal))
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
    for blank in _blanks(
        journey.addresses[0], dataclasses.replace(options, consent=(Consent.NONE,))
    ):

        def reached(name: str, page: Page, blank: PageMeasure = blank) -> None:
            here = replace(blank, url=clean_url(page.tab.url))
            measures.append(replace(page.read(here), title=name))

        try:
            for address in journey.addresses:
                check(address, options.allow_private)
            with (
                chromium.identity() as visitor,
                _watched(chromium, visitor, blank, options) as page,
            ):
                page.play(journey, reached)
        except WebAuditError as error:
            measures.append(replace(blank, problem=_problem(error)))
    return [_discreet(page, options) for page in measures]


def of_journey(journey: Journey, options: Options) -> list[PageMeasure]:
    """The pages a journey marks, measured in a browser of their own; none when it marks none."""
    if not any(step.measure for step in journey.steps):
        return []
    with Chromium() as chromium:
        return measure_journey(chromium, journey, options)


class Page:
    """A page in a tab, what it requests, and what it may not."""

    def __init__(self, tab: Tab, options: Options) -> None:
        self.tab = tab
        self._stopped: WebAuditError | None = None
        self._options = options
        self._frame: str = tab.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self._checked: dict[str, bool] = {}
        self.begin()
        tab.send("Network.setCacheDisabled", cacheDisabled=True)
        tab.send("Browser.setDownloadBehavior", behavior="deny")
        tab.guard(self._attend, *([] if options.allow_private else [("Fetch.enable", {})]))

    def begin(self) -> None:
        """Count from here: what follows is the load of another page."""
        self._ledger, self._received = Ledger(self._frame), 0
        self.tab.listen(self._ledger.hear)

    def play(self, journey: Journey, reached: Callable[[str, Page], None]) -> None:
        """Follow a journey; ``reached`` at each page it marks. Raises ``WebAuditError``."""
        secrets, seconds = self._options.secrets, self._options.seconds
        mark: Callable[[str], None] = lambda name: reached(name, self)  # noqa: E731
        play(self.tab, journey, secrets, seconds=seconds, leaving=self.begin, reached=mark)

    def open(self, url: str) -> bool:
        """Open an address; whether it is whole. Raises ``WebAuditError``."""
        try:
            self.tab.open(url, seconds=self._options.seconds)
        except WebAuditError as error:
            if error.code == "page_slow" and self._ledger.document and not self._stopped:
                return False
            raise self._stopped or self._explained(error, url) from error
        return True

    def quiet(self) -> bool:
        """Wait for the network to be idle; whether it was. Raises what stopped the page."""
        seconds = self._options.seconds / 3
        idle = self.tab.pump(
            lambda: bool(self._stopped) or self._ledger.quiet(IDLE_SECONDS), seconds
        )
        if self._stopped:
            raise self._stopped
        return idle

    def consent(self, *, accept: bool) -> bool:
        """Whether a banner of consent shows; it is accepted when it must be."""
        return bool(self.tab.evaluate(f"{script('consent')}({str(accept).lower()})"))

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
        facts["consent_banner"] = self.consent(accept=False)
        plain = [(request, r) for request, r in pairs if r.compressed is False]
        gain = sum(packing_gain(r, self._body(request)) for request, r in plain)
        facts["compression_gain_kb"] = gain / 1000
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
        return self._examined(seen, self._options.rules) if self._options.rules else seen

    def _examined(self, seen: PageMeasure, rules: Reference) -> PageMeasure:
        ours, axe = examine(self.tab, rules), self._options.axe
        if axe is None:
            return replace(seen, findings=ours)
        options = {"runOnly": {"type": "tag", "values": RULES}, "preload": False}
        locale = f"axe.configure({{locale: {axe.locale}}});" if axe.locale else ""
        wanted = "({version: axe.version, violations: r.violations, incomplete: r.incomplete})"
        run = f"axe.run(document, {json.dumps(options)}).then(r => JSON.stringify({wanted}))"
        self.tab.evaluate(f"{axe.script};{locale}0")
        result = json.loads(self.tab.evaluate(run, seconds=AXE_SECONDS))
        findings = (*marked(axe_findings(result), rules), *ours)
        return replace(seen, findings=findings, axe_version=result["version"])

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
        method, params = event["method"], event["params"]
        if method == "Fetch.requestPaused":
            self._let_go(event, params["request"]["url"])
        elif method == "Network.dataReceived":
            self._received += max(params["encodedDataLength"], params["dataLength"])
            if self._received > self._options.max_mb * 1e6:
                self._stop(WebAuditError("too_heavy", mb=self._options.max_mb))
        elif method == "Network.responseReceived" and not self._options.allow_private:
            address = params["response"].get("remoteIPAddress")
            if address and is_private(address):
                self._stop(WebAuditError("private_address", host=address))

    def _let_go(self, event: Event, url: str) -> None:
        parts = urlsplit(url)
        site, request = f"{parts.scheme}://{parts.netloc}", event["params"]["requestId"]
        if site not in self._checked:
            inside = parts.scheme in ("data", "blob", "about")
            self._checked[site] = inside or not _refusal(url, self._options)
        if self._checked[site]:
            self.tab.post("Fetch.continueRequest", event, requestId=request)
            return
        self.tab.post("Fetch.failRequest", event, requestId=request, errorReason="BlockedByClient")
        params = event["params"]
        if (params.get("frameId"), params.get("resourceType")) == (self._frame, "Document"):
            self._stop(WebAuditError("private_address", host=parts.hostname))

    def _stop(self, reason: WebAuditError) -> None:
        if not self._stopped:
            self._stopped = reason
            self.tab.give_up()

    def _explained(self, error: WebAuditError, url: str) -> WebAuditError:
        """Why a page did not open, from the browser's reason."""
        reason = str(error.params.get("reason", ""))
        code = next((code for part, code in _REASONS.items() if part in reason), "unreachable")
        if error.code in ("page_slow", "browser_silent") or code == "timeout":
            return WebAuditError("timeout", seconds=self._options.seconds)
        if error.code != "page_unreachable":
            return error
        mime = self._ledger.document.get("mimeType", "")
        return WebAuditError(
            code, reason=reason.removeprefix("net::"), url=clean_url(url), type=mime
        )


def _visited(browser: Browser, url: str, blank: PageMeasure, options: Options) -> PageMeasure:
    accepted: bool | None = None
    try:
        check(url, options.allow_private)
        blank = replace(blank, browser=browser.version)
        with browser.identity() as visitor:
            if options.journey:
                with _watched(browser, visitor, blank, options) as page:
                    page.play(options.journey, lambda _name, _page: None)
            if blank.consent is Consent.AFTER:
                with _watched(browser, visitor, blank, options) as page:
                    page.open(url)
                    page.quiet()
                    accepted = page.consent(accept=True)
                    page.quiet()
            with _watched(browser, visitor, blank, options) as page:
                whole = page.open(url)
                seen = page.read(blank, whole=whole)
    except WebAuditError as error:
        return replace(blank, problem=_problem(error))
    banner = {} if accepted is None or seen.problem else {"consent_banner": accepted}
    return replace(seen, facts=seen.facts | banner)


@contextmanager
def _watched(
    browser: Browser, visitor: Identity, blank: PageMeasure, options: Options
) -> Iterator[Page]:
    width, height = WINDOWS[blank.device]
    with browser.tab(visitor, width=width, height=height) as tab:
        agent = str(tab.send("Browser.getVersion")["userAgent"])
        if blank.device is Device.MOBILE:
            agent = _SYSTEM.sub("(Linux; Android 10; K)", agent).replace("Safari", "Mobile Safari")
            tab.resize(width, height, scale=3, mobile=True)
            tab.send("Emulation.setTouchEmulationEnabled", enabled=True)
        tab.send("Emulation.setUserAgentOverride", userAgent=f"{agent} {AGENT}")
        yield Page(tab, options)


def _refusal(url: str, options: Options, robots: Robots | None = None) -> Problem | None:
    try:
        check(url, options.allow_private)
    except WebAuditError as error:
        return _problem(error)
    return Problem("robots") if robots and not robots.allowed(url) else None


def _blanks(url: str, options: Options) -> list[PageMeasure]:
    """A measure to fill for each device and each consent."""
    now, url = datetime.now(UTC).isoformat(timespec="seconds"), clean_url(url)
    return [
        PageMeasure(url=url, device=device, consent=consent, measured_at=now)
        for device, consent in product(options.devices, options.consent)
    ]


def _may_repeat(runs: Sequence[PageMeasure]) -> bool:
    problem = runs[-1].problem if runs else None
    return problem is None or problem.code in PASSING


def _discreet(page: PageMeasure, options: Options) -> PageMeasure:
    """The measure without any secret of the journey, which a page may repeat in its address."""
    secrets = tuple(options.secrets.values())
    return msgspec.convert(redacted(msgspec.to_builtins(page), secrets), PageMeasure)


def _problem(error: WebAuditError) -> Problem:
    return Problem(error.code, dict(error.params))
