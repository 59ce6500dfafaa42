"""A system with its class, duties and impact; a block of questions; cards brought and exported."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

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
from jalons.foundation.design.page_language import day_words, error_words, lang
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.register import pages
from jalons.foundation.register import views as register
from jalons.foundation.register.documents import document_of
from jalons.kernel import JalonsError
from jalons.tabular.files.writing import csv_file

MARKS = {"met": "ok", "to_do": "late", "to_check": "walk", "later": "idle"}
HEADINGS = ("duty", "action", "article", "since", "state")


def _record(_request: HttpRequest, found: AISystem) -> dict[str, Any]:
    """What the page of a system adds to its facts."""
    classed, standing, spoken = queries.classed(found), queries.standing(found), lang()
    shown = [name for name in blocks() if name != "fria" or "fria" in classed.facts]
    left = {name: missing(found.answers, block=name, drafts=found.drafts) for name in shown}
    energy, unknown = queries.yearly_energy(found.months)  # type: ignore[attr-defined]
    return {
        "kind": classed.kind, "class_label": words.class_label(classed.kind, spoken),
        "reasons": words.reasons(classed, spoken), "refusal": queries.refusal(found),
        "level": say(f"ai.level.{standing.level}", spoken), "stale": queries.is_stale(found),
        "next": words.next_step(standing, spoken), "duties": _duties(found), "formats": FORMATS,
        "blocks": [(name, blocks()[name].title.text(spoken), len(left[name])) for name in shown],
        "impact": words.impact_sentence(impact.assess(found.answers), spoken),
        "mentions": words.notices(classed.facts, spoken, name=found.name,
                                  authority=found.authority.name, contact=found.contact_email),
        "energy": energy and words.energy(energy, spoken), "unknown_uses": unknown,
        "has_fria": "fria" in classed.facts,
    }  # fmt: skip


record = register.record(systems, _record)


def _duties(found: AISystem) -> Table | None:
    rows = tuple(
        (each.duty.title.text(lang()),
         f"{each.duty.action.text(lang())} {each.duty.doubt.text(lang())}".strip(),
         Cell(each.duty.article, confirmed=each.duty.verified),
         Cell(day_words(each.duty.since), confirmed=each.duty.date_verified),
         Cell("", mark=say(f"ai.state.{each.state}", lang()), mark_kind=MARKS[each.state]))
        for each in queries.due(found)
    )  # fmt: skip
    labels = tuple(Column(say(f"ai.column.{key}", lang())) for key in HEADINGS)
    return Table(say("ai.duties", lang()), labels, rows) if rows else None


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def block(request: HttpRequest, authority: Authority, pk: UUID, name: str) -> HttpResponse:
    """The questions of a block on one page."""
    if name not in blocks():
        raise Http404
    read = partial(pages.record_or_404, systems, authority, pk)
    form, batch = register.saved(questions_form(name), request, read)
    found, title = form.instance, blocks()[name].title.text(lang())
    back = pages.url_of(systems, found)
    if batch is not None or (form.is_bound and not form.errors):
        if name == "impact":
            return redirect("ai_system_impact", authority.slug, pk)
        return register.to_record(systems, found, batch)
    return pages.render(
        systems, request, "block", form=form, record=found, trail=(str(found), back, title),
        title=title, lead=blocks()[name].lead.text(lang()), back=back,
        drafts=any(each.key in found.drafts for each in questions(name)),
    )  # fmt: skip


@require_safe
@within_authority(Role.READER)
def impact_page(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What each answer adds to the impact, and what would lower it."""
    found = pages.record_or_404(systems, authority, pk)
    assessed = impact.assess(found.answers)
    labels = (_("Question"), _("Your answer"), _("Points"), _("Why"))
    rows = tuple(
        (each.label.text(lang()), choice.text(lang()),
         words.points(each, choice, lang()), each.why.text(lang()))
        for each, choice in (assessed.lines if assessed else ())
    )  # fmt: skip
    table = Table(_("What each answer adds"), tuple(map(Column, labels)), rows) if rows else None
    changes = [(each, each.question.label.text(lang()), each.choice.text(lang()),
                words.level_label(each.level, lang()))
               for each in impact.levers(found.answers)]  # fmt: skip
    trail = (str(found), pages.url_of(systems, found), _("Impact"))
    return pages.render(systems, request, "impact", record=found, trail=trail, table=table,
                        changes=changes, advice=words.advice(assessed, lang()),
                        sentence=words.impact_sentence(assessed, lang()))  # fmt: skip


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def start(request: HttpRequest, authority: Authority) -> HttpResponse:
    """New cards from a starter card, or from a file of cards."""
    name, known = request.POST.get("card", ""), actions.starters()
    sent = (request.POST, request.FILES) if request.method == "POST" and not name else ()
    form, found = CardFileForm(*sent), []
    if name:
        if name not in known:
            raise Http404
        found = [actions.starter(name)]
    elif form.is_valid():
        try:
            found = actions.read_file(form.cleaned_data["file"].read())
        except JalonsError as error:
            form.add_error("file", error_words(error))
    if found:
        made = actions.start(authority, request.user, found)
        batch = pages.last_act(made[0])
        if len(made) > 1:
            return register.to_list(systems, authority, batch)
        return register.to_record(systems, made[0], batch)
    starters = [(key, each["title"][lang()], each) for key, each in known.items()]
    trail = (_("Start from a model"),)
    return pages.render(systems, request, "start", form=form, starters=starters, trail=trail)


