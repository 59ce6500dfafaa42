"""The pages of the territories that are read, and whom the authority trusts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from jalons.federation.web.sources import actions, queries
from jalons.federation.web.sources.forms import SourceForm, StickForm
from jalons.federation.web.sources.models import Source, Stick
from jalons.federation.web.sources.register import GOOD, panels, sources, state
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, number_words, short_moment_words
from jalons.foundation.journal.models import Entry
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.register import pages
from jalons.foundation.register.declaration import register_of
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.pages import record_or_404, url_of
from jalons.foundation.register.views import form_page, list_page, record, saved
from jalons.foundation.register.views import move as move_page
from jalons.foundation.tasks.views import follow
from jalons.kernel import JalonsError

SHOWN = 25  # lines of each table
OWN_MOVES = ("pause", "resume", "doubt")  # those that are plain buttons
_step = move_page(sources)


@require_safe
@within_authority(Role.READER)
def index(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """The territories that are read, and the reading under way or paused."""
    last = actions.last_round(authority)
    is_stopped = last is not None and last.state == last.State.CANCELLED
    left = queries.due(authority, timezone.localdate()).count() if is_stopped else 0
    words = ngettext("The reading is paused: %(count)s territory remains to be read.",
                     "The reading is paused: %(count)s territories remain to be read.",
                     left)  # fmt: skip
    return list_page(sources, request, round=last if last and last.is_active else None,
                     paused=words % {"count": number_words(left)} if left else "")  # fmt: skip


@require_POST
@within_authority(Role.CONTRIBUTOR)
def pause(_request: HttpRequest, authority: Authority) -> HttpResponse:
    """Pause the reading of the territories of the day."""
    actions.pause_round(authority)
    return redirect("federation_source_list", authority.slug)


@within_authority(Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A territory comes by its address; who is there is read at once."""
    form, batch = saved(SourceForm, request, lambda: Source(authority=authority))
    if batch is not None:
        return follow(actions.meet(form.instance, request.user))
    stick_url = reverse("federation_source_bring_new", args=[authority.slug])
    return form_page(sources, request, form, (_("Read a territory"),), stick_url=stick_url)


@within_authority(Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority, pk: UUID | None = None) -> HttpResponse:
    """A territory comes by its stick, or brings another one."""
    source = record_or_404(sources, authority, pk) if pk else Source(authority=authority)
    form = StickForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.bring(request.user, source, form.cleaned_data["file"])
        except ValidationError as error:
            form.add_error("file", error.messages)
        except AccountsError as error:
            form.add_error("file", str(error))
        else:
            again = actions.read if source.is_trusted else actions.meet
            return follow(again(source, request.user))
    known = not source.is_new
    back = url_of(sources, source) if known else reverse(
        "federation_source_list", args=[authority.slug])  # fmt: skip
    trail = (str(source), back, _("Bring its stick")) if known else (_("Bring a USB stick"),)
    shown = source if known else None
    return pages.render(sources, request, "bring", form=form, back=back, trail=trail, record=shown)


def of_source(request: HttpRequest, source: Source) -> dict[str, Any]:
    """What the page of a territory adds: where it stands, what is set apart, its readings."""
    where = [source.authority.slug, source.pk]
    urls = {name: reverse(f"federation_source_{name}", args=where)
            for name in ("read", "bring", "same")}  # fmt: skip
    may_lead = pages.allows(request, Role.LEAD)
    moves = pages.open_moves(sources, request, source)
    aside = queries.quarantined(source)
    return {
        **{f"{name}_url": url for name, url in urls.items()},
        "sentence": sentence(source), "state": state(source), "may_lead": may_lead,
        "moves": {}, "own_moves": [moves[name] for name in OWN_MOVES
                                   if name in moves and source.trust != Source.Trust.MET],
        "may_trust": "trust" in moves, "same": None if source.is_trusted else queries.twin(source),
        "other": None if source.is_trusted else queries.namesake(source),
        "reason": queries.reason_words(source.reason),
        "advice": queries.advice_words(source.reason),
        "facts": _facts(source), "panels": panels.of(source), "is_good": source.status in GOOD,
        "waiting": Stick.objects.of(source.authority).filter(source=source).exists(),
        "readings": _readings(source), "aside_count": aside.count(), "quarantine": _aside(source),
    }  # fmt: skip


