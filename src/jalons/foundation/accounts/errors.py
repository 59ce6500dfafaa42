"""What can go wrong when people join, leave or administer an authority."""

from __future__ import annotations

from jalons.kernel import JalonsError


class AccountsError(JalonsError):
    """A refusal the person can understand; its sentences are in ``data/messages.toml``."""

    package = "jalons.foundation.accounts"
