"""The pages of scenarios and of snapshots."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import moment_words
from jalons.twin.engine.problems import Problem
from jalons.twin.engine.whatif.change import WhatIfError, read
from jalons.twin.web.saying import short

from . import actions, exports, pages, queries
from .forms import NameForm
from .models import TwinSnapshot, WhatIf
from .saying import ABOUT, KINDS, change_words, kind_words

PER_PAGE = 10
UNPROCESSABLE = 422


def find(authority: Authority, pk: UUID) -> WhatIf:
    """A scenario of an authority, or 404."""
    found = queries.whatif(authority, pk)
    if found is None:
        raise Http404
    return found


def find_snapshot(authority: Authority, pk: UUID) -> TwinSnapshot:
    """A snapshot of an authority, or 404."""
    found = queries.snapshot(authority, pk)
    if found is None:
        raise Http404
    return found


def can(request: HttpRequest, needed: Role) -> bool:
    """Whether the visitor has a role at least."""
    return bool(request.role.allows(needed))  # type: ignore[attr-defined]


@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The scenarios and the snapshots, and the way to a new one."""
    page = Paginator(queries.whatifs(authority), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"whatif": each, "on": moment_words(each.snapshot.taken_at), "changes": len(each.changes)}
        for each in page
    ]
    held = queries.snapshots(authority)
    return render(
        request,
        "twin/whatif/overview.html",
        {
            "page": page,
            "rows": rows,
            "total": page.paginator.count,
            "snapshots": [(each, moment_words(each.taken_at)) for each in held[:PER_PAGE]],
            "deleted": queries.deleted(authority),
            "may_write": can(request, Role.CONTRIBUTOR),
        },
    )


@within_authority(Role.CONTRIBUTOR)
def choose(request: HttpRequest, authority: Authority) -> HttpResponse:  # noqa: ARG001
    """Which kind of change to begin with."""
    kinds = [(slug, KINDS[slug], ABOUT[slug]) for slug in KINDS]
    return render(request, "twin/whatif/choose.html", {"kinds": kinds})