def sentence(source: Source) -> str:
    """Where a territory stands, in a sentence."""
    name = {"name": source.name}
    if not source.is_trusted:
        if source.trust == Source.Trust.LISTED:
            return _("“%(name)s” is no longer read: the list that named it is not accepted.") % name
        if source.publisher and source.reason and not source.heading:
            return _("“%(name)s” was found, and cannot be read for now.") % name
        if source.publisher:
            return _("Compare the digits of “%(name)s” before anything is read.") % name
        return (_("“%(name)s” could not be met.") if source.reason
                else _("Who “%(name)s” is will be read soon.")) % name  # fmt: skip
    if source.paused:
        return _("The readings of “%(name)s” are paused.") % name
    words = {
        Source.Status.NEVER: _("“%(name)s” will be read soon."),
        Source.Status.FRESH: _("“%(name)s” was read: there is news."),
        Source.Status.UNCHANGED: _("“%(name)s” was read: nothing new."),
        Source.Status.EXPIRED: _("“%(name)s” is out of date: its files are intact."),
        Source.Status.REFUSED: _("“%(name)s” was refused: the files you have are intact."),
        Source.Status.UNREACHABLE: _("“%(name)s” does not answer: the files you have are intact."),
    }
    return words[Source.Status(source.status)] % name


def _facts(source: Source) -> list[tuple[str, Any]]:
    through = source.through
    facts: tuple[tuple[Any, Any], ...] = (
        (_("Its list says"), " · ".join(filter(None, (source.heading, source.siren)))),
        (_("Digits"), source.digits if source.is_trusted else ""),
        (_("Address"), source.address or _("none: it comes by USB stick")),
        (_("Trusted since"), day_words(source.trusted_on) if source.trusted_on else ""),
        (_("Named by the list of"), Cell(str(through), url=url_of(sources, through))
         if through and through.deleted_at is None else ""),
        (_("Last reading"), short_moment_words(source.checked_at) if source.checked_at else ""),
        (_("Last complete reading"),
         short_moment_words(source.fresh_at) if source.fresh_at else ""),
        (_("Signatures good until"),
         short_moment_words(source.valid_until) if source.valid_until else ""),
        (_("Next reading"),
         day_words(source.next_on) if source.next_on and source.address else ""),
        (_("Files that wait"), number_words(source.pending) if source.pending else ""),
        (_("How you know this territory"), source.note),
    )  # fmt: skip
    return [(term, value) for term, value in facts if value]


def _aside(source: Source) -> Table | None:
    rows = tuple(
        (each.path, queries.reason_words(each.reason), queries.file_advice(source, each.reason))
        for each in queries.quarantined(source)[:SHOWN]
    )
    columns = (Column(_("File")), Column(_("Why")), Column(_("What to do")))
    return Table(_("Files set apart"), columns, rows) if rows else None


def _readings(source: Source) -> Table | None:
    rows = tuple(
        (short_moment_words(each.when), str(dict(Source.Status.choices).get(after["status"], "")),
         _counted(after) or queries.reason_words(after.get("reason", "")) or "–")
        for each in queries.readings(source) if (after := _after(each)).get("status")
    )  # fmt: skip
    columns = (Column(_("Reading")), Column(_("State")), Column(_("What it gave")))
    note = _("Readings that found nothing new, one after the other, have one line.")
    return Table(_("Last readings"), columns, rows, note=note) if rows else None


def _after(entry: Entry) -> dict[str, Any]:
    return entry.after if isinstance(entry.after, dict) else {}


