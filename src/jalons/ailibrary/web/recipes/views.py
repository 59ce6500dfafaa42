"""The shelf of recipes, one recipe, its evaluation, its card as a file."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from jalons.ailibrary.documents import card as cards
from jalons.ailibrary.recipes import registry
from jalons.ailibrary.recipes.evaluating import Evaluation, Result
from jalons.ailibrary.web.recipes import actions, queries
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.panels import panels
from jalons.ailibrary.web.recipes.register import MARKS, SuspendForm, uses
from jalons.ailibrary.words import cards as words
from jalons.ailibrary.words.sentences import say
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.charts import IntervalBars
from jalons.foundation.design.page_language import lang, number_words
from jalons.foundation.register import pages
from jalons.foundation.register import views as register
from jalons.foundation.register.models import Registered
from jalons.foundation.tasks.views import follow
from jalons.kernel import Interval, JalonsError
from jalons.kernel.tables import package_table
from jalons.wording import format_significant, order_finding

FILES = {"json": "application/json", "csv": "text/csv; charset=utf-8",
         "md": "text/markdown; charset=utf-8"}  # fmt: skip


@require_safe
@within_authority(Role.READER)
def shelf(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Every recipe of this version, with what the authority does with it."""
    rows = [(each, _state(each), _level(each)) for each in queries.shelf(authority)]
    stories, headline = package_table("jalons.ailibrary", "stories"), uses.headline(authority)
    return pages.render(uses, request, "shelf", recipes=rows, stories=stories, headline=headline)


def _state(each: queries.Shown) -> tuple[str, str]:
    """The kind and the words of the mark of a recipe."""
    if each.use is None:
        return "idle", _("not used")
    return MARKS[RecipeUse.State(each.use.state)], str(each.use.get_state_display())


def _level(each: queries.Shown) -> str:
    return say(f"card.level.{each.standing.level}", lang())


