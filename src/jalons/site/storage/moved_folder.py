"""What a data folder says of a move: which kind of base is the right one since.

The former base stays as it is, set aside until somebody erases it: a server started on it by
mistake would take in what people write, away from the others.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from jalons.kernel import JalonsError

from .whole_files import write_whole

MARK = "moved.json"
UNFINISHED = "jalons_move"  # the table of a base that a move did not fill whole


class MovedError(JalonsError):
    """The base is not the one this instance was moved to."""

    package = "jalons.site"


def mark_moved(folder: Path, *, database: str, twin: str | None) -> None:
    """Write which kinds of base this folder goes with from now on."""
    said = {"database": database, "twin": twin, "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"}
    write_whole(folder / MARK, f"{json.dumps(said)}\n")


def refuse_former() -> None:
    """Raise ``MovedError`` when the base or the twin is not of the kind of the last move.

    ``move_unfinished``: the base is one that a move did not fill; ``moved_database``;
    ``moved_twin``.
    """
    if UNFINISHED in connection.introspection.table_names():
        raise MovedError("move_unfinished")
    file = settings.DATA_DIR / MARK
    if not file.exists():
        return
    said = json.loads(file.read_text(encoding="utf-8"))
    kind = "sqlite" if settings.OPTIONS["TWIN_STORE"][:7] in ("", "sqlite:") else "postgresql"
    for wanted, now, code in (
        (said["database"], connection.vendor, "moved_database"),
        (said["twin"], kind, "moved_twin"),
    ):
        if wanted and wanted != now:
            raise MovedError(code, at=said["at"], kind=wanted, file=file)
