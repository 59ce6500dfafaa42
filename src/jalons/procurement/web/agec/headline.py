"""The figure of AGEC accounts on the hub (``room.py``)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.procurement.web.agec import pages, queries


def figure(authority: Authority) -> str:
    for each in queries.years(authority):
        found = queries.accounts_of(each)
        if found.accounts:
            return pages.sentence(found)
    return _("No purchases yet: an accounting export is enough.")
