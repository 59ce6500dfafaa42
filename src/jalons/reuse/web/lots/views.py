"""The pages of lots that differ from those of the kit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
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
from jalons.foundation.register import pages
from jalons.foundation.register.pages import record_or_404, url_of
from jalons.foundation.register.views import form_page, in_trash, record_page, to_record
from jalons.foundation.register.writer import write
from jalons.foundation.rendering.answers import answer
from jalons.reuse.documents.agreement import agreement_document
from jalons.reuse.documents.passport import passport_facts, passports_document
from jalons.reuse.documents.slip import slip_document, verifier
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.lots.events import exported
from jalons.reuse.engine.lots.tasks import LotFacts, LotTask, tasks
from jalons.reuse.engine.lots.waste import Company, WasteDraft, weee_drafts
from jalons.reuse.engine.lots.weights import mass
from jalons.reuse.web.devices.register import MARKS, devices
from jalons.reuse.web.lots import actions, queries
from jalons.reuse.web.lots.models import Lot, LotFile
from jalons.reuse.web.lots.register import ABOUT, COLLECTION, DISPOSAL, BringForm, lots
from jalons.reuse.web.wiping import queries as wiping
from jalons.reuse.web.wiping.models import NoMediaStatement
from jalons.reuse.web.wiping.register import StatementsForm, statements
from jalons.reuse.web.wiping.views import FORMAT_WORDS
from jalons.reuse.words import lots as words
from jalons.reuse.words.leaving import kind_name
from jalons.reuse.words.sentences import say
from jalons.reuse.words.wiping import leaving_words

MOST, MOST_TICKED = 2_000, 200  # devices of one act, of one page of boxes
_PAGES = {"devices": "devices", "agreement": "move", "collection": "move", "slip": "pieces_new",
          "proof": "pieces_new"}  # fmt: skip


@require_GET
@within_authority(Role.READER)
def lot(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A lot: what is missing, its tasks with where to do them, its devices, its events."""
    found = lots.of(authority).filter(pk=pk).first()
    if found is None:
        return in_trash(lots, request, pk)
    known = queries.facts(found)
    todo = [(say(f"lots.tasks.{each.code}", lang()), each.left, _where(found, each))
            for each in tasks(known)]  # fmt: skip
    names = (*ABOUT, *COLLECTION, *(DISPOSAL if known.is_waste else ()))
    drafts = [(each.code, words.lacks_words(each.lacks, lang())) for each in _drafts(found, known)]
    events = [(moment_words(datetime.fromisoformat(each["at"])), each["hash"],
               words.event_words(each, lang())) for each in queries.events(found)]  # fmt: skip
    return record_page(
        lots, request, found, sentence=words.sentence(known, lang()), tasks=todo,
        next=next((each for each in todo if each[1]), None), devices=_table(found, known),
        mass=words.mass_words(mass(known.devices), lang()), formats=FORMAT_WORDS.items(),
        compose_url=url_of(lots, found, "devices"), drafts=drafts, events=events,
        facts=pages.facts(lots, found, *names),
        unproved=not all(each.ready for each in known.devices),
    )  # fmt: skip


def _where(found: Lot, task: LotTask) -> str:
    if task.code == "certificates":
        return reverse("wipe_certificate_list", args=[found.authority.slug])
    return url_of(lots, found, _PAGES.get(task.code, "edit"))


def _table(found: Lot, known: LotFacts) -> Table | None:
    names = (_("Device"), pgettext("device", "Kind"), _("Serial number"), _("Weight"), _("Data"),
             _("Route"))  # fmt: skip
    rows = []
    for each in known.devices:
        data = (_("ready"), "ok") if each.ready else (_("to wipe"), "walk")
        route = say(f"route_outcome.{each.verdict}", lang()) if each.verdict else _("no route")
        url = reverse("device", args=[found.authority.slug, each.key])
        rows.append((Cell(each.name, url=url), kind_name(each.kind, lang()), each.serial or "–",
                     words.kg_words(each, lang()), Cell("", mark=data[0], mark_kind=data[1]),
                     Cell("", mark=route, mark_kind=MARKS.get(each.verdict, "idle"))))  # fmt: skip
    return Table(_("Devices of the lot"), tuple(map(Column, names)), tuple(rows)) if rows else None


