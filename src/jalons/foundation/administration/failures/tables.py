"""Unexpected errors as tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.administration.failures.queries import Group
from jalons.foundation.administration.models import UnexpectedError
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import number_words, short_moment_words
from jalons.foundation.tasks.rounds import ROUTE

_VARIES = re.compile(r"<[^>]+>")


def errors_table(
    errors: Iterable[UnexpectedError], authorities: Mapping[int, Authority] | None = None
) -> Table:
    """Errors one by one, under the reference people read out.

    Without ``authorities``, those of one, which is not named again.
    """
    heads = [
        Column(_("Reference")), Column(_("When")), Column(_("Page or work")),
        Column(_("Class of the error")), Column(_("Times"), numeric=True), Column(_("Version")),
    ]  # fmt: skip
    if authorities is not None:
        heads.insert(2, Column(_("Authority")))
    caption = (
        _("Its errors, latest first") if authorities is None else _("One by one, latest first")
    )
    return Table(caption, tuple(heads), tuple(_error(each, authorities) for each in errors))


def _error(
    error: UnexpectedError, authorities: Mapping[int, Authority] | None
) -> tuple[Cell | str, ...]:
    cells: list[Cell | str] = [
        error.reference, short_moment_words(error.last_at), _readable(error.route),
        _short(error.kind),
        number_words(error.count), error.release,
    ]  # fmt: skip
    if authorities is not None:
        cells.insert(2, named(authorities.get(error.owner)))
    return tuple(cells)


def named(owner: Authority | None) -> Cell | str:
    """An authority by its name, which leads to its page; a dash for none."""
    if owner is None:
        return "–"
    return Cell(owner.name, url=reverse("instance_authority", args=[owner.pk]))


def _readable(route: str) -> str:
    """A route without the names of what varies in it; a job or a daily work by its name."""
    kind, _space, name = route.partition(" ")
    if f"{kind} " == ROUTE:
        return _("daily work %(name)s") % {"name": name}
    if kind == "job":
        return _("job %(name)s") % {"name": name}
    return _VARIES.sub("…", route)


def _short(kind: str) -> str:
    """The class of an error without its module; the log has both."""
    return kind.rpartition(".")[2]


def reference_cell(reference: str) -> Cell:
    """A reference that leads to its line."""
    return Cell(reference, url=reverse("instance_errors", query={"q": reference}))


def groups_table(groups: Iterable[Group], authorities: Mapping[int, Authority]) -> Table:
    """Errors of one class on one route together, the most frequent first."""
    heads = (
        Column(_("Page or work")), Column(_("Class of the error")),
        Column(_("Times"), numeric=True), Column(_("Last one")),
        Column(_("Its reference")), Column(_("Authorities")),
    )  # fmt: skip
    return Table(
        _("Errors of the last 7 days, the most frequent first"), heads,
        tuple(_group(each, authorities) for each in groups),
    )  # fmt: skip


def _group(group: Group, authorities: Mapping[int, Authority]) -> tuple[Cell | str, ...]:
    known = [authorities[each] for each in group.owners if each in authorities]
    owners: Cell | str = named(known[0]) if len(known) == 1 else number_words(len(known))
    return (
        _readable(group.route), _short(group.kind), number_words(group.count),
        short_moment_words(group.last_at), reference_cell(group.reference),
        owners if known else "–",
    )  # fmt: skip
