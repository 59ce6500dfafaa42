"""Work done in a child process: what it loads goes back to the system with it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def apart(work: Callable[[], object]) -> None:
    """Do ``work`` in a copy of this process, which ends with it.

    To be called while there is one thread and no open connection. An error is reported by the
    copy as this process would have; then this one ends too, with the same code.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        work()
        sys.exit()
    _, status = os.waitpid(child, 0)
    if code := os.waitstatus_to_exitcode(status):
        raise SystemExit(abs(code))
