"""What the pages of a file read: its job, its type, what was refused."""

from __future__ import annotations

import csv
import io
from itertools import islice

from django.utils.translation import gettext as _

from jalons.broker.engine.problems import Problem
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Column, Table
from jalons.foundation.tasks.models import Job
from jalons.twin.web.ingest.local_intake import expanded_type
from jalons.twin.web.observations.queries import key_of

from . import uploaded_files as files
from .uploaded_files import UploadedFile

REFUSED_SHOWN = 8


def job_of(authority: Authority, upload: UploadedFile) -> Job | None:
    """The last job of a file, None when it had none."""
    mine = Job.objects.of(authority).filter(
        kind__in=("twin.take", "twin.undo"), arguments__key=upload.key
    )
    return mine.first()


def type_page(authority: Authority, upload: UploadedFile) -> str:
    """The type of a file, as in addresses; empty when its context is unknown."""
    try:
        return key_of(expanded_type(authority, upload.plan))
    except Problem:
        return ""


def refusals(authority: Authority, upload: UploadedFile) -> Table | None:
    """The first rows an import refused: line, what is wrong, how to fix it."""
    text = files.outcome(authority, upload, "refused") if upload.refused else ""
    if not text:
        return None
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    next(lines, None)
    rows = tuple((row[-3], row[-2], row[-1]) for row in islice(lines, REFUSED_SHOWN))
    columns = (Column(_("Line")), Column(_("What is wrong")), Column(_("How to correct it")))
    return Table(_("The first rows refused"), columns, rows) if rows else None
