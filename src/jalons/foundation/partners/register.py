"""The register of partner territories, and what may be done with their keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.panels import Panels
from jalons.foundation.listing.declaration import List
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.forms import form_of
from jalons.foundation.register.models import Change

panels: Panels[PartnerTerritory] = Panels()
_waiting: dict[str, Callable[[Authority], object]] = {}


def when_trusted(name: str, function: Callable[[Authority], object]) -> None:
    """Call ``function`` once a key was compared, or no longer: what waited is applied."""
    _waiting[name] = function


def _settle(authority: Authority, changes: Sequence[Change]) -> None:
    if any({"state", "deleted_at"} & each.after.keys() for each in changes):
        for function in _waiting.values():
            function(authority)


def headline(rows: QuerySet[PartnerTerritory]) -> str:
    """How many territories, and how many keys are to compare."""
    states = list(rows.values_list("state", flat=True))
    if not states:
        return _("No partner territory yet.")
    words = ngettext("%(count)s partner territory", "%(count)s partner territories", len(states))
    waits = states.count(PartnerTerritory.State.MET)
    more = ngettext(", %(count)s key to compare.", ", %(count)s keys to compare.", waits)
    return words % {"count": len(states)} + (more % {"count": waits} if waits else ".")


partners = Register(
    PartnerTerritory, "partner", form_of(PartnerTerritory, "name", "key", "note"),
    List("name", "state", "trusted_on", search=("name",), sort="name", headline=headline,
         file=("name", "key", "state", "trusted_on")),
    moves=(
        Move("trust", gettext_lazy("The digits are the same"), ("met",), "trusted",
             role=Role.LEAD),
        Move("doubt", pgettext_lazy("partner", "No longer trust this key"), ("trusted",), "met",
             role=Role.LEAD),
    ),
    write=Role.LEAD, delete=Role.LEAD, templates="partners", after=_settle,
)  # fmt: skip
