"""Environmental clause and criterion, SPASER: by year, with the bounds of what is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Change
from jalons.procurement.engine.contracts.record import Considered
from jalons.procurement.engine.contracts.shares import CountedShare, contract_shares
from jalons.procurement.web.contracts.models import Contract
from jalons.procurement.web.products.indicators import figure_of, record, years_of


def shares(contracts: Iterable[Contract]) -> dict[str, CountedShare | None]:
    """The shares of contracts by name, as the engine counts them."""
    answers = {"yes": True, "no": False}
    return contract_shares(
        (each.is_digital, Considered(each.environment), each.amount, answers.get(each.spaser))
        for each in contracts
    )


def publish(authority: Authority, changes: Sequence[Change]) -> None:
    """Record both rates of every year an act touched."""
    rows = Contract.objects.of(authority).values_list("notified_on__year", flat=True)
    for year in years_of(rows, changes, "notified_on"):
        contracts = list(living(Contract, authority).filter(notified_on__year=year))
        found, deemed = shares(contracts), sum(each.digital == "cpv" for each in contracts)
        words = _("contracts deemed digital or not by their CPV code: %s") % deemed
        environment = figure_of(found["environment_number"], words)
        record(authority, year, "environmental_clause", "%", environment)
        record(authority, year, "spaser_rate", "%", figure_of(found["spaser_number"]))
