"""Themes and results for machines; texts of residents are never listed."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.design.lookups import or_404
from jalons.foundation.register.api import endpoints_of
from jalons.participation.engine.reading.results import Results
from jalons.participation.web.reading import queries
from jalons.participation.web.reading.register import FIELDS, themes
from jalons.participation.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, themes, "consultation-themes", *FIELDS, read=READ, write=WRITE)


@endpoints.get("consultation-results/<uuid:pk>", _("The results of a consultation"), scope=READ)
def consultation_results(call: AuthorityCall, pk: UUID) -> Results:
    """Once it is closed; a null count is hidden."""
    return queries.results(or_404(queries.consultations(call.authority).filter(pk=pk).first()))
