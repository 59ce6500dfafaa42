"""Visiting a whole product, as each of its roles, page after page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from jalons.webaudit.capture.chromium import Chromium, Identity
from jalons.webaudit.capture.tab import Tab
from jalons.webaudit.capture.visit import Visit
from jalons.webaudit.engine.budget import Budget, judge
from jalons.webaudit.engine.ecoindex import EcoIndexMethod
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.page import PageCapture
from jalons.webaudit.engine.survey import Audited, Itinerary, Route

STRANGER = "signed_out"

# Fetched from a page of the product with the visitor's own cookies: cheaper than a measured visit.
_PROBE = """fetch({url}, {{redirect: "follow"}}).then(async r => {{
  await r.body?.cancel();
  return {{status: r.status, url: r.url, type: r.headers.get("content-type") || "",
           file: (r.headers.get("content-disposition") || "").startsWith("attachment")}};
}})"""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a survey of a product needs: its address, its routes, how to visit and to judge."""

    chromium: Chromium
    address: str
    routes: Sequence[Route]
    visit: Visit
    budget: Budget
    method: EcoIndexMethod
    most_pages: int = 500
    only: str = ""  # the beginning of the names of the routes to visit

    def pages(
        self, role: str, sign_in: str = "", *, seeds: Sequence[str] = ()
    ) -> Iterator[Audited]:
        """Every page one role can open, one sample of each route, judged as it is visited."""
        with self._signed_in(role, sign_in) as identity, self.chromium.tab(identity) as scout:
            scout.open(self.address)
            itinerary = Itinerary(self.routes, self.address, only=self.only)
            itinerary.add(seeds)
            visited = 0
            while visited < self.most_pages and (url := itinerary.next()):
                if not self._leads_to_a_page(scout, url, itinerary):
                    continue
                capture = self.visit.capture(self.chromium, url, identity)
                itinerary.done(url)
                itinerary.add(capture.links)
                visited += 1
                yield self._judged(role, itinerary.route_of(url), capture)

    def _judged(self, role: str, route: str, capture: PageCapture) -> Audited:
        allowed = next((r.dom_nodes for r in self.routes if r.name == route), None)
        budget = replace(self.budget, dom_nodes=allowed) if allowed else self.budget
        return Audited(role, route, capture, judge(capture, budget, self.method))

    def _leads_to_a_page(self, scout: Tab, url: str, itinerary: Itinerary) -> bool:
        """Whether the address itself answers with a page; where it redirects is tried later."""
        answer = scout.evaluate(_PROBE.format(url=json.dumps(url)))
        if answer["status"] != 200 or answer["file"] or "text/html" not in answer["type"]:
            return False
        if answer["url"].split("#")[0] == url:
            return True
        if itinerary.is_new(answer["url"]):
            itinerary.add([answer["url"]])
        return False

    @contextmanager
    def _signed_in(self, role: str, link: str) -> Iterator[Identity]:
        with self.chromium.identity() as identity:
            if link:
                sign_in(self.chromium, identity, link, role=role)
            yield identity


def sign_in(chromium: Chromium, identity: Identity, link: str, *, role: str) -> None:
    """Open a one-time link and confirm it, as the person would.

    Raises ``WebAuditError`` (``sign_in_failed``) when the link page has no button to confirm.
    """
    with chromium.tab(identity) as tab:
        tab.open(link)
        button = "main form[method=post] button"
        try:
            tab.wait_for(button, seconds=5)
        except WebAuditError as error:
            raise WebAuditError("sign_in_failed", role=role, status=tab.text("h1")) from error
        tab.click_and_wait(button)
