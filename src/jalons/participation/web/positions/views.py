"""A position written by several: its text, amendments, signatures, what travels."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, error_words, number_words
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.partners.queries import key_of
from jalons.foundation.register import pages
from jalons.foundation.register import views as register
from jalons.foundation.register.outcomes import refusal_words
from jalons.kernel import JalonsError, signing
from jalons.participation.engine.positions.acts import TextSection
from jalons.participation.engine.positions.replica import (
    ActVerdict,
    Replica,
    StandingAmendment,
    proposed,
)
from jalons.participation.engine.positions.texts import compare
from jalons.participation.web.positions import actions, forms, queries, words
from jalons.participation.web.positions.models import Position
from jalons.participation.web.positions.register import DRAFT, PARTNERS, positions
from jalons.participation.web.positions.sheets import signed

PER_PAGE = 10
S = Position.State


def _copy(position: Position) -> Replica:
    return queries.copy_of(position.authority, position.uid)


def of_position(request: HttpRequest, position: Position) -> dict[str, Any]:
    """What the page of a position adds to its facts."""
    found, led = _copy(position), position.is_led_here
    mine = key_of(position.authority)
    waiting = sum(each.is_open for each in found.amendments)
    hidden = {DRAFT.path} if position.state != S.DRAFT else set()
    hidden |= set() if led else {PARTNERS.path}
    more: dict[str, Any] = {} if led else {"moves": {}}
    return more | {
        "copy": found, "text": queries.text_of(position, found), "version": found.current,
        "signatures": words.signature_table(signed(found)), "waiting": waiting,
        "is_signed": any(e.act.key == mine and e.is_current for e in found.signatures),
        "may_lead": pages.allows(request, Role.LEAD),
        "may_sign": position.state == S.SIGNATURES and pages.allows(request, Role.LEAD),
        "may_amend": position.state == S.AMENDMENTS and pages.allows(request, positions.write),
        "unread": [each for each in found.standings if each.verdict is not ActVerdict.APPLIED],
        "hidden": hidden, "formats": FORMATS, "digits": signing.fingerprint(mine),
        "new_section": uuid4(), "sent": actions.sent_acts(position, found),
    }  # fmt: skip


page = register.record(positions, of_position)


def _page(
    request: HttpRequest, position: Position, name: str, title: str, **context: Any
) -> HttpResponse:
    """A page under that of a position."""
    back = pages.url_of(positions, position)
    return pages.render(positions, request, name, record=position, back=back,
                        trail=(str(position), back, title), **context)  # fmt: skip


def _shown(position: Position, each: StandingAmendment, number: int) -> dict[str, Any]:
    """An amendment as pages show it: what it changes word by word, its opinions."""
    label, kind = words.amendment_state(each.state)
    title = each.amend.title if each.amend.title != each.before.title else ""
    until = position.amend_until
    return {
        "late": until is not None and each.act.made_on > until,
        "it": each, "number": number, "label": label, "kind": kind, "new_title": title,
        "pieces": compare(each.before.body, each.amend.wanted),
        "opinions": [(words.opinion(one.opinion), one) for one in each.opinions],
    }  # fmt: skip


@require_safe
@within_authority(Role.READER)
def amendments(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The amendments of a position, those that wait first, those of a section together."""
    position = pages.record_or_404(positions, authority, pk)
    found = _copy(position)
    every = sorted(found.amendments, key=lambda e: (not e.is_open, e.amend.section, e.act.id))
    shown = Paginator(every, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_shown(position, each, place) for place, each in enumerate(shown, shown.start_index())]
    return _page(
        request, position, "amendments", _("Amendments"), page=shown, rows=rows,
        opinion=forms.OpinionForm(auto_id=False), may_decide=_may_decide(request, position),
        waiting=sum(each.is_open for each in every), is_open=position.state == S.AMENDMENTS,
    )  # fmt: skip


def _may_decide(request: HttpRequest, position: Position) -> bool:
    open_now = position.is_led_here and position.state == S.AMENDMENTS
    return open_now and pages.allows(request, Role.LEAD)


def _to(position: Position, name: str = "", *more: Any) -> HttpResponse:
    return redirect(pages.url_of(positions, position, name, *more))


@within_authority(Role.CONTRIBUTOR)
def amend(request: HttpRequest, authority: Authority, pk: UUID, section: UUID) -> HttpResponse:
    """What a section should say, in the words of this authority; a new one when it is not there."""
    position = pages.record_or_404(positions, authority, pk)
    found = _copy(position)
    if found.current is None:
        raise Http404
    now = found.current.section(str(section))
    start = {"base": found.current.number, "title": now.title, "body": now.body}
    form = forms.AmendForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        wanted = TextSection(str(section), sent["title"], sent["body"])
        try:
            actions.amend(position, request.user, wanted, sent["base"], sent["reason"])
        except JalonsError as error:
            form.add_error(None, error_words(error))
        else:
            messages.success(request, _("The amendment is there, and goes to who leads."), "good")
            return _to(position, "amendments")
    return _page(request, position, "amend", _("Amend"), form=form, now=now)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def opine(request: HttpRequest, authority: Authority, pk: UUID, amendment: UUID) -> HttpResponse:
    """The opinion of this authority on an amendment."""
    position = pages.record_or_404(positions, authority, pk)
    form = forms.OpinionForm(request.POST)
    if form.is_valid():
        try:
            actions.opine(position, request.user, str(amendment), **form.cleaned_data)
        except JalonsError as error:
            messages.error(request, refusal_words(error), "bad")
    else:
        problems = [str(each) for errors in form.errors.values() for each in errors]
        messages.error(request, " ".join(problems), "bad")
    return _to(position, "amendments")


