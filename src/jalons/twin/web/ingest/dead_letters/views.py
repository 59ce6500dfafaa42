"""The pages of refused messages: the list, one message to correct and replay, replay of all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.broker.engine.problems import Problem
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.lookups import or_404
from jalons.twin.web.connection.roles import may
from jalons.twin.web.ingest import refusal_words
from jalons.twin.web.ingest.message_preview import MessagePreview, preview_messages
from jalons.twin.web.ingest.sources import queries
from jalons.twin.web.labels.values import moment

from . import actions
from .forms import DiscardForm, LetterForm

if TYPE_CHECKING:
    from jalons.broker.server.ingest.dead_letters import DeadLetter

PER_PAGE = 20
UNPROCESSABLE = 422
MOST_REPLAYED = 200


def letter_or_404(authority: Authority, key: str) -> DeadLetter:
    every = actions.dead_letters(authority).every()
    return or_404(next((each for each in every if each.key == key), None))


def _pretty(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return text


@within_authority(Role.READER)
def letters(request: HttpRequest, authority: Authority) -> HttpResponse:
    source = request.GET.get("source", "")
    queue = actions.dead_letters(authority)
    every = queue.every(source=source)[::-1]
    page = Paginator(every, PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.letter_counts(authority)
    names = {line.key: line.name for line in queries.source_lines(authority)}
    context = {
        "page": page,
        "total": len(every),
        "source_name": names.get(source, source),
        "source_key": source,
        "dropped": queue.dropped(),
        "table": _table(authority, list(page), names) if every else None,
        "sources": [(key, names.get(key, key), number) for key, number in counts.most_common(20)],
        "may_bring": may(request, Role.CONTRIBUTOR),
    }
    return render(request, "twin/ingest/letters.html", context)


def _table(authority: Authority, letters: list[DeadLetter], names: dict[str, str]) -> Table:
    rows = []
    for each in letters:
        refusal = refusal_words.refusal(each.reason, each.where, each.mend)
        address = reverse("twin_letter", args=(authority.slug, each.key))
        rows.append((
            Cell(moment(each.at), url=address), names.get(each.source, each.source),
            refusal.placed[:200], refusal.fix or "–",
        ))  # fmt: skip
    columns = (
        Column(_("Came")), Column(_("Source")), Column(_("What is wrong")),
        Column(_("How to correct it")),
    )  # fmt: skip
    return Table(_("Messages refused, the latest first"), columns, tuple(rows))


@within_authority(Role.READER)
def letter(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    message = letter_or_404(authority, key)
    return _letter(request, authority, message, LetterForm(initial={"text": _pretty(message.text)}))


@within_authority(Role.CONTRIBUTOR)
@require_POST
def letter_correct(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    message = letter_or_404(authority, key)
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _letter(request, authority, message, form, status=UNPROCESSABLE)
    text = form.cleaned_data["text"]
    if request.POST.get("do") != "replay":
        outcome = preview_messages(
            authority, message.source, [text.encode()], whole=[message.whole]
        )
        return _letter(request, authority, message, form, outcome=outcome)
    return _replayed(request, authority, message, text)


def _replayed(
    request: HttpRequest, authority: Authority, message: DeadLetter, text: str
) -> HttpResponse:
    try:
        if json.loads(text) != _value(message.text):
            message = actions.correct(
                authority=authority, user=request.user, letter=message, text=text
            )
        tally = actions.replay(authority=authority, user=request.user, letters=[message])
    except Problem as problem:
        messages.error(request, refusal_words.sentence(problem))
        return redirect("twin_letter", authority.slug, message.key)
    if tally.problems:
        messages.error(request, refusal_words.sentence(tally.problems[0][1]))
        return redirect("twin_letter", authority.slug, message.key)
    messages.success(request, _("The message is in the twin; it left this list."))
    return redirect("twin_letters", authority.slug)


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return ...


def _letter(  # noqa: PLR0913 — what the page of a letter shows
    request: HttpRequest,
    authority: Authority,
    message: DeadLetter,
    form: LetterForm,
    *,
    outcome: MessagePreview | None = None,
    status: int = 200,
) -> HttpResponse:
    line = queries.source_line(authority, message.source)
    context = {
        "letter": message,
        "refusal": refusal_words.refusal(message.reason, message.where, message.mend),
        "came": moment(message.at),
        "line": line,
        "pretty": _pretty(message.text),
        "form": form,
        "discard": DiscardForm(),
        "outcome": outcome,
        "may_bring": may(request, Role.CONTRIBUTOR),
        "may_edit": may(request, Role.LEAD) and line is not None and line.way != "file",
    }
    return render(request, "twin/ingest/letter.html", context, status=status)


@within_authority(Role.CONTRIBUTOR)
@require_POST
def letter_discard(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    message = letter_or_404(authority, key)
    form = DiscardForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say in a few words why it is thrown away."))
        return redirect("twin_letter", authority.slug, key)
    actions.discard(
        authority=authority,
        user=request.user,
        letters=[message],
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, _("The message is thrown away; the journal keeps why."))
    return redirect("twin_letters", authority.slug)


@within_authority(Role.CONTRIBUTOR)
def letters_replay(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Replay the messages of a source or of all, after a preview."""
    source = request.GET.get("source", "")
    every = [each for each in actions.dead_letters(authority).every(source=source) if not each.cut][
        :MOST_REPLAYED
    ]
    if not every:
        return redirect("twin_letters", authority.slug)
    if request.method == "POST":
        try:
            tally = actions.replay(authority=authority, user=request.user, letters=every)
        except Problem as problem:
            messages.error(request, refusal_words.sentence(problem))
            return redirect("twin_letters", authority.slug)
        message = _("%(kept)s are in the twin, %(refused)s are still refused.")
        messages.info(request, message % {"kept": tally.committed, "refused": tally.refused})
        return redirect("twin_letters", authority.slug)
    outcomes = [
        (
            key,
            preview_messages(
                authority,
                key,
                [each.text.encode() for each in every if each.source == key],
                whole=[each.whole for each in every if each.source == key],
            ),
        )
        for key in dict.fromkeys(each.source for each in every)
    ][:8]
    names = {line.key: line.name for line in queries.source_lines(authority)}
    context = {
        "total": len(every),
        "outcomes": [(names.get(key, key), outcome) for key, outcome in outcomes],
        "kept": sum(outcome.accepted for _key, outcome in outcomes),
    }
    return render(request, "twin/ingest/letters_replay.html", context)
