"""Checks files in the worker, applies the fixes a person ticked, checks again every month."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

import msgspec
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.catalogue.capture.checked import fixed_csv, lines_of
from jalons.catalogue.engine.checks.csvw import csvw_metadata
from jalons.catalogue.engine.checks.fixes import as_it_stands
from jalons.catalogue.engine.checks.layout import FileLines
from jalons.catalogue.engine.checks.outcome import Outcome, examine
from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.store import NamedSchema, schema_named, schemas
from jalons.catalogue.web.checks import queries
from jalons.catalogue.web.checks.models import SchemaCheck
from jalons.catalogue.web.datasets.actions import start_on, store_file
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Authority, User, at_work
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.design.page_language import error_words
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import Person, write
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import Interval, JalonsError, Source, Status
from jalons.kernel.contracts import YearFigure, publish_year

CHECK, FIX, UNDO = "catalogue.check", "catalogue.fix", "catalogue.undo_fix"
MONTH = timedelta(days=30)
METHOD = Source("Jalons", "Jalons", None, "EUPL-1.2")


def check(distribution: Distribution, user: Person) -> Job:
    """The job that checks a file: the one that waits, else a new one."""
    waiting = Job.objects.of(distribution.authority).filter(kind=CHECK, state=Job.State.QUEUED)
    found = waiting.filter(arguments__distribution=str(distribution.pk)).first()
    return found or _start(CHECK, _("Checking “%s”"), distribution, user)


def _start(kind: str, label: str, distribution: Distribution, user: Person, **more: Any) -> Job:
    return start_on(distribution, kind, label, user, page_of(distribution), **more)


def page_of(distribution: Distribution) -> str:
    """The address of the check of a file."""
    return reverse("dataset_check", args=[distribution.authority.slug, distribution.pk])


def read(distribution: Distribution) -> FileLines:
    """The lines of the stored file. Raises ``CatalogueError`` and ``TableError``."""
    try:
        with folders.copied(distribution.file) as path:
            return lines_of(path, distribution.file_name)
    except (FileNotFoundError, ValueError) as error:
        raise CatalogueError("file_absent") from error


@job(CHECK, idempotent=True)
def check_job(job_progress: JobProgress, *, authority: int, distribution: str) -> JobResult | None:
    """Check a file as it stands, and store what is found."""
    owner = Authority.objects.get(pk=authority)
    found = queries.files(owner).filter(pk=distribution).first()
    if found is None:
        return None
    job_progress(0, 1, str(found))
    examined(found)
    return JobResult(page_of(found), found.dataset.urn)


def examined(found: Distribution, **more: Any) -> SchemaCheck:
    """The check of a file, stored with ``more``; a file that cannot be read says why."""
    schema = schemas().get(found.schema)
    values: dict[str, Any] = {"schema": schema.name if schema else "", "sha256": found.sha256,
                              "checked_at": timezone.now(), "problem": ""}  # fmt: skip
    outcome = Outcome(0, 1, 0) if schema else Outcome(0)  # unless it is read, it is not valid
    known = SchemaCheck.objects.of(found.authority).filter(distribution=found, sha256=found.sha256)
    values |= {"metadata": {}, "before": known.values_list("before", flat=True).first() or {}}
    try:
        outcome = examine(lines := read(found), schema, schemas())
        if schema and lines.delimiter:
            values["metadata"] = _metadata(found.file_name, lines, schema)
    except JalonsError as error:
        values["problem"] = error_words(error)[:800]
    values |= {"score": outcome.score, "errors": outcome.count,
               "result": msgspec.to_builtins(outcome), **more}  # fmt: skip
    made, _new = SchemaCheck.objects.of(found.authority).update_or_create(
        distribution=found, authority=found.authority, defaults=values
    )
    publish(found.authority)
    return made


def _metadata(url: str, lines: FileLines, schema: NamedSchema) -> dict[str, Any]:
    encoding = "windows-1252" if lines.encoding == "cp1252" else lines.encoding
    dialect = {"delimiter": lines.delimiter, "encoding": encoding}
    about = {"dc:title": schema.title, "dc:conformsTo": {"@id": schema.source.link}}
    return csvw_metadata(url, schema, as_it_stands(lines).headings, dialect, about)


def choose(user: Person, distribution: Distribution, name: str) -> Job:
    """Say which schema a file must respect (none when ``name`` is empty), and check it."""
    if name:
        schema_named(name)
    with transaction.atomic():
        write(distribution.authority, user, [(distribution, {"schema": name})],
              label=str(distribution.dataset))  # fmt: skip
        return check(distribution, user)


def fix(user: Person, distribution: Distribution, chosen: Collection[str]) -> Job:
    """The job that applies the fixes ``chosen``. Raises ``CatalogueError`` (``file_changed``)."""
    found = queries.check_of(distribution)
    if not chosen:
        raise CatalogueError("fixes_missing")
    if found is None or not found.is_current:
        raise CatalogueError("file_changed")
    return _start(FIX, _("Fixing “%s”"), distribution, user, chosen=sorted(chosen),
                  sha256=distribution.sha256, user_id=getattr(user, "pk", None))  # fmt: skip


@job(FIX)
def fix_job(  # noqa: PLR0913  (each one said by name)
    job_progress: JobProgress, *, authority: int, distribution: str, chosen: Sequence[str],
    sha256: str, user_id: int | None,
) -> JobResult:  # fmt: skip
    """Store the fixed file as a new version, and check it again; what it was stays."""
    found = queries.files(Authority.objects.get(pk=authority)).get(pk=distribution)
    if found.sha256 != sha256:
        raise CatalogueError("file_changed")
    job_progress(0, 1, str(found))
    content = fixed_csv(read(found), schema_named(found.schema), chosen)
    before: dict[str, Any] = {"file": found.file.name, "name": found.file_name}
    name = PurePosixPath(found.file_name).stem + ".csv"
    return _stored(user_id, found, content, name, before)


def undo_fix(user: Person, distribution: Distribution) -> Job:
    """The job that brings back a file as it was before its fixes."""
    return _start(UNDO, _("Going back to “%s”"), distribution, user,
                  user_id=getattr(user, "pk", None))  # fmt: skip


@job(UNDO)
def undo_job(
    job_progress: JobProgress, *, authority: int, distribution: str, user_id: int | None
) -> JobResult:
    """Store again the file as it was, and check it. Raises ``CatalogueError`` (``file_absent``)."""
    found = queries.files(Authority.objects.get(pk=authority)).get(pk=distribution)
    job_progress(0, 1, str(found))
    known = queries.check_of(found)
    before = known.before if known else {}
    if not before or not found.file.storage.exists(before["file"]):
        raise CatalogueError("file_absent")
    with found.file.storage.open(before["file"]) as file:
        return _stored(user_id, found, file.read(), before["name"], {})


def _stored(
    user_id: int | None, found: Distribution, content: bytes, name: str, before: dict[str, Any]
) -> JobResult:
    person = User.objects.filter(pk=user_id or 0).first()
    with transaction.atomic():
        made = store_version(person, found, content, name)
        examined(made, before=before)
    return JobResult(page_of(made), made.dataset.urn)


def store_version(
    user: Person, distribution: Distribution, content: bytes, name: str
) -> Distribution:
    """The distribution with a new file; the one it had becomes an earlier version."""
    return store_file(user, distribution.dataset, ContentFile(content, name),
                      distribution=distribution)  # fmt: skip


def arrived(distribution: Distribution) -> None:
    """Check a new file once it is stored."""
    if distribution.format in queries.TABLES:
        check(distribution, None)


def daily(*, now: datetime) -> None:
    """Check again once a month: schemas change too."""
    late = Q(checked_at__lt=now - MONTH) & ~Q(schema="")
    for authority in Authority.objects.filter(at_work(), owns(SchemaCheck, late)):
        for found in queries.rows(authority).filter(late).exclude(distribution__file=""):
            check(found.distribution, None)


def publish(authority: Authority, _changes: Sequence[Change] = ()) -> None:
    """Publish the share of published datasets valid to their schema, among those that have one."""
    worst: dict[Any, int] = {}
    checks = queries.rows(authority).exclude(schema="")
    for found in checks.filter(distribution__dataset__state=Dataset.State.PUBLISHED):
        key = found.distribution.dataset_id
        worst[key] = max(worst.get(key, 0), found.errors)
    count = len(worst)
    words = ngettext("%(count)s published dataset with a schema",
                     "%(count)s published datasets with a schema", count)  # fmt: skip
    share = Interval.exact(100 * [*worst.values()].count(0) / count) if count else None
    publish_year(authority, YearFigure(
        "catalogue.datasets_valid", timezone.localdate().year, "%", share,
        (words % {"count": count},), status=Status.MEASURED,
    ), METHOD)  # fmt: skip