@within_authority(Role.LEAD)
def decide(request: HttpRequest, authority: Authority, pk: UUID, section: UUID) -> HttpResponse:
    """The amendments of a section side by side, and the text that is decided."""
    position = pages.record_or_404(positions, authority, pk)
    found = _copy(position)
    if found.current is None or not position.is_led_here:
        raise Http404
    now = found.current.section(str(section))
    waiting = [e for e in found.amendments if e.is_open and e.amend.section == str(section)]
    start = proposed(now, waiting)
    initial = {"base": found.current.number, "title": start.title, "body": start.body}
    form = forms.DecideForm(request.POST or None, amendments=waiting, initial=initial)
    typed = None
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        wanted = TextSection(str(section), sent["title"], sent["body"])
        try:
            actions.decide(position, request.user, wanted, sent["base"], form.decisions())
        except JalonsError as error:
            again = request.POST.copy()
            again["base"] = str(found.current.number)  # the text they are shown now
            form = forms.DecideForm(again, amendments=waiting)
            form.add_error(None, error_words(error))
            typed = compare(now.body, sent["body"])
        else:
            return _to(position, "amendments")
    rows = [_shown(position, each, place) for place, each in enumerate(waiting, 1)]
    return _page(request, position, "decide", _("Decide"), form=form, now=now, typed=typed,
                 rows=rows)  # fmt: skip


@within_authority(Role.LEAD)
def sign(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Sign the latest version, or withdraw the signature."""
    position = pages.record_or_404(positions, authority, pk)
    found, mine = _copy(position), key_of(authority)
    own = next((each for each in found.signatures if each.act.key == mine), None)
    leaving = "withdraw" in request.POST
    start = {"version": found.current.hash if found.current else ""}
    form = forms.SignForm(request.POST if request.POST and not leaving else None, initial=start)
    unsign = forms.UnsignForm(request.POST if leaving else None)
    try:
        if leaving and unsign.is_valid():
            actions.unsign(position, request.user, unsign.cleaned_data["reason"])
            return _to(position)
        if form.is_bound and form.is_valid():
            actions.sign(position, request.user, form.values(), form.cleaned_data["version"])
            return _to(position)
    except JalonsError as error:
        form.add_error(None, error_words(error))
    return _page(
        request, position, "sign", _("Sign"), form=form, unsign=unsign, signed=own,
        version=found.current, is_open=position.state == S.SIGNATURES,
    )  # fmt: skip


def _version(found: Replica, text: str | None, default: int) -> Any:
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default
    return found.version(number)


@require_safe
@within_authority(Role.READER)
def versions(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Two versions of a text, word by word."""
    position = pages.record_or_404(positions, authority, pk)
    found = _copy(position)
    last = found.current.number if found.current else 1
    after = _version(found, request.GET.get("a"), last)
    before = _version(found, request.GET.get("de"), max(1, last - 1))
    if found.current and not (before and after):
        raise Http404
    sections = words.compared(before.sections, after.sections) if found.current else ()
    return _page(request, position, "versions", _("Versions"), copy=found, before=before,
                 after=after, sections=sections)  # fmt: skip


@require_safe
@within_authority(Role.READER)
def parcels(_request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The file to send to the other territories: every act that they may apply."""
    position = pages.record_or_404(positions, authority, pk)
    return zip_answer(actions.bundle(position), f"position-{position.uid[:8]}")


def zip_answer(content: bytes | None, name: str) -> HttpResponse:
    """A file of signed acts; there is no such page when there is none."""
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return answer


@require_safe
@within_authority(Role.READER)
def received(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What other territories sent."""
    found = queries.received(authority)
    shown = Paginator(found, 25).get_page(request.GET.get("page"))
    return pages.render(
        positions, request, "received", page=shown, table=_received_table(authority, shown),
        waiting=found.exclude(key__in=queries.trusted(authority)).count(),
        digits=signing.fingerprint(key_of(authority)), trail=(_("Received"),),
    )  # fmt: skip


@within_authority(Role.CONTRIBUTOR)
def receive(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The file another territory sent."""
    form = forms.ReceiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.receive(authority, request.user, form.cleaned_data["file"].read())
        except (JalonsError, ValidationError) as error:
            form.add_error("file", refusal_words(error))
        else:
            text = ngettext("%(count)s new act received.", "%(count)s new acts received.", count)
            messages.success(request, text % {"count": number_words(count)}, "good")
            return redirect("position_received", authority.slug)
    back = reverse("position_received", args=[authority.slug])
    return pages.render(positions, request, "receive", form=form, back=back,
                        trail=(_("Received"), back, _("Receive a file")))  # fmt: skip


def _received_table(authority: Authority, shown: Any) -> Table | None:
    rows = []
    for standing, position in queries.standings(authority, shown):
        act, (label, kind) = standing.act, words.verdict(standing)
        where = Cell(str(position), url=pages.url_of(positions, position)) if position else "–"
        rows.append((words.act(act.said), act.publisher, day_words(act.made_on), where,
                     Cell("", mark=label, mark_kind=kind)))  # fmt: skip
    labels = (_("What"), _("Sent by"), _("Made on"), _("Position"), _("What was done"))
    title = _("What other territories sent, the last first")
    return Table(title, tuple(map(Column, labels)), tuple(rows)) if rows else None


@within_authority(Role.CONTRIBUTOR)
def former(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Bring a position of the past as text."""
    form = forms.FormerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        bring = partial(actions.bring_former, authority, request.user, form.values())
        try:
            return _to(bring(form.cleaned_data["text"]))
        except ValidationError as error:
            form.add_error(None, error.messages)
        except JalonsError as error:
            form.add_error("text", error_words(error))
    return pages.render(positions, request, "former", form=form,
                        trail=(_("Bring a former position"),))  # fmt: skip
