"""Automatic findings put in a grid without any double; screenshots; files of Ara."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, Literal
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.db import transaction

from jalons.foundation.accounts.files.quotas import admit
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import Person, store_computed, write
from jalons.webaudit.capture.screenshots import cleaned
from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.engine.rgaa import ara
from jalons.webaudit.engine.rgaa.mapping import State, automatic, state_of
from jalons.webaudit.web.grids import queries
from jalons.webaudit.web.grids.models import AccessFinding, AccessGrid, GridDecision, GridPage
from jalons.webaudit.web.services.models import WebService

_IMPACTS = {"critical": "blocking", "serious": "major", "": "major"}  # others are minor
_SHOWN, _LONGEST = 5, 2000
_STATUSES = {state.value: status for status, state in ara.STATES.items()}


def bring(user: Person, grid: AccessGrid, measures: Iterable[PageMeasure]) -> Batch | None:
    """The act that put in a grid what machines saw: one finding per rule, criterion and page.

    What a person dismissed stays so; what was fixed and is back is proposed again. None: no news.
    """
    reference = queries.reference_of(grid)
    known = {(each.page_id, each.criterion, each.rule): each for each in queries.findings_of(grid)}
    by_address = {_address(each.address): each for each in queries.pages_of(grid) if each.address}
    changes: dict[Any, tuple[AccessFinding, dict[str, Any]]] = {}
    for measure in measures:
        page = by_address.get(_address(measure.url)) or by_address.get(_address(measure.final_url))
        if page is None:
            continue
        for verdict in automatic(measure.findings or (), reference).values():
            for seen in verdict.findings:
                key = (page.pk, verdict.criterion, seen.rule)
                made = known.get(key) or AccessFinding(authority=grid.authority, rule=seen.rule)
                if not (made.is_new or made.state == "fixed"):
                    continue
                certain = state_of(seen, reference) is State.FAILING
                where = "\n".join(seen.targets[:_SHOWN])
                changes.setdefault(key, (made, {
                    "page": page, "criterion": verdict.criterion,
                    "state": "proposed" if certain else "to_check",
                    "text": f"{seen.help} ({seen.nodes})\n{where}".strip()[:_LONGEST],
                    "impact": _IMPACTS.get(seen.impact, "minor"),
                }))  # fmt: skip
    return write(grid.authority, user, list(changes.values()), label=str(grid))


def _address(url: str) -> str:
    """An address without what does not change its page: case of the host, fragment, last slash."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}?{parts.query}"


def attach(finding: AccessFinding, content: bytes) -> None:
    """Store the screenshot of a finding in place of before, without its metadata.

    Raises ``AccountsError`` (quota), ``WebAuditError`` (``screenshot_unreadable``).
    """
    picture, before = cleaned(content), finding.screenshot.name
    with transaction.atomic():
        admit(authority=finding.authority, size=len(picture))
        finding.screenshot.save("shot.jpg", ContentFile(picture), save=False)
        rows = AccessFinding.objects.of(finding.authority).filter(pk=finding.pk)
        store_computed(rows, screenshot=finding.screenshot.name, size=len(picture))
        if before:
            transaction.on_commit(partial(finding.screenshot.storage.delete, before))


def bring_ara(user: Person, service: WebService, name: str, content: bytes) -> AccessGrid:
    """The grid made of a file of Ara: its pages, decisions and findings, in one act.

    Raises ``WebAuditError`` (``ara_…``) and ``ValidationError``.
    """
    audit, authority = ara.read_ara(content), service.authority
    grid, context = AccessGrid(authority=authority), audit.context
    auditor = (context.auditor_organisation or "")[:160]
    changes: list[Any] = [(grid, {"service": service, "name": name, "auditor": auditor})]
    pages = {each.id: GridPage(authority=authority) for each in context.samples}
    changes += [(pages[each.id], {
        "grid": grid, "name": each.name[:120], "address": (each.url or "")[:500],
        "kind": "everywhere" if each.name == ara.TRANSVERSE else "service",
    }) for each in context.samples]  # fmt: skip
    for each in audit.results:
        where = {"page": pages[each.page_id], "criterion": each.criterion}
        state = ara.STATES[each.status].value
        changes.append((GridDecision(authority=authority), {**where, "state": state}))
        for item in each.not_compliant_items:
            words = "\n".join(filter(None, (item.title, ara.words_of(item.comment)))) or "–"
            values = {"text": words[:_LONGEST], "impact": (item.user_impact or "major").lower()}
            changes.append((AccessFinding(authority=authority), {**where, **values}))
    write(authority, user, changes, label=name)
    return grid


def to_ara(grid: AccessGrid, form: Literal["csv", "json"]) -> bytes:
    """The file of a grid as Ara would export it; automatic findings wait for a person."""
    cells, pages = queries.cells_of(grid), list(enumerate(queries.pages_of(grid), start=1))
    items: dict[Any, list[ara.AraItem]] = {}
    for each in queries.findings_of(grid, "to_fix"):
        made = ara.AraItem(comment=each.text, user_impact=each.impact.upper())
        items.setdefault((each.criterion, each.page_id), []).append(made)
    results = tuple(
        ara.AraResult(
            each.topic, int(each.id.split(".")[1]), at,
            _STATUSES[queries.state_of(cells, each.id, page)],
            not_compliant_items=tuple(items.get((each.id, page.pk), ())),
        )
        for each in queries.reference_of(grid).criteria for at, page in pages
    )  # fmt: skip
    sample = tuple(
        ara.AraPage(
            at, ara.TRANSVERSE if page.kind == "everywhere" else page.name, page.address, at
        )
        for at, page in pages
    )
    service, whose = grid.service, grid.authority.name
    context = ara.AraContext(sample, grid.auditor)
    return ara.write_ara(ara.AraAudit(context, results, service.name, service.address, whose), form)
