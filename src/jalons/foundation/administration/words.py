"""The journal of the instance in words, and the tables of its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jalons.foundation.accounts.files.quotas import MB, megabytes, quota_of
from jalons.foundation.accounts.models import Authority, InstanceEntry, Membership, Role, User
from jalons.foundation.administration.queries import AuthorityLine
from jalons.foundation.administration.sizes import RoomSize
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import (
    number_words,
    short_day_words,
    short_moment_words,
)
from jalons.foundation.listing.declaration import Column as ListedColumn

MARKS = {"approved": "ok", "waiting": "walk", "refused": "late", "closed": "late"}


def verbs() -> dict[str, str]:
    """Each verb of the journal of the instance in the language of the reader."""
    return {
        "founded_waiting": _("created, waits for approval"),
        "founded_approved": _("created and approved"),
        "requested": _("asked for the approval"),
        "approved": _("approved (journal)"),
        "refused": _("refused (journal)"),
        "closed": _("closed (journal)"),
        "reopened": _("opened again"),
        "renamed": _("renamed"),
        "moved_away": _("lost the address of the territory"),
        "took_address": _("received the address of the territory"),
        "quota_set": _("quota changed"),
        "limits_set": _("limits changed"),
        "read_only": _("set to read only"),
        "writable": _("opened to changes again"),
        "stop_announced": _("stop announced"),
        "stop_withdrawn": _("announcement of a stop withdrawn"),
        "job_retried": _("job put back in the queue"),
        "job_dropped": _("job dropped"),
        "domain_recorded": _("domain recorded"),
        "domain_forgotten": _("domain removed"),
        "set_aside": _("set aside for 30 days"),
        "brought_back": _("brought back"),
        "erased": _("erased for good"),
        "exported": _("exported whole"),
        "restored_whole": _("restored from its export"),
        "account_closed": _("account closed"),
        "account_reopened": _("account opened again"),
        "account_deleted": _("account deleted"),
        "administrator_named": _("named administrator of the instance"),
        "administrator_removed": _("no longer administrator of the instance"),
        "password_link": _("link to choose a password made"),
    }


def state_of(authority: Authority) -> str:
    if authority.deleted_at:
        return _("set aside")
    if authority.kind == Authority.Kind.TRIAL:
        return pgettext("workspace", "trial")
    if authority.is_read_only and authority.standing != Authority.Standing.CLOSED:
        return pgettext("workspace", "read only")
    return str(authority.get_standing_display())


def _state(line: AuthorityLine) -> Cell:
    authority = line.authority
    mark = MARKS.get(authority.standing, "idle")
    if authority.deleted_at or authority.is_read_only:
        mark = "late"
    return Cell("", mark=state_of(authority), mark_kind=mark)


def _size(line: AuthorityLine) -> Cell:
    mark = _("nearly full") if line.is_nearly_full else ""
    return Cell(megabytes(line.size), mark=mark, mark_kind="late")


def _name(line: AuthorityLine) -> Cell:
    return Cell(line.authority.name, url=reverse("instance_authority", args=[line.authority.pk]))


def authority_columns() -> list[ListedColumn]:
    """The columns of the list of authorities, on the page."""
    return [
        ListedColumn(_("Authority"), _name, sort="name"),
        ListedColumn(_("Members"), lambda line: line.members, sort="members", numeric=True),
        ListedColumn(_("Files (MB)"), _size, sort="size", numeric=True),
        ListedColumn(
            _("Last visit"),
            lambda line: short_day_words(line.seen) if line.seen else _("never"),
            sort="seen",
        ),
        ListedColumn(_("Jobs failed in 7 days"), lambda line: line.failed, sort="failed",
                     numeric=True),
        ListedColumn(_("State"), _state, sort="standing"),
    ]  # fmt: skip


def authority_file_columns() -> list[ListedColumn]:
    """The columns of the same list as a file: plain values."""
    return [
        ListedColumn(_("Authority"), lambda line: line.authority.name),
        ListedColumn(_("Address"), lambda line: line.authority.get_absolute_url()),
        ListedColumn(_("Territory"), lambda line: str(line.authority.territory or "")),
        ListedColumn(_("State"), lambda line: state_of(line.authority)),
        ListedColumn(_("Members"), lambda line: line.members),
        ListedColumn(_("Files (bytes)"), lambda line: line.size),
        ListedColumn(_("Room for files (MB)"), lambda line: quota_of(line.authority)[0] // MB),
        ListedColumn(_("Last visit"), lambda line: line.seen.isoformat() if line.seen else ""),
        ListedColumn(_("Jobs failed in 7 days"), lambda line: line.failed),
        ListedColumn(
            _("Created"), lambda line: localdate(line.authority.created_at).isoformat()
        ),
    ]  # fmt: skip


def authority_table(lines: Sequence[AuthorityLine], *, sort: str, caption: str) -> Table:
    columns = authority_columns()
    heads = tuple(Column(str(each.label), each.numeric, each.sort) for each in columns)
    rows = tuple(tuple(each.of(line) for each in columns) for line in lines)
    return Table(caption, heads, rows, sorted_by=sort)


def people_table(people: Sequence[User], *, caption: str) -> Table:
    columns = (
        Column(_("Account")),
        Column(_("State")),
        Column(_("Authorities"), numeric=True),
        Column(_("Last sign-in")),
    )
    return Table(caption, columns, tuple(map(_person_row, people)))


def _person_row(person: User) -> tuple[Cell | str, ...]:
    seen = person.last_login
    state = _("administrator of the instance") if person.is_superuser else _("open")
    mark = "ok"
    if not person.is_active:
        state, mark = pgettext("account", "closed"), "late"
    return (
        Cell(person.email, url=reverse("instance_account", args=[person.pk])),
        Cell("", mark=state, mark_kind=mark),
        str(person.works_for),  # type: ignore[attr-defined]  # counted by the query
        short_day_words(seen) if seen else _("never"),
    )


def journal_table(entries: Sequence[InstanceEntry], *, caption: str) -> Table:
    known = verbs()
    rows = tuple(
        (
            short_moment_words(entry.when),
            entry.actor_label or _("the instance itself"),
            known.get(entry.verb, entry.verb),
            entry.label,
            entry.detail or "–",
        )
        for entry in entries
    )
    columns = tuple(map(Column, (_("When"), _("Who"), _("What"), _("About"), _("Detail"))))
    return Table(caption, columns, rows)


def roles(members: Sequence[Membership]) -> str:
    """How many members have each role, the highest first."""
    counts = Counter(each.role for each in members)
    named = (
        f"{role.label} {counts[role]}" for role in reversed(Role) if counts[role]
    )  # fmt: skip
    return " · ".join(named)


def sizes_table(sizes: Sequence[RoomSize]) -> Table:
    columns = (
        Column(_("Part")),
        Column(_("Files (MB)"), numeric=True),
        Column(_("Rows of the base"), numeric=True),
    )
    rows = tuple((each.title, megabytes(each.files), number_words(each.rows)) for each in sizes)
    return Table(_("What its data take, part by part"), columns, rows)
