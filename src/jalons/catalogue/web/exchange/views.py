"""The page of a catalogue that is read, its reading, the live data of the twin."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from jalons.catalogue.engine.harvest.comparing import Answer
from jalons.catalogue.web.exchange import actions
from jalons.catalogue.web.exchange.models import HarvestSource
from jalons.catalogue.web.exchange.register import sources
from jalons.catalogue.words.sentences import say
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import lang, number_words
from jalons.foundation.register.pages import record_or_404
from jalons.foundation.register.views import record
from jalons.foundation.tasks.views import follow

SHOWN = 25  # lines of each table


def report(_request: HttpRequest, source: HarvestSource) -> dict[str, Any]:
    """What the last reading came to, in a sentence and in tables."""
    found = source.report
    asks = found.get("asks") or {}
    parts = (("added", pgettext("datasets", "Added")), ("changed", pgettext("datasets", "Changed")),
             ("gone", _("No longer there: withdrawn, with the addresses of their data")),
    )  # fmt: skip
    tables = [_datasets(source, name, title) for name, title in parts]
    pairs = [(title, new) for title, _old, new in asks.get("pairs", [])[:SHOWN]]
    columns = (Column(_("Dataset")), Column(_("New identifier")))
    return {
        "asks": asks, "pairs": Table(_("Found again by their title or their page"), columns,
                                     tuple(pairs)) if pairs else None,
        "sentence": _sentence(source), "refused": _refused(source),
        "tables": [each for each in tables if each is not None],
        "read_url": reverse("harvest_read", args=[source.authority.slug, source.pk]),
    }  # fmt: skip


source = record(sources, report)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def read(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Read a catalogue now, with the answer of a person where one was wanted."""
    found = record_or_404(sources, authority, pk)
    answer = request.POST.get("answer", "")
    known = answer in set(Answer) and found.asks
    return follow(actions.harvest(found, request.user, answer if known else ""))


@require_POST
@within_authority(Role.CONTRIBUTOR)
def live(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Describe the live data of the twin."""
    return follow(actions.refresh_live(authority, request.user))


def _sentence(source: HarvestSource) -> str:
    """What the last reading came to."""
    if source.asks:
        return _("Nearly all the identifiers of this catalogue changed: nothing was stored.")
    if source.problem:
        return _("The last reading failed: what was imported before stays as it was.")
    counts = source.report.get("counts")
    if not counts:
        return _("This catalogue was not read yet.")
    new, changed, gone = (counts[name] for name in ("added", "changed", "gone"))
    if not (new or changed or gone):
        return _("Nothing changed in this catalogue.")
    words = (
        (new, ngettext("%(count)s dataset added", "%(count)s datasets added", new)),
        (changed, ngettext("%(count)s changed", "%(count)s changed", changed)),
        (gone, ngettext("%(count)s withdrawn", "%(count)s withdrawn", gone)),
    )
    said = [text % {"count": number_words(count)} for count, text in words if count]
    return ", ".join(said) + "."


def _datasets(source: HarvestSource, part: str, title: str) -> Table | None:
    rows = [(Cell(name, url=reverse("dataset", args=[source.authority.slug, pk])),)
            for name, pk in source.report.get(part, [])[:SHOWN]]  # fmt: skip
    rest = _rest(source, part)
    return Table(title, (Column(_("Dataset")),), tuple(rows), note=rest) if rows else None


def _refused(source: HarvestSource) -> Table | None:
    rows = []
    for title, identifier, reason, detail in source.report.get("refused", [])[:SHOWN]:
        why = detail or say(f"harvest.refused.{reason}", lang())
        rows.append((title or identifier or _("without title"), identifier or "–", why))
    columns = (Column(_("Dataset")), Column(_("Its identifier there")), Column(_("Why")))
    rest = _rest(source, "refused")
    return Table(_("Left aside"), columns, tuple(rows), note=rest) if rows else None


def _rest(source: HarvestSource, part: str) -> str:
    """How many lines a table does not show."""
    count = source.report.get("counts", {}).get(part, 0) - SHOWN
    if count <= 0:
        return ""
    return ngettext("And %(count)s other.", "And %(count)s others.", count) % {"count": count}
