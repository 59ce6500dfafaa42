"""The figure of devices on the hub, as one sentence (``room.py``)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.reuse.web.devices import queries
from jalons.reuse.web.devices.register import headline


def figure(authority: Authority) -> str:
    """How many devices are followed and how many wait for a decision."""
    rows = queries.rows(authority)
    return (
        headline(rows)
        if rows.exists()
        else _("No device yet: a list of your store room is enough.")
    )
