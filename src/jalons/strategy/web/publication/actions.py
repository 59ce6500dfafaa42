"""What opens, closes and fills the public page of an authority."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.standing import refuse_unapproved
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import store_computed
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.publication import Shelf
from jalons.strategy.web.publication import export, queries, reading
from jalons.strategy.web.publication.models import PublicPage, Published, TextReading
from jalons.strategy.web.publication.shown import PUBLISHED, READ, WITHDRAWN, chosen
from jalons.strategy.web.roadmap.models import Action

type Person = User | AnonymousUser | None

TEXTS = ("introduction", "contact_role", "contact_address")


def write_texts(*, authority: Authority, user: Person, values: Mapping[str, str]) -> bool:
    """Keep the introduction and the contact of the page; false when nothing changes."""
    with transaction.atomic():
        page = queries.page_of(authority)
        before = {
            name: getattr(page, name) for name in TEXTS if getattr(page, name) != values[name]
        }
        if not before:
            return False
        for name in before:
            setattr(page, name, values[name])
        _save(page)
        _record(page, user, Verb.CHANGED, before, {name: values[name] for name in before})
    return True


def open_to_everybody(*, authority: Authority, user: Person) -> PublicPage:
    """Open the page.

    Raises ``StrategyError`` (``page_trial``, ``page_empty``), ``AccountsError`` (``not_approved``).
    """
    _refuse_private(authority)
    if not Published.objects.of(authority).exists():
        raise StrategyError("page_empty")
    with transaction.atomic():
        page = queries.page_of(authority)
        if not page.is_open:
            page.is_open, page.opened_at = True, timezone.now()
            _save(page)
            _record(page, user, "opened", {"is_open": False}, {"is_open": True})
    return page


def _refuse_private(authority: Authority) -> None:
    if authority.kind == Authority.Kind.TRIAL:
        raise StrategyError("page_trial")
    refuse_unapproved(authority)


def close(*, authority: Authority, user: Person) -> PublicPage:
    """Close the page at once: from the next request on, it does not exist."""
    with transaction.atomic():
        page = queries.page_of(authority)
        if page.is_open:
            page.is_open = False
            _save(page)
            _record(page, user, "closed", {"is_open": True}, {"is_open": False})
    return page


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
                verb=PUBLISHED if name in wanted else WITHDRAWN,
                urn=name,
                label=each.label,
            )
            changed += 1
    return changed


def agree(*, authority: Authority, user: Person, read: Mapping[str, str]) -> tuple[int, int]:
    """Let out the texts somebody read, by their digests; how many, and how many changed meanwhile.

    A text that is no longer the one they read waits for another reading.
    """
    done = late = 0
    with transaction.atomic():
        for each in reading.waiting(authority, chosen(queries.page_of(authority))):
            name = str(each.urn)
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
            if each.shelf == Shelf.ACTIONS:
                rows = Action.objects.of(authority).filter(pk=each.urn.id)
                store_computed(rows, unread=False)
            record(request_user=user, authority=authority, verb=READ, urn=name, label=each.label)
            done += 1
    return done, late


def share_observations(*, authority: Authority, user: Person, share: bool) -> None:
    """Take part in the comparison with look-alike territories, or leave it.

    Raises ``StrategyError`` (``page_trial``), ``AccountsError`` (``not_approved``).
    """
    if share:
        _refuse_private(authority)
    with transaction.atomic():
        page = queries.page_of(authority)
        if page.shares_observations != share:
            page.shares_observations = share
            _save(page)
            name = "shares_observations"
            _record(page, user, Verb.CHANGED, {name: not share}, {name: share})


def _save(page: PublicPage) -> None:
    if page.pk:
        page.version += 1
    page.save()


def _record(
    page: PublicPage, user: Person, verb: str, before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:  # fmt: skip
    fields = {each.name: str(each.verbose_name) for each in PublicPage._meta.fields}
    record(
        request_user=user,
        authority=page.authority,
        verb=verb,
        urn=page.urn,
        label=_("Public page"),
        before={fields[name]: value for name, value in before.items()},
        after={fields[name]: value for name, value in after.items()},
    )


# The export as a job ------------------------------------------------------------------------------


def archive_name(authority: Authority) -> str:
    """Where the last export of an authority is kept; nobody else can ask for it."""
    return f"publications/{authority.pk}/page-publique.zip"


def start_export(*, authority: Authority, user: Person) -> Job:
    """The job that writes the public page into a ZIP file.

    Raises ``StrategyError`` (``page_closed``).
    """
    if not queries.page_of(authority).is_open:
        raise StrategyError("page_closed", authority=authority.name)
    return start_job(
        authority=authority,
        kind="strategy.publish",
        label=_("Public page as a folder"),
        user=user,
        arguments={"authority": authority.pk},
        back_url=reverse("publication", args=[authority.slug]),
    )


@job("strategy.publish", idempotent=True)
def publish_job(job_progress: JobProgress, *, authority: int) -> JobResult:
    """Write the public page of an authority into a ZIP file."""
    owner = Authority.objects.select_related("territory").get(pk=authority)
    page = queries.page_of(owner)
    if not page.is_open:
        raise StrategyError("page_closed", authority=owner.name)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        job_progress(done)

    content, _count = export.archive(page, step=step)
    name = archive_name(owner)
    default_storage.delete(name)
    default_storage.save(name, ContentFile(content))
    return JobResult(url=reverse("publication_export", args=[owner.slug]), urn=page.urn)
