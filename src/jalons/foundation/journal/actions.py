"""What writes the trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import AnonymousUser

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.models import Entry
from jalons.kernel import Urn

_means: ContextVar[str] = ContextVar("journal_means", default="")


@contextmanager
def acting_through(means: str) -> Iterator[None]:
    """Within it, lines tell by which means the person acts: a token of the API, for instance."""
    before = _means.set(means)
    try:
        yield
    finally:
        _means.reset(before)


def record(  # noqa: PLR0913  (a line of the journal has that many parts, all named)
    *,
    request_user: User | AnonymousUser | None,
    authority: Authority,
    verb: str,
    urn: Urn | str,
    label: str,
    before: Any = None,
    after: Any = None,
) -> Entry:
    """The line just written: ``request_user`` did ``verb`` to the object named ``urn``.

    ``verb`` is one of ``Verb`` or a short word of the room. ``before`` and ``after`` are JSON
    values (dates and decimals allowed), only what changed. Call it inside the transaction of the
    change.
    """
    person = request_user if isinstance(request_user, User) else None
    name, means = str(person) if person else "", _means.get()
    return Entry.objects.create(
        authority=authority,
        actor=person,
        actor_label=(f"{name} ({means})" if name and means else name or means)[:254],
        verb=verb,
        urn=str(urn),
        label=label[:200],
        before=before,
        after=after,
    )


def forget_person(*, person: User, names: set[str], instead: str) -> None:
    """Take the name of a person out of every journal; the lines stay, under another name."""
    Entry.unscoped.all().without_person(person, names, instead)
