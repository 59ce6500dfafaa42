"""The next request and its decision, figures without names, the switch, the chain, the lessons."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe

from jalons.ailibrary.engine.review.drawing import Mode
from jalons.ailibrary.web.queue import actions, chain, deciding, learning, queries
from jalons.ailibrary.web.queue.models import (
    Contestation,
    LearnedBundle,
    QueueItem,
    ReceivingService,
    Review,
)
from jalons.ailibrary.web.queue.pseudonyms import code_of
from jalons.ailibrary.web.queue.register import items, rules
from jalons.ailibrary.web.queue.suggesters import first_recipe
from jalons.ailibrary.web.recipes.queries import use_of
from jalons.ailibrary.words import queue as words
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import (
    error_words,
    lang,
    number_words,
    short_moment_words,
)
from jalons.foundation.listing.pages import Listed
from jalons.foundation.register import pages
from jalons.foundation.register.views import saved
from jalons.foundation.tasks.views import follow
from jalons.kernel import JalonsError
from jalons.tabular.persons import is_person

LINES = 50  # of the chain on a page


def _is_lead(request: HttpRequest) -> bool:
    return pages.allows(request, Role.LEAD)


def _refused(request: HttpRequest, error: JalonsError) -> None:
    messages.error(request, error_words(error), "bad")


# One request after the other ----------------------------------------------------------------------


@require_safe
@within_authority(Role.CONTRIBUTOR)
def next_one(request: HttpRequest, authority: Authority) -> HttpResponse:
    """To the next request this person may decide, else to the list."""
    code = code_of(authority, request.user)
    found = queries.next_item(authority, code, timezone.now(), is_lead=_is_lead(request))
    if found is None:
        messages.success(request, _("Nothing is left to decide."), "good")
        return redirect("queue_item_list", authority.slug)
    return redirect("queue_work", authority.slug, found.pk)


@within_authority(Role.CONTRIBUTOR)
def work(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A request, its suggestion or why there is none, and the choices: none is made before."""
    pages.record_or_404(items, authority, pk)
    now = timezone.now()
    if request.method == "POST":
        try:
            done = deciding.decide(
                authority, request.user, pk, request.POST.get("choice", ""), now,
                reason=request.POST.get("reason", "").strip()[:1_000], is_lead=_is_lead(request),
            )  # fmt: skip
        except JalonsError as error:
            _refused(request, error)
            return redirect("queue_work", authority.slug, pk)
        _say(request, done)
        return redirect("queue_next", authority.slug)
    try:
        shown = deciding.open_item(authority, request.user, pk, now)
    except JalonsError as error:
        _refused(request, error)
        return redirect("queue_item", authority.slug, pk)
    item = shown.item
    others = [each for each in queries.destinations(authority) if each not in shown.services]
    return pages.render(
        items, request, "work", record=item, shown=shown, others=others,
        certainty=words.certainty(shown.score, lang()) if shown.mode is Mode.OPEN else "",
        why=words.silence(shown.why, lang()) if shown.why else "",
        blind=shown.mode is Mode.BLIND,
        opinions=_opinions(item) if item.state == QueueItem.State.SPLIT else [],
        trail=(str(item), pages.url_of(items, item), _("Decide")),
        drills=queries.rules_of(authority, item.recipe).drills,
    )  # fmt: skip


def _opinions(item: QueueItem) -> list[str]:
    """The services that reviewers chose, without who."""
    labels = [each.label for each in queries.reviews(item)]
    names = {str(each.pk): each.name for each in queries.destinations(item.authority)}
    return [names.get(label, _("none of our services")) for label in labels]


def _say(request: HttpRequest, done: deciding.Decided) -> None:
    """What came of a decision: a drill is revealed at once."""
    item = done.item
    if done.is_drill and done.followed:
        text = _("That was a drill: the suggestion was wrong on purpose, and you followed it."
                 " “%(item)s” goes back to the queue.")  # fmt: skip
        messages.warning(request, text % {"item": item}, "warn")
    elif done.is_drill:
        text = _("That was a drill: the suggestion was wrong on purpose, and you saw it."
                 " “%(item)s” goes back to the queue.")  # fmt: skip
        messages.success(request, text % {"item": item}, "good")
    else:
        text = _("“%(item)s”: your decision is stored.") % {"item": item}
        if done.revealed:
            names = ", ".join(each.name for each in done.revealed)
            text += " " + _("The hidden suggestion was: %(names)s.") % {"names": names}
        messages.success(request, text, "good")
    if done.suspended:
        text = _("The last hundred suggestions were accepted in a few seconds: suggestions are"
                 " suspended until a lead resumes them.")  # fmt: skip
        messages.warning(request, text, "warn")


