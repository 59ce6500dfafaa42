"""Lists of members: territories that an aggregator names, trusted through it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jalons.federation.engine.sharing import hides
from jalons.federation.web.received.models import ListedMember, ReceivedItem
from jalons.federation.web.received.writing import content_of
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.actions import computed
from jalons.federation.web.sources.models import Source
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import write_each
from jalons.foundation.rooms import N_
from jalons.kernel import Urn
from jalons.kernel.contracts import SharedItem
from jalons.tabular.folding import searchable

KIND, PATH = "members", "members/membres.json"


class Member(msgspec.Struct, frozen=True):
    """A territory of a list: its publisher, name, SIREN and address."""

    publisher: str
    name: str
    siren: str
    address: str


class _List(msgspec.Struct):
    members: list[Member]


def list_of(source: Source) -> ReceivedItem | None:
    """The list of members that a territory shares."""
    rows = living(ReceivedItem, source.authority).filter(source=source, origin=source.publisher)
    return rows.filter(kind=KIND, state=ReceivedItem.State.SHARED).order_by("-item_version").first()


def members_of(item: ReceivedItem | None) -> list[Member]:
    """The territories of a list; none when it cannot be read."""
    content = content_of(item.authority, item.digest) if item else None
    if content is None:
        return []
    try:
        found = msgspec.json.decode(content, type=_List).members
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []
    return [each for each in found if each.address.startswith("https://") and not hides(each.name)]


def listed(source: Source, words: str = "") -> QuerySet[ListedMember]:
    """The territories that the list of one names, by name; those with every word, in any order."""
    rows = ListedMember.objects.of(source.authority).filter(source=source)
    for each in searchable(words).split():
        rows = rows.filter(words__contains=each)
    return rows


def set_aside(source: Source) -> set[str]:
    """Mark those whose SIREN or address another territory has with other digits: who they are.

    Tens of thousands are compared in memory, in the worker: a query of both lists has no end.
    """
    rows = queries.sources(source.authority)
    taken = defaultdict[str, set[str]](set)
    for siren, publisher in rows.filter(queries.TRUSTED).values_list("siren", "publisher"):
        taken[siren].add(publisher)
    for address, publisher in rows.exclude(address="").values_list("address", "publisher"):
        taken[address.rstrip("/")].add(publisher)
    named = listed(source)
    aside = [(key, publisher) for key, publisher, *places
             in named.values_list("pk", "publisher", "siren", "address")
             if any(taken[each] - {publisher} for each in places if each in taken)]  # fmt: skip
    named.filter(aside=True).update(aside=False)
    for start in range(0, len(aside), 500):
        keys = [key for key, _publisher in aside[start : start + 500]]
        named.filter(pk__in=keys).update(aside=True)
    return {publisher for _key, publisher in aside}


def in_the_way(source: Source, members: Collection[ListedMember]) -> dict[str, Source]:
    """Other digits under the SIREN or at the address of a member: who is there, by publisher."""
    rows = queries.sources(source.authority)
    places = {each.address.rstrip("/") for each in members}
    at = rows.filter(address__in=places | {f"{each}/" for each in places})
    by_address = {each.address.rstrip("/"): each for each in at}
    under = rows.filter(queries.TRUSTED, siren__in={each.siren for each in members})
    by_siren = {each.siren: each for each in under.exclude(siren="")}
    found = {}
    for each in members:
        for other in (by_address.get(each.address.rstrip("/")), by_siren.get(each.siren)):
            if other is not None and other.publisher != each.publisher:
                found[each.publisher] = other
    return found


def store(source: Source) -> None:
    """Store the territories of the list that one shares, when the list changed."""
    item = list_of(source)
    rows = ListedMember.objects.of(source.authority).filter(source=source)
    digest = item.digest if item else ""
    if (rows.values_list("digest", flat=True).first() or "") == digest:
        return
    with transaction.atomic():
        rows.delete()
        named = {each.publisher: each for each in members_of(item)}
        ListedMember.objects.of(source.authority).bulk_create(
            (ListedMember(authority=source.authority, source=source, digest=digest,
                          publisher=each.publisher, name=each.name[:200], siren=each.siren,
                          address=each.address.rstrip("/"),
                          words=f"{searchable(each.name)} {each.siren}"[:250])
             for each in named.values()),
            batch_size=500,
        )  # fmt: skip


def follow(authority: Authority, source: Source) -> None:
    """Read the members of a list that is accepted; those it names no more are to compare again.

    A territory that somebody trusts already, or trusts no longer, or whose place another one has,
    is left as it is.
    """
    latest = queries.sources(authority).filter(pk=source.pk).first()
    if latest is None:
        return
    store(latest)
    left = set_aside(latest) if listed(latest).exists() else set[str]()
    if not latest.names_members:
        return
    wanted = {each.publisher: each for each in listed(latest)}
    left.add(queries.own_publisher(authority))
    rows = {each.publisher: each for each in queries.sources(authority).exclude(publisher="")}
    left |= {publisher for publisher, each in rows.items() if each.is_trusted or each.paused}
    through = {"trust": Source.Trust.LISTED, "through": latest}
    came = {Source(authority=authority): each for publisher, each in wanted.items()
            if publisher not in left and publisher not in rows}  # fmt: skip
    known = [(rows[publisher], through) for publisher in wanted
             if publisher not in left and publisher in rows]  # fmt: skip
    gone = [(each, {"trust": Source.Trust.MET, "through": None}) for each in rows.values()
            if each.through == latest and each.publisher not in wanted
            and each.trust == Source.Trust.LISTED]  # fmt: skip
    write_each(authority, None, [*known, *gone], label=latest.name)
    _write(authority, came, through, "{0.name}")
    _write(authority, {row: each for row, each in came.items() if row.is_new}, through,
           "{0.name} ({0.siren})")  # fmt: skip


def _write(
    authority: Authority,
    came: Mapping[Source, ListedMember],
    values: Mapping[str, object],
    name: str,
) -> None:
    """Store members under a name; one whose name another territory has stays new."""
    pairs = [(row, {**values, "name": name.format(each)[:200], "address": each.address})
             for row, each in came.items()]  # fmt: skip
    write_each(authority, None, pairs, label=_("List of members"))
    for row, each in came.items():
        if not row.is_new:
            computed(row, publisher=each.publisher, siren=each.siren, heading=each.name)


def members_file(authority: Authority) -> bytes | None:
    """The territories whose digits the authority compared itself, as a list; None without any."""
    rows = queries.trusted(authority).filter(trust=Source.Trust.TRUSTED).exclude(address="")
    found = [Member(each.publisher, each.heading or each.name, each.siren, each.address)
             for each in rows.exclude(siren="") if each.address.startswith("https://")]  # fmt: skip
    if not found:
        return None
    in_order = sorted(found, key=lambda each: each.siren)
    return msgspec.json.format(msgspec.json.encode(_List(in_order)), indent=1)


class MembersSharing:
    """The list of members as a file that an authority may share (``kernel.contracts.Sharing``)."""

    kinds: Mapping[str, str] = {KIND: N_("The list of the territories whose digits you compared")}

    def items(self, authority: Urn) -> Iterable[SharedItem]:
        """The list, when there is one."""
        owner = Authority.objects.filter(slug=authority.id).first()
        content = members_file(owner) if owner else None
        if owner is not None and content is not None:
            title = f"{_('List of members')} · {owner.name}"
            yield SharedItem(KIND, PATH, title, PATH, content, "etalab-2.0")

    def adopt(self, authority: Urn, user_pk: int, item: SharedItem) -> str:
        """Nothing here: a list is accepted on the page of who made it."""
        del authority, user_pk, item
        return ""


sharing = MembersSharing()
