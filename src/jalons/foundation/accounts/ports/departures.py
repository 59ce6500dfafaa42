"""The socket through which accounts says that a person leaves an authority.

The API stands above and plugs in what closes the tokens that person made; without it nobody could
leave, on purpose: a departure never leaves a door open.
"""

from __future__ import annotations

from typing import Protocol

from jalons.foundation.accounts.models import Authority, User
from jalons.kernel.contracts import Port


class Departure(Protocol):
    """What a departure closes: see ``api.actions.close_tokens_of``."""

    def __call__(self, *, authority: Authority, person: User, user: User) -> int:
        """Close them on behalf of ``user``; how many."""


departure: Port[Departure] = Port("accounts_departure")
