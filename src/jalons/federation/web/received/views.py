"""The pages of the files received: what they say, where they come from, what may be done."""

from __future__ import annotations

from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from jalons.federation.web.received import actions, arriving, members
from jalons.federation.web.received.models import ListedMember, ReceivedItem
from jalons.federation.web.received.preview import (
    MOST_BYTES,
    Preview,
    changed_parts,
    changes,
    kind_words,
    preview,
)
from jalons.federation.web.received.register import items, state
from jalons.federation.web.received.writing import content_of, opened
from jalons.federation.web.sources.actions import read
from jalons.federation.web.sources.models import Source
from jalons.federation.web.sources.register import sources
from jalons.federation.words.sentences import licence_name
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import day_words, number_words
from jalons.foundation.register import pages, writer
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.pages import record_or_404, url_of
from jalons.foundation.register.views import record
from jalons.foundation.tasks.views import follow
from jalons.kernel import JalonsError

SHOWN = 25  # members on a page


def of_item(_request: HttpRequest, item: ReceivedItem) -> dict[str, Any]:
    """What the page of a file adds: what it says, where it comes from, what changed."""
    where = [item.authority.slug, item.pk]
    is_small = item.length <= MOST_BYTES
    content = content_of(item.authority, item.digest) if is_small else None
    changed = bool(item.adopted) and item.adopted_digest != item.digest
    before = content_of(item.authority, item.adopted_digest) if changed and is_small else None
    is_here = content is not None or not (is_small or item.tombstone)
    return {
        "kind": capfirst(kind_words(item.kind)), "state": state(item), "facts": _facts(item),
        "preview": _preview(item, content) if is_here else None,
        "changed": changed,
        "changes": _changes(item, before, content) if before and content else None,
        "may_adopt": is_here and item.state == item.State.SHARED
        and bool(arriving.takers(item.kind)) and (changed or not item.adopted),
        "adopt_url": reverse("received_item_adopt", args=where),
        "file_url": reverse("received_item_file", args=where) if is_here else "",
        "members_url": _members_url(item),
    }  # fmt: skip


def _parts(item: ReceivedItem, content: bytes) -> tuple[tuple[str, str], ...]:
    """What the room that follows its kind says of a file; nothing when none can read it."""
    for room in arriving.followers(item.kind):
        with suppress(JalonsError):
            return tuple(room.shown(arriving.shared_item(item, content)))
    return ()


def _preview(item: ReceivedItem, content: bytes | None) -> Preview:
    parts = _parts(item, content) if content is not None else ()
    return Preview(parts=parts) if parts else preview(item.path, content)


def _changes(item: ReceivedItem, before: bytes, after: bytes) -> Table | None:
    old, new = _parts(item, before), _parts(item, after)
    return changed_parts(old, new) if old and new else changes(item.path, before, after)


def _members_url(item: ReceivedItem) -> str:
    if item.kind != members.KIND or item.source is None or item.source.deleted_at:
        return ""
    return reverse("federation_members", args=[item.authority.slug, item.source.pk])


