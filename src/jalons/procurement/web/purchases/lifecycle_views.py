"""The calculator of life-cycle cost: what is typed stays in the address, nothing is stored."""

from __future__ import annotations

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
from jalons.procurement.engine.lifecycle.costs import Condition, LifeCycleCost, life_cycle_cost
from jalons.procurement.engine.lifecycle.hypotheses import Assumptions, usual_assumptions
from jalons.procurement.engine.lifecycle.sensitivity import Swing, sensitivity
from jalons.procurement.web.purchases.lifecycle_forms import AssumptionsForm, OptionForm
from jalons.procurement.words import lifecycle as words
from jalons.procurement.words.sentences import say

EXAMPLE = {
    "new-price": "900", "new-energy": "30", "new-life": "6", "new-residual": "50",
    "new-embodied": "250", "refurbished-price": "450", "refurbished-energy": "38",
    "refurbished-life": "4", "refurbished-residual": "20", "refurbished-embodied": "40",
}  # fmt: skip
SUMS = ("money", "carbon", "total", "yearly")


@require_GET
@within_authority(Role.READER)
def calculator(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Costs of up to three options side by side."""
    del authority
    data = request.GET
    forms = [OptionForm(data if data else None, kind=kind) for kind in Condition]
    assumed_form = AssumptionsForm(data if data else None)
    used = [each for each in forms if each.is_bound and each.is_used]
    context: dict[str, Any] = {
        "forms": [(words.condition(each.kind, lang()).capitalize(), each) for each in forms],
        "assumptions": assumed_form,
        "example": urlencode(EXAMPLE),
        "hypotheses": words.hypothesis_rows(usual_assumptions(), lang()),
    }
    if used and all([*(each.is_valid() for each in used), assumed_form.is_valid()]):
        assumed, impact = assumed_form.assumptions(), assumed_form.impact()
        options = [each.option(impact) for each in used]
        costs = [life_cycle_cost(option, assumed) for option, _inferred in options]
        inferred = [option.label for option, taken in options if taken]
        context |= _result(costs, assumed) | {"inferred": inferred}
    return render(request, "procurement/purchases/lifecycle.html", context)


def _result(costs: list[LifeCycleCost], assumed: Assumptions) -> dict[str, Any]:
    swings = sensitivity([each.option for each in costs], assumed)
    return {
        "sentence": words.sentence(costs, lang()),
        "parts": _parts(costs),
        "chart": _chart(costs),
        "break_even": words.break_even_sentences(costs, assumed, lang()),
        "payback": words.payback_sentences(costs, assumed, lang()),
        "stable": words.sensitivity_sentence(swings, lang()) if len(costs) > 1 else "",
        "swings": _swings(swings, costs),
    }


def _parts(costs: list[LifeCycleCost]) -> Table:
    def value(cost: LifeCycleCost, name: str) -> str:
        if name == "carbon_embodied" and cost.carbon_embodied is None:
            return say("lcc.unknown", lang())
        found = getattr(cost, name)
        return words.euros(-found if name == "residual" and found else found, lang())

    used = [
        each
        for each in words.PARTS
        if each == "carbon_embodied" or any(getattr(cost, each) for cost in costs)
    ]
    names = [(f"part_{each}", each) for each in used] + [(each, each) for each in SUMS]
    rows = tuple(
        (say(f"lcc.{label}", lang()).capitalize(), *(value(each, name) for each in costs))
        for label, name in names
    )
    heads = (Column(""), *(Column(each.option.label, numeric=True) for each in costs))
    heads = (Column(_("Part of the cost")), *heads[1:])
    return Table(_("Over its whole life, then by year of service"), heads, rows)


def _chart(costs: list[LifeCycleCost]) -> StackedBars:
    """What is paid and the value of carbon, by year of service."""
    paid = tuple(max(0.0, float(each.yearly_money)) for each in costs)
    carbon = tuple(float(each.carbon / each.option.life) for each in costs)
    series = (
        Series(say("lcc.money", lang()), paid),
        Series(say("lcc.carbon", lang()), carbon),
    )
    return StackedBars(
        _("Cost by year of service"), tuple(each.option.label for each in costs), series, "€"
    )


def _swings(swings: tuple[Swing, ...], costs: list[LifeCycleCost]) -> Table:
    heads = (
        Column(_("One assumption at a time")),
        *(Column(each.option.label, numeric=True) for each in costs),
    )
    rows = tuple(
        (
            words.swing_name(each, lang()),
            *(
                f"{words.euros(low.yearly, lang())} – {words.euros(high.yearly, lang())}"
                for low, high in zip(each.at_low, each.at_high, strict=True)
            ),
        )
        for each in swings
    )
    return Table(_("By year of service, from one bound to the other"), heads, rows)
