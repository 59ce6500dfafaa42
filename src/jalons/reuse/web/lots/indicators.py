"""Indicators of the lots of each year: proofs, waste electronics, households."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn
from jalons.kernel.contracts import observation_store
from jalons.reuse.web.lots import queries
from jalons.reuse.web.lots.models import Lot, LotFile

SINCE = 5  # years that an act may still change
type Figure = tuple[str, str, float | None, str]  # indicator, unit, value, what was counted


def publish(authority: Authority) -> None:
    """Publish what the lots of each year come to; nothing is published of what is not known."""
    gone = [each for each in queries.rows(authority) if each.has_left and each.collected_on]
    this_year = timezone.localdate().year
    for year in range(this_year - SINCE, this_year + 1):
        lots = [each for each in gone if each.collected_on and each.collected_on.year == year]
        for figure in (_proofs(lots), _weee(lots), _households(authority, year)):
            _record(authority, year, *figure)


def _proofs(lots: list[Lot]) -> Figure:
    """The share of the devices that left for reuse whose reuse is proved, 0 to 100."""
    reused = [each for each in lots if each.rule and each.rule.decision != "recycle"]
    left = sum(each.count for each in reused)  # type: ignore[attr-defined]  # annotated
    proved = 0
    for each in reused:
        proofs = queries.files(each, LotFile.Kind.PROOF).values_list("count", flat=True)
        proved += min(sum(filter(None, proofs)), each.count)  # type: ignore[attr-defined]
    words = _("%(proved)s devices proved of %(left)s that left for reuse") % {
        "proved": proved, "left": left,
    }  # fmt: skip
    return "reuse.proofs_held", "%", 100 * proved / left if left else None, words


def _weee(lots: list[Lot]) -> Figure:
    """The kg handed to an eco-organisation, by the weights of its slips; none is inferred."""
    waste = [each for each in lots if each.route == "eco_organism"]
    known = [float(each.weight) for each in waste if each.weight is not None]
    words = _("%(known)s lots weighed of %(all)s handed to an eco-organisation") % {
        "known": len(known), "all": len(waste),
    }  # fmt: skip
    return "reuse.weee", "kg", sum(known) if known else None, words


def _households(authority: Authority, year: int) -> Figure:
    """The computers given to households, by the proofs dated of the year."""
    proofs = queries.proofs(authority).filter(done_on__year=year, households__isnull=False)
    found = list(proofs.values_list("households", flat=True))
    words = _("%(count)s proofs that say so") % {"count": len(found)}
    return "reuse.given_to_households", "device", float(sum(found)) if found else None, words


def _record(  # noqa: PLR0913, PLR0917  (a figure and its year)
    authority: Authority, year: int, name: str, unit: str, value: float | None, counted: str
) -> None:
    origin = Urn(name.replace(".", "_"), f"{authority.store_name}.{year}")
    if value is None:
        observation_store().withdraw(origin)
        return
    today = timezone.localdate()
    observation = Observation(
        indicator=name,
        value=Interval.exact(value),
        unit=Unit.parse(unit),
        period=Period.year(year),
        perimeter=Perimeter(authority.urn, (counted,)),
        sources=(Source(_("Register of lots"), authority.name, today, "–"),),
        method=f"{name}/1",
        status=Status.DECLARED,
        origin=origin,
    )
    observation_store().record([observation])
