"""What territories send one another of a position they write together: signed acts.

An act never changes. Its identifier comes from what it says and from the key that signed it, and
that of a position from the key of who leads it: nobody can take the place of another. ``rank``
grows with what the author had seen, so that all copies read the acts in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from jalons.kernel import JalonsError, signing
from jalons.kernel.signing import parcels
from jalons.participation.engine.errors import ParticipationError

KIND, FILE = "position", "act.json"
MOST_SECTIONS, MOST_BODY, MOST_COMMENT, MOST_RANK = 60, 20_000, 2_000, 1_000_000
_LINE_ENDS = re.compile(r"\r\n?")

Key = Annotated[str, Meta(min_length=1, max_length=40)]
Line = Annotated[str, Meta(max_length=200)]
Comment = Annotated[str, Meta(max_length=MOST_COMMENT)]
Body = Annotated[str, Meta(max_length=MOST_BODY)]
Number = Annotated[int, Meta(ge=1, le=10_000)]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
State = Literal["draft", "amendments", "signatures", "sent", "followed", "closed"]


class TextSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section of a text: its key never changes."""

    key: Key
    title: Line
    body: Body


Sections = Annotated[tuple[TextSection, ...], Meta(max_length=MOST_SECTIONS)]


class PositionDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What who leads a position says of it."""

    title: Line
    kind: Literal["contribution", "interpellation"]
    state: State
    summary: Comment = ""
    amend_until: date | None = None
    sign_until: date | None = None
    outcome: Annotated[str, Meta(max_length=20)] = ""
    outcome_text: Comment = ""


class AmendmentDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What who leads decided of an amendment."""

    amendment: Key
    accepted: bool
    reason: Comment = ""


class _Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="act", kw_only=True):
    rank: Annotated[int, Meta(ge=1, le=MOST_RANK)]


class Invite(_Act, tag="invite", frozen=True, kw_only=True):
    """Others are invited to write: the position, its first version, where who leads is found.

    ``space`` is the name of its space on its instance.
    """

    nonce: Annotated[str, Meta(min_length=16, max_length=64)]
    details: PositionDetails
    sections: Sections
    space: Line = ""


class Amend(_Act, tag="amend", frozen=True, kw_only=True):
    """A territory wants a section to say something else; ``base`` is the version it read.

    An empty body removes the section; a key that the version lacks adds one at the end.
    """

    section: Key
    base: Number
    title: Line
    wanted: Body
    reason: Comment = ""


class Opine(_Act, tag="opine", frozen=True, kw_only=True):
    """The opinion of a territory on an amendment: its latest stands."""

    amendment: Key
    opinion: Literal["for", "against", "comment"]
    comment: Comment = ""


class NewVersion(_Act, tag="version", frozen=True, kw_only=True):
    """The next version of the text, and the amendments it decides."""

    number: Number
    sections: Sections
    decisions: tuple[AmendmentDecision, ...] = ()


class Decide(_Act, tag="decide", frozen=True, kw_only=True):
    """Amendments are decided and the text stays as it is."""

    decisions: tuple[AmendmentDecision, ...]


class Sign(_Act, tag="sign", frozen=True, kw_only=True):
    """A territory signs a version by its hash; ``quality`` is the role of who signs."""

    version: Hash
    quality: Line
    signed_on: date
    reference: Line = ""


class Unsign(_Act, tag="unsign", frozen=True, kw_only=True):
    """A territory withdraws its signature."""

    signature: Key
    reason: Comment = ""


class NewStatus(_Act, tag="status", frozen=True, kw_only=True):
    """What became of the position: state, deadlines, outcome."""

    details: PositionDetails


type Said = Invite | Amend | Opine | NewVersion | Decide | Sign | Unsign | NewStatus
OF_LEADER = (Invite, NewVersion, Decide, NewStatus)
_said = msgspec.json.Decoder(Said)


@dataclass(frozen=True, slots=True)
class SignedAct:
    """An act with who signed it: ``key`` is certain, ``publisher`` is the name it gives itself."""

    id: str
    position: str
    key: str
    publisher: str
    made_on: date
    said: Said


def position_id(leading_key: str, nonce: str) -> str:
    """The identifier of a position, which proves who leads it."""
    return _identifier("position", leading_key, nonce.encode())


def act_id(key: str, content: bytes) -> str:
    """The identifier of an act, from what it says and from who signed it."""
    return _identifier("act", key, content)


def _identifier(what: str, key: str, content: bytes) -> str:
    digest = sha256(f"jalons {what} {key} ".encode() + content).digest()
    return str(UUID(bytes=digest[:16], version=5))


def text_hash(sections: Sequence[TextSection]) -> str:
    """The SHA-256 of a text: its sections in their order, whatever ends their lines."""
    plain = [[each.key, each.title, tidy(each.body)] for each in sections]
    return sha256(msgspec.json.encode(plain)).hexdigest()


def tidy(text: str) -> str:
    """A text with one sort of line ends and no space at its ends."""
    return _LINE_ENDS.sub("\n", text).strip()


def pack(said: Said, position: str, publisher: str, made_on: date, seed: bytes) -> bytes:
    """The signed parcel of an act."""
    content = msgspec.json.encode(said)
    subject = {"position": position, "act": act_id(signing.public_key(seed), content)}
    parcel = parcels.Parcel(KIND, publisher, made_on, {FILE: content}, subject)
    return parcels.pack(parcel, seed)


def unpack(data: bytes) -> SignedAct:
    """The act of a parcel, as it was signed.

    Raises ``JalonsError`` (``parcel_*``) and ``ParticipationError`` (``act_unreadable``,
    ``act_identifier``, ``act_leader``).
    """
    parcel = parcels.unpack(data, KIND, {FILE})
    content = parcel.files[FILE]
    if parcel.subject.keys() != {"position", "act"} or not parcel.publisher.strip():
        raise JalonsError("parcel_unreadable")
    position, claimed = parcel.subject["position"], parcel.subject["act"]
    if claimed != act_id(parcel.key, content):
        raise ParticipationError("act_identifier")
    said = said_in(content)
    if isinstance(said, Invite) and position != position_id(parcel.key, said.nonce):
        raise ParticipationError("act_leader")
    return SignedAct(claimed, position, parcel.key, parcel.publisher[:200], parcel.made_on, said)


def said_in(content: bytes) -> Said:
    """What an act says, from its JSON. Raises ``ParticipationError`` (``act_unreadable``)."""
    try:
        if b"\\u0000" in content:
            raise ParticipationError("act_unreadable")
        return _said.decode(content)  # type: ignore[no-any-return]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as refused:
        raise ParticipationError("act_unreadable") from refused
