"""A system with its class, duties and impact; a block of questions; cards brought and exported."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jalons.catalogue.documents.ai_card import card_document
from jalons.catalogue.engine.ai import cards, impact
from jalons.catalogue.engine.ai.questions import blocks, missing, questions
from jalons.catalogue.web.ai_systems import actions, queries
from jalons.catalogue.web.ai_systems.forms import CardFileForm, GatewayForm, questions_form
from jalons.catalogue.web.ai_systems.models import AISystem
from jalons.catalogue.web.ai_systems.register import generative, systems
from jalons.catalogue.words import ai as words
from jalons.catalogue.words.sentences import say
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, error_words, lang, number_words
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.register import pages
from jalons.foundation.register import views as register
from jalons.foundation.register.documents import document_of
from jalons.foundation.register.outcomes import refusal_words
from jalons.kernel import JalonsError
from jalons.tabular.files.writing import csv_file
from jalons.wording import format_month

MARKS = {"met": "ok", "to_do": "late", "to_check": "walk", "later": "idle"}
SALT, MOST = "catalogue.gateway", 1_000  # lines of a file


def _record(_request: HttpRequest, found: AISystem) -> dict[str, Any]:
    """What the page of a system adds to its facts."""
    classed, standing = queries.classed(found), queries.standing(found)
    shown = []
    for name, block in blocks().items():
        if name == "fria" and "fria" not in classed.facts and not found.answers.get("fria_on"):
            continue
        left = missing(found.answers, block=name, drafts=found.drafts)
        shown.append((name, block.title.text(lang()), len(questions(name)), len(left)))
    assessed, (energy, unknown) = impact.assess(found.answers), queries.yearly_energy(found.months)  # type: ignore[attr-defined]
    return {
        "kind": classed.kind, "class_label": words.class_label(classed.kind, lang()),
        "reasons": words.reasons(classed, lang()), "refusal": queries.refusal(found),
        "level": say(f"ai.level.{standing.level}", lang()), "next": words.next_step(standing, lang()),
        "stale": queries.is_stale(found), "blocks": shown, "duties": _duties(found),
        "impact": assessed and words.impact_sentence(assessed, lang()),
        "mentions": words.notices(classed.facts, lang(), name=found.name,
                                 authority=found.authority.name, contact=found.contact_email),
        "energy": energy and words.energy(energy, lang()), "unknown_uses": unknown,
        "formats": FORMATS, "has_fria": "fria" in classed.facts,
    }  # fmt: skip


record = register.record(systems, _record)


def _duties(found: AISystem) -> Table | None:
    due = queries.due(found)
    labels = [say(f"ai.column.{key}", lang()) for key in ("duty", "action", "article", "since", "state")]
    rows = tuple(
        (each.duty.title.text(lang()),
         " ".join(filter(None, (each.duty.action.text(lang()), each.duty.doubt.text(lang())))),
         Cell(each.duty.article, confirmed=each.duty.verified),
         Cell(day_words(each.duty.since), confirmed=each.duty.date_verified),
         Cell("", mark=say(f"ai.state.{each.state}", lang()), mark_kind=MARKS[each.state]))
        for each in due
    )  # fmt: skip
    return Table(say("ai.duties", lang()), tuple(map(Column, labels)), rows) if rows else None


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def block(request: HttpRequest, authority: Authority, pk: UUID, name: str) -> HttpResponse:
    """The questions of a block on one page."""
    if name not in blocks():
        raise Http404
    read = partial(pages.record_or_404, systems, authority, pk)
    form, batch = register.saved(questions_form(name), request, read)
    found = form.instance
    if batch is not None or (form.is_bound and not form.errors):
        if name == "impact":
            return redirect("ai_system_impact", authority.slug, pk)
        return register.to_record(systems, found, batch)
    shown = blocks()[name]
    trail = (str(found), pages.url_of(systems, found), shown.title.text(lang()))
    return pages.render(systems, request, "block", form=form, record=found, trail=trail,
                        title=shown.title.text(lang()), lead=shown.lead.text(lang()),
                        drafts=any(each.key in found.drafts for each in questions(name)),
                        back=pages.url_of(systems, found))  # fmt: skip


@require_safe
@within_authority(Role.READER)
def impact_page(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What each answer adds to the impact, and what would lower it."""
    found = pages.record_or_404(systems, authority, pk)
    assessed = impact.assess(found.answers)
    labels = (_("Question"), _("Your answer"), _("Points"), _("Why"))
    rows = tuple((each.label.text(lang()), choice.text(lang()),
                  number_words(-choice.points if each.mitigation else choice.points),
                  each.why.text(lang())) for each, choice in (assessed.lines if assessed else ()))  # fmt: skip
    table = Table(_("What each answer adds"), tuple(map(Column, labels)), rows) if rows else None
    changes = [(each, each.question.label.text(lang()), each.choice.text(lang()),
                words.level_label(each.level, lang())) for each in impact.levers(found.answers)]  # fmt: skip
    trail = (str(found), pages.url_of(systems, found), _("Impact"))
    return pages.render(systems, request, "impact", record=found, trail=trail, assessed=assessed,
                        table=table, changes=changes, advice=words.advice(assessed, lang()),
                        sentence=assessed and words.impact_sentence(assessed, lang()))  # fmt: skip


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def start(request: HttpRequest, authority: Authority) -> HttpResponse:
    """New cards from a starter card, or from a file of cards."""
    sent, name = request.method == "POST", request.POST.get("card", "")
    form = CardFileForm(request.POST, request.FILES) if sent and not name else CardFileForm()
    if sent and name and name not in actions.starters():
        raise Http404
    if name or form.is_valid():
        try:
            found = [actions.starter(name)] if name else actions.read_file(form.cleaned_data["file"].read())
            made = actions.start(authority, request.user, found)
        except JalonsError as error:
            form.add_error("file", error_words(error))
        except ValidationError as error:
            form.add_error(None, refusal_words(error))
        else:
            batch = pages.last_act(made[0])
            one = len(made) == 1
            return register.to_record(systems, made[0], batch) if one else register.to_list(systems, authority, batch)
    known = [(key, each["title"][lang()], each) for key, each in actions.starters().items()]
    return pages.render(systems, request, "start", form=form, starters=known, trail=(_("Start from a model"),))


