"""The page of contracts with its shares, and the file of essential data they go out in."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.drawings.charts import Series, StackedBars
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.views import list_page
from jalons.procurement.capture.decp import is_valid
from jalons.procurement.engine.contracts.record import KINDS, exported
from jalons.procurement.web.contracts.models import Contract
from jalons.procurement.web.contracts.register import READ, contracts, shares_of
from jalons.procurement.words.contracts import share_words
from jalons.procurement.words.sentences import say
from jalons.wording import format_amount, share_finding

SHARES = ("every_one", "every_both", "environment_number", "environment_amount", "spaser_number",
          "spaser_amount")  # fmt: skip
CODES = ("both", "clause", "criterion", "none", "unknown")


@require_GET
@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """The list, with the shares of each year and how the latest one divides."""
    found = contracts.of(authority).defer("decp").order_by("-notified_on")
    years = [
        (year, list(rows)) for year, rows in groupby(found, lambda each: each.notified_on.year)
    ]
    lines = []
    for year, rows in years:
        shares = shares_of(rows)
        lines.append((str(year), len(rows), [share_words(shares[name], lang()) for name in SHARES]))
    latest = [each for each in years[0][1] if each.is_digital] if years else []
    return list_page(contracts, request, years=lines, **_split(latest))


def _split(digital: list[Contract]) -> dict[str, object]:
    """How digital contracts divide by consideration: a chart, and the same as rows of a table."""
    if not digital:
        return {}
    amounts: dict[str, list[Decimal]] = {code: [] for code in CODES}
    for each in digital:  # a reserved contract says nothing of the environment
        amounts["none" if each.environment == "reserved" else each.environment].append(each.amount)
    total = sum(map(sum, amounts.values()))
    words = {code: say(f"considered.{code}", lang()) for code in CODES}
    series = tuple(
        Series(words[c], (100 * len(found) / len(digital), float(100 * sum(found) / total)))
        for c, found in amounts.items()
    )
    rows = [(words[c], len(found), format_amount(sum(found), "EUR", lang()))
            for c, found in amounts.items()]  # fmt: skip
    title = _("Environmental consideration of the digital contracts of %s")
    title %= digital[0].notified_on.year
    shares = [(words[code], len(found) / len(digital)) for code, found in amounts.items()]
    bars = StackedBars(share_finding(shares, lang()), (_("By number"), _("By amount")), series, "%",
                       variable=title)  # fmt: skip
    return {"chart": bars, "split": rows, "split_title": title}  # fmt: skip


@heavy
@require_GET
@within_authority(Role.READER)
def decp_file(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The contracts with a whole sheet, valid under the official schema; how many are left out."""
    found: dict[str, list[object]] = {kind: [] for kind in KINDS}
    rows = list(contracts.of(authority))
    for each in rows:
        if sheet := each.sheet:
            names = set(READ) - {"holders", "amended"}
            raw = exported(sheet, **{name: getattr(each, name) for name in names})
            if is_valid(raw, sheet.kind):
                found[sheet.kind].append(raw)
    left = len(rows) - sum(map(len, found.values()))
    if left:
        text = _("Contracts left out of the file, whose sheet is not whole or not valid: %s")
        messages.info(request, text % left)
    if left == len(rows):
        return redirect("contract_list", authority.slug)
    body = {"marches": {kind: listed for kind, listed in found.items() if listed}}
    name = {"Content-Disposition": f'attachment; filename="decp-{authority.slug}.json"'}
    text = json.dumps(body, ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/json", headers=name)
