"""What search finds of the room, topic by topic."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.search.finders import Finder, Page

FINDERS: tuple[Finder, ...] = ()
PAGES: tuple[Page, ...] = (
    Page("sharing", _("What you share"), _("signed files, other territories, USB stick, digits")),
    Page(
        "sharing_keys",
        _("Keys, case by case"),
        _("rescue key, safe, renew, lost, stolen"),
        Role.ADMINISTRATOR,
    ),
)
