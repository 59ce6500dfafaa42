"""The demonstration of the room, from the tables ``data/*_demo.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any

import msgspec

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.imports.actions import bring
from jalons.foundation.register.models import Registered
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.procurement.engine.agec.spending import Rule
from jalons.procurement.engine.clauses.catalogue import chosen
from jalons.procurement.web.agec import actions as agec
from jalons.procurement.web.agec import models as accounts
from jalons.procurement.web.agec import queries as years
from jalons.procurement.web.clauses import queries as clauses
from jalons.procurement.web.clauses.models import ClauseSelection, SelectedOwnClause
from jalons.procurement.web.contracts.models import Contract
from jalons.procurement.web.contracts.register import contracts_file
from jalons.procurement.web.own_clauses.models import OwnClause
from jalons.procurement.web.products.models import Product, ProductPurchase
from jalons.procurement.web.purchases import actions as purchases
from jalons.procurement.web.purchases import queries as small
from jalons.procurement.web.purchases.models import Purchase, PurchaseQuote
from jalons.procurement.web.tenders.models import Tender, TenderBid, TenderCriterion

ANSWERS = ("yes", "no", "yes", "unknown", "yes")
UNCONFIRMED = "6064"  # the account of the rule that is left to confirm


def fill(demo: Demonstration) -> None:
    """Fill each topic of a new demonstration, in the order in which one leads to the next."""
    if demo.is_new:
        for topic in (fill_purchases, fill_tender, fill_years, fill_products, fill_clauses,
                      fill_own_clauses, fill_contracts):  # fmt: skip
            topic(demo)


def _table(name: str) -> Mapping[str, Any]:
    return package_table("jalons.procurement", f"{name}_demo")


def _new[M: Registered](
    demo: Demonstration, model: type[M], row: Mapping[str, Any], *left: str, **more: Any
) -> M:
    """A record of a row without the values ``left``, its days in the time of the story."""
    made = model(authority=demo.authority)
    values = {name: demo.story.day(each) if isinstance(each, date) else each
              for name, each in row.items() if name not in left}  # fmt: skip
    write(demo.authority, demo.people[Role.CONTRIBUTOR], [(made, values | more)])
    return made


def fill_purchases(demo: Demonstration) -> None:
    """A small purchase that is decided, another whose quotes are being compared."""
    for row in _table("purchases")["purchase"]:
        made = _new(demo, Purchase, row, "quotes", "decide", "why", "on")
        for each in row["quotes"]:
            _new(demo, PurchaseQuote, each, purchase=made)
        if "decide" in row:
            found = small.purchases(demo.authority).get(pk=made.pk)
            quote = next(each for each in found.quotes.all() if each.supplier == row["decide"])
            user, day = demo.people[Role.CONTRIBUTOR], demo.story.day(row["on"])
            purchases.decide(found, user=user, quote=quote, why=row["why"], on=day)


def fill_tender(demo: Demonstration) -> None:
    """A tender in preparation, with made-up bids to try its formula."""
    row = _table("tenders")
    tender = _new(demo, Tender, row, "criteria", "bids")
    criteria = [_new(demo, TenderCriterion, each, tender=tender) for each in row["criteria"]]
    keys = {each.name: each.key for each in criteria}
    for bid in row["bids"]:
        marks = {keys[name]: mark for name, mark in bid["marks"].items()}
        _new(demo, TenderBid, bid, tender=tender, marks=marks)


def fill_years(demo: Demonstration) -> None:
    """The year before last as it was declared, and last year still to declare."""
    found, user, number = _table("agec"), demo.people[Role.CONTRIBUTOR], demo.story.year - 2
    before = _year(demo, number, found["before"])
    agec.assign(before, user, msgspec.convert(found["rule"], list[Rule]))
    before.refresh_from_db()
    agec.declare(before, user, date(number + 1, 6, 12), found["by"])
    last = _year(demo, number + 1, found["last"])
    rules = years.rules(demo.authority)
    agec.confirm(last, user, [each for each in rules if each.account != UNCONFIRMED])


def _year(demo: Demonstration, number: int, row: Mapping[str, Any]) -> accounts.AgecYear:
    owner = demo.authority
    values = {"year": number, "siret": _table("agec")["siret"], "buyer": owner.name}
    year = _new(demo, accounts.AgecYear, values)
    export = accounts.AccountingExport.objects.create(
        authority=owner, agec_year=year, name=f"grand-livre-{number}.csv", sha256=f"demo-{number}",
        read_at=demo.now, report={"said": [], "left_out": []},
    )  # fmt: skip
    accounts.SpendingSum.objects.create_all([
        accounts.SpendingSum(authority=owner, export=export, account=account, label=label,
                             supplier=supplier, amount=Decimal(str(amount)), lines=lines)
        for account, label, supplier, amount, lines in row["sums"]
    ])  # fmt: skip
    for each in row["amounts"]:
        _new(demo, accounts.AgecAmount, each, agec_year=year, amount=Decimal(each["amount"]))
    for each in row["gifts"]:
        _new(demo, accounts.AgecGift, each, agec_year=year)
    return year


def fill_products(demo: Demonstration) -> None:
    """Eight products and what was bought of them."""
    for row in _table("products")["product"]:
        product = _new(demo, Product, row, "bought")
        for each in row["bought"]:
            _new(demo, ProductPurchase, each, product=product)


def fill_clauses(demo: Demonstration) -> None:
    """A contract with one late check, its values confirmed, and one in preparation."""
    owner, user, found = demo.authority, demo.people[Role.CONTRIBUTOR], _table("clauses")
    signed, site = found["file"]
    proposed = {f"{clause.id}.{each.name}": each.proposed for clause in chosen(signed["clauses"])
                for each in clause.parameters if each.proposed is not None}  # fmt: skip
    changes, _gone = clauses.difference(_new(demo, ClauseSelection, signed, values=proposed))
    _new(demo, ClauseSelection, site)
    write(owner, user, changes)
    due = clauses.checks(owner).filter(due_on__lt=demo.today).order_by("due_on", "clause")
    done = {"state": "done", "done_on": demo.story.day(found["done_on"]), "proof": found["proof"]}
    write(owner, user, [(each, done) for each in list(due)[:-1]])


def fill_own_clauses(demo: Demonstration) -> None:
    """A clause of the authority in use, in a contract file, and a draft."""
    found = _table("clauses")
    own = [_new(demo, OwnClause, row, text=row["text"].strip()) for row in found["own"]]
    file = ClauseSelection.objects.of(demo.authority).get(name=found["in_contract"])
    _new(demo, SelectedOwnClause, {}, selection=file, clause=own[0])


def fill_contracts(demo: Demonstration) -> None:
    """Fifteen contracts brought by a DECP file, of which a person said more of most."""
    file = resources.files("jalons.procurement") / "data" / "decp" / "demo.json"
    content = demo.story.text(file.read_text(encoding="utf-8")).encode()
    bring(contracts_file, demo.authority, name="decp.json", content=content)
    found = Contract.objects.of(demo.authority).order_by("number")
    write(demo.authority, demo.people[Role.CONTRIBUTOR],
          [(each, {"spaser": ANSWERS[at % 5]}) for at, each in enumerate(found)])  # fmt: skip
