"""The pages of a register, generated from its declaration; each can be replaced in ``urls_of``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from jalons.foundation.accounts.access import View, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.ticks import Ticks, shows_all, ticks
from jalons.foundation.journal.queries import history
from jalons.foundation.listing.export import FORMATS, export
from jalons.foundation.listing.pages import Listed, listed
from jalons.foundation.register import pages, writer
from jalons.foundation.register.bulk import TICK
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.forms import MoveForm, RecordForm
from jalons.foundation.register.models import Batch, Registered, as_validation
from jalons.foundation.register.outcomes import Undone
from jalons.foundation.register.pages import DONE, render, url_of
from jalons.kernel import JalonsError

ATTEMPTS = 3  # times a form is merged with what others store meanwhile


def index(register: Register) -> View:
    @require_GET
    @within_authority(Role.READER)
    def records(request: HttpRequest, authority: Authority) -> HttpResponseBase:
        del authority
        return list_page(register, request)

    return records


def list_page(register: Register, request: HttpRequest, **context: Any) -> HttpResponseBase:
    """The page of the list, with what a room adds to it."""
    if shows_all(request.GET):
        return redirect(f"{request.path}?{_ticks(register, request, ()).query}")
    authority: Authority = request.authority  # type: ignore[attr-defined]
    found = _listed(register, request)
    page = found.page(request.GET.get("page"))
    boxes = register.list.bulk and pages.allows(request, register.write)
    ticked = _ticks(register, request, page) if boxes else None
    url = partial(url_of, register)
    whole = {
        "listed": found,
        "page": page,
        "table": found.table(register.title, page, url, ticked) if page else None,
        "total": register.of(authority).count(),
        "headline": register.headline(authority),
        "formats": FORMATS,
        "query": request.GET.urlencode(),
        "ticks": ticked,
    }
    return render(register, request, "list", **{**whole, **context})


def _ticks(register: Register, request: HttpRequest, shown: Iterable[Registered]) -> Ticks:
    """The records ticked in an address, shown on this page or not."""
    authority: Authority = request.authority  # type: ignore[attr-defined]
    sent = TICK in request.GET  # the keys are read for somebody who ticks, not for every list
    rows = register.of(authority).values_list("pk", flat=True) if sent else ()
    known = {str(key) for key in rows}
    keys = [str(each.pk) for each in shown]
    return ticks(request.GET, TICK, known=known.__contains__, shown=keys)


def _listed(register: Register, request: HttpRequest) -> Listed:
    authority: Authority = request.authority  # type: ignore[attr-defined]
    return listed(register.list, register.of(authority), request.GET, authority=authority)


def download(register: Register) -> View:
    """The same rows as a file."""

    @require_GET
    @within_authority(Role.READER)
    def file(request: HttpRequest, authority: Authority, kind: str) -> HttpResponseBase:
        if kind not in FORMATS:
            raise Http404
        rows = _listed(register, request).rows
        return export(kind, register.name, *pages.sheets(register, authority, rows))

    return file


def record(
    register: Register,
    more: Callable[[HttpRequest, Any], Mapping[str, Any]] = lambda _request, _found: {},
) -> View:
    """The page of a record, or of its absence; ``more`` is what a room adds to it."""

    @require_GET
    @within_authority(Role.READER)
    def one(request: HttpRequest, authority: Authority, pk: Any) -> HttpResponse:
        found = register.of(authority).filter(pk=pk).first()
        if found is None:
            return in_trash(register, request, pk)
        return record_page(register, request, found, **more(request, found))

    return one


def record_page(
    register: Register, request: HttpRequest, found: Registered, **context: Any
) -> HttpResponse:
    """The page of a record, with what a room adds to it."""
    parts = [
        (part, pages.part_table(register, part, found), url_of(register, found, f"{part.path}_new"))
        for part in register.parts
    ]
    whole = {
        "record": found,
        "facts": pages.facts(register, found),
        "parts": parts,
        "moves": pages.open_moves(register, request, found),
        "trail": (str(found),),
        "urls": {page: url_of(register, found, page) for page in ("edit", "delete", "history")},
        "move_url": url_of(register, found, "move") if register.moves else "",
    }
    return render(register, request, "record", **{**whole, **context})


def in_trash(register: Register, request: HttpRequest, pk: Any) -> HttpResponse:
    """The page of a record in the trash, which offers to restore it."""
    authority: Authority = request.authority  # type: ignore[attr-defined]
    rows = register.model.objects.of(authority)
    found = or_404(rows.filter(pk=pk, deleted_at__isnull=False).first())
    url = url_of(register, found, "restore")
    return render(
        register, request, "gone", 410, record=found, restore_url=url, trail=(str(found),)
    )


def new(register: Register) -> View:
    @within_authority(register.write, in_trial=Role.CONTRIBUTOR)
    def fresh(request: HttpRequest, authority: Authority) -> HttpResponse:
        return form_or_record(
            register, request, lambda: register.model(authority=authority), (_("New"),)
        )

    return fresh


def edit(register: Register) -> View:
    @within_authority(register.write, in_trial=Role.CONTRIBUTOR)
    def change(request: HttpRequest, authority: Authority, pk: Any) -> HttpResponse:
        def read() -> Registered:
            return pages.record_or_404(register, authority, pk)  # type: ignore[no-any-return]

        found = read()
        trail = (str(found), url_of(register, found), pgettext("button", "Change"))
        return form_or_record(register, request, read, trail)

    return change


def form_or_record(
    register: Register,
    request: HttpRequest,
    read: Callable[[], Registered],
    trail: tuple[str, ...],
    *,
    form_of: type[RecordForm[Any]] | None = None,
    **context: Any,
) -> HttpResponse:
    """The page of a form of a record, its own by default; once it is stored, to the record."""
    form, batch = saved(form_of or register.form, request, read)
    if batch is not None or (form.is_bound and not form.errors):
        return to_record(register, form.instance, batch)
    return form_page(register, request, form, trail, **context)


def form_page(
    register: Register,
    request: HttpRequest,
    form: RecordForm[Any],
    trail: tuple[str, ...],
    **context: Any,
) -> HttpResponse:
    """The page of a form not stored, with what a room adds to it."""
    stored = None if form.instance.is_new else form.instance
    whole = {"form": form, "record": stored, "trail": trail, "back": _back(register, form.instance)}
    return render(register, request, "form", **{**whole, **context})


def _back(register: Register, found: Registered) -> str:
    if found.is_new:
        return reverse(f"{register.name}_list", args=[found.authority.slug])
    return url_of(register, found)


def saved[F: RecordForm[Any]](
    form_of: Callable[..., F], request: HttpRequest, read: Callable[[], Registered]
) -> tuple[F, Batch | None]:
    """The form of a record, and the act that stored it when it was sent and could be.

    What another person stores between the reading and the writing is merged like the rest.
    """
    authority: Authority = request.authority  # type: ignore[attr-defined]
    if request.method != "POST":
        return form_of(instance=read()), None
    for _attempt in range(ATTEMPTS):
        form = form_of(request.POST, instance=read())
        if not form.is_valid():
            break
        try:
            changes = [(form.instance, form.values())]
            return form, writer.write(authority, request.user, changes)
        except StaleError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error)
            break
        except JalonsError as error:
            form.add_error(None, as_validation(error, form.instance))
            break
    return form, None


def to_record(register: Register, found: Registered, batch: Batch | None) -> HttpResponse:
    """To the page of a record, which offers to undo the act."""
    return redirect(url_of(register, found) + _done(batch))


def to_list(register: Register, authority: Authority, batch: Batch | None) -> HttpResponse:
    """To the list, which offers to undo the act."""
    return redirect(reverse(f"{register.name}_list", args=[authority.slug]) + _done(batch))


def _done(batch: Batch | None) -> str:
    return f"?{DONE}={batch.pk}" if batch else ""


def move(register: Register) -> View:
    """A step taken with a record: by one button, or on a page when it has a day."""

    @within_authority(Role.CONTRIBUTOR)
    def step(request: HttpRequest, authority: Authority, pk: Any) -> HttpResponse:
        found = pages.record_or_404(register, authority, pk)
        moves = pages.open_moves(register, request, found)
        sent = request.POST.get("move")
        if any(
            each.name == sent and not pages.allows(request, each.role) for each in register.moves
        ):
            raise PermissionDenied
        if sent not in moves and any(each.name == sent for each in register.moves):
            return to_record(register, found, None)  # somebody took it a moment ago
        dated = any(each.dated for each in moves.values())
        data = request.POST if request.method == "POST" else None
        today = timezone.localdate()
        form = MoveForm(data, moves=moves, dated=dated, initial={"day": today})
        if form.is_bound and form.is_valid():
            batch = _moved(request, found, form)
            if not form.errors:
                return to_record(register, found, batch)
        trail = (str(found), url_of(register, found), _("State"))
        return render(register, request, "move", form=form, record=found, trail=trail)

    return step


def _moved(request: HttpRequest, found: Registered, form: MoveForm) -> Batch | None:
    day = form.cleaned_data.get("day")
    place = "move" if day is None else "day"
    try:
        return writer.move(request.user, found, form.cleaned_data["move"], day)
    except ValidationError as error:
        form.add_error(place, error.messages)
    except JalonsError as error:
        form.add_error(place, str(error))
    return None


# Trash and undo -----------------------------------------------------------------------------------


def delete(register: Register) -> View:
    """A record put in the trash."""

    @require_POST
    @within_authority(register.delete, in_trial=Role.CONTRIBUTOR)
    def gone(request: HttpRequest, authority: Authority, pk: Any) -> HttpResponse:
        found = pages.record_or_404(register, authority, pk)
        try:
            batch = writer.delete(authority, request.user, [found])
        except JalonsError as error:
            messages.error(request, str(error), "bad")
            return redirect(url_of(register, found))
        return to_list(register, authority, batch)

    return gone


def restore(register: Register) -> View:
    """A record taken out of the trash."""

    @require_POST
    @within_authority(register.delete, in_trial=Role.CONTRIBUTOR)
    def back(request: HttpRequest, authority: Authority, pk: Any) -> HttpResponse:
        found = or_404(register.model.objects.of(authority).filter(pk=pk).first())
        _say(request, str(found), lambda: writer.restore(authority, request.user, found))
        return redirect(url_of(register, found))

    return back


def undo(register: Register) -> View:
    @require_POST
    @within_authority(register.write, in_trial=Role.CONTRIBUTOR)
    def taken_back(request: HttpRequest, authority: Authority, batch: UUID) -> HttpResponse:
        found = Batch.objects.of(authority).filter(pk=batch).first()
        if found is None or not pages.is_of(register, found):
            raise Http404
        if not pages.may_undo(register, request, found):
            raise PermissionDenied
        _say(request, found.label, lambda: writer.undo(authority, request.user, found))
        return redirect(f"{register.name}_list", authority.slug)

    return taken_back


def _say(request: HttpRequest, label: str, act: Callable[[], Undone]) -> None:
    """Undo or restore, and show the outcome."""
    try:
        done = act()
    except JalonsError as error:
        messages.error(request, str(error), "bad")
    else:
        say = messages.success if done.restored else messages.error
        say(request, pages.undone_words(done, label), "good" if done.restored else "bad")


def trash(register: Register) -> View:
    """What was deleted within 30 days."""

    @require_GET
    @within_authority(Role.READER)
    def deleted(request: HttpRequest, authority: Authority) -> HttpResponse:
        rows = register.model.objects.of(authority).filter(deleted_at__isnull=False)
        shown = _page(register, request, rows.order_by("-deleted_at"))
        restorable = [(each, url_of(register, each, "restore")) for each in shown]
        trail = (_("Trash"),)
        return render(register, request, "trash", page=shown, records=restorable, trail=trail)

    return deleted


def changes(register: Register) -> View:
    """Who changed what of a record, latest first."""

    @require_GET
    @within_authority(Role.READER)
    def log(request: HttpRequest, authority: Authority, pk: Any) -> HttpResponse:
        found = pages.record_or_404(register, authority, pk)
        shown = _page(register, request, history(authority=authority, urn=found.urn))
        trail = (str(found), url_of(register, found), _("History"))
        return render(register, request, "history", record=found, page=shown, trail=trail)

    return log


def _page(register: Register, request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    return Paginator(rows, register.list.per_page).get_page(request.GET.get("page"))


# Lines under a record -----------------------------------------------------------------------------


def new_line(register: Register, part: Part) -> View:
    @within_authority(register.write, in_trial=Role.CONTRIBUTOR)
    def fresh(request: HttpRequest, authority: Authority, pk: Any) -> HttpResponse:
        found = pages.record_or_404(register, authority, pk)
        values = {part.parent: found, **part.fresh(found)}
        return _line_page(
            register, part, request, found, lambda: part.model(authority=authority, **values)
        )

    return fresh


def line(register: Register, part: Part) -> View:
    @within_authority(register.write, in_trial=Role.CONTRIBUTOR)
    def change(request: HttpRequest, authority: Authority, pk: Any, part_pk: Any) -> HttpResponse:
        found = pages.record_or_404(register, authority, pk)
        return _line_page(
            register, part, request, found, lambda: pages.line_or_404(part, found, part_pk)
        )

    return change


def _line_page(
    register: Register,
    part: Part,
    request: HttpRequest,
    found: Registered,
    read: Callable[[], Registered],
) -> HttpResponse:
    form, batch = saved(part.form, request, read)
    if batch is not None or (form.is_bound and not form.errors):
        return to_record(register, found, batch)
    stored = None if form.instance.is_new else form.instance
    title = part.title if stored else part.new_title
    return render(
        register,
        request,
        "line",
        form=form,
        record=found,
        line=stored,
        title=title,
        delete_url=url_of(register, found, f"{part.path}_delete", stored.pk) if stored else "",
        back=url_of(register, found),
        trail=(str(found), url_of(register, found), title),
    )


def delete_line(register: Register, part: Part) -> View:
    @require_POST
    @within_authority(register.write, in_trial=Role.CONTRIBUTOR)
    def gone(request: HttpRequest, authority: Authority, pk: Any, part_pk: Any) -> HttpResponse:
        found = pages.record_or_404(register, authority, pk)
        lost = pages.line_or_404(part, found, part_pk)
        batch = writer.delete(authority, request.user, [lost])
        return to_record(register, found, batch)

    return gone
