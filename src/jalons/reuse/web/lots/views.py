"""The pages of lots that differ from those of the kit."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render as render_page
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_safe

from jalons.foundation.accounts.access import public, within_authority
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import lang, moment_words
from jalons.foundation.design.ticks import Ticks
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.listing.pages import listed
from jalons.foundation.publishing.queries import open_page
from jalons.foundation.register.pages import line_or_404, record_or_404, render, url_of
from jalons.foundation.register.views import in_trash, record_page, to_record
from jalons.foundation.rendering.answers import answer
from jalons.reuse.documents.agreement import agreement_document
from jalons.reuse.documents.passport import passport_facts, passports_document
from jalons.reuse.documents.slip import slip_document, verifier
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.lots import Company, exported, mass, weee_drafts
from jalons.reuse.engine.lots.tasks import LotFacts, Task, tasks
from jalons.reuse.web.devices.register import devices
from jalons.reuse.web.lots import actions, queries
from jalons.reuse.web.lots.forms import BringForm
from jalons.reuse.web.lots.models import Lot
from jalons.reuse.web.lots.register import lots
from jalons.reuse.words import lots as words
from jalons.reuse.words.leaving import kind_name
from jalons.reuse.words.sentences import say

FORMAT_WORDS = {"pdf": "PDF", "docx": "Word", "odt": "OpenDocument", "html": "HTML"}
MOST = 2_000  # devices of one act
_MARKS = {"allowed": "ok", "missing": "walk", "refused": "late"}
_PAGES = {"devices": "devices", "agreement": "move", "collection": "move", "slip": "pieces_new",
          "proof": "pieces_new"}  # fmt: skip


@require_GET
@within_authority(Role.READER)
def lot(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A lot: what is missing, its tasks with where to do them, its devices, its events."""
    found = lots.of(authority).filter(pk=pk).first()
    if found is None:
        return in_trash(lots, request, pk)
    known, every = queries.facts(found), queries.events(found)
    drafts = _drafts(found, known) if known.is_waste else ()
    return record_page(
        lots, request, found, sentence=words.sentence(known, lang()),
        tasks=[(words.task_words(each, lang()), each, _where(found, each))
               for each in tasks(known)],
        devices=_table(found, known), mass=words.mass_words(mass(known.devices), lang()),
        formats=FORMAT_WORDS.items(), compose_url=url_of(lots, found, "devices"),
        drafts=[(each.code, words.lacks_words(each.lacks, lang())) for each in drafts],
        events=[(moment_words(timezone.datetime.fromisoformat(str(each["at"]))), each,
                 words.event_words(str(each["kind"]), each["content"], lang()))
                for each in every],
    )  # fmt: skip


def _where(found: Lot, task: Task) -> str:
    if task.code == "certificates":
        return reverse("wipe_certificate_list", args=[found.authority.slug])
    return url_of(lots, found, _PAGES.get(task.code, "edit"))


def _table(found: Lot, known: LotFacts) -> Table | None:
    columns = (Column(_("Device")), Column(pgettext("device", "Kind")), Column(_("Serial number")),
               Column(_("Weight")), Column(_("Data")), Column(_("Route")))  # fmt: skip
    rows = tuple(
        (
            Cell(each.name, url=reverse("device", args=[found.authority.slug, each.key])),
            kind_name(each.kind, lang()), each.serial or "–", words.kg_words(each, lang()),
            Cell("", mark=_("ready") if each.ready else _("to wipe"),
                 mark_kind="ok" if each.ready else "walk"),
            Cell("", mark=_verdict(each.verdict),
                 mark_kind=_MARKS.get(each.verdict, "idle")),
        )
        for each in known.devices
    )  # fmt: skip
    return Table(_("Devices of the lot"), columns, rows) if rows else None


