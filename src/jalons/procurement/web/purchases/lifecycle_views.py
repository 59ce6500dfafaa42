"""The calculator of life-cycle cost: what is typed stays in the address, nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.drawings.charts import Series, StackedBars
from jalons.foundation.design.page_language import lang
from jalons.kernel import Interval
from jalons.procurement.engine.lifecycle.costs import (
    Condition,
    LifeCycleCost,
    Option,
    life_cycle_cost,
)
from jalons.procurement.engine.lifecycle.hypotheses import Assumptions, usual_assumptions
from jalons.procurement.engine.lifecycle.sensitivity import sensitivity
from jalons.procurement.web.purchases.lifecycle_forms import AssumptionsForm, OptionForm
from jalons.procurement.words import lifecycle as words
from jalons.procurement.words.sentences import say
from jalons.wording import order_finding

EXAMPLE = {
    "new-price": "900", "new-energy": "30", "new-life": "6", "new-residual": "50",
    "new-embodied": "250", "refurbished-price": "450", "refurbished-energy": "38",
    "refurbished-life": "4", "refurbished-residual": "20", "refurbished-embodied": "40",
}  # fmt: skip


@require_GET
@within_authority(Role.READER)
def calculator(request: HttpRequest, authority: Authority) -> HttpResponse:
    del authority
    forms = [OptionForm(request.GET, kind=kind) for kind in Condition]
    used = [each for each in forms if each.is_bound]
    assumed = AssumptionsForm(request.GET if used else None)
    context: dict[str, Any] = {
        "forms": forms,
        "assumptions": assumed,
        "example": urlencode(EXAMPLE),
        "hypotheses": words.hypothesis_rows(usual_assumptions(), lang()),
    }
    if used and all([each.is_valid() for each in (*used, assumed)]):  # noqa: C419  all errors at once
        context |= _result([each.option() for each in used], assumed.assumptions())
    return render(request, "procurement/purchases/lifecycle.html", context)


def _result(options: list[Option], assumed: Assumptions) -> dict[str, Any]:
    costs = [life_cycle_cost(each, assumed) for each in options]
    swings = sensitivity(options, assumed)
    return {
        "sentence": words.sentence(costs, lang()),
        "parts": _table(_("Part of the cost"), costs, _parts(costs)),
        "chart": _chart(costs),
        "break_even": words.break_even_sentences(costs, assumed, lang()),
        "payback": words.payback_sentences(costs, assumed, lang()),
        "stable": words.sensitivity_sentence(swings, lang()) if len(costs) > 1 else "",
        "swings": _table(_("One assumption at a time"), costs, words.swing_rows(swings, lang())),
    }


def _table(head: str, costs: list[LifeCycleCost], rows: Iterable[tuple[str, ...]]) -> Table:
    labels = (Column(each.option.label, numeric=True) for each in costs)
    return Table(_("By option, in euros"), (Column(head), *labels), tuple(rows))


def _parts(costs: list[LifeCycleCost]) -> Iterator[tuple[str, ...]]:
    for name in (*words.PARTS, *words.SUMS):
        if name == "carbon_embodied" or any(getattr(cost, name) for cost in costs):
            label = say(f"lcc.part_{name}" if name in words.PARTS else f"lcc.{name}", lang())
            yield label.capitalize(), *(words.part(cost, name, lang()) for cost in costs)


def _chart(costs: list[LifeCycleCost]) -> StackedBars:
    paid = tuple(max(0.0, float(each.yearly_money)) for each in costs)
    carbon = tuple(float(each.carbon / each.option.life) for each in costs)
    series = (Series(say("lcc.money", lang()), paid), Series(say("lcc.carbon", lang()), carbon))
    labels = tuple(each.option.label for each in costs)
    sums = [Interval.exact(one + two) for one, two in zip(paid, carbon, strict=True)]
    title = order_finding(list(zip(labels, sums, strict=True)), "€", lang())
    return StackedBars(title, labels, series, "€", variable=_("Cost by year of service"))
