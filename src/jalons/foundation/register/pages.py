"""The shared parts of the pages of a register."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import select_template
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Table
from jalons.foundation.design.lookups import or_404
from jalons.foundation.journal.models import Verb
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.export import Sheet
from jalons.foundation.listing.pages import listed
from jalons.foundation.register.declaration import Move, Part, Register, register_named
from jalons.foundation.register.models import Batch, Change, Registered
from jalons.foundation.register.outcomes import Undone

DONE = "fait"  # the parameter that names the act just done
UNPROCESSABLE = 422


def render(
    register: Register, request: HttpRequest, template: str, status: int = 0, **context: Any
) -> HttpResponse:
    """A page of a register: the one of the room if it has one, else that of the kit.

    Its status is that of its form unless it is named.
    """
    authority: Authority = request.authority  # type: ignore[attr-defined]
    names = [f"register/{template}.html"]
    if register.templates:
        names.insert(0, f"{register.templates}/{template}.html")
    frames = [f"{register.templates}/frame.html"] if register.templates else []
    found = select_template(names)
    everywhere = {
        "register": register,
        "frame": select_template([*frames, "register/frame.html"]).template,
        "list_url": reverse(f"{register.name}_list", args=[authority.slug]),
        "trail": (),
        "may_write": allows(request, register.write),
        "may_delete": allows(request, register.delete),
        "done": offered(register, request),
    }
    refused = getattr(context.get("form"), "errors", None)
    status = status or (UNPROCESSABLE if refused else 200)
    return HttpResponse(found.render({**everywhere, **context}, request), status=status)


def allows(request: HttpRequest, needed: Role) -> bool:
    """Whether the visitor has a role at least; in a trial, the one person there may do all."""
    authority: Authority = request.authority  # type: ignore[attr-defined]
    is_trial = authority.kind == Authority.Kind.TRIAL
    least = Role.CONTRIBUTOR if is_trial and needed is not Role.READER else needed
    return bool(request.role.allows(least))  # type: ignore[attr-defined]


def is_of(register: Register, batch: Batch) -> bool:
    """Whether an act touched a register."""
    return any(register_named(change) is register for change in batch.changes.all())


def may_undo(register: Register, request: HttpRequest, batch: Batch) -> bool:
    """Whether the visitor may undo an act of a register: their own, or any for who may delete.

    In every register the act touched; and a step is undone by who may take it.
    """
    if not is_of(register, batch):
        return False
    touched = [(register_named(each), each) for each in batch.changes.all()]
    mine = batch.user_id is not None and batch.user_id == request.user.pk
    return all(
        allows(request, each.write if mine else each.delete)
        and all(allows(request, role) for role in _roles_of_steps(each, change))
        for each, change in touched
    )


def _roles_of_steps(register: Register, change: Change) -> list[Role]:
    """The roles of the steps that lead to a value a record had before or after an act."""
    sides = (change.before or {}, change.after)
    values = [side[step.field] for step in register.moves for side in sides if step.field in side]
    return [
        step.role
        for step in register.moves
        if step.field in change.after and (callable(step.target) or step.target in values)
    ]


def offered(
    register: Register, request: HttpRequest, batch: Batch | None = None
) -> dict[str, str] | None:
    """An act (the last one by default) in words, and where to undo it; None if it cannot be."""
    batch = batch or named_batch(request)
    if batch is None or batch.undone_by_id or not may_undo(register, request, batch):
        return None
    slug = request.authority.slug  # type: ignore[attr-defined]
    return {
        "text": done_words(batch),
        "url": reverse(f"{register.name}_undo", args=[slug, batch.pk]),
    }


def named_batch(request: HttpRequest) -> Batch | None:
    """The act named in an address."""
    try:
        key = UUID(request.GET.get(DONE, ""))
    except ValueError:
        return None
    return Batch.objects.of(request.authority).filter(pk=key).first()  # type: ignore[attr-defined]


def last_act(record: Registered) -> Batch | None:
    """The latest act on a record."""
    rows = Batch.objects.of(record.authority).filter(changes__urn=str(record.urn))
    return rows.order_by("-at").first()


def done_words(batch: Batch) -> str:
    """What an act did, in a sentence."""
    sentences: dict[str, str] = {  # a room may write another word
        Verb.CREATED: _("“%(name)s” is stored."),
        Verb.DELETED: _("“%(name)s” was deleted."),
        Verb.RESTORED: _("“%(name)s” is back."),
        Verb.IMPORTED: _("“%(name)s” is imported."),
    }
    if batch.verb == Verb.CHANGED and (count := batch.changes.count()) > 1:
        return ngettext("%(count)s record is changed.", "%(count)s records are changed.", count) % {
            "count": count
        }
    text = sentences.get(batch.verb, _("“%(name)s” is changed."))
    return text % {"name": batch.label}


def undone_words(found: Undone, label: str) -> str:
    """What came of undoing an act, in sentences."""
    words = []
    if found.batch and found.batch.verb == Verb.CHANGED and found.restored > 1:
        text = ngettext(
            "%(count)s record is as it was before.",
            "%(count)s records are as they were before.",
            found.restored,
        )
        words.append(text % {"count": found.restored})
    elif found.restored:
        words.append(_("“%(name)s” is as it was before.") % {"name": label})
    if found.changed_since:
        count = len(found.changed_since)
        words.append(
            ngettext(
                "%(count)s record was changed since, and is left as it is: %(names)s.",
                "%(count)s records were changed since, and are left as they are: %(names)s.",
                count,
            )
            % {"count": count, "names": ", ".join(found.changed_since[:5])}
        )
    words += [f"{name} — {why}" for name, why in found.refused]
    return " ".join(words) or _("Nothing was left to undo.")


def record_or_404(register: Register, authority: Authority, pk: Any) -> Any:
    """A living record of an authority."""
    return or_404(register.of(authority).filter(pk=pk).first())


def line_or_404(part: Part, record: Registered, pk: Any) -> Any:
    """A living line of a record."""
    found = or_404(part.of(record).filter(pk=pk).first())
    setattr(found, part.parent, record)
    return found


def open_moves(register: Register, request: HttpRequest, record: Registered) -> dict[str, Move]:
    """The steps the visitor may take with a record, by name."""
    return {
        move.name: move
        for move in register.moves
        if move.starts_at(record) and allows(request, move.role)
    }


def url_of(register: Register, record: Registered, page: str = "", *more: Any) -> str:
    """The address of a page of a record."""
    name = f"{register.name}_{page}" if page else register.name
    return reverse(name, args=[record.authority.slug, record.pk, *more])


def facts(register: Register, record: Registered, *wanted: str | Column) -> list[tuple[str, Any]]:
    """The fields of a record, in words: those ``wanted``, else those of its form, never private.

    A reader of the demonstration is anybody: a room shows a private field itself, to whom it may.
    """
    shown = [name for name in register.form.base_fields if name not in register.private]
    columns = List(*(wanted or shown)).columns_of(register.model)
    return [(str(column.label), column.of(record)) for column in columns]


def sheets(register: Register, authority: Authority, rows: Any) -> list[Sheet]:
    """Rows as a file says them, with the lines under them on sheets of their own."""
    found = [Sheet(register.title, register.list.file_columns(register.model), rows)]
    for part in register.parts:
        above = part.parent
        lines = living(part.model, authority).filter(
            **{f"{above}__in": rows.order_by().values("pk")}
        )
        whose = Column(capfirst(register.noun), partial(_owner, above))
        columns = (part.list or List(*part.form.base_fields)).file_columns(part.model)
        found.append(Sheet(str(part.title), [whose, *columns], lines.select_related(above)))
    return found


def _owner(link: str, line: Any) -> str:
    return str(getattr(line, link))


def part_table(register: Register, part: Part, record: Registered) -> Table | None:
    """The lines of a part as a table whose first cell leads to the line; None without any."""
    rows = part.of(record)
    if not rows:
        return None
    for row in rows:
        setattr(row, part.parent, record)  # their columns read it again for nothing
    columns = part.list or List(*part.form.base_fields)
    found = listed(columns, rows, QueryDict(), authority=record.authority)
    return found.table(
        str(part.title), rows, lambda line: url_of(register, record, part.path, line.pk)
    )