@within_authority(Role.CONTRIBUTOR)
def compose(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Devices put in a lot or taken out of it, those ticked or all those of the filter."""
    found = record_or_404(lots, authority, pk)
    sent: QueryDict = request.POST if request.method == "POST" else request.GET
    inside = "dedans" in sent
    rows = queries.members(found) if inside else queries.candidates(authority)
    shown = listed(devices.list, rows, sent, authority=authority)
    if request.method == "POST":
        wanted = shown.rows if "tous" in sent else rows.filter(pk__in=_uuids(sent.getlist("pk")))
        try:
            batch = actions.compose(request.user, found, list(wanted[:MOST]), inside=not inside)
        except ReuseError as error:
            messages.error(request, str(error), "bad")
            batch = None
        return to_record(lots, found, batch)
    page = shown.page(request.GET.get("page"))
    ticked = Ticks("pk", frozenset(), ())
    table = shown.table(_("Devices"), page, lambda each: url_of(devices, each), ticked)
    return render(lots, request, "devices", record=found, listed=shown, page=page, inside=inside,
                  table=table if page else None, total=shown.rows.count(),
                  trail=(str(found), url_of(lots, found), _("Devices")))  # fmt: skip


def _uuids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(each) for each in texts]
    except ValueError:
        return []


@within_authority(Role.CONTRIBUTOR)
def attach(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A file of a lot."""
    found = record_or_404(lots, authority, pk)
    part = lots.parts[0]
    form = BringForm(request.POST or None, files=request.FILES or None,
                     instance=part.model(authority=authority, lot=found))  # fmt: skip
    if form.is_bound and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            batch = actions.attach(request.user, found, content, form.values())
        except (AccountsError, ReuseError) as error:
            form.add_error("file", str(error))
        else:
            return to_record(lots, found, batch)
    trail = (str(found), url_of(lots, found), part.new_title)
    return render(lots, request, "attach", form=form, record=found, trail=trail)


@require_safe
@within_authority(Role.READER)
def file(request: HttpRequest, authority: Authority, pk: UUID, part_pk: UUID) -> HttpResponse:  # noqa: ARG001
    """A file of a lot, to download."""
    found = line_or_404(lots.parts[0], record_or_404(lots, authority, pk), part_pk)
    with found.file.open("rb") as stream:
        suffix = found.file.name.rsplit(".", 1)[-1]
        return _sent(stream.read(), "application/octet-stream", f"{found.kind}.{suffix}")


def _sent(content: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@within_authority(Role.READER)
def document(
    request: HttpRequest, authority: Authority, pk: UUID, name: str, kind: str
) -> HttpResponse:
    """The agreement, the slip or the passports of a lot."""
    found = record_or_404(lots, authority, pk)
    known = queries.facts(found)
    sheet = queries.sheet(found, known)
    trees = {
        "convention": lambda: agreement_document(sheet, lang()),
        "bon-enlevement": lambda: slip_document(sheet, lang()),
        "passeports": lambda: passports_document(sheet, _passports(request, found, known), lang()),
    }
    if name not in trees or kind not in FORMATS or (name == "passeports" and not known.devices):
        raise Http404
    return answer(request, authority=authority, kind=kind, name=f"{name} {found}",
                  tree=trees[name], back=url_of(lots, found))  # fmt: skip


def _passports(request: HttpRequest, found: Lot, known: LotFacts) -> list[Any]:
    slug, open_ = found.authority.slug, found.shows_passports
    return [
        (each.name, actions.passport(found, each, public=False),
         request.build_absolute_uri(reverse("passport", args=[slug, each.key])) if open_ else "")
        for each in known.devices
    ]  # fmt: skip


@require_safe
@within_authority(Role.READER)
def data(request: HttpRequest, authority: Authority, pk: UUID, name: str) -> HttpResponseBase:  # noqa: ARG001
    """The events of a lot, the program that verifies them, its passports, its waste drafts."""
    found = record_or_404(lots, authority, pk)
    known, every = queries.facts(found), queries.events(found)
    if name == "verifier_lot.py":
        return _sent(verifier(lang()).encode(), "text/x-python", name)
    if name == "lot.json" and every:
        return _sent(exported(every), "application/json", name)
    if name == "passeports.json":
        signed = [actions.passport(found, each, public=False) for each in known.devices]
        return _sent(json.dumps(signed, ensure_ascii=False).encode(), "application/json", name)
    if name == "dechets.json" and known.is_waste:
        drafts = [each.document for each in _drafts(found, known)]
        return _sent(json.dumps(drafts, ensure_ascii=False).encode(), "application/json", name)
    raise Http404


def _drafts(found: Lot, known: LotFacts) -> Any:
    taker = found.taker
    recipient = Company(taker.name, taker.siret) if taker else Company("")
    return weee_drafts(found.name, known.devices, Company(found.authority.name), recipient)


@public
@require_safe
def passport(request: HttpRequest, slug: str, pk: UUID, kind: str = "") -> HttpResponse:
    """The public passport of a device whose lot is shown; nothing else of the lot."""
    shown = open_page(slug)
    device = shown and devices.of(shown.authority).filter(pk=pk, lot__shows_passports=True).first()
    if not device or device.lot.deleted_at or not device.lot.has_left:
        raise Http404
    (seen,) = queries.seen(device.authority, [device], device.lot)
    signed = actions.passport(device.lot, seen, public=True)
    if kind == "json":
        return JsonResponse(signed)
    found = passport_facts(signed["content"], lang())
    context = {"facts": found, "signed": signed, "owner": device.authority.name,
               "slug": slug, "kind": kind_name(device.kind, lang())}  # fmt: skip
    return render_page(request, "reuse/lots/passport.html", context)


def _verdict(found: str) -> str:
    return say(f"route_outcome.{found}", lang()) if found else _("no route")