def _facts(item: ReceivedItem) -> list[tuple[str, Any]]:
    source = item.source
    credited = [arriving.publisher_name(item.authority, each["publisher"])
                for each in item.provenance]  # fmt: skip
    is_relayed = bool(item.provenance) and item.provenance[0]["uid"] == item.uid
    living_source = source is not None and source.deleted_at is None
    first = living(Source, item.authority).filter(publisher=item.origin).first()
    link = arriving.address_of(item)
    facts: tuple[tuple[Any, Any], ...] = (
        (_("Published first by"), Cell(first.name, url=url_of(sources, first)) if first
          else arriving.publisher_name(item.authority, item.origin)),
         (_("Passed on by") if is_relayed else _("Made from works of"),
          ", ".join(credited[1:] if is_relayed else credited)),
        (_("Received from"), Cell(str(source), url=url_of(sources, source))
         if source is not None and living_source else str(source or "–")),
        (_("Made on"), day_words(item.made_on)),
        (_("Version"), number_words(item.item_version)),
        (_("Licence"), licence_name(item.licence)),
        (_("Size"), _("%(count)s kB") % {"count": number_words(max(1, item.length // 1000))}),
        (_("On the web"), Cell(_("the file, on the site of this territory"), url=link)
         if link else ""),
        (_("Used here since"), day_words(item.adopted_on) if item.adopted_on else ""),
        (_("What you think of it"), item.note),
    )  # fmt: skip
    return [(term, value) for term, value in facts if value]


one = record(items, of_item)


@require_safe
@within_authority(Role.READER)
def file(_request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponseBase:
    """The file under its own name; a browser saves it and never shows it."""
    found = record_or_404(items, authority, pk)
    stream = or_404(opened(authority, found.digest))
    answer = FileResponse(stream, as_attachment=True, filename=PurePosixPath(found.path).name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@within_authority(Role.CONTRIBUTOR)
def adopt(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Go on with a file, with its credit; nothing takes effect before a person says so."""
    found = record_or_404(items, authority, pk)
    try:
        where = actions.adopt(request.user, found)
    except (JalonsError, ValidationError) as error:
        messages.error(request, refusal_words(error), "bad")
        return redirect(url_of(items, found))
    if where:
        messages.success(
            request, _("It is yours now: who published it sees nothing of it."), "good"
        )
    else:
        messages.info(request, _("This file can only be read and saved: nothing here uses it yet."))
    return redirect(where or url_of(items, found))


@require_POST
@within_authority(Role.CONTRIBUTOR)
def read_due(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Read the territories whose day has come."""
    return follow(actions.read_due(authority, request.user))


@require_GET
@within_authority(Role.READER)
def member_list(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The list of members of a territory: who is on it, and what would be read."""
    source = record_or_404(sources, authority, pk)
    words = request.GET.get("q", "").strip()[:100]
    page = Paginator(members.listed(source, words), SHOWN).get_page(request.GET.get("page"))
    named = list(page)
    aside = members.in_the_way(source, named)
    met = living(Source, authority).select_related("through")
    known = {each.publisher: each
             for each in met.filter(publisher__in=[each.publisher for each in named])}  # fmt: skip
    rows = tuple(
        (_name(known.get(each.publisher), each), each.siren, _standing(known, aside, each))
        for each in named
    )
    columns = (Column(_("Territory")), Column(_("SIREN")), Column(_("State")))
    moves = pages.open_moves(sources, request, source)
    return pages.render(
        sources, request, "members", record=source, page=page, words=words,
        table=Table(_("Territories of this list"), columns, rows) if rows else None,
        own_moves=[each for name, each in moves.items()
                   if name == ("leave" if source.members_on else "accept")],
        step_url=reverse("federation_members_step", args=[authority.slug, pk]),
        trail=(str(source), url_of(sources, source), _("Its list of members")),
    )  # fmt: skip


def _name(known: Source | None, member: ListedMember) -> Cell:
    return Cell(member.name, url=url_of(sources, known) if known else "")


def _standing(
    known: dict[str, Source], aside: dict[str, Source], member: ListedMember
) -> Cell | str:
    if other := aside.get(member.publisher):
        words = _("left aside: “%(name)s” has this SIREN or this address with other digits")
        return Cell("", mark=words % {"name": other}, mark_kind="late")
    found = known.get(member.publisher)
    if found is None:
        return _("not read")
    if found.trust == Source.Trust.TRUSTED:
        return Cell("", mark=_("you compared its digits"), mark_kind="ok")
    return Cell("", mark=_("read through this list"), mark_kind="ok") if found.is_trusted else _(
        "not read")  # fmt: skip


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def member_step(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Accept the list of a territory, then read it and its members; or accept it no longer."""
    source = record_or_404(sources, authority, pk)
    name = request.POST.get("move", "")
    if name in {"accept", "leave"} and name in pages.open_moves(sources, request, source):
        try:
            writer.move(request.user, source, name)
        except JalonsError as error:
            messages.error(request, refusal_words(error), "bad")
        else:
            if name == "accept":
                return follow(read(source, request.user))
    return redirect("federation_members", authority.slug, pk)
