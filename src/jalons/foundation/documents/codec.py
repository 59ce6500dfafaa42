"""A document tree as JSON values, and back: what a signed-off document is stored as.

Each node is an object that names its ``type``; nothing of it refers to the data it was made from,
so that it can be read and written in any format for as long as the types are known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from jalons.foundation.documents import tree
from jalons.foundation.documents.tree import Document, DocumentError, Tone
from jalons.kernel import Source

_NODES: dict[str, Callable[..., Any]] = {
    kind.__name__: kind
    for kind in (
        tree.BulletList,
        tree.Document,
        tree.FactList,
        tree.Figure,
        tree.Link,
        tree.Note,
        tree.NumberedList,
        tree.PageBreak,
        tree.Paragraph,
        tree.Picture,
        tree.Reference,
        tree.Section,
        tree.Strong,
        tree.Table,
        tree.WordBox,
        Source,
    )
}


def _day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_TYPED: dict[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "published": _day_or_none,
    "opened": _day_or_none,
    "numeric": frozenset,
    "tone": Tone,
}


def to_json(document: Document) -> dict[str, Any]:
    """The document as JSON values."""
    plain: dict[str, Any] = _plain(document)
    return plain


def from_json(stored: Mapping[str, Any]) -> Document:
    """The document that was stored, equal to the one it was made from.

    Raises ``DocumentError`` (``stored_unreadable``) when the values are not those of a document.
    """
    try:
        found = _read(stored)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentError(
            "stored_unreadable", reason=f"{type(error).__name__}: {error}"
        ) from error
    if not isinstance(found, Document):
        raise DocumentError("stored_unreadable", reason=type(found).__name__)
    return found


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        members = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"type": type(value).__name__, **members}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_read(each) for each in value)
    if not isinstance(value, Mapping):
        return value
    members = dict(value)
    kind = _NODES[members.pop("type")]
    return kind(**{name: _field(name, each) for name, each in members.items()})


def _field(name: str, value: Any) -> Any:
    return _TYPED[name](value) if name in _TYPED else _read(value)
