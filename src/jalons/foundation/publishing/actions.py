"""Open, close and fill the public page of an authority."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import count
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.sign_up.standing import refuse_unapproved
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.publishing import queries
from jalons.foundation.publishing.declaration import Shelf
from jalons.foundation.publishing.errors import PublishingError
from jalons.foundation.publishing.models import PublicPage, Published, TextReading
from jalons.foundation.publishing.output import export
from jalons.foundation.publishing.output import public_snapshot as publicly
from jalons.foundation.publishing.review import reading
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job

type Person = User | AnonymousUser | None

TEXTS = ("introduction", "contact_role", "contact_address")
READ = "read"  # a word of publishing in the journal


def write_texts(*, authority: Authority, user: Person, values: Mapping[str, str]) -> bool:
    """Store the introduction and the contact of the page; false when nothing changes."""
    return _change(authority, user, {name: values[name] for name in TEXTS})


def open_to_everybody(*, authority: Authority, user: Person) -> None:
    """Open the page.

    Raises ``PublishingError`` (``page_trial``, ``page_empty``), ``AccountsError``
    (``not_approved``).
    """
    _refuse_private(authority)
    if not Published.objects.of(authority).exists():
        raise PublishingError("page_empty")
    _change(authority, user, {"is_open": True}, Verb.OPENED)


def close(*, authority: Authority, user: Person) -> None:
    """Close the page at once: from the next request on, it does not exist."""
    _change(authority, user, {"is_open": False}, Verb.CLOSED)


def share_observations(*, authority: Authority, user: Person, share: bool) -> None:
    """Take part in the comparison with look-alike territories, or leave it.

    Raises ``PublishingError`` (``page_trial``), ``AccountsError`` (``not_approved``).
    """
    if share:
        _refuse_private(authority)
    _change(authority, user, {"shares_observations": share})


def _refuse_private(authority: Authority) -> None:
    if authority.kind == Authority.Kind.TRIAL:
        raise PublishingError("page_trial")
    refuse_unapproved(authority)


@transaction.atomic
def _change(
    authority: Authority, user: Person, values: Mapping[str, Any], verb: str = Verb.CHANGED
) -> bool:
    """Store what differs of the page, with a line in the journal; whether anything did."""
    page = queries.page_of(authority)
    before = {name: getattr(page, name) for name in values if getattr(page, name) != values[name]}
    if not before:
        return False
    for name in before:
        setattr(page, name, values[name])
    if verb == Verb.OPENED:
        page.opened_at = timezone.now()
    if page.pk:
        page.version += 1
    page.save()
    fields = {field.name: str(field.verbose_name) for field in PublicPage._meta.fields}
    record(
        request_user=user,
        authority=authority,
        verb=verb,
        urn=page.urn,
        label=_("Public page"),
        before={fields[name]: value for name, value in before.items()},
        after={fields[name]: values[name] for name in before},
    )
    return True


def choose(
    *, authority: Authority, user: Person, shelf: Shelf, offered: Collection[str],
    chosen: Collection[str],
) -> int:  # fmt: skip
    """Show the chosen ones among those offered, and withdraw the others; how many changed.

    What does not exist, or was not offered, is left as it is.
    """
    wanted, changed = set(chosen), 0
    with transaction.atomic():
        for each in queries.showable(authority, shelf):
            name = str(each.urn)
            if name not in offered or each.shown == (name in wanted):
                continue
            if name in wanted:
                Published.objects.create(authority=authority, urn=name)
            else:
                Published.objects.of(authority).filter(urn=name).delete()
            record(
                request_user=user,
                authority=authority,
                verb=Verb.PUBLISHED if name in wanted else Verb.WITHDRAWN,
                urn=name,
                label=each.label,
            )
            changed += 1
    return changed


def choose_all(authority: Authority, user: Person, *shelves: Shelf) -> None:
    """Show all that these shelves may show, for a demonstration."""
    for shelf in shelves:
        offered = {str(urn) for urn, _label in shelf.offered(authority)}
        choose(authority=authority, user=user, shelf=shelf, offered=offered, chosen=offered)


def agree(*, authority: Authority, user: Person, read: Mapping[str, str]) -> tuple[int, int]:
    """Approve the texts somebody read, by their digests; how many, and how many changed meanwhile.

    A text that is no longer the one they read waits for another reading.
    """
    done = late = 0
    with transaction.atomic():
        for each in reading.waiting(publicly.chosen(queries.page_of(authority))):
            name = str(each.item.urn)
            if name not in read:
                continue
            if read[name] != each.digest:
                late += 1
                continue
            TextReading.objects.of(authority).update_or_create(
                urn=name,
                defaults={
                    "authority": authority,
                    "digest": each.digest,
                    "read_at": timezone.now(),
                    "read_by": user if isinstance(user, User) else None,
                },
            )
            if remember := each.shelf.reading.remember:
                remember(authority, each.item.urn)
            record(
                request_user=user,
                authority=authority,
                verb=READ,
                urn=name,
                label=each.item.label,
            )
            done += 1
    return done, late


# The export as a job ------------------------------------------------------------------------------


def archive_name(authority: Authority) -> str:
    """Where the last export of an authority is; nobody else can request it."""
    return f"publications/{authority.pk}/page-publique.zip"


def start_export(*, authority: Authority, user: Person) -> Job:
    """The job that writes the public page into a ZIP file.

    Raises ``PublishingError`` (``page_closed``).
    """
    export.refuse_closed(queries.page_of(authority))
    return start_job(
        authority=authority,
        kind="publishing.archive",
        label=_("Public page as a folder"),
        user=user,
        arguments={"authority": authority.pk},
        back_url=reverse("publication", args=[authority.slug]),
    )


@job("publishing.archive", idempotent=True)
def archive_job(job_progress: JobProgress, *, authority: int) -> JobResult:
    """Write the public page of an authority into a ZIP file."""
    owner = Authority.objects.select_related("territory").get(pk=authority)
    page = queries.page_of(owner)
    export.refuse_closed(page)
    done = count(1)
    content, _files = export.archive(page, step=lambda: job_progress(next(done)))
    name = archive_name(owner)
    default_storage.delete(name)
    default_storage.save(name, ContentFile(content))
    return JobResult(url=reverse("publication_export", args=[owner.slug]), urn=page.urn)