@within_authority(Role.CONTRIBUTOR)
def compose(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Devices put in a lot or taken out of it, those ticked or all those of the filter."""
    found = record_or_404(lots, authority, pk)
    sent = request.POST if request.method == "POST" else request.GET
    inside = "dedans" in sent
    rows = queries.members(found) if inside else queries.candidates(authority)
    shown = listed(devices.list, rows, sent, authority=authority)
    if request.method == "POST":
        batch = None
        try:
            wanted = shown.rows if "tous" in sent else rows.filter(pk__in=sent.getlist("pk"))
            batch = actions.compose(request.user, found, list(wanted[:MOST]), inside=not inside)
        except (ReuseError, ValidationError) as error:
            messages.error(request, str(error), "bad")
        return to_record(lots, found, batch)
    page = shown.page(request.GET.get("page"))
    boxes = Ticks("pk", frozenset(), ())
    table = shown.table(_("Devices"), page, lambda each: url_of(devices, each), boxes)
    return pages.render(lots, request, "devices", record=found, listed=shown, page=page,
                        inside=inside, table=table if page else None, total=shown.rows.count(),
                        trail=(str(found), url_of(lots, found), _("Devices")))  # fmt: skip


@within_authority(Role.CONTRIBUTOR)
def no_media(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The devices of a lot that a statement would free, for a person to tick; why not others."""
    found = record_or_404(lots, authority, pk)
    ready = wiping.ready_of(authority, list(queries.members(found)))
    left = [each for each, known in ready.items() if not known.is_ready]
    stated = wiping.ready_of(authority, left, stated_on=timezone.localdate())
    rows = [each for each in left if stated[each].is_ready]
    blank = NoMediaStatement(authority=authority)
    form = StatementsForm(request.POST or None, instance=blank, devices=rows[:MOST_TICKED])
    if form.is_bound and form.is_valid():
        return to_record(lots, found, write(authority, request.user, form.statements()))
    back = url_of(lots, found)
    trail = (str(found), back, _("Devices without medium"))
    stopped = [(each, leaving_words(ready[each], lang())) for each in left if each not in rows]
    return form_page(statements, request, form, trail, back=back, stopped=stopped)


@within_authority(Role.CONTRIBUTOR)
def attach(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A file of a lot."""
    found, part = record_or_404(lots, authority, pk), lots.parts[0]
    blank = LotFile(authority=authority, lot=found)
    form = BringForm(request.POST or None, files=request.FILES or None, instance=blank)
    if form.is_bound and form.is_valid():
        values = {name: value for name, value in form.values().items() if name != "file"}
        try:
            content = form.cleaned_data["file"].read()
            return to_record(lots, found, actions.attach(request.user, found, content, values))
        except (AccountsError, ReuseError) as error:
            form.add_error("file", str(error))
    trail = (str(found), url_of(lots, found), part.new_title)
    return pages.render(lots, request, "attach", form=form, record=found, trail=trail)


@require_safe
@within_authority(Role.READER)
def file(request: HttpRequest, authority: Authority, pk: UUID, part_pk: UUID) -> HttpResponse:  # noqa: ARG001
    """A file of a lot, to download."""
    found = pages.line_or_404(lots.parts[0], record_or_404(lots, authority, pk), part_pk)
    with found.file.open("rb") as stream:
        return _sent(stream.read(), f"{found.kind}.{found.file.name.rsplit('.', 1)[-1]}")


def _sent(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


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
    rows = []
    for each in known.devices:
        place = reverse("passport", args=[found.authority.slug, each.key])
        address = request.build_absolute_uri(place) if found.shows_passports else ""
        rows.append((each.name, actions.passport(found, each, public=False), address))
    return rows


@require_safe
@within_authority(Role.READER)
def data(request: HttpRequest, authority: Authority, pk: UUID, name: str) -> HttpResponse:  # noqa: ARG001
    """The events of a lot, the program that verifies them, its passports, its waste drafts."""
    found = record_or_404(lots, authority, pk)
    if name == "verifier_lot.py":
        return _sent(verifier(lang()).encode(), name)
    if name == "lot.json" and (every := queries.events(found)):
        return _sent(exported(every), name)
    if name == "dechets.json" and (drafts := _drafts(found, queries.facts(found))):
        return JsonResponse([each.document for each in drafts], safe=False)
    if name == "passeports.json":
        known = queries.facts(found).devices
        signed = [actions.passport(found, each, public=False) for each in known]
        return JsonResponse(signed, safe=False)
    raise Http404


def _drafts(found: Lot, known: LotFacts) -> tuple[WasteDraft, ...]:
    if not known.is_waste:
        return ()
    to = Company(found.taker.name, found.taker.siret) if found.taker else Company("")
    household = {"professional": False, "household": True}.get(found.waste_origin)
    return weee_drafts(
        found.name, known.devices, Company(found.authority.name), to, household=household
    )


@public
@require_safe
def passport(request: HttpRequest, slug: str, pk: UUID, kind: str = "") -> HttpResponse:
    """The public passport of a device whose lot is shown; nothing else of the lot."""
    owner = open_page(slug)
    rows = devices.of(owner.authority).filter(pk=pk) if owner else ()
    device = next((each for each in rows if each.lot), None)
    if not device or not device.lot.shows_passports or not device.lot.has_left:
        raise Http404
    (seen,) = queries.seen(device.lot, [device])
    found = actions.passport(device.lot, seen, public=True)
    if kind == "json":
        return JsonResponse(found)
    context = {"facts": passport_facts(found["content"], lang()), "signed": found, "slug": slug,
               "owner": device.authority.name, "kind": kind_name(device.kind, lang())}  # fmt: skip
    return render_page(request, "reuse/lots/passport.html", context)
