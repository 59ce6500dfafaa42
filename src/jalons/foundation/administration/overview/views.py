"""The front page of the instance."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import of_instance
from jalons.foundation.administration import queries, words
from jalons.foundation.administration.failures import queries as failures
from jalons.foundation.administration.failures import tables
from jalons.foundation.administration.overview import figures


@require_safe
@of_instance
def overview(request: HttpRequest) -> HttpResponse:
    """How the instance is: what asks for somebody, its figures, the next to be full."""
    now = timezone.now()
    lines = queries.authorities()
    found = figures.figures(lines, now=now)
    full = figures.next_full(lines)
    groups = failures.groups(now=now)[:5]
    authorities = failures.names_of({owner for group in groups for owner in group.owners})
    context = {
        "figures": found,
        "late": [each for each in found if each.is_late],
        "full": words.authority_table(full, sort="", caption=_("Next to be full")),
        "groups": tables.groups_table(groups, authorities),
    }
    return render(request, "administration/overview.html", context)
