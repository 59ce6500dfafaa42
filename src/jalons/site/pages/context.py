"""The context of every page: the place of the visitor, the navigation, a draft."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jalons.foundation.accounts import drafts
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.sign_up.notices import notices
from jalons.foundation.administration.announcements import current as announced
from jalons.foundation.administration.queries import waiting
from jalons.foundation.navigation.help_views import guide_address
from jalons.foundation.navigation.places import Entry, guide_at, row, words
from jalons.site.pages.tour import notices as tour_notices

# The pages of the instance, part by part: their name, their address, those they lead to.
type Part = tuple[tuple[str, str, tuple[str, ...]], ...]
INSTANCE: dict[str, Part] = {
    gettext_noop("Instance"): (
        (gettext_noop("Overview"), "instance", ()),
        (gettext_noop("Announce a stop"), "instance_announcements", ()),
        (gettext_noop("Journal of the instance"), "instance_journal", ()),
    ),
    gettext_noop("Authorities"): (
        (gettext_noop("Authorities"), "instance_authorities", ("instance_authority",)),
        (gettext_noop("Domains"), "instance_domains", ()),
    ),
    gettext_noop("Accounts"): (
        (gettext_noop("Accounts"), "instance_accounts", ("instance_account",)),
    ),
    gettext_noop("Operation"): (
        (gettext_noop("Jobs"), "instance_jobs", ("instance_job",)),
        (gettext_noop("Daily work"), "instance_daily", ()),
        (gettext_noop("Errors"), "instance_errors", ()),
    ),
}

# What the foot of every page leads to; help and words keep a member where they are.
KEEP_PLACE = {"help": "authority_help", "glossary": "authority_glossary"}
FOOTER = (
    ("help", gettext_noop("Help")),
    ("glossary", gettext_noop("Glossary")),
    ("legal_notice", gettext_noop("Legal notice")),
    ("personal_data", gettext_noop("Personal data")),
    ("tool_report", gettext_noop("Accessibility")),
    ("sources", gettext_noop("Sources and limits")),
)


def _of_instance(request: HttpRequest) -> tuple[list[Entry], list[Entry]]:
    """The navigation of who administers the instance, on its pages: its parts, then their pages."""
    match = request.resolver_match
    if match is None or getattr(match.func, "access", None) != "instance":
        return [], []
    here = match.url_name
    first: list[Entry] = []
    second: list[Entry] = []
    for title, pages in INSTANCE.items():
        at = [name for _label, name, more in pages if here in {name, *more}]
        is_page = at == [pages[0][1]] and here == at[0]
        current = ("page" if is_page else "true") if at else ""
        first.append(Entry(_(title), reverse(pages[0][1]), current))
        if at and len(pages) > 1:
            second = [
                Entry(_(label), reverse(name), "page" if here == name else "")
                for label, name, _more in pages
            ]
    return first, second


def _is_public(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and getattr(match.func, "access", None) == "public"


def _foot(inside: Authority | None) -> list[Entry]:
    return [
        Entry(
            _(label),
            reverse(KEEP_PLACE[name], args=[inside.slug])
            if inside and name in KEEP_PLACE
            else reverse(name),
        )
        for name, label in FOOTER
    ]


def _guide_url(request: HttpRequest, inside: Authority | None) -> str:
    """The guide of the page one is on, for who may open it."""
    name = guide_at(request.resolver_match.route) if inside and request.resolver_match else ""
    return guide_address(name, inside) if name else ""


def page(request: HttpRequest) -> dict[str, Any]:
    """The authority of the page, the visitor's role in it, the navigation, a draft of the page."""
    person = getattr(request, "user", None)  # a refusal may come before it is known
    authority, role = getattr(request, "authority", None), getattr(request, "role", None)
    verbs, second = (
        (words(request, authority), row(request, authority)) if authority else _of_instance(request)
    )
    inside = authority if role else None
    return {
        "authority": authority,
        "role": role,
        "verbs": verbs,
        "second_row": second,
        "footer": _foot(inside),
        "guide_url": _guide_url(request, inside),
        "to_decide": waiting() if getattr(person, "is_superuser", False) else 0,
        "notices": [*notices(inside), *tour_notices(request, inside)] if inside else [],
        "announced": announced.shown(now=timezone.now(), in_public=_is_public(request)),
        "mail_leaves": bool(settings.OPTIONS["MAIL_URL"]),
        "draft": drafts.stored(request, request.path) if request.method == "GET" else None,
    }
