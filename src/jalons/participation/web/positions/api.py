"""Positions for machines: what is said of them, their text and who signed it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import Record
from jalons.foundation.design.lookups import or_404
from jalons.foundation.register.api import endpoints_of
from jalons.participation.engine.positions.acts import TextSection
from jalons.participation.web.positions import queries
from jalons.participation.web.positions.register import PUBLIC, positions
from jalons.participation.web.positions.sheets import signed
from jalons.participation.web.scopes import READ, WRITE, endpoints

endpoints_of(endpoints, positions, "positions", *PUBLIC, read=READ, write=WRITE)


class PositionSignatureRecord(Record, frozen=True, kw_only=True):
    """A territory that signed; ``current`` is false when the text changed since."""

    authority: str
    quality: str
    signed_on: date
    reference: str
    version: int
    current: bool


class PositionTextRecord(Record, frozen=True, kw_only=True):
    """The text of a position: ``version`` is 0 and ``hash`` empty for a draft."""

    version: int
    hash: str
    sections: list[TextSection]
    signatures: list[PositionSignatureRecord]
    open_amendments: int


@endpoints.get("positions/<uuid:pk>/text", _("The text of a position, who signed it"), scope=READ)
def position_text(call: AuthorityCall, pk: UUID) -> PositionTextRecord:
    """The latest version."""
    position = or_404(queries.positions(call.authority).filter(pk=pk).first())
    found = queries.copy_of(call.authority, position.uid)
    last = found.current
    return PositionTextRecord(
        version=last.number if last else 0, hash=last.hash if last else "",
        sections=[*queries.text_of(position, found)],
        signatures=msgspec.convert(signed(found), list[PositionSignatureRecord]),
        open_amendments=sum(each.is_open for each in found.amendments),
    )  # fmt: skip
