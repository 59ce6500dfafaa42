"""Files brought, read, made into certificates; certificates judged again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from jalons.foundation.accounts.files.brought import all_or_none
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.models import Batch, Change
from jalons.foundation.register.writer import Person, store_computed, write
from jalons.foundation.tasks import rounds
from jalons.kernel import Urn
from jalons.reuse.capture.wiping_pdf import read_wiping
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.wiping.facts import DriveLog
from jalons.reuse.web.wiping import queries
from jalons.reuse.web.wiping.models import WipeCertificate, WipeFile


def bring(
    *, authority: Authority, user: Person, files: Sequence[File[bytes]], about: Mapping[str, str]
) -> tuple[list[WipeFile], list[WipeFile]]:
    """The files stored and read, then those that were there already.

    All or nothing: ``AccountsError`` when they do not fit in the quota.
    """
    stored: list[WipeFile] = []
    known: list[WipeFile] = []
    by = user if isinstance(user, User) else None
    with all_or_none(stored):
        for file in files:
            made = WipeFile(authority=authority, about=dict(about), dropped_by=by)
            made.describe(file, file.name or "")
            twin = WipeFile.objects.of(authority).filter(sha256=made.sha256).first()
            if twin is not None:
                known.append(twin)
                continue
            try:
                made.drives = msgspec.to_builtins(read_wiping(file.read()))
            except ReuseError as error:
                made.problem = error.code
            stored.append(made)
            made.store(file)
    return stored, known


def drives_of(file: WipeFile) -> list[DriveLog]:
    """What was read of a file, drive by drive."""
    return msgspec.convert(file.drives, list[DriveLog])


@transaction.atomic
def certify(
    *, authority: Authority, user: Person, rows: Sequence[tuple[WipeFile, Mapping[str, Any]]]
) -> Batch | None:
    """The certificates of the drives a person chose; their files wait no more."""
    changes = [(WipeCertificate(authority=authority, file=file), values) for file, values in rows]
    batch = write(authority, user, changes, verb=Verb.IMPORTED)
    settle({file.pk: file for file, _values in rows}.values())
    return batch


def settle(files: Any) -> None:
    """Write that a person chose what these files give."""
    for each in files:
        each.settled_at = timezone.now()
        each.save(update_fields=["settled_at"])


# The verdict --------------------------------------------------------------------------------------


def judge_changed(authority: Authority, changes: Sequence[Change]) -> None:
    """Judge the certificates of an act, once it is stored."""
    names = [Urn.parse(each.urn).id for each in changes]
    rows = WipeCertificate.objects.of(authority).filter(pk__in=names)
    for each in rows.select_related("device", "authority"):
        _judge(each)


def judge_again(*, now: datetime) -> None:
    """Judge every certificate again: the rules may have changed with a version."""
    rounds.each("reuse.certificates", _judge_all, now=now, due=owns(WipeCertificate))


def _judge_all(authority: Authority) -> None:
    for each in queries.certificates(authority):
        _judge(each)


def _judge(each: WipeCertificate) -> None:
    found = each.judgement
    if (each.verdict, each.level) != (found.state.value, found.level.value):
        rows = WipeCertificate.objects.of(each.authority).filter(pk=each.pk)
        store_computed(rows, verdict=found.state.value, level=found.level.value)