@require_safe
@within_authority(Role.READER)
def recipe(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """What a recipe that the authority does not use would do; the page of its use if it does."""
    if key not in registry.recipe_keys():
        raise Http404
    if use := queries.use_of(authority, key):
        return redirect(pages.url_of(uses, use))
    found = queries.shown(key, None)
    return pages.render(uses, request, "recipe", recipe=found, trail=(found.texts["name"],),
                        **_measures(found.evaluation))  # fmt: skip


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A recipe begins on trial."""

    def read() -> Registered:
        return RecipeUse(authority=authority, key=request.GET.get("recette", ""))

    return register.form_or_record(uses, request, read, (_("Try a recipe"),))


def _record(_request: HttpRequest, use: RecipeUse) -> dict[str, Any]:
    """What the page of a recipe adds to its facts."""
    found = queries.shown(use.key, use)
    return {
        "recipe": found, "state": _state(found), "level": _level(found),
        "stale": queries.stale_words(found.standing), "next": queries.next_step(use),
        "refusal": queries.refusal(use) if use.state == RecipeUse.State.TRIAL else "",
        "by_rule": queries.uses_rule(use), "panels": panels.of(use), "kinds": FILES,
        "may_model": actions.may_go_back(use),
        "registered": queries.register_address(use), "month": queries.month_of(use),
        **_measures(found.evaluation),
    }  # fmt: skip


record = register.record(uses, _record)


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def suspend(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Whoever works with a recipe may suspend it, with a reason."""
    read = partial(pages.record_or_404, uses, authority, pk)
    found = read()
    if not found.may_suggest:
        return register.to_record(uses, found, None)
    trail = (str(found), pages.url_of(uses, found), _("Suspend"))
    return register.form_or_record(uses, request, read, trail, form_of=SuspendForm)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def evaluate(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    return follow(actions.evaluate(pages.record_or_404(uses, authority, pk), request.user))


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def back_to_model(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Put the model back where the rule answers."""
    found = pages.record_or_404(uses, authority, pk)
    if not actions.back_to_model(found, request.user):
        text = _("Measure it first: the model must beat the rule again.")
        messages.error(request, text, "bad")
    return register.to_record(uses, found, None)


@require_POST
@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def enrol(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Register a recipe as an AI system."""
    found = pages.record_or_404(uses, authority, pk)
    try:
        return redirect(actions.enrol(found, request.user.pk or 0))
    except JalonsError as error:
        messages.error(request, str(error), "bad")
        return register.to_record(uses, found, None)


@require_safe
@within_authority(Role.READER)
def evaluation(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """All that the last evaluation of a recipe measured."""
    use = pages.record_or_404(uses, authority, pk)
    back = pages.url_of(uses, use)
    return _evaluation_page(request, queries.shown(use.key, use), back)


@require_safe
@within_authority(Role.READER)
def reference(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """All that the evaluation that a recipe ships measured."""
    if key not in registry.recipe_keys():
        raise Http404
    back = reverse("recipe", args=[authority.slug, key])
    return _evaluation_page(request, queries.shown(key, None), back)


def _evaluation_page(request: HttpRequest, found: queries.Shown, back: str) -> HttpResponse:
    measured = found.evaluation
    tables = (_candidates(measured), _checks(measured)) if measured else (None, None)
    refused = [words.refused_sentence(each.name, each.reason, measured.unit, each.gain, lang())
               for each in measured.refused] if measured else []  # fmt: skip
    return pages.render(
        uses, request, "evaluation", recipe=found, candidates=tables[0], checks=tables[1],
        refused=refused, chart=_chart(measured) if measured else None,
        protocol=say("card.protocol", lang(), seeds=len(measured.seeds)) if measured else "",
        trail=(found.texts["name"], back, _("Measures")), **_measures(measured),
    )  # fmt: skip


def _measures(found: Evaluation | None) -> dict[str, Any]:
    """What pages say of an evaluation: the gate, and what it fails."""
    if found is None:
        return {"gate": "", "failing": 0, "passed": 0}
    passed = sum(each.passed for each in found.checks)
    return {"gate": cards.gate_of(found, lang()), "failing": len(found.checks) - passed,
            "passed": passed}  # fmt: skip


def _candidates(found: Evaluation) -> Table:
    """Each rule and model: score, gain, what typing errors cost it, what it uses."""
    is_share = found.unit == words.SHARE
    label, unit = words.metric_label(found.metric, lang()), _("out of 100") if is_share else (
        found.unit)  # fmt: skip
    labels = (_("Rule or model"), f"{label}, {unit}", _("Gain, points") if is_share else _("Gain"),
              _("Typing errors"), _("Processor, s for 1,000"), _("Wh for 1,000, estimate"),
              _("Memory, MB"))  # fmt: skip
    rows = tuple(_candidate(found, each) for each in found.results)
    columns = tuple(Column(capfirst(label), numeric=place > 0)
                    for place, label in enumerate(labels))  # fmt: skip
    return Table(_("What was compared, on the same cases"), columns, rows)


def _candidate(found: Evaluation, each: Result) -> tuple[Cell | str, ...]:
    score, gain = each.scores[found.metric], found.gains.get(each.name)
    noise = each.noise.get(found.metric)
    is_used = each.name == found.winner
    kind = say(f"card.kind.{each.kind}", lang())
    return (
        Cell(f"{words.candidate_label(each.name, lang())} · {kind}",
             mark=pgettext("candidate", "used") if is_used else "", mark_kind="ok"),
        words.score_figure(found.unit, score, lang()),
        words.score_figure(found.unit, gain, lang()) if gain else "–",
        "–" if noise is None else words.difference(found.unit, noise - score.value, lang()),
        format_significant(each.cost.cpu_seconds, lang(), 2),
        words.energy_figure(each.cost.cpu_seconds, lang()), number_words(each.cost.memory, 0),
    )  # fmt: skip


def _checks(found: Evaluation) -> Table | None:
    """What was wanted of the recipe before it was shipped, and whether it is reached."""
    rows = tuple(
        (capfirst(words.check_label(each.name, lang())), format_significant(each.value, lang()),
         say(f"card.check.{'least' if each.at_least else 'most'}", lang(),
             value=format_significant(each.wanted, lang())),
         Cell("", mark=say(f"card.check.{'met' if each.passed else 'unmet'}", lang()),
              mark_kind="ok" if each.passed else "late"))
        for each in found.checks
    )  # fmt: skip
    columns = (Column(_("What is wanted")), Column(_("Measured"), numeric=True),
               Column(_("Wanted"), numeric=True), Column(_("Result")))  # fmt: skip
    return Table(_("Acceptance"), columns, rows) if rows else None


def _chart(found: Evaluation) -> IntervalBars:
    scale, unit = (100, "%") if found.unit == words.SHARE else (1, found.unit)
    rows = tuple(
        (words.candidate_label(each.name, lang()),
         Interval(score.low, score.value, score.high).scaled(scale))
        for each in found.results for score in (each.scores[found.metric],)
    )  # fmt: skip
    about = _("The thin part is where the score would be with another sample.")
    name = capfirst(words.metric_label(found.metric, lang()))
    title = order_finding(rows, unit, lang())
    return IntervalBars(title, rows, unit, variable=name, description=about)


@require_safe
@within_authority(Role.READER)
def card(_request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    """The living card as a file: JSON, CSV, or the YAML head of a model card."""
    if kind not in FILES:
        raise Http404
    use = pages.record_or_404(uses, authority, pk)
    if kind == "md":
        found = queries.evaluation_of(use.key, use)
        content = cards.model_card(use.key, registry.card(use.key), found)
    else:
        made = queries.living_card(use)
        as_json = kind == "json"
        content = json.dumps(made, ensure_ascii=False, indent=1) if as_json else (
            cards.card_csv(made, lang()))  # fmt: skip
    name = f'attachment; filename="fiche-{use.key}.{kind}"'
    return HttpResponse(content, content_type=FILES[kind], headers={"Content-Disposition": name})
