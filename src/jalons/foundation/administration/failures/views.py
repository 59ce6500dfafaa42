"""The page of the instance about unexpected errors."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import of_instance
from jalons.foundation.administration.answers import PER_PAGE
from jalons.foundation.administration.failures import queries, tables
from jalons.foundation.administration.failures.recording import RETAINED


class ErrorFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Reference, page or class"), max_length=100, required=False,
        help_text=_("The reference is on the page the person saw: K7F3-2QXP."),
    )  # fmt: skip


@require_safe
@of_instance
def errors(request: HttpRequest) -> HttpResponse:
    """Groups of the last seven days; every line by its reference once something is looked for."""
    form = ErrorFilterForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    now = timezone.now()
    groups = queries.groups(now=now)
    page = Paginator(queries.found(text=text), PER_PAGE).get_page(request.GET.get("page"))
    owners = {each.owner for each in page.object_list}
    owners |= {owner for group in groups for owner in group.owners}
    authorities = queries.names_of(owners)
    context = {
        "form": form,
        "text": text,
        "count": queries.count_since(now),
        "groups": tables.groups_table(groups, authorities),
        "page": page,
        "table": tables.errors_table(page.object_list, authorities),
        "days": RETAINED.days,
    }
    return render(request, "administration/errors.html", context)