document = document_of(
    systems,
    lambda found: card_document(queries.sheet(found), timezone.localdate(), lang()),
    name=lambda found: f"fiche-{found}",
)
assessment = document_of(
    systems,
    lambda found: card_document(queries.sheet(found), timezone.localdate(), lang(), only="fria"),
    name=lambda found: f"analyse-droits-fondamentaux-{found}",
)


@require_safe
@within_authority(Role.READER)
def export(_request: HttpRequest, authority: Authority, kind: str) -> HttpResponse:
    """Every card as another register writes it, or as ours (``fiches``)."""
    if kind not in {"fiches", *cards.FORMATS}:
        raise Http404
    rows = [queries.card(each) if kind == "fiches" else cards.row(kind, queries.card(each, "fr"))
            for each in queries.systems(authority)]  # fmt: skip
    if as_json := kind in {"fiches", "nl"}:
        content = json.dumps(rows, ensure_ascii=False, indent=1).encode()
    else:
        content = csv_file([list(cards.columns(kind)), *(list(each.values()) for each in rows)])
    suffix, mime = ("json", "application/json") if as_json else ("csv", "text/csv; charset=utf-8")
    name = f'attachment; filename="registre-ia-{kind}.{suffix}"'
    return HttpResponse(content, content_type=mime, headers={"Content-Disposition": name})


@within_authority(Role.CONTRIBUTOR, in_trial=Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The months of a gateway, as one act; the page says what was read and what was left out."""
    from jalons.catalogue.capture.gateway import read_gateway  # the server reads no spreadsheet

    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = GatewayForm(*sent, systems=queries.systems(authority))
    if form.is_valid():
        file, system = form.cleaned_data["file"], form.cleaned_data["system"]
        try:
            found = read_gateway(file.read(), file.name)
        except JalonsError as error:
            form.add_error("file", error_words(error))
        else:
            read = ", ".join(f"{what} ← {heading}" for what, heading in found.columns)
            messages.info(request, _("Columns read: %(names)s.") % {"names": read}, "info")
            if found.dropped:
                text = _("Columns left out, never stored: %(names)s.")
                messages.info(request, text % {"names": ", ".join(found.dropped)}, "info")
            if found.left:
                text = ngettext("%(count)s line could not be read.",
                                "%(count)s lines could not be read.", found.left)  # fmt: skip
                messages.warning(request, text % {"count": found.left}, "warn")
            batch = actions.store_use(system, request.user, found.months,
                                      host=form.cleaned_data["host"], source=file.name)  # fmt: skip
            return register.to_list(generative, authority, batch)
    trail = (_("Bring the export of a gateway"),)
    return pages.render(generative, request, "bring", form=form, trail=trail)
