"""The addresses of a register: pages generated from its declaration, some of them replaced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import UUIDField
from django.urls import URLPattern, path

from jalons.foundation.accounts.access import View
from jalons.foundation.accounts.heavy import heavy as heavy_page
from jalons.foundation.register import views
from jalons.foundation.register.bulk import bulk
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.models import Registered


def urls_of(
    register: Register, *, heavy: bool = False, **replaced: View | None
) -> list[URLPattern]:
    """The addresses of the pages of a register.

    ``replaced`` gives the view of a page by its name (``list``, ``record``, ``new``…), None for a
    page that is not made. ``heavy`` says that what follows a change computes: a server passes
    these pages to another process.
    """
    return [
        path(
            where,
            replaced.get(name) or _finished(register, view, heavy=heavy),
            name=_name(register, name),
        )
        for name, where, view in _pages(register)
        if replaced.get(name, view) is not None
    ]


def _name(register: Register, page: str) -> str:
    return register.name if page == "record" else f"{register.name}_{page}"


def _finished(register: Register, view: View, *, heavy: bool) -> View:
    view.__module__ = register.form.__module__  # the room whose page it is
    return heavy_page(view) if heavy else view


def _pages(register: Register) -> Iterator[tuple[str, str, View]]:
    one = f"<{_converter(register.model)}:pk>/"
    yield "list", "", views.index(register)
    yield "new", "nouveau/", views.new(register)
    yield "export", "export.<str:kind>", views.download(register)
    yield "trash", "corbeille/", views.trash(register)
    if register.list.bulk:
        yield "bulk", "plusieurs/", bulk(register)
    yield "undo", "annuler/<uuid:batch>/", views.undo(register)
    yield "record", one, views.record(register)
    yield "edit", f"{one}modifier/", views.edit(register)
    if register.moves:
        yield "move", f"{one}etat/", views.move(register)
    yield "history", f"{one}historique/", views.changes(register)
    yield "delete", f"{one}supprimer/", views.delete(register)
    yield "restore", f"{one}restaurer/", views.restore(register)
    for part in register.parts:
        line = f"{one}{part.path}/<{_converter(part.model)}:part_pk>/"
        yield f"{part.path}_new", f"{one}{part.path}/nouveau/", views.new_line(register, part)
        yield part.path, line, views.line(register, part)
        yield f"{part.path}_delete", f"{line}supprimer/", views.delete_line(register, part)


def _converter(model: type[Registered]) -> Any:
    return "uuid" if isinstance(model._meta.pk, UUIDField) else "int"
