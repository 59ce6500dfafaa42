"""The pages of scenarios and of snapshots."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import moment_words
from jalons.foundation.register import views as kit
from jalons.foundation.register import writer
from jalons.foundation.register.pages import record_or_404, render, url_of
from jalons.kernel import JalonsError
from jalons.twin.engine.whatif.change import WhatIfError, read, read_all
from jalons.twin.web.labels.values import short

from . import actions, computation, exports, pages, queries
from .models import TwinSnapshot, WhatIf
from .register import PER_PAGE, NameForm, snapshots, whatifs
from .wording import ABOUT, KINDS, change_words, kind_words


@within_authority(Role.CONTRIBUTOR)
def choose(request: HttpRequest, authority: Authority) -> HttpResponse:  # noqa: ARG001
    kinds = [(slug, KINDS[slug], ABOUT[slug]) for slug in KINDS]
    return render(whatifs, request, "choose", kinds=kinds, trail=(_("New scenario"),))


@within_authority(Role.READER)
def whatif(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The result of a scenario: sentence, figures, changes, how it is computed."""
    found = whatifs.of(authority).filter(pk=pk).first()
    if found is None:
        return kit.in_trash(whatifs, request, pk)
    context: dict[str, Any] = {
        "summary": None,
        "taken": moment_words(found.snapshot.taken_at),
        "others": whatifs.of(authority).exclude(pk=pk).exists(),
    }

    def url(identifier: str) -> str:
        return reverse("twin_entity", args=(authority.slug, identifier))

    try:
        run = computation.scenario_run(found)
    except JalonsError as error:
        context["error"] = str(error)
    else:
        context |= {
            "summary": pages.summary(found.name, run),
            "map": pages.touched_map(authority, run, request.GET.dict(), url),
            "touched": pages.touched_table(run, url),
        }
    return kit.record_page(whatifs, request, found, **context)


@within_authority(Role.CONTRIBUTOR)
def edit(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The name and the note, and the changes that can be removed."""

    def stored() -> WhatIf:
        return record_or_404(whatifs, authority, pk)  # type: ignore[no-any-return]

    form, batch = kit.saved(NameForm, request, stored)
    if form.is_bound and not form.errors:
        return kit.to_record(whatifs, form.instance, batch)
    found = stored()
    trail = (found.name, url_of(whatifs, found), _("Change the scenario"))
    words = [_words(change) for change in found.changes]
    return kit.form_page(whatifs, request, form, trail, changes=words, kinds=KINDS.items())


def _words(stored: dict[str, Any]) -> str:
    """A stored change in words, or why it cannot be read."""
    try:
        return change_words(read(stored), {})
    except WhatIfError as error:
        return str(error)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def drop_change(request: HttpRequest, authority: Authority, pk: UUID, place: int) -> HttpResponse:
    found = record_or_404(whatifs, authority, pk)
    try:
        batch = actions.drop_change(found, user=request.user, place=place)
    except JalonsError as error:  # somebody changed it a moment ago
        messages.error(request, str(error), "bad")
        batch = None
    return kit.to_record(whatifs, found, batch)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def duplicate(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A copy of a scenario; with ``now``, on a new snapshot of the present."""
    found = record_or_404(whatifs, authority, pk)
    copy = WhatIf(authority=authority, author_role=str(request.role))  # type: ignore[attr-defined]
    name = (
        found.name if "now" in request.POST else _("%(name)s (copy)") % {"name": found.name[:100]}
    )
    try:
        changes = read_all(found.changes)
        copy.snapshot = (
            store_snapshot(request, authority) if "now" in request.POST else found.snapshot
        )
        batch = actions.make(copy, user=request.user, name=name, note=found.note, changes=changes)
    except JalonsError as error:
        messages.error(request, str(error), "bad")
        return redirect(url_of(whatifs, found))
    return kit.to_record(whatifs, copy, batch)


def store_snapshot(request: HttpRequest, authority: Authority) -> TwinSnapshot:
    """Store and return a snapshot of the present."""
    role = str(request.role)  # type: ignore[attr-defined]
    made = computation.new_snapshot(authority, user=request.user, role=role)
    writer.write(authority, request.user, [(made, {})])
    return made


@require_POST
@within_authority(Role.CONTRIBUTOR)
def restore(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponseBase:
    """Restore a scenario, and before it its snapshot if it was deleted too."""
    gone = TwinSnapshot.objects.of(authority).filter(deleted_at__isnull=False, whatifs=pk).first()
    if gone is not None:
        writer.restore(authority, request.user, gone)
    return kit.restore(whatifs)(request, authority.slug, pk=pk)


@within_authority(Role.READER)
def export(_request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    found = record_or_404(whatifs, authority, pk)
    if kind not in ("csv", "json"):
        raise Http404
    try:
        run = computation.scenario_run(found)
    except JalonsError as error:
        raise Http404(str(error)) from error
    content = exports.as_csv(run) if kind == "csv" else exports.as_json(found, run)
    media = "text/csv; charset=utf-8" if kind == "csv" else "application/json"
    response = HttpResponse(content, content_type=media)
    name = f"{slugify(found.name) or 'scenario'}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@within_authority(Role.READER)
def compare(request: HttpRequest, authority: Authority) -> HttpResponse:
    one, other = (_named(authority, request.GET.get(name, "")) for name in ("a", "b"))
    offered = list(whatifs.of(authority)[:50])
    # nothing is compared with itself: the form first offers two that differ
    first = [one or next(iter(offered), None), other or next(iter(offered[1:]), None)]
    context: dict[str, Any] = {"all": offered, "chosen": (one, other), "offered": first}
    if one is not None and other is not None:
        try:
            sides = [(each.name, computation.scenario_run(each)) for each in (one, other)]
        except JalonsError as error:
            context["error"] = str(error)
        else:
            context |= {
                "table": pages.side_by_side(sides[0], sides[1]),
                "headlines": [pages.headline(name, run) for name, run in sides],
                "apart": one.snapshot_id != other.snapshot_id,
            }
    trail = (_("Compare two scenarios"),)
    return render(whatifs, request, "compare", trail=trail, **context)


def _named(authority: Authority, text: str) -> WhatIf | None:
    try:
        return queries.whatifs(authority).filter(pk=UUID(text)).first()
    except ValueError:
        return None


@within_authority(Role.READER)
def snapshot(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A snapshot: its content, its scenarios, what changed in the twin since."""
    found = snapshots.of(authority).filter(pk=pk).first()
    if found is None:
        return kit.in_trash(snapshots, request, pk)
    now = computation.present(authority, user=request.user)
    changes = computation.changes_since(computation.documents(found), now.docs)
    return kit.record_page(
        snapshots,
        request,
        found,
        taken=moment_words(found.taken_at),
        kinds=[(kind_words(iri), count) for iri, count in found.kinds],
        left_out=[short(iri) for iri in found.left_out],
        since=changes,
        since_table=pages.since_table(changes) if changes.total else None,
        whatifs=whatifs.of(authority).filter(snapshot=found)[:PER_PAGE],
    )


@within_authority(Role.CONTRIBUTOR)
@require_POST
def snapshot_new(request: HttpRequest, authority: Authority) -> HttpResponse:
    try:
        made = store_snapshot(request, authority)
    except JalonsError as error:
        messages.error(request, str(error), "bad")
        return redirect("twin_whatif_list", authority.slug)
    messages.success(request, _("The snapshot is saved. The twin goes on; the snapshot does not."))
    return redirect(url_of(snapshots, made))
