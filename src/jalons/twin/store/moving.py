"""The store of the broker copied into another, named by the declaration of the room."""

from __future__ import annotations

import time
from contextlib import closing

import psycopg

from jalons.broker.engine.problems import Problem
from jalons.broker.store.factory import opened
from jalons.broker.store.maintenance import migration

__all__ = ["copied"]


def copied(source: str, target: str, *, again: bool = False) -> migration.Copied:
    """Copy a store and compare both; what they have in common.

    Raises ``OSError`` with the reason: nobody answers, the target has entities and it is not said
    to be a copy made ``again``, it has others than the source.
    """
    try:
        with closing(opened(source)) as ours, closing(opened(target)) as theirs:
            if not again and any(theirs.types(tenant) for tenant in theirs.tenants()):
                raise OSError("its target has entities")
            return migration.copied(ours, theirs, now=time.time_ns() // 1000)
    except (Problem, RuntimeError, psycopg.Error) as problem:
        raise OSError(str(problem)) from problem
