"""What is read of assessments: decisions of a sample, progress, rate, findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.design.panels import Panel
from jalons.webaudit.engine.rgaa.mapping import State
from jalons.webaudit.engine.rgaa.rate import Decision, rate, sample_states
from jalons.webaudit.engine.rgaa.reference import Reference
from jalons.webaudit.engine.rgaa.statement import valid_until
from jalons.webaudit.store import rgaa_reference
from jalons.webaudit.web.grids.models import AccessFinding, AccessGrid, GridDecision, GridPage
from jalons.webaudit.web.services.models import WebService
from jalons.webaudit.web.services.panels import about
from jalons.webaudit.words.rgaa import share_words

type Cells = dict[tuple[str, Any], GridDecision]


def rows(authority: Authority) -> QuerySet[AccessGrid]:
    return living(AccessGrid, authority).select_related("service", "authority")


def decisions(authority: Authority) -> QuerySet[GridDecision]:
    return living(GridDecision, authority).select_related("page__grid", "authority")


def findings(authority: Authority) -> QuerySet[AccessFinding]:
    return living(AccessFinding, authority).select_related("page__grid", "authority")


def findings_of(grid: AccessGrid, *states: str) -> QuerySet[AccessFinding]:
    """The findings of a grid, those in some states when these are named."""
    found = findings(grid.authority).filter(page__grid=grid)
    return found.filter(state__in=states) if states else found


def services(authority: Authority) -> QuerySet[WebService]:
    """The services that must be accessible: all but the closed ones."""
    return living(WebService, authority).exclude(state=WebService.State.CLOSED)


def reference_of(grid: AccessGrid) -> Reference:
    return rgaa_reference(grid.reference)


def pages_of(grid: AccessGrid) -> list[GridPage]:
    return list(living(GridPage, grid.authority).filter(grid=grid).select_related("grid"))


def cells_of(grid: AccessGrid) -> Cells:
    """What was decided in a grid, by criterion and key of the page."""
    made = decisions(grid.authority).filter(page__grid=grid)
    return {(each.criterion, each.page_id): each for each in made}


def state_of(cells: Cells, criterion: str, page: GridPage) -> str:
    """What was decided, ``undecided`` when nobody did."""
    made = cells.get((criterion, page.pk))
    return str(made.state) if made else "undecided"


def matrix(grid: AccessGrid) -> list[Decision]:
    """A decision per criterion and page of a grid, those to make included.

    What is on every page counts where it was decided: each page is decided for the rest.
    """
    cells, pages = cells_of(grid), pages_of(grid)
    return [
        Decision(each.id, str(page.pk), State(state))
        for each in reference_of(grid).criteria
        for page in pages
        if (state := state_of(cells, each.id, page)) != "undecided" or page.kind != "everywhere"
    ]


def measured(grid: AccessGrid) -> dict[str, Any]:
    """The computed fields of a grid; its rate only once every criterion is decided."""
    made, reference = matrix(grid), reference_of(grid)
    if not made:
        return dict.fromkeys(AccessGrid.computed)
    among, whole = list(sample_states(made, reference).values()), rate(made, reference)
    return {
        "undecided": among.count(State.UNDECIDED), "failing": among.count(State.FAILING),
        "share": 100 * whole.share if whole else None,
    }  # fmt: skip


def progress(grid: AccessGrid) -> list[dict[str, Any]]:
    """How far each topic is: its criteria, how many are decided, how many are not met."""
    reference, found = reference_of(grid), []
    known = sample_states(matrix(grid), reference)
    for topic in reference.topics:
        own = [each for each in reference.criteria if each.topic == topic.number]
        among = [known[each.id] for each in own]
        decided, failing = len(own) - among.count(State.UNDECIDED), among.count(State.FAILING)
        found.append({"number": topic.number, "title": topic.title, "criteria": own,
                      "decided": decided, "failing": failing,
                      "share": decided / len(own)})  # fmt: skip
    return found


def is_valid(grid: AccessGrid) -> bool:
    """Whether its result may be stated today: finished, with a rate, not too old."""
    if grid.state != "finished" or grid.finished_on is None or grid.share is None:
        return False
    return bool(timezone.localdate() <= valid_until(grid.finished_on, reference_of(grid)))


def latest(authority: Authority) -> dict[Any, AccessGrid]:
    """The latest valid grid of each service, by key of the service."""
    done = rows(authority).order_by("finished_on")
    return {each.service_id: each for each in done if is_valid(each)}


def summary(grid: AccessGrid) -> str:
    """What a grid comes to, in a sentence."""
    if grid.undecided is None:
        return _("No page is listed yet.")
    if grid.share is None:
        count = {"total": len(reference_of(grid).criteria), "count": grid.undecided}
        return _("%(total)s criteria, %(count)s to decide.") % count
    words = ngettext("%(share)s of criteria are met; %(count)s is not.",
                     "%(share)s of criteria are met; %(count)s are not.",
                     grid.failing or 0)  # fmt: skip
    return words % {"share": share_words(grid.share / 100, lang()), "count": grid.failing or 0}


def panel(service: WebService) -> Panel | None:
    """What the latest assessment of a service comes to."""
    grid = rows(service.authority).filter(service=service).order_by("-created_at").first()
    if grid is None:
        return None
    return about(grid, summary(grid), "access_grid", _("See this assessment"))


def headline(found: Iterable[AccessGrid]) -> str:
    """How many assessments there are, and how many are finished."""
    made = [each.state for each in found]
    words = ngettext("%(count)s accessibility assessment, %(done)s finished.",
                     "%(count)s accessibility assessments, %(done)s finished.",
                     len(made))  # fmt: skip
    return words % {"count": len(made), "done": made.count("finished")}


def figure(authority: Authority) -> str:
    """What remains to fix, for the hub."""
    if not rows(authority).exists():
        return _("No service is assessed yet.")
    count = findings(authority).filter(state="to_fix").count()
    if not count:
        return _("No finding to fix.")
    words = ngettext("%(count)s finding to fix.", "%(count)s findings to fix.", count)
    return words % {"count": count}
