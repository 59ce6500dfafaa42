"""Steps of consultations, copies, codes: what people and the day do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from io import BytesIO
from itertools import batched, count
from typing import Any
from zipfile import ZipFile

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living, owns
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Batch, Change
from jalons.foundation.register.writer import Person, move, store_computed, write
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import Urn
from jalons.participation.engine.consultations.codes import hash_of, new_code, printed
from jalons.participation.web.consultations import code_files, indicators, queries
from jalons.participation.web.consultations.models import (
    EXTENDABLE,
    FINAL,
    Code,
    CodeBatch,
    Consultation,
    Question,
)

CLOSE, CODES = "participation.close", "participation.codes"  # kinds of job
PURPOSE = "code"  # what the hash of a code is for
IN_A_FILE, MOST_PRINTED = 400, 4_000  # codes on slips: 50 sheets a file; beyond, a printer's list
QUESTION = ("order", "kind", "title", "help", "options", "required", "about_you", "most", "scale")
State = Consultation.State


# Consultations ------------------------------------------------------------------------------------


def follow(authority: Authority, changes: Sequence[Change]) -> None:
    """Read drafts again, start what a closing calls for, publish what is answered."""
    urns = [Urn.parse(each.urn) for each in changes]
    keys = {each.id for each in urns if each.kind == Consultation.urn_kind()}
    questions = [each.id for each in urns if each.kind == Question.urn_kind()]
    above = Question.objects.of(authority).filter(pk__in=questions)
    keys |= {str(pk) for pk in above.values_list("consultation", flat=True)}
    for each in queries.consultations(authority).filter(pk__in=keys, state=State.DRAFT):
        read_again(each)
    for urn, change in zip(urns, changes, strict=True):
        before, after = (change.before or {}).get("state"), change.after.get("state")
        closes = before in {State.DRAFT, State.OPEN} and after in {State.CLOSED, State.ANSWERED}
        if urn.kind == Consultation.urn_kind() and closes:
            _start_closing(authority, urn)
    indicators.publish(authority)


def read_again(consultation: Consultation) -> None:
    """Store what the checks find; what a person read stays read while its words are the same."""
    found = queries.findings(consultation)
    read = set(consultation.readiness.get("read", ()))
    _store_readiness(consultation, {
        "blocking": sum(each.blocking for each in found),
        "remarks": sum(not each.blocking for each in found),
        "read": sorted(read & {each.key for each in found}),
    })  # fmt: skip


def confirm(consultation: Consultation) -> None:
    """A person read the remarks, which stay as they are."""
    found = queries.findings(consultation)
    keys = sorted(each.key for each in found if not each.blocking)
    _store_readiness(consultation, {**consultation.readiness, "remarks": len(keys), "read": keys})


def _store_readiness(consultation: Consultation, readiness: dict[str, Any]) -> None:
    rows = Consultation.objects.of(consultation.authority).filter(pk=consultation.pk)
    store_computed(rows, readiness=readiness)
    consultation.readiness = readiness


def _start_closing(authority: Authority, urn: Urn) -> None:
    """Start what erases receipts, once the transaction of the step ends."""
    start_job(
        authority=authority, kind=CLOSE, label=_("Erasing the receipts of a closed consultation"),
        user=None, arguments={"authority": authority.pk, "consultation": urn.id},
        back_url=reverse("consultation", args=[authority.slug, urn.id]),
    )  # fmt: skip


def close(consultation: Consultation, user: Person) -> Batch | None:
    """Close a consultation: the job that erases its receipts follows."""
    return move(user, consultation, "close")


def copy(consultation: Consultation, user: Person) -> Consultation:
    """A new draft with the same words and questions; dates are to choose."""
    authority = consultation.authority
    made, title = Consultation(authority=authority), free_title(authority, consultation.title)
    names = (FINAL | EXTENDABLE) - {"opens_on", "closes_on", "title"}
    values: dict[str, Any] = {name: getattr(consultation, name) for name in names}
    changes: list[Any] = [(made, values | {"title": title})]
    for each in queries.questions_of(consultation):
        of = {name: getattr(each, name) for name in QUESTION}
        changes.append((Question(authority=authority), {"consultation": made, **of}))
    write(authority, user, changes, label=str(made))
    return made


def free_title(authority: Authority, title: str) -> str:
    """A title of a copy that no consultation has."""
    known = set(living(Consultation, authority).values_list("title", flat=True))
    copied = _("%(title)s (copy)") % {"title": title[:140]}
    others = (f"{copied} {number}" for number in count(2))
    return copied if copied not in known else next(each for each in others if each not in known)


def daily(*, now: datetime) -> None:
    """Close what ended yesterday or before, erase the codes nobody fetched."""
    rounds.each("participation.daily", partial(_close_ended, now), now=now,
                due=owns(Consultation))  # fmt: skip
    code_files.erase_old(now=now)


def _close_ended(now: datetime, authority: Authority) -> None:
    ended = living(Consultation, authority).select_related("authority")
    ended = ended.filter(state=State.OPEN, closes_on__lt=timezone.localdate(now))
    for each in ended:
        close(each, None)
    if queries.consultations(authority).exists():
        indicators.publish(authority)


# Codes --------------------------------------------------------------------------------------------


def job_of(batch: CodeBatch) -> Job | None:
    """The last job that made codes of a batch."""
    rows = Job.objects.of(batch.authority).filter(kind=CODES, arguments__batch=str(batch.pk))
    return rows.order_by("-pk").first()


def prepare(batch: CodeBatch, user: Person, site: str) -> Job:
    """The job that makes the codes of a batch, in place of those nobody used.

    ``site`` is the address of this instance, printed on the slips.
    """
    last = job_of(batch)
    if last and last.is_active:
        return last
    return start_job(
        authority=batch.authority, kind=CODES, user=user,
        label=_("Preparing codes: %(label)s") % {"label": batch.label},
        arguments={"authority": batch.authority_id, "batch": str(batch.pk), "site": site,
                   "lang": lang()},
        back_url=reverse("code_batch", args=[batch.authority.slug, batch.pk]),
    )  # fmt: skip


@job(CODES, idempotent=True)
def codes_job(
    job_progress: JobProgress, *, authority: int, batch: str, site: str, lang: str
) -> JobResult | None:
    """Make the codes of a batch, and the files that are fetched once."""
    owner = Authority.objects.get(pk=authority)
    found = queries.batches(owner).filter(pk=batch).first()
    if found is None or found.consultation.is_over:
        return None
    code_files.erase(found)
    codes = renew(found)
    if found.consultation.state == State.DRAFT:
        read_again(found.consultation)
    code_files.store(found, "csv", listed(found, codes, site, lang))
    if 0 < len(codes) <= MOST_PRINTED:
        code_files.store(found, *_slips(found, codes, site, lang, job_progress))
    return JobResult(reverse("code_batch", args=[owner.slug, found.pk]), found.urn)


@transaction.atomic
def renew(batch: CodeBatch) -> list[str]:
    """New codes in place of those nobody used; only their hashes are stored."""
    authority, secret = batch.authority, bytes(batch.consultation.secret)
    rows = Code.objects.of(authority).filter(batch=batch)
    rows.filter(used=False).delete()
    wanted, codes = batch.count - rows.count(), set[str]()
    while len(codes) < wanted:
        codes.add(new_code())
    made = [Code(authority=authority, batch=batch, hash=hash_of(each, secret, PURPOSE))
            for each in codes]  # fmt: skip
    Code.objects.of(authority).bulk_create(made, batch_size=5_000)
    return sorted(codes)


def listed(batch: CodeBatch, codes: Sequence[str], site: str, lang: str) -> bytes:
    """The list of codes for a printer: each with the address that has it."""
    from jalons.participation.documents.code_slips import listed_codes

    address, _short = _addresses(batch, site)
    return listed_codes([(printed(each), f"{address}?code={each}") for each in codes], lang)


def _slips(
    batch: CodeBatch, codes: Sequence[str], site: str, lang: str, job_progress: JobProgress
) -> tuple[str, bytes]:
    """The slips of codes in one PDF, or in an archive of several: its kind and its bytes."""
    from jalons.foundation.documents.formats import written
    from jalons.participation.documents.code_slips import SlipSheet, slips_document

    found, today = batch.consultation, timezone.localdate()
    sheet = SlipSheet(found.title, batch.authority.name, *_addresses(batch, site),
                      found.elsewhere, found.closes_on)  # fmt: skip
    files, done = list[bytes](), 0
    for part in batched(codes, IN_A_FILE):
        files.append(written(slips_document(sheet, part, today, lang), "pdf"))
        done += len(part)
        job_progress(done, len(codes))
    if len(files) == 1:
        return "pdf", files[0]
    archive = BytesIO()
    with ZipFile(archive, "w") as made:
        for number, content in enumerate(files, 1):
            made.writestr(f"codes-{number}.pdf", content)
    return "zip", archive.getvalue()


def _addresses(batch: CodeBatch, site: str) -> tuple[str, str]:
    """Where the questions are, and the shorter address of all that is open."""
    slug = batch.authority.slug
    try:
        pages = (reverse("public_consultation", args=[slug, batch.consultation_id]),
                 reverse("public_consultations", args=[slug]))  # fmt: skip
    except NoReverseMatch:
        return site, site
    return site.rstrip("/") + pages[0], site.rstrip("/") + pages[1]
