"""One sentence a topic on the state of the twin today, for the hubs (``room.py``).

It reads the models only: the queries of these topics load NumPy, which the server does not.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.broker.engine.query.request import EntityQuery
from jalons.foundation.accounts.models import Authority

from .cases.models import TwinCase
from .connection import twin_store
from .whatif.models import WhatIf


def entities(authority: Authority) -> str:
    """How many entities are in the twin; an entity of several types counts once."""
    counting = EntityQuery(limit=1, counted=True)
    found = twin_store.store().query(twin_store.tenant_of(authority), counting).total
    if not found:
        return _("No data yet: a spreadsheet or a network of sensors is enough.")
    return ngettext("%(count)s object is known.", "%(count)s objects are known.", found) % {
        "count": found
    }


def scenarios(authority: Authority) -> str:
    count = WhatIf.objects.of(authority).filter(deleted_at=None).count()
    if not count:
        return _("No scenario yet.")
    return ngettext("%(count)s scenario.", "%(count)s scenarios.", count) % {"count": count}


def cases(authority: Authority) -> str:
    count = TwinCase.objects.of(authority).filter(deleted_at=None).count()
    if not count:
        return _("No use case yet.")
    return ngettext("%(count)s use case.", "%(count)s use cases.", count) % {"count": count}
