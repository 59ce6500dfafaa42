"""Writes of scenarios; nothing here writes to the live twin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import write
from jalons.twin.engine.whatif.change import Change, document

from .models import WhatIf


def make(
    whatif: WhatIf, *, user: Any, name: str, note: str = "", changes: Sequence[Change]
) -> Batch | None:
    """Store a new scenario; raises ``WhatIfError`` beyond 20 changes."""
    values = {"name": name[:120], "note": note, "changes": [document(change) for change in changes]}
    return write(whatif.authority, user, [(whatif, values)])


def add_change(whatif: WhatIf, *, user: Any, change: Change) -> Batch | None:
    """Add a change at the end of a scenario, even if somebody added one meanwhile."""
    with transaction.atomic():
        stored = whatif.latest()
        changes = [*stored.changes, document(change)]
        return write(stored.authority, user, [(stored, {"changes": changes})])


def drop_change(whatif: WhatIf, *, user: Any, place: int) -> Batch | None:
    """Remove a change by its index from 0; None when there is no such index."""
    changes = [each for rank, each in enumerate(whatif.changes) if rank != place]
    return write(whatif.authority, user, [(whatif, {"changes": changes})])
