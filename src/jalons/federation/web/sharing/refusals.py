"""Why keys or files were refused, in the words of a page: no folder of the machine is named."""

from __future__ import annotations

import logging

from jalons.federation.engine.errors import FederationError
from jalons.foundation.design.page_language import error_words
from jalons.kernel import JalonsError

# What the commands say with the name of a file, and what a page says.
_PLAIN = {
    "secret_missing": "keys_away", "secret_open": "keys_unreadable",
    "secret_unreadable": "keys_unreadable", "secret_other": "keys_unreadable",
    "repository_missing": "folder_away", "repository_broken": "folder_broken",
}  # fmt: skip
_log = logging.getLogger(__name__)


def why(error: JalonsError) -> str:
    """What is wrong and what to do; the log has the name of the file."""
    if error.code in _PLAIN:
        _log.warning("what a territory shares: %s", error)
        error = FederationError(_PLAIN[error.code])
    return error_words(error)
