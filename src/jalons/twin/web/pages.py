"""The words of a sheet."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.broker.engine.policies.policy import TypePolicy

from .saying import AUDIENCES, BASES, moment


def in_words(sheet: TypePolicy) -> tuple[tuple[str, str], ...]:
    """What a sheet says, as facts a citizen reads."""
    kept = ngettext("%(days)s day", "%(days)s days", sheet.retention_days)
    personal = _("Yes") if sheet.personal else _("No")
    return (
        (_("What for"), sheet.purpose or "–"),
        (_("Who answers for it"), sheet.owner or "–"),
        (_("Kept"), kept % {"days": sheet.retention_days} if sheet.retention_days else "–"),
        (_("Does it tell something of a person?"), personal),
        (_("Legal basis"), str(BASES.get(sheet.legal_basis, "–"))),
        (_("Who may see the data"), str(AUDIENCES[sheet.audience])),
    )


def retention(sheet: TypePolicy, at: int | None) -> str:
    """When the retention of a sheet was last applied; empty for a sheet without any."""
    if not sheet.retention_days:
        return ""
    return moment(at) if at is not None else _("Not yet: it is applied once a day")
