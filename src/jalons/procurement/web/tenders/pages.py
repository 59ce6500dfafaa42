"""The content of the page of a result: tables, chart, sentences, alerts."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Row, Table
from jalons.foundation.design.drawings.charts import Series, StackedBars
from jalons.foundation.design.page_language import lang
from jalons.kernel import Interval
from jalons.procurement.engine.awards import flips
from jalons.procurement.engine.awards.alerts import Alert, AlertLevel
from jalons.procurement.engine.awards.ranking import Ranking, Score
from jalons.procurement.engine.awards.simulation import Simulation
from jalons.procurement.web.tenders.models import Tender
from jalons.procurement.words import awards as words

MOST_BIDS, MOST_SERIES = 6, 5  # columns of a table, parts of a bar


@dataclass(frozen=True, slots=True)
class AlertShown:
    """An alert in words, with the decisions that say so."""

    text: str
    is_red: bool
    cases: tuple[tuple[str, str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What the page shows of a simulation under the formula chosen."""

    sentence: str
    meaning: str
    algebra: str
    formulas: Table
    bids: Table
    chart: StackedBars | None
    weights: tuple[str, ...]
    prices: tuple[str, ...]
    dummies: tuple[str, ...]
    effective: Table
    alerts: tuple[AlertShown, ...]
    refusals: tuple[str, ...]
    sheet_url: str
    left_out: str
    traces: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def result(request: HttpRequest, tender: Tender, found: Simulation, formula: str) -> ResultPage:
    """The page of a simulation, for the language of the visitor."""
    spoken, ranking = lang(), found.ranking(formula)
    refusals = words.why_not_proposed(found, formula, spoken)
    simulated = found.tender
    return ResultPage(
        sentence=words.sentence(found, formula, spoken),
        meaning=words.meaning(ranking.rule, spoken),
        algebra=words.algebra(ranking.rule, simulated.scale, spoken),
        formulas=_formulas(request, found, formula),
        bids=_bids(ranking, found),
        chart=_chart(ranking, found),
        weights=tuple(
            words.weight_flip(each, spoken) for each in flips.weight_flips(simulated, ranking)
        ),
        prices=tuple(
            words.price_flip(each, spoken) for each in flips.price_flips(simulated, ranking)
        ),
        dummies=tuple(words.dummy(each, spoken) for each in flips.dummy_bids(simulated, ranking)),
        effective=_effective(flips.effective_weights(simulated, ranking)),
        alerts=tuple(_alert(each) for each in found.alerts_of(formula)),
        refusals=refusals,
        sheet_url="" if refusals else sheet_url(tender, ranking),
        left_out=words.left_out(found, spoken),
        traces=tuple(_trace(score, ranking, found) for score in ranking.scores),
    )


def sheet_url(tender: Tender, ranking: Ranking) -> str:
    """The address of the method sheet with a formula and its parameter."""
    rule = ranking.rule
    value = "-" if rule.value is None else f"{rule.value.normalize():f}"
    return reverse("tender_sheet", args=[tender.authority.slug, tender.pk, rule.formula.id, value])


def readers(authority: Authority) -> str:
    """Who can read the prices."""
    count = authority.memberships.count()
    text = ngettext(
        "Prices and marks are read by the %(count)s member of %(name)s only. They are never "
        "public, nor found by the search.",
        "Prices and marks are read by the %(count)s members of %(name)s only. They are never "
        "public, nor found by the search.",
        count,
    )
    return text % {"count": count, "name": authority.name}


def _formulas(request: HttpRequest, found: Simulation, formula: str) -> Table:
    """The ranking under each formula: who wins, the total and the rank of each bid."""
    shown = found.ranking(formula).scores[:MOST_BIDS]
    columns = (
        Column(_("Price formula")),
        Column(_("Wins")),
        *(Column(score.bid, numeric=True) for score in shown),
    )
    rows = tuple(_formula_row(request, found, each, formula, shown) for each in found.rankings)
    more = len(found.tender.bids) - len(shown)
    note = ngettext("%(count)s other bid is in the computation below.",
                    "%(count)s other bids are in the computation below.", more)  # fmt: skip
    title = _("Total out of %(scale)s and rank, under each formula")
    scale = {"scale": words.plain(found.tender.scale, lang())}
    return Table(title % scale, columns, rows, note=note % {"count": more} if more else "")


