"""What rooms are informed of while a territory is read: contents that are new, before they stay."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.federation.engine.sources import SharedWork
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.models import Source
from jalons.federation.words.sentences import licence_name
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.writer import write
from jalons.kernel import JalonsError
from jalons.kernel.contracts import FollowedSharing, SharedItem, Sharing, sharings
from jalons.kernel.errors import Messages
from jalons.wording import quoted

REFUSED = "file_refused"


def takers(kind: str) -> list[Sharing]:
    """The rooms that know a kind of files."""
    return [each for each in sharings() if kind in each.kinds]


def followers(kind: str) -> Iterator[FollowedSharing]:
    """Those of them that are informed of what changes."""
    return (each for each in takers(kind) if isinstance(each, FollowedSharing))


class Arrivals:
    """What rooms say of contents that arrive from a territory."""

    def __init__(self, source: Source) -> None:
        self.source, self.authority = source, source.authority
        self._used: dict[tuple[str, str], str] = {}

    def __call__(self, work: SharedWork, content: bytes) -> str:
        """The code of why a content is set apart, empty when the rooms accept it."""
        says = work.description
        item = ReceivedItem(
            authority=self.authority, origin=work.origin, uid=says.uid, source=self.source,
            path=work.path, digest=work.digest, kind=says.kind, title=says.title,
            language=says.language, made_on=says.made_on, licence=says.licence,
            item_version=says.version,
        )  # fmt: skip
        for room in followers(says.kind):
            try:
                with transaction.atomic():
                    where = room.arrived(self.authority.urn, shared_item(item, content))
            except (JalonsError, ValidationError) as error:
                return _reason(str(getattr(error, "code", "")))
            if where:
                self._used[work.origin, says.uid] = where
        return ""

    def store(self) -> None:
        """Write where what arrived took effect, once the files are stored."""
        rows = living(ReceivedItem, self.authority)
        for (origin, uid), where in self._used.items():
            if row := rows.filter(origin=origin, uid=uid).first():
                write(self.authority, None, [(row, used(row, where))])


def used(item: ReceivedItem, where: str) -> dict[str, object]:
    """The values that say where somebody goes on with a file."""
    return {"adopted": where[:200], "adopted_digest": item.digest,
            "adopted_on": timezone.localdate()}  # fmt: skip


def _reason(code: str) -> str:
    known = Messages.of("jalons.federation").text(f"reason.{code}", missing="")
    return code if known else REFUSED


def shared_item(item: ReceivedItem, content: bytes) -> SharedItem:
    """A file that was received, as a room reads it."""
    return SharedItem(
        item.kind, item.uid, item.title, item.path, content, licence_name(item.licence),
        item.language, credit_of(item), item.origin, publisher_name(item.authority, item.origin),
        address_of(item), item.item_version, item.made_on,
    )  # fmt: skip


def credit_of(item: ReceivedItem) -> str:
    """Who published a file first, and where it was read, in words."""
    parts = (publisher_name(item.authority, item.origin), quoted(item.title, lang()),
             licence_name(item.licence), address_of(item))  # fmt: skip
    return ", ".join(filter(None, parts))


def publisher_name(authority: Authority, publisher: str) -> str:
    """The name of a territory when it is known, else how its digits begin."""
    known = queries.sources(authority).filter(publisher=publisher).first()
    return known.name if known else _("territory %(digits)s") % {"digits": publisher[:8]}


def address_of(item: ReceivedItem) -> str:
    """Where a file is on the web, empty when it came by stick."""
    if item.source is None or not item.source.address:
        return ""
    folder, _slash, name = item.path.rpartition("/")
    base = item.source.address.rstrip("/")
    return "/".join(part for part in (base, "targets", folder, f"{item.digest}.{name}") if part)
