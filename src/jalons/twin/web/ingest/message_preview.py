"""A message tried: what it would become, without writing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jalons.broker.engine.problems import Problem
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Table
from jalons.twin.web.connection import twin_store

from . import refusal_words
from .local_intake import intake_of, ran
from .observation_table import becoming

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Tried:
    """What messages would become: the table of entities, and each reason of a refusal."""

    kept: int = 0
    table: Table | None = None
    refusals: tuple[str, ...] = ()
    aside: int = 0


def tried(
    authority: Authority, key: str, payloads: Sequence[bytes], *, whole: Sequence[bool] = ()
) -> Tried:
    """What the messages of a source would become; ``whole`` tells messages from parts of one."""
    from jalons.broker.server.ingest.intake import Message
    from jalons.broker.server.ingest.sources import found

    tenant = twin_store.tenant_of(authority)
    try:
        source = found(twin_store.store(), tenant, key)
        intake = intake_of(authority, source)
        now = time.time_ns() // 1_000
        parts = whole or [True] * len(payloads)
        messages = [
            Message(now, payload=payload, whole=part)
            for payload, part in zip(payloads, parts, strict=True)
        ]
        tally, observed = ran(intake.preview(messages))
    except Problem as problem:
        return Tried(refusals=(refusal_words.sentence(problem),))
    usable = twin_store.sheets().usable(tenant)
    told = [refusal_words.sentence(problem) for _origin, problem in tally.problems[:SHOWN]]
    lacking = {iri for each in observed for iri in each.doc["type"] if iri not in usable}
    told += [_("The type %(type)s has no complete sheet.") % {"type": iri} for iri in lacking]
    return Tried(
        len(observed),
        becoming(observed[:SHOWN], _("What would be written")),
        tuple(told),
        tally.aside,
    )
