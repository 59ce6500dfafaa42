"""A row with other names for what it leads to: those of another instance, or of a comparison."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django.db import models

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.administration.archive.contents import CHANGES, kinds, links_of, logged

_URN = re.compile(r"urn:jalons:([A-Za-z0-9._~-]+):([A-Za-z0-9._~-]*[A-Za-z0-9_~-])")
_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
BY_NUMBER = frozenset({"territory", "roadmap"})  # kinds of URN made of the number of an authority


class Naming(Protocol):
    """The other names."""

    number: str
    """The number of the authority in the archive."""
    slugs: tuple[str, ...]
    """The names that its URNs begin with in the archive."""

    def link(self, model: type[models.Model], key: Any) -> Any:
        """The key of a row, None where it has none."""

    def uuid(self, found: str) -> str:
        """The name of what bears a UUID, or the UUID itself."""

    def slug(self, found: str) -> str:
        """The name in place of one of ``slugs``."""


def translated(
    model: type[models.Model], row: Mapping[str, Any], naming: Naming
) -> dict[str, Any] | None:
    """The values of a row with the other names; None when one that it needs has none."""
    links, found = links_of(model), {}
    sealed = model.sealed_fields if issubclass(model, AuthorityScoped) else ()
    fields = {each.attname: each for each in model._meta.concrete_fields}
    for column, value in row.items():
        field = fields.get(column)
        if value is None or column in sealed or isinstance(field, models.BinaryField):
            found[column] = value
        elif column in links:
            found[column] = naming.link(links[column], value)
            if found[column] is None and not (field and field.null):
                return None
        elif field is not None and field.primary_key:
            found[column] = naming.link(model, value)
        elif isinstance(field, models.FileField):
            found[column] = file_path(value, naming)
        else:
            found[column] = deep(value, lambda text: spoken(text, naming))
    if model._meta.label_lower == CHANGES:
        _log(row, found, naming)
    return found


def _log(row: Mapping[str, Any], found: dict[str, Any], naming: Naming) -> None:
    places = {id(row[name]): found[name] for name in ("before", "after") if row[name]}
    for values, name, model in logged(row):
        value = values[name]
        if isinstance(value, list):
            keys = [naming.link(model, each) for each in value]
            places[id(values)][name] = [each for each in keys if each is not None]
        else:
            places[id(values)][name] = naming.link(model, value)


def file_path(path: str, naming: Naming) -> str:
    """The path of a file: its folder, the authority, its own name."""
    folder, first, rest = path.partition("/")
    number, second, name = rest.partition("/")
    if number != naming.number:
        return path
    return f"{folder}{first}{naming.link(Authority, number)}{second}{name}"


def deep(value: Any, said: Callable[[str], str]) -> Any:
    """A JSON value with each of its texts, keys included, replaced."""
    if isinstance(value, str):
        return said(value)
    if isinstance(value, Mapping):
        return {said(key): deep(each, said) for key, each in value.items()}
    return [deep(each, said) for each in value] if isinstance(value, list) else value


def spoken(text: str, naming: Naming) -> str:
    """A text with the other names of what its URNs and UUIDs name."""
    if "urn:jalons:" in text:
        text = _URN.sub(lambda urn: _urn(urn[1], urn[2], naming), text)
    if "-" in text:
        text = _UUID.sub(lambda found: naming.uuid(found[0]), text)
    return text


def _urn(kind: str, key: str, naming: Naming) -> str:
    model = kinds().get(kind)
    if model is not None:
        if key.lstrip("-").isdigit():
            key = str(naming.link(model, int(key)))
    elif kind in BY_NUMBER and key.partition("-")[0] == naming.number:
        key = f"{naming.link(Authority, naming.number)}{key[len(naming.number) :]}"
    else:
        first, dot, rest = key.partition(".")
        if first in naming.slugs:
            key = f"{naming.slug(first)}{dot}{rest}"
    return f"urn:jalons:{kind}:{key}"
