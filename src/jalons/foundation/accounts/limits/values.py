"""The limits of an authority: its own values, else those of the settings of the instance."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from jalons.foundation.accounts.models import Authority


@dataclass(frozen=True, slots=True)
class AuthorityLimits:
    """What an authority may take; 0 is no limit.

    ``statement_seconds``: of one query of a page, on PostgreSQL. ``requests_per_minute``: pages and
    calls of the API together. ``jobs_at_once``: jobs that run at the same time.
    """

    statement_seconds: int
    requests_per_minute: int
    jobs_at_once: int


NAMES = ("statement_seconds", "requests_per_minute", "jobs_at_once")


def of_instance() -> AuthorityLimits:
    """The limits of an authority that has none of its own."""
    return AuthorityLimits(**{name: int(settings.OPTIONS[name.upper()]) for name in NAMES})


def limits_of(authority: Authority) -> AuthorityLimits:
    """The limits of an authority now."""
    common = of_instance()
    own = {name: getattr(authority, name) for name in NAMES}
    return AuthorityLimits(
        **{name: getattr(common, name) if own[name] is None else own[name] for name in NAMES}
    )