def _counted(after: dict[str, Any]) -> str:
    """What a reading changed, in words."""
    words = (
        ("added", ngettext("%(count)s new file", "%(count)s new files", after.get("added", 0))),
        ("updated", ngettext("%(count)s changed", "%(count)s changed", after.get("updated", 0))),
        ("removed", ngettext("%(count)s no longer shared", "%(count)s no longer shared",
                             after.get("removed", 0))),
        ("quarantined", ngettext("%(count)s set apart", "%(count)s set apart",
                                 after.get("quarantined", 0))),
    )  # fmt: skip
    return ", ".join(text % {"count": number_words(after[name])}
                     for name, text in words if after.get(name))  # fmt: skip


one = record(sources, of_source)


@within_authority(Role.CONTRIBUTOR)
def step(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponseBase:
    """A step taken with a territory; the first reading starts once its digits were compared."""
    if request.method != "POST" or request.POST.get("move") != "trust":
        return _step(request, slug=authority.slug, pk=pk)
    return _trust(request, slug=authority.slug, pk=pk)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def _trust(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    found = record_or_404(sources, authority, pk)
    if "trust" not in pages.open_moves(sources, request, found):
        return redirect(url_of(sources, found))  # somebody took it a moment ago
    try:
        return follow(actions.trust(request.user, found))
    except JalonsError as error:
        messages.error(request, refusal_words(error), "bad")
    return redirect(url_of(sources, found))


@require_POST
@within_authority(Role.CONTRIBUTOR)
def read(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Read a territory now, or who it is when nobody trusts it yet."""
    found = record_or_404(sources, authority, pk)
    again = actions.read if found.is_trusted else actions.meet
    return follow(again(found, request.user))


@require_POST
@within_authority(Role.LEAD)
def same(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """It is a territory of the list: read it at this address from now on."""
    found = record_or_404(sources, authority, pk)
    try:
        found = actions.move_address(request.user, found)
    except (JalonsError, ValidationError) as error:
        messages.error(request, refusal_words(error), "bad")
    return redirect(url_of(sources, found))


KINDS = {"files": gettext_lazy("the files it shares"), "parcels": gettext_lazy("what it sends")}


@require_GET
@within_authority(Role.READER)
def trusted(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Whom the authority trusts: since when, by whom, through which list."""
    rows: list[tuple[Cell | str, ...]] = []
    read = queries.trusted(authority)
    partners = living(PartnerTerritory, authority).filter(state=PartnerTerritory.State.TRUSTED)
    found: list[Source | PartnerTerritory] = [*read[:SHOWN], *partners[:SHOWN]]
    lines = queries.trusted_by(authority, found)
    for each in sorted(found, key=lambda each: each.name):
        through = each.through if isinstance(each, Source) else None
        by = _("the list of “%(name)s”") % {"name": through} if through else _who(lines, each)
        kind = "files" if isinstance(each, Source) else "parcels"
        url = url_of(register_of(type(each)), each)
        rows.append((Cell(each.name, url=url), str(KINDS[kind]), day_words(each.trusted_on), by))
    columns = (Column(_("Territory")), Column(_("Trusted for")), Column(_("Since")),
               Column(_("Digits compared by")))  # fmt: skip
    alone = partners.exclude(name__in=read.values("heading")).exclude(name__in=read.values("name"))
    count = read.count() + alone.count()
    words = ngettext("You trust %(count)s territory.", "You trust %(count)s territories.", count)
    title = words % {"count": number_words(count)} if rows else _("You trust no territory yet.")
    return pages.render(
        sources, request, "trusted", title=title, trail=(_("Whom do you trust?"),),
        table=Table(_("Whom you trust"), columns, tuple(rows)) if rows else None,
        rest=read.count() + partners.count() - len(rows),
    )  # fmt: skip


def _who(lines: dict[str, Entry], found: Source | PartnerTerritory) -> str:
    line = lines.get(str(found.urn))
    return line.actor_label if line and line.actor_label else "–"
