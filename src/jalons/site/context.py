"""What every page knows: where the visitor is, and what the four verbs lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jalons.foundation.accounts import drafts
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.notices import notices
from jalons.foundation.administration.queries import waiting

TOPICS = "jalons.strategy.web"


@dataclass(frozen=True, slots=True)
class Verb:
    """An entry of the main navigation; without ``url`` it is announced and leads nowhere yet."""

    label: str
    url: str = ""
    current: bool = False


def _address(name: str, authority: Authority) -> str:
    try:
        return reverse(name, kwargs={"slug": authority.slug})
    except NoReverseMatch:
        return ""


def _verbs(request: HttpRequest, authority: Authority) -> list[Verb]:
    """The path and the four verbs, the current one known by the room that answers."""
    match = request.resolver_match
    module = match.func.__module__ if match else ""
    return [
        Verb(label, _address(name, authority), module.startswith(places))
        for label, name, places in (
            (_("Path"), "path_page", ("jalons.strategy.web.views",)),
            (
                _("Measure"),
                "footprint_index",
                (
                    "jalons.footprint.",
                    "jalons.twin.",
                    f"{TOPICS}.indicators",
                    f"{TOPICS}.territory",
                ),
            ),
            (_("Decide"), "diagnosis", (f"{TOPICS}.diagnosis",)),
            (_("Act"), "roadmap", (f"{TOPICS}.roadmap",)),
            (
                _("Share"),
                "documents",
                tuple(f"{TOPICS}.{each}" for each in ("statutory", "publication", "comparison")),
            ),
        )
    ]


# The pages of the instance: their name in the navigation, and those it leads to.
INSTANCE = (
    (gettext_noop("Authorities"), "instance", ("instance", "instance_authority")),
    (gettext_noop("Accounts"), "instance_accounts", ("instance_accounts", "instance_account")),
    (gettext_noop("Domains"), "instance_domains", ("instance_domains",)),
    (gettext_noop("Journal of the instance"), "instance_journal", ("instance_journal",)),
)


def _of_instance(request: HttpRequest) -> list[Verb]:
    """The navigation of who administers the instance, on its pages."""
    match = request.resolver_match
    if match is None or getattr(match.func, "access", None) != "instance":
        return []
    return [
        Verb(_(label), reverse(name), match.url_name in current)
        for label, name, current in INSTANCE
    ]


def page(request: HttpRequest) -> dict[str, Any]:
    """The authority looked at, the visitor's role in it, the verbs, and a draft of this page."""
    person = getattr(request, "user", None)  # a refusal may come before it is known
    authority, role = getattr(request, "authority", None), getattr(request, "role", None)
    return {
        "authority": authority,
        "role": role,
        "verbs": _verbs(request, authority) if authority else _of_instance(request),
        "to_decide": waiting() if getattr(person, "is_superuser", False) else 0,
        "notices": notices(authority) if authority and role else [],
        "mail_leaves": bool(settings.OPTIONS["MAIL_URL"]),
        "draft": drafts.kept(request, request.path) if request.method == "GET" else None,
    }
