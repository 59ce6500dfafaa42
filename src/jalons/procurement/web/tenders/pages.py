"""The content of the page of a result: tables, chart, sentences, alerts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Row, Table
from jalons.foundation.design.drawings.charts import Series, StackedBars
from jalons.foundation.design.page_language import lang
from jalons.kernel import Interval
from jalons.procurement.engine.awards import flips
from jalons.procurement.engine.awards.alerts import Alert, AlertLevel
from jalons.procurement.engine.awards.ranking import PLACES, Ranking, Score
from jalons.procurement.engine.awards.simulation import Simulation
from jalons.procurement.engine.awards.tender import AwardCriterion
from jalons.procurement.web.tenders.forms import WEIGHT
from jalons.procurement.web.tenders.models import Tender, TenderBid
from jalons.procurement.web.tenders.register import BASIS, ESTIMATE
from jalons.procurement.words import awards as words
from jalons.procurement.words.sentences import euros
from jalons.wording import format_percent, join_words

FACTS = ("launched_on", "closing_on", "state", ESTIMATE, BASIS)
MOST_BIDS, MOST_SERIES = 6, 5  # columns of a table, parts of a bar


def result(request: HttpRequest, tender: Tender, found: Simulation, formula: str) -> dict[str, Any]:
    """What the page shows of a simulation under the formula chosen."""
    spoken, ranking, simulated = lang(), found.ranking(formula), found.tender
    refusals = words.why_not_proposed(found, formula, spoken)
    turns: tuple[tuple[str, Any, Any], ...] = (
        ("weights", words.weight_flip, flips.weight_flips),
        ("prices", words.price_flip, flips.price_flips),
        ("dummies", words.dummy, flips.dummy_bids),
    )
    shown: dict[str, Any] = {
        name: [say(each, spoken) for each in find(simulated, ranking)] for name, say, find in turns
    }
    return shown | {
        "sentence": words.sentence(found, formula, spoken),
        "meaning": words.meaning(ranking.rule, spoken),
        "algebra": words.algebra(ranking.rule, simulated.scale, spoken),
        "rankings": _rankings(request, found, ranking),
        "bids": _bids(ranking, found),
        "chart": _chart(ranking, found),
        "effective": _effective(flips.effective_weights(simulated, ranking)),
        "alerts": [alert(each) for each in found.alerts_of(formula)],
        "refusals": refusals,
        "sheet_url": "" if refusals else sheet_url(tender, ranking),
        "left_out": words.left_out(found, spoken),
        "traces": [_trace(score, ranking, found) for score in ranking.scores],
    }


def sheet_url(tender: Tender, ranking: Ranking) -> str:
    rule = ranking.rule
    value = "-" if rule.value is None else str(rule.value.normalize() + 0)
    return reverse("tender_sheet", args=[tender.authority.slug, tender.pk, rule.formula.id, value])


def readers(authority: Authority) -> str:
    if authority.kind == Authority.Kind.DEMO:
        return str(_("These data are fictional: everybody reads them."))
    if authority.kind == Authority.Kind.TRIAL:
        return str(_("This is a trial: only your browser reads it."))
    count = authority.memberships.count()
    text = ngettext(
        "Prices and marks are read by the %(count)s member of %(name)s only. They are never "
        "public, nor found by the search.",
        "Prices and marks are read by the %(count)s members of %(name)s only. They are never "
        "public, nor found by the search.",
        count,
    )
    return text % {"count": count, "name": authority.name}


def _rankings(request: HttpRequest, found: Simulation, ranking: Ranking) -> Table:
    """Who wins under each formula, the total and the rank of each bid; a name opens its page."""
    tried = {k: v for k, v in request.GET.items() if k.startswith(WEIGHT)}
    names = [score.bid for score in ranking.scores[:MOST_BIDS]]
    rows: list[Row] = []
    for each in found.rankings:
        formula = each.rule.formula
        red = (each.formula for each in found.refusals(formula.id))
        is_red, is_shown = not formula.proposed or any(red), each is ranking
        shown = pgettext("formula", "shown") if is_shown else ""
        url = "" if is_shown else f"?{urlencode({**tried, 'formule': formula.id})}"
        name = Cell(words.formula(each.rule, lang()), url=url,
                    mark=_("irregular") if is_red else shown,
                    mark_kind="late" if is_red else "walk")  # fmt: skip
        totals = (words.ranked_total(each.score(bid), lang()) for bid in names)
        rows.append((name, join_words(each.winners, lang()), *totals))
    columns = (Column(_("Price formula")), Column(_("Wins")),
               *(Column(bid, numeric=True) for bid in names))  # fmt: skip
    more = len(ranking.scores) - len(names)
    note = ngettext("%(count)s other bid is in the computation below.",
                    "%(count)s other bids are in the computation below.", more)  # fmt: skip
    scale = {"scale": words.plain(found.tender.scale, lang())}
    title = _("Total out of %(scale)s and rank, under each formula") % scale
    return Table(title, columns, tuple(rows), note=note % {"count": more} if more else "")


def _bids(ranking: Ranking, found: Simulation) -> Table:
    spoken, tender = lang(), found.tender
    columns = (
        Column(_("Bid")),
        Column(words.price_name(tender, spoken).capitalize(), numeric=True),
        *(Column(each.name, numeric=True) for each in tender.criteria),
        Column(_("Total"), numeric=True),
    )
    rows: tuple[Row, ...] = tuple(
        (
            Cell(f"{score.rank}. {score.bid}", mark=_("tied") if score.tied else ""),
            euros(score.price.amount, spoken),
            *(words.fixed(score.points(each), spoken) for each in tender.criteria),
            words.fixed(score.total, spoken, PLACES),
        )
        for score in ranking.scores
    )
    scale = words.plain(tender.scale, spoken)
    title = _("What each criterion brings, out of %(scale)s") % {"scale": scale}
    return Table(title, columns, rows)


def _chart(ranking: Ranking, found: Simulation) -> StackedBars | None:
    """Bars of what each criterion brings; none when a mark is negative."""
    if any(part.points < 0 for score in ranking.scores for part in score.parts):
        return None
    criteria, scores = found.tender.criteria, ranking.scores[:MOST_BIDS]
    named = criteria if len(criteria) <= MOST_SERIES else criteria[: MOST_SERIES - 1]
    series = [Series(each.name, tuple(float(s.points(each)) for s in scores)) for each in named]
    if len(named) < len(criteria):
        rest = [sum((s.points(each) for each in criteria[len(named) :]), Fraction(0))
                for s in scores]  # fmt: skip
        series.append(Series(_("other criteria"), tuple(map(float, rest))))
    labels = tuple(f"{score.rank}. {score.bid}" for score in scores)
    totals = tuple(Interval.exact(float(score.total)) for score in scores)
    scale = words.plain(found.tender.scale, lang())
    variable = _("What each criterion brings, out of %(scale)s") % {"scale": scale}
    return StackedBars(
        _finding(ranking), labels, tuple(series), "", totals=totals, variable=variable
    )


def _finding(ranking: Ranking) -> str:
    first, *others = ranking.scores
    if not others:
        return _("One bid only: nothing to compare.")
    if first.tied:
        return _("Several bids share the first place.")
    return words.ahead(first, others[0], lang())


def _effective(found: tuple[flips.EffectiveWeight, ...]) -> Table:
    columns = (Column(_("Criterion")), Column(_("Weight on paper"), numeric=True),
               Column(_("Share of the gaps"), numeric=True))  # fmt: skip
    rows: list[Row] = []
    for each in found:
        share = float(each.share or 0)
        weight = words.percent(each.criterion.weight, lang())
        rows.append((each.criterion.name, weight, Cell(format_percent(share, lang()), share=share)))
    return Table(_("What each criterion really weighs"), columns, tuple(rows))


def preview(pairs: list[tuple[TenderBid, dict[str, Any]]], marked: list[AwardCriterion]) -> Table:
    columns = (Column(_("Bid")), Column(_("Price"), numeric=True),
               *(Column(leaf.name, numeric=True) for leaf in marked))  # fmt: skip
    taxes = dict(TenderBid.Tax.choices)
    rows: list[Row] = []
    for bid, values in pairs:
        state = _("new") if bid.is_new else _("replaces what is stored")
        price = f"{euros(values['amount'], lang())} {taxes[values['tax']]}"
        marks = [_mark(values["marks"].get(leaf.key)) for leaf in marked]
        rows.append((Cell(values["name"], mark=state), price, *marks))
    return Table(_("What the sheet brings"), columns, tuple(rows))


def _mark(mark: str | None) -> str:
    return pgettext("mark", "missing") if mark is None else words.plain(Decimal(mark), lang())


def alert(found: Alert) -> dict[str, Any]:
    """An alert in words, with the decisions that say so."""
    return {
        "text": words.alert(found, lang()),
        "is_red": found.level is AlertLevel.RED,
        "cases": words.holdings(found, lang()),
    }


def _trace(
    score: Score, ranking: Ranking, found: Simulation
) -> tuple[str, tuple[tuple[str, str], ...]]:
    spoken = lang()
    amount = words.amount_trace(score.price, spoken)
    lines = [
        *([(_("Price compared"), f"{euros(score.price.amount, spoken)} ({amount})")]
          if amount else []),
        (_("Mark of the price"), words.mark_trace(ranking, score, found.tender.scale, spoken)),
        *((part.criterion.name, words.points_trace(part, spoken)) for part in score.parts),
        (_("Total"), words.plain(score.total, spoken)),
    ]  # fmt: skip
    return score.bid, tuple(lines)