def request_facts(request: HttpRequest, found: QueueItem) -> dict[str, Any]:
    """What the page of a request adds: its text to who may decide, what was decided, its acts."""
    may = pages.allows(request, Role.CONTRIBUTOR)
    code = code_of(found.authority, request.user)
    made = queries.reviews(found) if not found.is_open else []
    mine = any(each.by == code for each in queries.reviews(found))
    lines = [
        (each, not each.outcome and may and not mine)
        for each in living(Contestation, found.authority).filter(item=found)
    ]
    return {
        "may_read": may, "seen_text": found.text if may else "",
        "made": [(each.get_verdict_display(), each.reason if may else "") for each in made],
        "may_take_back": may and (mine or (_is_lead(request) and bool(made)))
        and found.state != QueueItem.State.CONTESTED and found.erased_at is None,
        "may_erase": _is_lead(request) and _is_erasable(found),
        "may_delete": pages.allows(request, items.delete)
        and (not found.opened_by or found.erased_at is not None),
        "to_answer": [each for each, open_ in lines if open_],
        "entries": [_entry_words(each.kind, each.stored, each.at, each.seq)
                    for each in queries.entries_of(found)
                    if not found.is_open or each.kind != each.Kind.SUGGESTION],
    }  # fmt: skip


def _is_erasable(found: QueueItem) -> bool:
    """Whether its text may go: decided, and nobody needs it to answer."""
    return found.state == QueueItem.State.DECIDED and found.erased_at is None


def _entry_words(kind: str, stored: str, at: Any, seq: int) -> tuple[str, str, str]:
    """A line of the chain: number, moment, what."""
    return number_words(seq), short_moment_words(at), words.entry(kind, json.loads(stored), lang())


