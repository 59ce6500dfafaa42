"""Comparison with look-alike territories, and the choice to take part in it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import error_words
from jalons.foundation.publishing.actions import share_observations
from jalons.foundation.publishing.errors import PublishingError
from jalons.foundation.publishing.queries import page_of
from jalons.strategy.engine.indicators.comparison import OTHERS
from jalons.strategy.web.comparison import pages, queries
from jalons.strategy.web.observations import queries as measured

PER_PAGE = 6
SHARED_PER_PAGE = 30


@within_authority(Role.READER, crosses=True)
def comparison(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Each indicator beside the median and the quartiles of look-alike territories."""
    look = queries.look_of(authority)
    group = queries.group_of(authority)
    own = group.own if group else ()
    shown = [each for each in own if group and group.is_shown(each)]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "strategy/comparison/overview.html",
        {
            "look": pages.look_words(look) if look else "",
            "shares": page_of(authority).shares_observations,
            "sentence": pages.sentence(len(shown), len(own)),
            "page": page,
            "rows": [pages.row(each) for each in group.compared(list(page))] if group else [],
            "hidden": [pages.name(each) for each in own if each not in shown],
            "others": OTHERS,
            "may_choose": request.role.allows(Role.ADMINISTRATOR),  # type: ignore[attr-defined]
        },
    )


@within_authority(Role.ADMINISTRATOR)
def sharing(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What is shared exactly, and the choice to share it."""
    if request.method == "POST":
        share = request.POST.get("share") == "1"
        try:
            share_observations(authority=authority, user=request.user, share=share)
        except PublishingError as error:
            messages.error(request, error_words(error))
        else:
            said = _("The values are shared.") if share else _("The values are no longer shared.")
            messages.success(request, said)
        return redirect("comparison", authority.slug)
    look = queries.look_of(authority)
    latest = measured.latest(authority)
    values = list(latest.values()) if look else []
    page = Paginator(values, SHARED_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "strategy/comparison/sharing.html",
        {
            "look": pages.look_words(look) if look else "",
            "shares": page_of(authority).shares_observations,
            "page": page,
            "table": pages.shared_table([pages.value_row(each) for each in page]),
            "others": OTHERS,
        },
    )