@within_authority(Role.READER)
def whatif(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What a scenario would do: the sentence, the figures, the changes, how it is computed."""
    held = find(authority, pk)
    context: dict[str, Any] = {
        "whatif": held,
        "taken": moment_words(held.snapshot.taken_at),
        "may_write": can(request, Role.CONTRIBUTOR),
        "others": queries.whatifs(authority).exclude(pk=held.pk)[:20],
    }
    try:
        found = queries.ran(held)
    except (WhatIfError, Problem) as error:
        return render(request, "twin/whatif/broken.html", context | {"error": str(error)})

    def url(identifier: str) -> str:
        return reverse("twin_entity", args=(authority.slug, identifier))

    context |= {
        "summary": pages.summary(held.name, found),
        "map": pages.touched_map(authority, found, request.GET.dict(), url),
        "touched": pages.touched_table(found, url),
    }
    return render(request, "twin/whatif/whatif.html", context)


@within_authority(Role.CONTRIBUTOR)
def edit(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Another name or note, and the changes one may take out."""
    held = find(authority, pk)
    initial = {"name": held.name, "note": held.note}
    form = NameForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.rename(
            whatif=held,
            user=request.user,
            name=form.cleaned_data["name"],
            note=form.cleaned_data["note"],
        )
        return redirect("twin_whatif", authority.slug, pk)
    told = [_words(each) for each in held.changes]
    status = UNPROCESSABLE if form.errors else 200
    kinds = [(slug, KINDS[slug]) for slug in KINDS]
    context = {"whatif": held, "form": form, "changes": told, "kinds": kinds}
    return render(request, "twin/whatif/edit.html", context, status=status)


def _words(told: dict[str, Any]) -> str:
    """A change kept, in words; what went wrong where it cannot be read, so that it can go."""
    try:
        return change_words(read(told), {})
    except WhatIfError as error:
        return str(error)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def drop_change(request: HttpRequest, authority: Authority, pk: UUID, place: int) -> HttpResponse:
    """Take a change out of a scenario."""
    actions.drop_change(whatif=find(authority, pk), user=request.user, place=place)
    return redirect("twin_whatif", authority.slug, pk)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def duplicate(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The same scenario, to be changed; with ``now``, on a new snapshot of the present."""
    held = find(authority, pk)
    role = str(request.role)  # type: ignore[attr-defined]
    try:
        fresh = _taken(request, authority) if "now" in request.POST else None
        name = held.name if fresh else _("%(name)s (copy)") % {"name": held.name[:100]}
        made = actions.duplicate(
            whatif=held, user=request.user, role=role, name=name, snapshot=fresh
        )
    except WhatIfError as error:
        messages.error(request, str(error), "bad")
        return redirect("twin_whatif", authority.slug, pk)
    return redirect("twin_whatif", authority.slug, made.pk)


def _taken(request: HttpRequest, authority: Authority) -> TwinSnapshot:
    return actions.take_snapshot(
        authority=authority,
        user=request.user,
        role=str(request.role),  # type: ignore[attr-defined]
        name=snapshot_name(),
        now=timezone.now(),
    )


def snapshot_name() -> str:
    """The usual name of a snapshot taken now."""
    return _("The twin on %(day)s") % {"day": moment_words(timezone.now())}


@require_POST
@within_authority(Role.CONTRIBUTOR)
def delete(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Put a scenario aside; the list offers to bring it back."""
    actions.delete(whatif=find(authority, pk), user=request.user)
    return redirect("twin_whatifs", authority.slug)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def restore(request: HttpRequest, authority: Authority, kind: str, pk: UUID) -> HttpResponse:
    """Bring back a scenario or a snapshot."""
    try:
        actions.restore(authority=authority, user=request.user, kind=kind, pk=pk)
    except (WhatIf.DoesNotExist, TwinSnapshot.DoesNotExist) as error:
        raise Http404 from error
    if kind == "snapshot":
        return redirect("twin_snapshot", authority.slug, pk)
    return redirect("twin_whatif", authority.slug, pk)


@within_authority(Role.READER)
def export(_request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    """The result as a file, CSV or JSON."""
    held = find(authority, pk)
    if kind not in ("csv", "json"):
        raise Http404
    try:
        found = queries.ran(held)
    except (WhatIfError, Problem) as error:
        raise Http404(str(error)) from error
    content = exports.as_csv(found) if kind == "csv" else exports.as_json(held, found)
    media = "text/csv; charset=utf-8" if kind == "csv" else "application/json"
    response = HttpResponse(content, content_type=media)
    name = f"{slugify(held.name) or 'scenario'}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@within_authority(Role.READER)
def compare(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Two scenarios side by side."""
    chosen = [_asked(authority, request.GET.get(name, "")) for name in ("a", "b")]
    offered = list(queries.whatifs(authority)[:50])
    one, other = chosen
    # nothing is compared with itself: the form first offers two that differ
    first = [one or next(iter(offered), None), other or next(iter(offered[1:]), None)]
    context: dict[str, Any] = {"all": offered, "chosen": chosen, "offered": first}
    if one is not None and other is not None:
        try:
            sides = [(each.name, queries.ran(each)) for each in (one, other)]
        except (WhatIfError, Problem) as error:
            context["error"] = str(error)
        else:
            context |= {
                "table": pages.side_by_side(sides[0], sides[1]),
                "headlines": [pages.headline(name, ran) for name, ran in sides],
                "apart": one.snapshot_id != other.snapshot_id,
            }
    return render(request, "twin/whatif/compare.html", context)


def _asked(authority: Authority, text: str) -> WhatIf | None:
    try:
        return queries.whatif(authority, UUID(text))
    except ValueError:
        return None


@within_authority(Role.READER)
def snapshot(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A snapshot: what it holds, its scenarios, and what changed in the twin since."""
    held = find_snapshot(authority, pk)
    now = queries.present(authority, user=request.user)
    found = queries.since(queries.documents(held), now.docs)
    return render(
        request,
        "twin/whatif/snapshot.html",
        {
            "snapshot": held,
            "taken": moment_words(held.taken_at),
            "kinds": [(kind_words(iri), count) for iri, count in held.kinds],
            "left_out": [short(iri) for iri in held.left_out],
            "since": found,
            "since_table": pages.since_table(found) if found.total else None,
            "whatifs": queries.whatifs(authority).filter(snapshot=held)[:PER_PAGE],
            "may_write": can(request, Role.CONTRIBUTOR),
        },
    )


@require_POST
@within_authority(Role.CONTRIBUTOR)
def snapshot_new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Keep the present of the twin."""
    try:
        made = _taken(request, authority)
    except WhatIfError as error:
        messages.error(request, str(error), "bad")
        return redirect("twin_whatifs", authority.slug)
    messages.success(request, _("The snapshot is kept. The twin goes on; the snapshot does not."))
    return redirect("twin_snapshot", authority.slug, made.pk)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def snapshot_delete(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Put a snapshot aside when no scenario rests on it."""
    try:
        actions.delete_snapshot(snapshot=find_snapshot(authority, pk), user=request.user)
    except WhatIfError as error:
        messages.error(request, str(error), "bad")
        return redirect("twin_snapshot", authority.slug, pk)
    return redirect("twin_whatifs", authority.slug)
