"""Results for machines: those everybody may read; texts of residents are never listed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import Page, PageQuery, Record
from jalons.participation.engine.reading.results import Results
from jalons.participation.web.reading import queries, register
from jalons.participation.web.reading.models import Theme
from jalons.participation.web.scopes import READ, endpoints


class ThemeRecord(Record, frozen=True, kw_only=True):
    """A theme of residents, and what was done about it."""

    id: UUID
    consultation: UUID
    title: str
    answer_state: str
    answer: str
    answer_on: date | None
    reason: str
    action: str


def _record(found: Theme) -> ThemeRecord:
    return ThemeRecord(
        id=found.pk, consultation=found.consultation_id, title=found.title,
        answer_state=found.answer_state, answer=found.answer, answer_on=found.answer_on,
        reason=found.reason, action=found.action,
    )  # fmt: skip


@endpoints.get("consultation-themes", _("The themes of consultations"), scope=READ)
def consultation_themes(call: AuthorityCall, query: PageQuery) -> Page[ThemeRecord]:
    """By their title, with what was done about each."""
    return Page.of(register.rows(call.authority).order_by("title", "pk"), query, _record)


@endpoints.get("consultation-results/<uuid:pk>", _("The results of a consultation"), scope=READ)
def consultation_results(call: AuthorityCall, pk: UUID) -> Results:
    """Once it is closed; a null count is hidden."""
    found = queries.consultations(call.authority).filter(pk=pk).first()
    if found is None:
        raise Http404
    return queries.results(found)