def _formula_row(
    request: HttpRequest,
    found: Simulation,
    ranking: Ranking,
    chosen: str,
    shown: tuple[Score, ...],
) -> Row:
    rule = ranking.rule
    query = {**request.GET.dict(), "formule": rule.formula.id}
    is_red = not found.may_propose(rule.formula.id)
    return (
        Cell(
            words.formula(rule, lang()),
            url="" if rule.formula.id == chosen else f"?{urlencode(query)}#resultat",
            mark=_("irregular") if is_red else "",
            mark_kind="late",
        ),
        words.names(ranking.winners, lang()),
        *(_total(ranking.score(each.bid)) for each in shown),
    )


def _total(score: Score) -> str:
    tie = _("tied") if score.tied else ""
    rank = f"{score.rank}, {tie}" if tie else str(score.rank)
    return f"{words.fixed(score.total, lang())} ({rank})"


def _bids(ranking: Ranking, found: Simulation) -> Table:
    """The bids under the formula chosen: price compared, mark and points of each criterion."""
    spoken, tender = lang(), found.tender
    columns = (
        Column(_("Bid")),
        Column(words.price_name(tender, spoken).capitalize(), numeric=True),
        *(Column(each.name, numeric=True) for each in tender.criteria),
        Column(_("Total"), numeric=True),
    )
    rows = tuple(
        (
            Cell(f"{score.rank}. {score.bid}", mark=_("tied") if score.tied else ""),
            words.money(score.price.amount, spoken),
            *(words.fixed(score.points(each), spoken) for each in tender.criteria),
            words.fixed(score.total, spoken),
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
    return StackedBars(_finding(ranking), labels, tuple(series), "", totals=totals)


def _finding(ranking: Ranking) -> str:
    """How far the first bid is from the next one."""
    first, *others = ranking.scores
    if not others:
        return _("One bid only: nothing to compare.")
    if first.tied:
        return _("Several bids share the first place.")
    gap = words.plain(first.total - others[0].total, lang())
    text = _("%(first)s is ahead of %(second)s by %(gap)s points.")
    return text % {"first": first.bid, "second": others[0].bid, "gap": gap}


def _effective(found: tuple[flips.EffectiveWeight, ...]) -> Table:
    columns = (Column(_("Criterion")), Column(_("Weight on paper"), numeric=True),
               Column(_("Share of the gaps between bids"), numeric=True))  # fmt: skip
    rows = tuple(
        (
            each.criterion.name,
            words.percent(each.criterion.weight, lang()),
            Cell(
                words.percent(round((each.share or 0) * 100), lang()),
                share=float(each.share or 0),
            ),
        )
        for each in found
    )
    return Table(_("What each criterion really weighs"), columns, rows)


def _alert(found: Alert) -> AlertShown:
    cases = words.holdings(found, lang())
    return AlertShown(words.alert(found, lang()), found.level is AlertLevel.RED, cases)


def _trace(
    score: Score, ranking: Ranking, found: Simulation
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """How the total of a bid is computed, line by line."""
    spoken = lang()
    mark = words.mark_trace(ranking, score.price, found.tender.scale, spoken)
    amount = words.amount_trace(score.price, spoken)
    lines = [
        *([(_("Price compared"), f"{words.money(score.price.amount, spoken)} ({amount})")]
          if amount else []),
        (_("Mark of the price"), f"{mark} = {words.plain(score.price_mark, spoken)}"),
        *((part.criterion.name, words.points_trace(part, spoken)) for part in score.parts),
        (_("Total"), words.plain(score.total, spoken)),
    ]  # fmt: skip
    return score.bid, tuple(lines)
