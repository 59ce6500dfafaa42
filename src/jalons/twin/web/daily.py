"""The daily work of the twin: erase what is past its time, publish its figures."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from jalons.broker.store.maintenance.retention import drop_agreed, tidy_promised
from jalons.foundation.tasks import rounds

from . import indicators
from .cases import indicators as case_indicators
from .connection import twin_store
from .heat import queries as heat
from .ingest.files import actions as files

_log = logging.getLogger(__name__)


def apply_retention(*, now: datetime) -> None:
    """Apply the retention of each type to its history; a failure in one town stops no other."""
    store, stamp = twin_store.store(), int(now.timestamp() * 1_000_000)
    try:
        policies = {tenant: twin_store.policies().of(tenant) for tenant in store.tenants()}
        drop_agreed(store, policies, now=stamp)
    except Exception:  # rows are erased one by one, below
        _log.exception("no month of history was dropped at once")
    for tenant in store.tenants():
        if twin_store.authority_of(tenant) is None:  # it was erased a moment ago
            continue
        try:
            tidy_promised(store, tenant, twin_store.policies().of(tenant), now=stamp)
        except Exception:  # reported, and done again tomorrow
            _log.exception("the retention of types was not applied in %s", tenant)


def sum_histories(*, now: datetime) -> None:
    """Sum the histories by hour and by day, where the store reads such sums."""
    twin_store.store().roll_up(now=int(now.timestamp() * 1_000_000))


def empty_trash(*, now: datetime) -> None:
    """Erase the entities of heat deleted more than 30 days ago."""
    erase = partial(heat.TRASH.erase, now=now)
    rounds.each("twin.heat_trash", erase, now=now, due=twin_store.has_twin(), closed=True)


def daily_round(*, now: datetime) -> None:
    """Erase what is past its time, retention of types included, and publish figures.

    Each part runs once a day, in one of the processes of the server.
    """
    files.forget_old(now=now)
    empty_trash(now=now)
    rounds.once("twin.retention", partial(apply_retention, now=now), now=now)
    rounds.once("twin.sums", partial(sum_histories, now=now), now=now)
    indicators.publish(now=now)
    case_indicators.publish(now=now)
