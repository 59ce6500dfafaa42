"""Writing the journal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NotRequired, TypedDict, Unpack

from django.contrib.auth.models import AnonymousUser

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.models import Entry
from jalons.kernel import Urn

PROGRAM = "Jalons"  # who acts when nobody does
_means: ContextVar[str] = ContextVar("journal_means", default="")
_alone: ContextVar[bool] = ContextVar("journal_alone", default=False)


@contextmanager
def acting_through(means: str) -> Iterator[None]:
    """Within it, lines show by which means the person acts: a token of the API, for instance."""
    before = _means.set(means)
    try:
        yield
    finally:
        _means.reset(before)


@contextmanager
def acting_alone() -> Iterator[None]:
    """Within it, a line that names nobody is of the program itself, not of a visitor."""
    before = _alone.set(True)
    try:
        yield
    finally:
        _alone.reset(before)


class _Parts(TypedDict):
    """What a line says; ``before`` and ``after`` are JSON values (dates and decimals allowed)."""

    request_user: User | AnonymousUser | None
    authority: Authority
    verb: str  # one of ``Verb``, or a short word of the room
    urn: Urn | str
    label: str
    before: NotRequired[Any]  # only what changed
    after: NotRequired[Any]


def line(**parts: Unpack[_Parts]) -> Entry:
    """A line to be stored: ``request_user`` did ``verb`` to the object named ``urn``."""
    user = parts["request_user"]
    person = user if isinstance(user, User) else None
    means = _means.get()
    name = str(person) if person else PROGRAM if _alone.get() and not means else ""
    return Entry(
        authority=parts["authority"],
        actor=person,
        actor_label=(f"{name} ({means})" if name and means else name or means)[:254],
        verb=parts["verb"],
        urn=str(parts["urn"]),
        label=parts["label"][:200],
        before=parts.get("before"),
        after=parts.get("after"),
    )


def record(**parts: Unpack[_Parts]) -> Entry:
    """Write a line and return it; same parameters as ``line``.

    Call it inside the transaction of the change.
    """
    found = line(**parts)
    found.save(force_insert=True)
    return found


def forget_person(*, person: User, names: set[str], instead: str) -> None:
    """Take the name of a person out of every journal; the lines stay, under another name."""
    Entry.unscoped.all().without_person(person, names, instead)
