"""The register of contracts: form, list, DECP files, and the rates published by year."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.imports.declaration import Import
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import form_of
from jalons.foundation.register.models import Change
from jalons.procurement.capture.decp import is_decp, read_decp
from jalons.procurement.engine.contracts.checks import CheckedContract
from jalons.procurement.engine.contracts.record import Considered, shape
from jalons.procurement.engine.contracts.shares import CountedShare, contract_shares
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.purchases.amounts import BeforeTaxKind
from jalons.procurement.web.contracts.models import Contract
from jalons.procurement.web.figures import figure_of, record, years_of
from jalons.procurement.web.forms import BeforeVatField
from jalons.procurement.words.contracts import fault_lines, share_words
from jalons.procurement.words.sentences import say
from jalons.tabular.column_mapping import Wanted
from jalons.tabular.files.writing import csv_file

FIELDS = ("number", "subject", "cpv", "digital", "amount", "amended", "notified_on", "months",
          "nature", "procedure", "holders", "environment", "social", "spaser")  # fmt: skip
FILLED = ("remarks", "decp")  # by a DECP file only
AMOUNTS, BEFORE_TAX = ("amount", "amended"), BeforeTaxKind()
READ = tuple(name for name in FIELDS if name not in {"digital", "spaser"})


def digital(contract: Contract) -> str:
    """Whether it is digital, and whether its CPV code alone says so."""
    found = contract.is_digital
    if found is None:
        return share_words(None, lang())
    words = _("yes") if found else _("no")
    return _("%s (by its CPV code)") % words if contract.digital == "cpv" else words


def headline(rows: QuerySet[Contract]) -> str:
    """How many contracts, and the rate of the latest year among digital ones."""
    count = rows.count()
    words = ngettext("%(count)s contract", "%(count)s contracts", count) % {"count": count}
    if not (last := rows.order_by("-notified_on").first()):
        return _("No contract is here yet.")
    year = last.notified_on.year
    found = shares_of(rows.filter(notified_on__year=year).defer("decp"))["environment_number"]
    facts = {"count": words, "year": year, "share": share_words(found, lang())}
    return _("%(count)s; environmental clause and criterion in the digital ones of %(year)s: "
             "%(share)s.") % facts  # fmt: skip


def headline_of(authority: Authority) -> str:
    return headline(living(Contract, authority))


def shares_of(contracts: Iterable[Contract]) -> dict[str, CountedShare | None]:
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
        found, deemed = shares_of(contracts), sum(each.digital == "cpv" for each in contracts)
        words = _("contracts deemed digital or not by their CPV code: %s") % deemed
        environment = figure_of(found["environment_number"], words)
        record(authority, year, "environmental_clause", "%", environment)
        record(authority, year, "spaser_rate", "%", figure_of(found["spaser_number"]))


class ContractsFile(Import):
    """A list of contracts, or a DECP file, which becomes such a list when it is dropped."""

    def wanted(self) -> tuple[Wanted, ...]:
        fields = (*super().wanted(), *(self._wanted(Contract, name) for name in FILLED))
        return tuple(replace(e, kind=BEFORE_TAX) if e.name in AMOUNTS else e for e in fields)

    def read(self, file: ImportFile) -> Any:
        if is_decp(content := bytes(file.content)):
            territory = file.authority.territory
            siren = territory.siren if territory else ""
            rows = read_decp(content, siren)
            if len({each.contract.buyer[:9] for each in rows}) > 1:
                raise ProcurementError("decp_buyers")
            file.content = self._list(rows)
        return super().read(file)

    def rows(self, authority: Authority, found: Any) -> Any:
        """The rows as changes; why one is left out is what the check of its file says."""
        at, first = found.proposal.mapping.get("remarks"), found.table.first
        return [
            each if at is None or not each.why
            else replace(each, why=found.table.rows[each.number - first][at])
            for each in super().rows(authority, found)
        ]  # fmt: skip

    def _list(self, rows: list[CheckedContract]) -> bytes:
        """Each contract as a row; one that does not count has no amount, and is left out for it."""
        several = {each.contract.number for each in rows if each.left_out.startswith("twice")}
        lines: list[Any] = [[self.label(name) for name in (*READ, *FILLED)]]
        for each in rows:
            if each.left_out in {"twice_same", "twice_older"}:
                continue
            said, found = fault_lines(each, lang()), each.contract
            if found.number in several and not each.left_out:
                said.insert(0, say("decp.twice_older", lang()))
            values = {name: getattr(found, name) for name in READ}
            values |= {"holders": "\n".join(found.holders)}
            values |= {"amount": ""} if each.left_out else {}
            raw = json.loads(json.dumps(found.raw), object_hook=_nameless)
            remarks = "\n".join(said)[:20_000] or say("decp.clean", lang())
            lines.append([*values.values(), remarks, json.dumps(raw, ensure_ascii=False)])
        return csv_file(lines)


def _nameless(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key != "denominationSociale"}


contracts = Register(
    Contract, "contract",
    form_of(Contract, *FIELDS, amount=BeforeVatField, amended=BeforeVatField),
    List("number", Column(gettext_lazy("Subject"), lambda each: each.subject[:120], "subject"),
         "notified_on", "amount", Column(gettext_lazy("Digital"), digital), "environment", "spaser",
         search=("number", "subject", "holders"), sort="-notified_on",
         filter=filter_of(Contract, "environment", "digital", "spaser"),
         bulk=("digital", "environment", "spaser"), headline=headline, file=(*FIELDS, "remarks")),
    private=frozenset({"decp"}),
    after=publish,
    templates="procurement/contracts",
)  # fmt: skip
contracts_file = ContractsFile(
    contracts,
    key="number",
    also={"number": ("identifiant", "numéro", "n° de marché"), "subject": ("objet", "intitulé"),
          "amount": ("montant", "montant ht"), "notified_on": ("date de notification",),
          "cpv": ("code cpv", "cpv"), "holders": ("titulaire", "titulaires", "attributaire")},
    words=shape()["words"],
)  # fmt: skip
