"""A charter started from a model, and the indicators that charters publish."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.catalogue.web.charters import queries
from jalons.catalogue.web.charters.models import (
    Charter,
    CharterCommitment,
    CharterPrinciple,
    CharterSignatory,
)
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import Person, write
from jalons.kernel import Interval, Source
from jalons.kernel.contracts import YearFigure, publish_year
from jalons.kernel.tables import package_table

PACKAGE = "jalons.catalogue"


def models() -> dict[str, Any]:
    """The charters of other territories, summarised, by their name in addresses."""
    files = resources.files(PACKAGE).joinpath("data", "charters").iterdir()
    names = sorted(each.name.removesuffix(".toml") for each in files)
    return {name: package_table(PACKAGE, f"charters/{name}") for name in names}


def start(authority: Authority, user: Person, model: dict[str, Any]) -> Charter:
    """A draft whose principles and commitments come from a model; owners and dates are to fill."""
    made = Charter(authority=authority)
    name = _("Charter drafted after %(place)s") % {"place": model["place"]}
    today = timezone.localdate().isoformat()  # another draft of the same model stands beside
    changes: list[Any] = [(made, {"name": name, "edition": today, "scope": model["scope"]})]
    for position, each in enumerate(model["principles"], 1):
        principle = CharterPrinciple(authority=authority)
        values = {"charter": made, "position": position, "title": each["title"]}
        changes.append((principle, values | {"text": each.get("text", "")}))
        changes += [
            (CharterCommitment(authority=authority),
             {"principle": principle, "text": one["text"], "measure": one["measure"]})
            for one in each["commitments"]
        ]  # fmt: skip
    write(authority, user, changes, label=name)
    return made


def publish(authority: Authority, _changes: Sequence[Change] = ()) -> None:
    """Publish who signed adopted charters, and the contracts of the year with a data clause."""
    today = timezone.localdate()
    adopted = living(Charter, authority).filter(adopted_on__lte=today)
    signed = living(CharterSignatory, authority).filter(charter__in=adopted, signed_on__lte=today)
    names = {each.casefold() for each in signed.values_list("name", flat=True)}
    count = float(len(names)) if adopted else None
    _publish(authority, "charter_signatories", count, "1", _("adopted charters"))
    known = queries.signed_in(authority, today.year)
    having = {urn for clause in queries.clauses(authority) for urn in clause.contracts}
    share = 100 * len(having & known) / len(known) if known else None
    words = _("%(count)s contracts signed in the year") % {"count": len(known)}
    _publish(authority, "contracts_data_clauses", share, "%", words)


def _publish(authority: Authority, name: str, value: float | None, unit: str, counted: str) -> None:
    source = Source(_("Register of charters"), authority.name, None, "unstated")
    known = None if value is None else Interval.exact(value)
    year = timezone.localdate().year
    publish_year(authority, YearFigure(f"catalogue.{name}", year, unit, known, (counted,)), source)
