"""The pages of purchases: the start, the questions, the comparison, the decision and its file."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.documents import document_of
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.pages import allows, record_or_404, render, url_of
from jalons.foundation.register.views import form_or_record, record, to_record
from jalons.kernel import JalonsError
from jalons.procurement.documents.purchase_decision import decision_document
from jalons.procurement.engine.purchases.steps import Step
from jalons.procurement.engine.purchases.thresholds import Nature, Route, duties, sized
from jalons.procurement.web.purchases import actions, drawings, queries
from jalons.procurement.web.purchases.forms import ChoiceForm, NeedForm, StartForm
from jalons.procurement.web.purchases.models import Purchase
from jalons.procurement.web.purchases.register import purchases, state
from jalons.procurement.words import purchases as words
from jalons.procurement.words.sentences import euros, say

RECENT = 5


@require_GET
@within_authority(Role.READER)
def start(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What to buy and for how much: which way leads there, and why."""
    form = StartForm(request.GET if "amount" in request.GET else None)
    context: dict[str, Any] = {
        "form": form,
        "size": None,
        "may_write": allows(request, purchases.write),
    }
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        nature = Nature(values["nature"])
        size = sized(values["amount"], nature, timezone.localdate())
        context |= {
            "size": size,
            "small": size.route is Route.SMALL,
            "sentence": words.size_sentence(size, values["amount"], lang()),
            "reason": words.size_reason(size, nature, lang()),
            "query": urlencode(values),
            "duties": duties().words(lang()),
        }
    waiting = queries.purchases(authority).filter(state=Purchase.State.PREPARING)[:RECENT]
    context["waiting"] = [
        (each, url_of(purchases, each), say(f"step.{queries.step_of(each)}", lang()))
        for each in waiting
    ]
    return render(purchases, request, "start", status=200, **context)


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A purchase, with what the start page was answered."""
    sent = StartForm(request.GET)
    known = sent.cleaned_data if request.GET and sent.is_valid() else {}
    fresh = partial(Purchase, authority=authority, **known)
    return form_or_record(purchases, request, fresh, (_("New"),))


def _purchase(_request: HttpRequest, found: Purchase) -> dict[str, Any]:
    """A purchase: where it is, its quotes side by side, its decision."""
    comparison, today = queries.compared_quotes(found), timezone.localdate()
    quote, amount, step = queries.chosen(found), queries.total(found), queries.step_of(found)
    size, often = queries.size_of(found, today), queries.often(found, today)
    urls = {str(each.pk): url_of(purchases, found, "devis", each.pk) for each in found.quotes.all()}
    return {
        "state": state(found),
        "step": step.value,
        "step_number": min(list(Step).index(step) + 1, list(Step).index(Step.DONE)),
        "sentence": words.comparison_sentence(comparison, lang()),
        "comparison": drawings.table(comparison, urls if found.is_open else {}, lang()),
        "carbon": drawings.carbon_chart(comparison),
        "remarks": words.remarks(comparison, queries.impact_of(found), lang()),
        "need": [(say(f"need.{name}", lang()), reply) for name, reply in found.answers.items()],
        "quote": None if found.is_open else quote,
        "total_words": euros(amount, lang()),
        "over": "" if size.route is Route.SMALL else words.size_sentence(size, amount, lang()),
        "often": say("compare.often", lang(), supplier=quote.supplier, count=often)
        if quote and often
        else "",
    }


purchase = record(purchases, _purchase)


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def need(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    read = partial(record_or_404, purchases, authority, pk)
    found = read()
    trail = (str(found), url_of(purchases, found), _("The need"))
    return form_or_record(purchases, request, read, trail, form_of=NeedForm, questions=True)


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def decide(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    found = record_or_404(purchases, authority, pk)
    today = timezone.localdate()
    picked = queries.chosen(found)
    initial = {"on": today, "why": found.why, "quote": picked and picked.pk}
    form = ChoiceForm(request.POST or None, purchase=found, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            batch = actions.decide(found, user=request.user, **form.cleaned_data)
        except (JalonsError, ValidationError) as error:
            form.add_error(None, refusal_words(error))
        else:
            return to_record(purchases, found, batch)
    comparison = queries.compared_quotes(found)
    return render(
        purchases,
        request,
        "decide",
        form=form,
        record=found,
        back=url_of(purchases, found),
        sentence=words.comparison_sentence(comparison, lang()),
        comparison=drawings.table(comparison, {}, lang()),
    )


document = document_of(
    purchases,
    lambda each: decision_document(queries.material(each, timezone.localdate()), lang()),
    name=lambda each: f"decision-achat-{each.title}",
)
