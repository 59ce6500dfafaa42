"""The kinds of job this instance knows, each a function a room declares with ``@job``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from jalons.kernel import JalonsError, Urn


class JobError(JalonsError):
    """A job cannot be started, or did not reach its end."""

    package = "jalons.foundation.tasks"


class JobProgress(Protocol):
    """What a job calls as it goes; it raises when the job must stop, so let it pass through."""

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None:
        """Report that ``done`` steps out of ``total`` are behind, and what is being done now."""


@dataclass(frozen=True, slots=True)
class JobResult:
    """Where the outcome of a job is: the path of a page of this site, the name of an object."""

    url: str = ""
    urn: Urn | None = None

    def __post_init__(self) -> None:
        if self.url and (not self.url.startswith("/") or self.url.startswith(("//", "/\\"))):
            raise ValueError(f"not a path of this site: {self.url!r}")


type JobFunction = Callable[..., JobResult | None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job; an idempotent one may safely run again after a cut."""

    name: str
    function: JobFunction
    idempotent: bool
    crosses: bool = False


_KINDS: dict[str, JobKind] = {}


def job[F: Callable[..., Any]](
    name: str, *, idempotent: bool = False, crosses: bool = False
) -> Callable[[F], F]:
    """Declare a function ``(job_progress, **arguments) -> JobResult | None`` as a kind of job.

    It lives in the ``actions`` of an app, which every worker imports. Arguments are JSON values.
    Keep its database transactions short: progress written inside one shows only at its end.
    ``crosses``: it writes to other authorities of the instance what one shares with them; every
    other job is bound to its authority by the database too (``accounts.limits.row_security``).
    Raises ``ValueError`` when the name is taken by another function.
    """

    def declare(function: F) -> F:
        known = _KINDS.get(name)
        if known and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"two functions for the job {name!r}")
        _KINDS[name] = JobKind(name, function, idempotent, crosses)
        return function

    return declare


def find(name: str) -> JobKind:
    """The kind called ``name``; ``JobError`` (``job_kind_unknown``) when there is none."""
    if name not in _KINDS:
        raise JobError("job_kind_unknown", kind=name)
    return _KINDS[name]
