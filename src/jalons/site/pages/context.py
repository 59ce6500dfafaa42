"""The context of every page: the place of the visitor, the navigation, a draft."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jalons.foundation.accounts import drafts
from jalons.foundation.accounts.sign_up.notices import notices
from jalons.foundation.administration.queries import waiting
from jalons.foundation.navigation.places import Entry, row, words

# The pages of the instance: their name in the navigation, and those it leads to.
INSTANCE = (
    (gettext_noop("Authorities"), "instance", ("instance", "instance_authority")),
    (gettext_noop("Accounts"), "instance_accounts", ("instance_accounts", "instance_account")),
    (gettext_noop("Domains"), "instance_domains", ("instance_domains",)),
    (gettext_noop("Journal of the instance"), "instance_journal", ("instance_journal",)),
)

# What the foot of every page leads to.
FOOTER = (
    ("help", gettext_noop("Help")),
    ("glossary", gettext_noop("Glossary")),
    ("legal_notice", gettext_noop("Legal notice")),
    ("personal_data", gettext_noop("Personal data")),
    ("tool_report", gettext_noop("Accessibility")),
    ("sources", gettext_noop("Sources and limits")),
)


def _of_instance(request: HttpRequest) -> list[Entry]:
    """The navigation of who administers the instance, on its pages."""
    match = request.resolver_match
    if match is None or getattr(match.func, "access", None) != "instance":
        return []
    return [
        Entry(_(label), reverse(name), "page" if match.url_name in current else "")
        for label, name, current in INSTANCE
    ]


def page(request: HttpRequest) -> dict[str, Any]:
    """The authority of the page, the visitor's role in it, the navigation, a draft of the page."""
    person = getattr(request, "user", None)  # a refusal may come before it is known
    authority, role = getattr(request, "authority", None), getattr(request, "role", None)
    return {
        "authority": authority,
        "role": role,
        "verbs": words(request, authority) if authority else _of_instance(request),
        "second_row": row(request, authority) if authority else [],
        "footer": [(name, _(label)) for name, label in FOOTER],
        "to_decide": waiting() if getattr(person, "is_superuser", False) else 0,
        "notices": notices(authority) if authority and role else [],
        "mail_leaves": bool(settings.OPTIONS["MAIL_URL"]),
        "draft": drafts.stored(request, request.path) if request.method == "GET" else None,
    }
