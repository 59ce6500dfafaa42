"""The figure of the inventories on the hub, as one sentence (``room.py``)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.footprint.web.inventories.models import InventoryFile
from jalons.foundation.accounts.models import Authority


def inventories(authority: Authority) -> str:
    count = InventoryFile.objects.of(authority).filter(deleted_at=None).count()
    if not count:
        return _("No inventory yet: a CSV or Excel file is enough.")
    return ngettext("%(count)s inventory.", "%(count)s inventories.", count) % {"count": count}