@require_POST
@within_authority(Role.CONTRIBUTOR)
def take_back(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Undo a decision: the request waits again."""
    pages.record_or_404(items, authority, pk)
    try:
        lead = _is_lead(request)
        deciding.take_back(authority, request.user, pk, timezone.now(), is_lead=lead)
    except JalonsError as error:
        _refused(request, error)
    else:
        messages.success(request, _("The decision is undone: the request waits again."), "good")
    return redirect("queue_item", authority.slug, pk)


@require_POST
@within_authority(Role.LEAD)
def erase(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Erase the text of a closed request now."""
    found = pages.record_or_404(items, authority, pk)
    if _is_erasable(found):
        actions.erase([found], request.user, timezone.now())
        messages.success(request, _("The text is erased."), "good")
    return redirect("queue_item", authority.slug, pk)


class AnswerForm(forms.Form):
    """The answer to a contestation."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), widget=forms.RadioSelect,
        choices=[each for each in Contestation.Outcome.choices if each[0]],
    )  # fmt: skip
    right: forms.ModelChoiceField[ReceivingService] = forms.ModelChoiceField(
        QuerySet(ReceivingService).none(), required=False,
        label=gettext_lazy("Should have gone to"), empty_label=gettext_lazy("none of our services"),
    )  # fmt: skip
    answer = forms.CharField(
        label=gettext_lazy("Answer sent to the person"), max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Without any name: what was decided, and why."),
    )  # fmt: skip

    def clean_answer(self) -> str:
        text: str = self.cleaned_data["answer"]
        if is_person(text):
            raise forms.ValidationError(_("This looks like a person: take the name out."))
        return text


@within_authority(Role.CONTRIBUTOR)
def answer(request: HttpRequest, authority: Authority, pk: UUID, part_pk: UUID) -> HttpResponse:
    """Answer a contestation; who decided may not."""
    item = pages.record_or_404(items, authority, pk)
    found = or_404(living(Contestation, authority).filter(pk=part_pk, item=item).first())
    form = AnswerForm(request.POST if request.method == "POST" else None)
    form.fields["right"].queryset = living(ReceivingService, authority)  # type: ignore[attr-defined]
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.answer(found, request.user, said["outcome"], said["answer"], timezone.now(),
                           right=said["right"])  # fmt: skip
        except JalonsError as error:
            named = str(error.params.get("field", ""))
            form.add_error(named if named in form.fields else None, error_words(error))
        else:
            messages.success(request, _("The answer is stored."), "good")
            return redirect("queue_item", authority.slug, pk)
    trail = (str(item), pages.url_of(items, item), _("Answer"))
    return pages.render(items, request, "answer", form=form, record=item, found=found,
                        trail=trail)  # fmt: skip


# For leads ----------------------------------------------------------------------------------------


@require_safe
@within_authority(Role.LEAD)
def figures(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What the queue comes to in 90 days: no person, no small count."""
    recipe = first_recipe()
    found = queries.statistics(authority, recipe, timezone.now())
    names = {str(each.pk): each.name for each in queries.destinations(authority)}
    return pages.render(
        items, request, "figures", found=found,
        spoken=words.statistics(found.reliance, found.kappa, found.rated, lang()),
        labels=_labels(found, names), weeks=_weeks(found), use=use_of(authority, recipe),
        rules=queries.rules_of(authority, recipe),
        because=words.because(queries.rules_of(authority, recipe).because, lang()),
        late=queries.late_contestations(authority, timezone.localdate()),
        verdicts=[(label, words.count(found.verdicts.get(code, 0), lang()))
                  for code, label in Review.Verdict.choices],
        trail=(_("Figures"),),
    )  # fmt: skip


def _labels(found: queries.Statistics, names: dict[str, str]) -> Table | None:
    """The agreement label by label; services with few decisions are left out."""
    columns = (Column(_("Service")), Column(_("Same answer, suggestion seen")),
               Column(_("Same answer, suggestion hidden")))  # fmt: skip
    rows = tuple(
        (names.get(each.label, _("deleted service")), words.share(each.shown, lang()),
         words.share(each.blind, lang()))
        for each in found.labels if each.is_shown
    )  # fmt: skip
    return Table(_("People and the recipe, service by service"), columns, rows) if rows else None


def _weeks(found: queries.Statistics) -> Table | None:
    columns = (Column(_("Week of")), Column(_("Decisions"), numeric=True),
               Column(_("Right when hidden")), Column(_("Without suggestion")),
               Column(_("State")))  # fmt: skip
    rows = tuple(
        (words.week(each, lang()), words.count(each.decisions, lang()),
         words.share(each.blind, lang()), words.share(each.abstained, lang()),
         Cell("", mark=words.breaches(each, lang()), mark_kind="late" if each.breaches else "ok"))
        for each in found.weeks[::-1]
    )  # fmt: skip
    return Table(_("Week by week"), columns, rows) if rows else None


@require_POST
@within_authority(Role.LEAD)
def switch(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Suspend the suggestions, resume them, or let the model answer again."""
    recipe, why = first_recipe(), request.POST.get("reason", "").strip()[:2_000]
    now, act = timezone.now(), request.POST.get("act")
    use = use_of(authority, recipe)
    try:
        if act == "suspend":
            deciding.suspend(authority, recipe, request.user, why, now)
            messages.success(request, _("No suggestion is shown any more."), "good")
        elif act == "resume":
            deciding.resume(authority, recipe, request.user, why, now)
            messages.success(request, _("Suggestions are shown again."), "good")
        elif act == "model" and use is not None:
            actions.restore_model(use, request.user, why, now)
            messages.success(request, _("The model answers again."), "good")
    except JalonsError as error:
        _refused(request, error)
    return redirect("queue_figures", authority.slug)


@require_POST
@within_authority(Role.LEAD)
def check_chain(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Read the whole chain, in a job."""
    return follow(actions.start_check(authority, request.user))


@require_safe
@within_authority(Role.READER)
def chain_page(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The last acts, and whether the chain is whole."""
    head = chain.head_of(authority)
    rows = chain.entries(authority)
    listed = Listed(rows, [], None, "", "", LINES).page(request.GET.get("page"))
    columns = (
        Column(pgettext("chain", "Number"), numeric=True),
        Column(_("When")),
        Column(_("What")),
    )
    lines = tuple(_entry_words(each.kind, each.stored, each.at, each.seq) for each in listed)
    table = Table(_("Acts, the latest first"), columns, lines) if lines else None
    return pages.render(
        items, request, "chain", head=head, page=listed, table=table,
        state=words.chain_state(head.broken_seq, head.fault, head.checked_seq, head.seq, lang()),
        trail=(_("Chain of decisions"),), is_lead=_is_lead(request),
    )  # fmt: skip


@within_authority(Role.LEAD)
def learning_page(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What could be learned, what was, and what a lead may use."""
    recipe = first_recipe()
    bundles = LearnedBundle.objects.of(authority).filter(recipe=recipe)
    use = use_of(authority, recipe)
    if request.method == "POST":
        try:
            if (key := request.POST.get("bundle")) is None:
                return follow(learning.start(authority, recipe, request.user))
            if not key and use is not None:
                learning.back_to_shipped(use, request.user, timezone.now())
                messages.success(request, _("The recipe answers as Jalons ships it."), "good")
                return redirect("queue_learning", authority.slug)
            chosen = or_404(next((each for each in bundles if str(each.pk) == key), None))
            learning.confirm(chosen, request.user, timezone.now())
            messages.success(request, _("The recipe now uses what it learned here."), "good")
        except JalonsError as error:
            _refused(request, error)
        return redirect("queue_learning", authority.slug)
    known, blind = learning.examples(authority, recipe)
    return pages.render(
        items, request, "learning", known=len(known), blind=blind, least=learning.LEAST,
        lessons=[(each, words.lesson(each.evaluation, each.blind, lang()))
                 for each in bundles[:10]],
        own=bool(use and use.bundle),
        trail=(_("Learn from your decisions"),), enough=len(known) >= learning.LEAST,
    )  # fmt: skip


@within_authority(Role.LEAD)
def rules_page(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The rules of the queue on one page."""

    def read() -> Any:
        return queries.rules_of(authority)

    found = read()
    form, batch = saved(rules.form, request, lambda: found if found.is_new else read())
    if batch is not None or (form.is_bound and not form.errors):
        messages.success(request, _("The rules are stored."), "good")
        return redirect("queue_rules", authority.slug)
    return pages.render(items, request, "rules", form=form, trail=(_("Rules"),), record=None,
                        back=reverse("queue_item_list", args=[authority.slug]))  # fmt: skip
