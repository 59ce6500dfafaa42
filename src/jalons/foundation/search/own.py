"""What can be found beside the rooms: territories of France, and the pages of an authority."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Role
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search
from jalons.foundation.territories.queries import search_territories


def _territories(search: Search) -> Findings:
    places = search_territories(search.text, limit=search.limit + 1)
    found = tuple(
        Found(
            place.full_name,
            place.departement.name if place.departement else "",
            place.get_absolute_url(),
        )
        for place in places[: search.limit]
    )
    url = reverse("territory_search", query={"q": search.text})
    return Findings(found, len(found), more=len(places) > search.limit, url=url)


FINDERS = (
    Finder(
        "territories",
        _("Territories"),
        lambda n: ngettext("%(count)s territory", "%(count)s territories", n),
        _territories,
    ),
)
PAGES = (
    Page("members", _("Members"), _("people, accounts, roles, invite a colleague")),
    Page("partner_list", _("Partner territories"), _("keys, exchange, trust")),
    Page("stored_files", _("Files"), _("room left, trash, disk")),
    Page("journal", _("Journal"), _("history, who changed what, trail"), Role.LEAD),
    Page(
        "authority_settings", _("Settings of the authority"), _("name, staff"), Role.ADMINISTRATOR
    ),
    Page("api_tokens", _("API tokens"), _("programs, machines"), Role.ADMINISTRATOR),
    Page("leaving", _("Take away or delete"), _("export everything, leave"), Role.ADMINISTRATOR),
)
