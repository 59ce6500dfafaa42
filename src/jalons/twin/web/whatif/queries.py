"""The snapshots and the scenarios of an authority; nothing is computed."""

from __future__ import annotations

from django.db.models import QuerySet

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living

from .models import TwinSnapshot, WhatIf


def snapshots(authority: Authority) -> QuerySet[TwinSnapshot]:
    """The living snapshots of an authority, latest first, without their documents."""
    rows = living(TwinSnapshot, authority)
    return rows.select_related("authority__territory").defer("documents")


def whatifs(authority: Authority) -> QuerySet[WhatIf]:
    """The living scenarios of an authority, the last changed first."""
    rows = living(WhatIf, authority)
    return rows.select_related("authority__territory", "snapshot").defer("snapshot__documents")
