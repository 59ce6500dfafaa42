"""Documents brought, read in the worker, found again; what people say of passages."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.retrieval.passages import passages
from jalons.ailibrary.store.passages import PassageFile, PassageWriter
from jalons.ailibrary.web.search import queries
from jalons.ailibrary.web.search.models import (
    FOLDER,
    Corpus,
    CorpusArchive,
    CorpusDocument,
    PassageRemark,
)
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.files.quotas import admit
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living, owns
from jalons.foundation.register.writer import Person, store_computed, write
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError

ZIP, ROUNDS = b"PK\x03\x04", 5
REMEMBERED = timedelta(days=365)
State = CorpusDocument.State


@dataclass
class Brought:
    """Files that came: documents stored, names of those there already, archives to unpack."""

    stored: list[CorpusDocument] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    archives: list[CorpusArchive] = field(default_factory=list)


def bring(user: Person, corpus: Corpus, files: Sequence[File[bytes]]) -> tuple[Brought, Job | None]:
    """Store files, and the job that reads them; None when all were there already.

    All or nothing: ``AccountsError`` when they do not fit in the quota.
    """
    brought = store(user, corpus, files)
    return brought, read(user, corpus) if brought.stored or brought.archives else None


def store(user: Person, corpus: Corpus, files: Sequence[File[bytes]]) -> Brought:
    """Store files, which wait to be read."""
    from jalons.ailibrary.capture.archives import is_archive

    brought, paths = Brought(), list[Any]()
    try:
        with transaction.atomic():
            for each in files:
                if is_archive(each):
                    made = CorpusArchive(authority=corpus.authority, corpus=corpus)
                    made.describe(each, each.name or "")
                    made.store(each)
                    paths.append(made.file)
                    brought.archives.append(made)
                else:
                    paths += _store(user, corpus, each, each.name or "", brought)
    except BaseException:
        for path in paths:
            path.storage.delete(path.name)
        raise
    return brought


def _store(
    user: Person, corpus: Corpus, file: File[bytes], name: str, brought: Brought
) -> list[Any]:
    """Store a document unless the collection has it; the file stored."""
    arriving = CorpusArchive(authority=corpus.authority)
    arriving.describe(file, name)
    rows = living(CorpusDocument, corpus.authority).filter(corpus=corpus)
    if rows.filter(sha256=arriving.sha256).exists():
        brought.known.append(arriving.name)
        return []
    admit(authority=corpus.authority, size=arriving.size)
    made = CorpusDocument(authority=corpus.authority)
    title = " ".join(Path(arriving.name).stem.replace("_", " ").split()) or arriving.name
    write(corpus.authority, user, [(made, {"corpus": corpus, "name": title})])
    made.file.save(arriving.name, file, save=False)
    store_computed(_row(made), file=str(made.file.name), file_name=arriving.name,
                   size=arriving.size, sha256=arriving.sha256)  # fmt: skip
    brought.stored.append(made)
    return [made.file]


def _row(record: Any) -> Any:
    return type(record).objects.of(record.authority).filter(pk=record.pk)


def read(user: Person, corpus: Corpus) -> Job:
    """The job that reads the documents that wait: the one that has not begun, else a new one."""
    last = queries.job_of(corpus)
    if last and last.state == Job.State.QUEUED:
        return last
    authority = corpus.authority
    return start_job(
        authority=authority, kind=queries.KIND, user=user,
        label=_("Reading the documents of “%(name)s”") % {"name": corpus.name},
        arguments={"authority": authority.pk, "corpus": str(corpus.pk)},
        back_url=reverse("corpus", args=[authority.slug, corpus.pk]),
    )  # fmt: skip


@job(queries.KIND, idempotent=True)
def read_job(job_progress: JobProgress, *, authority: int, corpus: str) -> JobResult | None:
    """Unpack the archives of a collection, read the documents that wait, write its passages."""
    owner = Authority.objects.get(pk=authority)
    record = living(Corpus, owner).filter(pk=corpus).first()
    if record is None:
        return None
    _unpack(record, job_progress)
    for _round in range(ROUNDS):  # others may come, or another worker write, meanwhile
        if index(record, job_progress):
            break
    return JobResult(reverse("corpus", args=[owner.slug, record.pk]), record.urn)


def _unpack(corpus: Corpus, job_progress: JobProgress) -> None:
    """Make documents of the files of archives; one that cannot be opened becomes one, with why."""
    from jalons.ailibrary.capture.archives import members

    for archive in CorpusArchive.objects.of(corpus.authority).filter(corpus=corpus):
        brought = Brought()
        try:
            with folders.copied(archive.file) as path:
                for done, (name, content) in enumerate(members(path, archive.name)):
                    job_progress(done, message=name)
                    with transaction.atomic():
                        _store(None, corpus, ContentFile(content, name), name, brought)
        except AIError as error:
            with transaction.atomic(), archive.file.open("rb") as file:
                _store(None, corpus, file, archive.name, brought)
                for each in brought.stored[-1:]:
                    _refuse(each, error)
        with transaction.atomic():
            archive.discard()


def _refuse(document: CorpusDocument, error: JalonsError) -> None:
    plain = {"package": error.package, "code": error.code, "params": error.params}
    store_computed(_row(document), state=State.UNREAD, problem=plain, passages=0)


def index(corpus: Corpus, job_progress: JobProgress = lambda *_args, **_named: None) -> bool:
    """Read what waits and write the passages of a collection anew; whether nothing is left to do.

    The file in use is copied, changed and replaced: who searches meanwhile sees the one before.
    """
    owner = corpus.authority
    corpus = living(Corpus, owner).get(pk=corpus.pk)
    every = CorpusDocument.objects.of(owner).filter(corpus=corpus)
    waiting = list(every.filter(deleted_at=None, state=State.WAITING).exclude(file=""))
    with folders.workshop() as folder:
        target = folder / "passages"
        keys = {str(key) for key in every.values_list("pk", flat=True)}
        before = _file_of(corpus)
        again = before is not None and _has_others(before, keys)
        if before and not again:
            shutil.copyfile(before, target)
        found: dict[CorpusDocument, Any] = {}
        with PassageWriter(target) as writer:
            if before and again:  # no word of an erased document stays in the file
                writer.take(before, keys)
            for done, each in enumerate(waiting):
                job_progress(done, len(waiting), each.file_name)
                found[each] = _read(each, writer)
            count = writer.count()
        return _finish(corpus, found, target, count)


def _file_of(corpus: Corpus) -> Path | None:
    """The passages written before, on this machine; None without, or when they are gone."""
    if not corpus.file or not corpus.file.storage.exists(str(corpus.file.name)):
        return None
    return folders.near(corpus.file)


def _read(document: CorpusDocument, writer: PassageWriter) -> dict[str, Any] | AIError:
    """What was read of a document whose passages were added, or why it cannot be searched."""
    from jalons.ailibrary.capture.texts import read as read_text

    try:
        with folders.copied(document.file) as path:
            text = read_text(path, document.file_name)
    except OSError:
        return AIError("document_unreadable", name=document.file_name)
    except AIError as error:
        return error
    title = f"{document.name} · {text.subject}" if text.subject else document.name
    count = writer.add(str(document.pk), title, passages(text.blocks))
    return {"state": State.READ, "problem": {}, "subject": text.subject[:200],
            "read_on": text.day, "pages": text.pages, "blank": text.blank, "left": text.left,
            "passages": count}  # fmt: skip


@transaction.atomic
def _finish(corpus: Corpus, found: dict[CorpusDocument, Any], made: Path, count: int) -> bool:
    """Put a new file in place, unless another was written meanwhile; whether nothing waits."""
    latest = corpus.latest()
    if latest.indexed_at != corpus.indexed_at:
        return False
    before = corpus.file.size if corpus.file else 0
    admit(authority=corpus.authority, size=max(0, made.stat().st_size - before))
    name = f"{FOLDER}/{corpus.authority_id}/{corpus.pk}.sqlite"
    for document, outcome in found.items():
        if isinstance(outcome, AIError):
            _refuse(document, outcome)
        else:
            store_computed(_row(document), **outcome)
    store_computed(_row(corpus), file=name, passages=count, indexed_at=timezone.now())
    folders.dropped().put(name, made)
    rows = living(CorpusDocument, corpus.authority).filter(corpus=corpus, state=State.WAITING)
    return not rows.exclude(file="").exists()


def remark(document: CorpusDocument, question: str, page: int | None, rank: int, *,
           is_useful: bool) -> None:  # fmt: skip
    """Write what a person said of a passage."""
    PassageRemark.objects.create_all([
        PassageRemark(authority=document.authority, document=document, question=question[:400],
                      page=page, rank=rank, is_useful=is_useful)
    ])  # fmt: skip


def daily(*, now: datetime) -> None:
    """Forget the passages of documents that are gone, and old remarks."""
    due = owns(PassageRemark, at__lt=now - REMEMBERED) | owns(Corpus, trash=True)
    rounds.each("ailibrary.passages", partial(_tidy, now), now=now, due=due, closed=True)


def _tidy(now: datetime, authority: Authority) -> None:
    PassageRemark.objects.of(authority).filter(at__lt=now - REMEMBERED).delete()
    for corpus in living(Corpus, authority).exclude(file=""):
        _forget(corpus)


def _forget(corpus: Corpus) -> None:
    """Write a collection again when its file has documents that were erased."""
    every = CorpusDocument.objects.of(corpus.authority).filter(corpus=corpus)
    keys = {str(key) for key in every.values_list("pk", flat=True)}
    path = _file_of(corpus)
    if path and _has_others(path, keys):
        index(corpus)


def _has_others(path: Path, keys: set[str]) -> bool:
    return bool(PassageFile(path).keys() - keys)
