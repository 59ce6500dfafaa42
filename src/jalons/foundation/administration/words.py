"""The journal of the instance in words, and the tables of its pages."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jalons.foundation.accounts.files.quotas import megabytes
from jalons.foundation.accounts.models import Authority, InstanceEntry, User
from jalons.foundation.administration.queries import AuthorityLine
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import short_day_words, short_moment_words

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
    return str(authority.get_standing_display())


def authority_table(lines: Sequence[AuthorityLine], *, sort: str, caption: str) -> Table:
    columns = (
        Column(_("Authority"), sort="name"),
        Column(_("Territory"), sort="territory"),
        Column(_("State"), sort="standing"),
        Column(_("Members"), numeric=True, sort="members"),
        Column(_("Files (MB)"), numeric=True, sort="size"),
        Column(_("Last sign-in of a member"), sort="seen"),
    )
    return Table(caption, columns, tuple(map(_authority_row, lines)), sorted_by=sort)


def _authority_row(line: AuthorityLine) -> tuple[Cell | str, ...]:
    authority = line.authority
    mark = "late" if authority.deleted_at else MARKS.get(authority.standing, "idle")
    return (
        Cell(authority.name, url=reverse("instance_authority", args=[authority.pk])),
        str(authority.territory or "–"),
        Cell("", mark=state_of(authority), mark_kind=mark),
        str(line.members),
        megabytes(line.size),
        short_day_words(line.seen) if line.seen else _("never"),
    )


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
