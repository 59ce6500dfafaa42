"""The socket through which accounts writes in the journal, which stands above it.

The journal plugs its ``record`` in when Django is ready; without it every write would fail, on
purpose: nothing changes without its line.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser

from jalons.foundation.accounts.models import Authority, User
from jalons.kernel import Urn
from jalons.kernel.contracts import Port


class Recorder(Protocol):
    """What writes one line: see ``journal.actions.record``."""

    def __call__(  # noqa: PLR0913  (a line of the journal has that many parts, all named)
        self,
        *,
        request_user: User | AnonymousUser | None,
        authority: Authority,
        verb: str,
        urn: Urn | str,
        label: str,
        before: Any = None,
        after: Any = None,
    ) -> object:
        """Write the line."""


record: Port[Recorder] = Port("accounts_trail")
