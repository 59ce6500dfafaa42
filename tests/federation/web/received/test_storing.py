"""The store of the pages does what that of the commands does: the same tests, on the database."""

from federation.test_attacks import *  # noqa: F403
from federation.test_exchange import *  # noqa: F403
