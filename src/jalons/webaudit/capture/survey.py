"""Visiting a whole product, as each of its roles: found by plain requests, measured in tabs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from threading import local
from typing import Concatenate

from jalons.webaudit.capture.chromium import Browser, Chromium, Identity
from jalons.webaudit.capture.visit import Visit
from jalons.webaudit.engine.budget import Budget, judge, judge_document
from jalons.webaudit.engine.ecoindex import EcoIndexMethod
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.survey import (
    Audited,
    Candidate,
    Itinerary,
    Route,
    routes_by_kind,
    samples,
)

STRANGER = "signed_out"
OK = 200
REFUSALS = (403, 404, 410)
TABS = 4

# Requested from a page of the product with the visitor's own cookies: cheaper than a visit.
_FETCH = """fetch({url}, {{redirect: "follow"}}).then(async r => {{
  const type = r.headers.get("content-type") || "";
  const file = (r.headers.get("content-disposition") || "").startsWith("attachment");
  const none = {{size: 0, links: [], html: "", shape: ""}};
  const answer = {{status: r.status, url: r.url, type, file, ...none}};
  if (r.status !== 200 || !type.includes("text/html")) {{ await r.body?.cancel(); return answer; }}
  const html = await r.text();
  if (file) return {{...answer, size: html.length, html}};
  const page = new DOMParser().parseFromString(html, "text/html");
  const links = [...page.querySelectorAll("a[href]")].map(
    a => new URL(a.getAttribute("href"), r.url).href.split("#")[0]);
  const shape = [...page.querySelectorAll("*")].map(
    e => [e.localName, e.className, e.type, ...e.getAttributeNames()].join(" ")).join("\\n");
  const bits = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(shape));
  const mark = btoa(String.fromCharCode(...new Uint8Array(bits)));
  return {{...answer, size: html.length, links, shape: mark}};
}})"""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks: a role, the link that signs it in, and addresses only it would know of.

    ``instances`` pages are requested as this visitor, to find the longest: of each route for a
    ``scout``, who goes first, of each kind for the others, who know the addresses scouts found.
    """

    role: str
    sign_in: str = ""
    seeds: tuple[str, ...] = ()
    instances: int = 1
    scout: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """What a survey of a product needs: its address, its routes, how to visit and to judge.

    ``tabs`` pages are visited at the same time.
    """

    chromium: Chromium
    address: str
    routes: Sequence[Route]
    visit: Visit
    budget: Budget
    method: EcoIndexMethod
    most_pages: int = 10_000
    only: str = ""  # the beginning of the names of the routes to visit
    tabs: int = TABS

    def pages(self, visitors: Sequence[Visitor]) -> Iterator[Audited]:
        """The samples of what the visitors can open, judged, as their visits end."""
        with ExitStack() as stack, Workers(self.chromium, self.tabs) as workers:
            identities = {
                visitor.role: stack.enter_context(self._signed_in(visitor)) for visitor in visitors
            }
            found = self._found(workers, visitors, identities)
            routes = routes_by_kind(found)
            visits = [
                workers.submit(
                    self._audited, candidate, identities[candidate.role], routes[candidate.kind]
                )
                for candidate in samples(found)
            ]
            for visit in as_completed(visits):
                yield visit.result()

    def _found(
        self, workers: Workers, visitors: Sequence[Visitor], identities: Mapping[str, Identity]
    ) -> list[Candidate]:
        """What the visitors can open, in their order: scouts look everywhere, then the others."""
        found: dict[str, list[Candidate]] = {}
        known: list[str] = []
        for scouting in (True, False):
            crawls = {
                each.role: workers.submit(self._crawl, each, identities[each.role], known)
                for each in visitors
                if each.scout is scouting
            }
            found |= {role: crawl.result() for role, crawl in crawls.items()}
            known = [candidate.url for each in found.values() for candidate in each]
        return [candidate for visitor in visitors for candidate in found[visitor.role]]

    def _crawl(
        self, browser: Browser, visitor: Visitor, identity: Identity, known: Sequence[str]
    ) -> list[Candidate]:
        """What a role can open: pages, and files that are HTML documents."""
        candidates: list[Candidate] = []
        kinds = {route.name: route.kind or route.name for route in self.routes}
        itinerary = Itinerary(
            self.routes,
            self.address,
            only=self.only,
            most=visitor.instances,
            by_kind=not visitor.scout,
        )
        itinerary.add([*visitor.seeds, *known])
        with browser.tab(identity) as scout:
            scout.open(self.address)
            while len(candidates) < self.most_pages and (url := itinerary.next()):
                answer = scout.evaluate(_FETCH.format(url=json.dumps(url)))
                if answer["url"].split("#")[0] != url:  # where it redirects has its own turn
                    itinerary.add([answer["url"]])
                elif answer["size"]:
                    itinerary.done(url)
                    itinerary.add(answer["links"])
                    route = itinerary.route_of(url)
                    found = (answer[name] for name in ("size", "html", "shape"))
                    candidates.append(Candidate(visitor.role, route, kinds[route], url, *found))
                elif answer["status"] == OK:
                    itinerary.is_file(url)
                elif answer["status"] in REFUSALS:
                    itinerary.refused(url)
        return candidates

    def _audited(
        self,
        browser: Browser,
        candidate: Candidate,
        identity: Identity,
        stands_for: tuple[str, ...],
    ) -> Audited:
        route = next(route for route in self.routes if route.name == candidate.route)
        if candidate.html:
            capture = self.visit.document(browser, candidate.url, candidate.html)
        else:
            capture = self.visit.capture(browser, candidate.url, identity)
        if candidate.html or route.document:
            verdict = judge_document(capture)
        else:
            allowed = route.dom_nodes or self.budget.dom_nodes
            verdict = judge(capture, replace(self.budget, dom_nodes=allowed), self.method)
        return Audited(candidate.role, candidate.route, capture, verdict, stands_for)

    @contextmanager
    def _signed_in(self, visitor: Visitor) -> Iterator[Identity]:
        with self.chromium.identity() as identity:
            if visitor.sign_in:
                sign_in(self.chromium, identity, visitor.sign_in, role=visitor.role)
            yield identity


class Workers:
    """Threads that act on one browser at the same time, each by a connection of its own."""

    def __init__(self, chromium: Chromium, count: int) -> None:
        self._chromium = chromium
        self._connections = ExitStack()
        self._local = local()
        self._pool = ThreadPoolExecutor(count, initializer=self._connect)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._connections.close()

    def submit[**P, T](
        self, act: Callable[Concatenate[Browser, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """The result to come of a function that receives the connection of its thread."""
        return self._pool.submit(lambda: act(self._local.browser, *args, **kwargs))

    def _connect(self) -> None:
        self._local.browser = self._connections.enter_context(self._chromium.connection())


def sign_in(browser: Browser, identity: Identity, link: str, *, role: str) -> None:
    """Open a one-time link and confirm it, as the person would.

    Raises ``WebAuditError`` (``sign_in_failed``) when the link page has no button to confirm.
    """
    with browser.tab(identity) as tab:
        tab.open(link)
        button = "main form[method=post] button"
        try:
            tab.wait_for(button, seconds=5)
        except WebAuditError as error:
            raise WebAuditError("sign_in_failed", role=role, status=tab.text("h1")) from error
        tab.click_and_wait(button)