document = document_of(
    systems,
    lambda found: card_document(queries.sheet(found), [each for each in blocks() if each != "fria"
                                or found.answers.get("fria_on")], timezone.localdate(), lang()),
    name=lambda found: f"fiche-{found}",
)  # fmt: skip
assessment = document_of(
    systems,
    lambda found: card_document(queries.sheet(found), ("fria",), timezone.localdate(), lang()),
    name=lambda found: f"analyse-droits-fondamentaux-{found}",
)


@require_safe
@within_authority(Role.READER)
def export(_request: HttpRequest, authority: Authority, kind: str) -> HttpResponse:
    """Every card as another register writes it, or as ours (``fiches``)."""
    found = list(queries.systems(authority))
    if kind not in {"fiches", *cards.FORMATS}:
        raise Http404
    rows = [queries.card(each) if kind == "fiches" else cards.row(kind, queries.card(each, "fr"))
            for each in found]  # fmt: skip
    if kind in {"fiches", "nl"}:
        content, mime, suffix = json.dumps(rows, ensure_ascii=False, indent=1).encode(), "application/json", "json"
    else:
        table = [list(cards.columns(kind)), *(list(each.values()) for each in rows)]
        content, mime, suffix = csv_file(table), "text/csv; charset=utf-8", "csv"
    answer = HttpResponse(content, content_type=mime)
    answer["Content-Disposition"] = f'attachment; filename="registre-ia-{kind}.{suffix}"'
    return answer


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What the export of a gateway says, by month and model, before anything is stored."""
    from jalons.catalogue.capture.gateway import read_gateway  # spreadsheets stay out of other pages

    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, found, signed, table = GatewayForm(*sent, systems=queries.systems(authority)), None, "", None
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = read_gateway(file.read(), file.name)
        except JalonsError as error:
            form.add_error("file", error_words(error))
        else:
            values = [msgspec.to_builtins(each) for each in found.months[:MOST]]
            signed = signing.dumps({"system": str(form.cleaned_data["system"].pk), "source": file.name,
                                    "host": form.cleaned_data["host"], "months": values}, salt=SALT)  # fmt: skip
            table = _months(found.months[:50])
    return pages.render(generative, request, "bring", form=form, found=found, signed=signed, table=table,
                        trail=(_("Bring the export of a gateway"),))  # fmt: skip


def _months(months: Sequence[Any]) -> Table:
    labels = (_("Month"), _("Model"), _("Requests"), _("Tokens written"))
    rows = tuple((format_month(each.month.year, each.month.month, lang()), each.model,
                  number_words(each.requests), number_words(each.output_tokens)) for each in months)  # fmt: skip
    return Table(_("By month and model"), tuple(map(Column, labels)), rows)


@require_POST
@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def store(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Store the months that the page before showed."""
    from jalons.catalogue.capture.gateway import MonthOfUse

    try:
        sent = signing.loads(request.POST.get("months", ""), salt=SALT, max_age=86_400)
    except signing.BadSignature:
        return redirect("generative_use_bring", authority.slug)
    months = msgspec.convert(sent["months"], list[MonthOfUse])
    system = pages.record_or_404(systems, authority, sent["system"])
    batch = actions.store_use(system, request.user, months, host=sent["host"], source=sent["source"])
    return register.to_list(generative, authority, batch)
