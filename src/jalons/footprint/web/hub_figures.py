"""The figure of the inventories on the hub, as one sentence (``room.py``)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.footprint.web.inventories.models import InventoryFile
from jalons.foundation.accounts.models import Authority


def inventories(authority: Authority) -> str:
    found = InventoryFile.objects.of(authority).filter(deleted_at=None).count()
    if not found:
        return _("No inventory yet: a CSV or Excel file is enough.")
    return ngettext("%(count)s inventory.", "%(count)s inventories.", found) % {"count": found}
