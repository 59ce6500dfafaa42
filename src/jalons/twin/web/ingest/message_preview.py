"""What messages would become, without writing."""

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
from .local_intake import intake_of, run
from .observation_table import observations_table

SHOWN = 8


@dataclass(frozen=True, slots=True)
class MessagePreview:
    """The table of entities, and the reason of each refusal."""

    accepted: int = 0
    table: Table | None = None
    refusals: tuple[str, ...] = ()
    aside: int = 0


def preview_messages(
    authority: Authority, key: str, payloads: Sequence[bytes], *, whole: Sequence[bool] = ()
) -> MessagePreview:
    """What the messages of a source would become; ``whole`` is False for a part of a message."""
    from jalons.broker.server.ingest.intake import Message
    from jalons.broker.server.ingest.sources import stored_source

    tenant = twin_store.tenant_of(authority)
    try:
        source = stored_source(twin_store.store(), tenant, key)
        intake = intake_of(authority, source)
        now = time.time_ns() // 1_000
        parts = whole or [True] * len(payloads)
        messages = [
            Message(now, payload=payload, whole=part)
            for payload, part in zip(payloads, parts, strict=True)
        ]
        tally, observed = run(intake.preview(messages))
    except Problem as problem:
        return MessagePreview(refusals=(refusal_words.sentence(problem),))
    usable = twin_store.policies().usable(tenant)
    refusals = [refusal_words.sentence(problem) for _origin, problem in tally.problems[:SHOWN]]
    lacking = {iri for each in observed for iri in each.doc["type"] if iri not in usable}
    refusals += [_("The type %(type)s has no complete sheet.") % {"type": iri} for iri in lacking]
    return MessagePreview(
        len(observed),
        observations_table(observed[:SHOWN], _("What would be written")),
        tuple(refusals),
        tally.aside,
    )
