"""Acts of positions: made and signed here, received from others, delivered to others."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence

import msgspec
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.limits import row_security
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.journal import actions as journal
from jalons.foundation.journal.models import Verb
from jalons.foundation.partners.actions import meet
from jalons.foundation.partners.queries import key_of, seed_of
from jalons.foundation.register.models import Batch, Change
from jalons.foundation.register.writer import Person, write
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError, Urn
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.positions import acts, bundles, headings
from jalons.participation.engine.positions.replica import Replica, TextVersion
from jalons.participation.web.positions import queries, words
from jalons.participation.web.positions.models import (
    Position,
    PositionAct,
    PositionPartner,
    PositionSection,
)

DELIVER = "participation.deliver"
MOST_ACTS = 2_000
State = Position.State


# Acts of this authority ---------------------------------------------------------------------------


def details_of(position: Position) -> acts.PositionDetails:
    """What this authority says of a position it leads."""
    return acts.PositionDetails(
        position.title, position.kind, position.state, position.summary,  # type: ignore[arg-type]
        position.amend_until, position.sign_until, position.outcome, position.outcome_text,
    )  # fmt: skip


def say(position: Position, user: Person, said: acts.Said) -> acts.SignedAct:
    """Sign an act and store it; it leaves for the territories that have a space here."""
    owner = position.authority
    parcel = acts.pack(said, position.uid, owner.name, timezone.localdate(), seed_of(owner))
    act = acts.unpack(parcel)
    with transaction.atomic():
        if _store(owner, act, parcel):
            journal.record(request_user=user, authority=owner, verb=Verb.CHANGED,
                           urn=position.urn, label=f"{position} · {words.act(said)}")  # fmt: skip
        deliver(position, user)
    return act


def _store(owner: Authority, act: acts.SignedAct, parcel: bytes) -> bool:
    """Store an act once; whether it is new here."""
    rows = PositionAct.objects.of(owner).filter(position=act.position)
    if rows.filter(act=act.id).exists():
        return False
    if rows.count() >= MOST_ACTS:
        raise ParticipationError("position_full", most=MOST_ACTS)
    try:
        with transaction.atomic():
            PositionAct.objects.create(
                authority=owner, position=act.position, act=act.id, key=act.key,
                publisher=act.publisher, made_on=act.made_on,
                content=msgspec.json.encode(act.said).decode(), parcel=b64encode(parcel).decode(),
            )  # fmt: skip
    except IntegrityError:  # it came twice at the same moment
        return False
    return True


def locked(position: Position) -> Replica:
    """The copy of a position nobody else changes before the end of the transaction."""
    stored = position.latest()
    return queries.copy_of(stored.authority, stored.uid)


def _is_in(found: Replica, state: str) -> bool:
    return found.details is not None and found.details.state == state


def after_change(authority: Authority, changes: Sequence[Change]) -> None:
    """Say to others what changed of positions led here: opened, state, deadlines, outcome."""
    shared = set(acts.PositionDetails.__struct_fields__)
    for change in changes:
        urn = Urn.parse(change.urn)
        if urn.kind != Position.urn_kind() or not shared.intersection(change.after):
            continue
        position = living(Position, authority).filter(pk=urn.id, leading_key="").first()
        if position is not None and position.state != State.DRAFT:
            position.authority = authority
            _say_details(position, change)


def _say_details(position: Position, change: Change) -> None:
    found, user = locked(position), change.batch.user
    if found.current is None:
        sections = queries.drafted(position)
        said = acts.Invite(rank=found.next_rank, nonce=position.nonce, sections=sections,
                           details=details_of(position), space=position.authority.slug)  # fmt: skip
        say(position, user, said)
    elif found.details != details_of(position):
        say(position, user, acts.NewStatus(rank=found.next_rank, details=details_of(position)))


def amend(position: Position, user: Person, wanted: acts.TextSection, base: int, reason: str
          ) -> acts.SignedAct:  # fmt: skip
    """Propose that a section says something else; ``base`` is the version that was read.

    Raises ``ParticipationError`` (``position_not_open``, ``position_same``).
    """
    with transaction.atomic():
        found = locked(position)
        version = found.version(base)
        if version is None or not _is_in(found, State.AMENDMENTS):
            raise ParticipationError("position_not_open")
        before = version.section(wanted.key)
        title, body = wanted.title.strip(), acts.tidy(wanted.body)
        if (before.title, before.body) == (title, body):
            raise ParticipationError("position_same", field="body")
        return say(position, user, acts.Amend(
            rank=found.next_rank, section=wanted.key, base=base, title=title, wanted=body,
            reason=reason,
        ))  # fmt: skip


def opine(position: Position, user: Person, amendment: str, opinion: str, comment: str) -> None:
    """Give the opinion of this authority on an amendment that waits for a decision."""
    with transaction.atomic():
        found = locked(position)
        if not any(each.act.id == amendment and each.is_open for each in found.amendments):
            raise ParticipationError("position_decided")
        say(position, user, acts.Opine(rank=found.next_rank, amendment=amendment,
                                       opinion=opinion, comment=comment))  # type: ignore[arg-type]  # fmt: skip


def decide(position: Position, user: Person, section: acts.TextSection, base: int,
           decisions: Sequence[acts.AmendmentDecision]) -> TextVersion | None:  # fmt: skip
    """Decide amendments of a section and write its text: a new version when it differs.

    Raises ``ParticipationError``: ``position_not_leading``, ``position_not_open``,
    ``position_moved`` (the section changed since version ``base``: read it first),
    ``position_empty``, ``position_nothing``.
    """
    with transaction.atomic():
        found = locked(position)
        if not position.is_led_here:
            raise ParticipationError("position_not_leading")
        if found.current is None or not _is_in(found, State.AMENDMENTS):
            raise ParticipationError("position_not_open")
        read = found.version(base)
        if read is None or read.section(section.key) != found.current.section(section.key):
            raise ParticipationError("position_moved", number=found.current.number)
        sections = _with_section(found.current.sections, section)
        if not sections:
            raise ParticipationError("position_empty")
        if acts.text_hash(sections) != found.current.hash:
            say(position, user, acts.NewVersion(
                rank=found.next_rank, number=found.current.number + 1, sections=sections,
                decisions=tuple(decisions),
            ))  # fmt: skip
        elif decisions:
            say(position, user, acts.Decide(rank=found.next_rank, decisions=tuple(decisions)))
        else:
            raise ParticipationError("position_nothing")
        return queries.copy_of(position.authority, position.uid).current


def _with_section(
    sections: Sequence[acts.TextSection], new: acts.TextSection
) -> tuple[acts.TextSection, ...]:
    """A text with a section replaced, added at the end, or left out when its body is empty."""
    new = acts.TextSection(new.key, new.title.strip(), acts.tidy(new.body))
    changed = [new if each.key == new.key else each for each in sections]
    if new not in changed:
        changed.append(new)
    return tuple(each for each in changed if each.body)


def sign(position: Position, user: Person, values: Mapping[str, object], version: str) -> None:
    """Sign the version whose hash a person read, when it is still the latest.

    Raises ``ParticipationError`` (``position_not_signing``, ``position_moved``).
    """
    with transaction.atomic():
        found = locked(position)
        if found.current is None or not _is_in(found, State.SIGNATURES):
            raise ParticipationError("position_not_signing")
        if found.current.hash != version:
            raise ParticipationError("position_moved", number=found.current.number)
        say(position, user, acts.Sign(rank=found.next_rank, version=version, **values))  # type: ignore[arg-type]


def unsign(position: Position, user: Person, reason: str) -> None:
    """Withdraw the signature of this authority; nothing when it did not sign."""
    with transaction.atomic():
        found, mine = locked(position), key_of(position.authority)
        for each in found.signatures:
            if each.act.key == mine:
                say(position, user, acts.Unsign(rank=found.next_rank, signature=each.act.id,
                                                reason=reason))  # fmt: skip


def bring_former(
    authority: Authority, user: Person, values: Mapping[str, object], text: str
) -> Position:
    """A former position as a draft whose headings are sections: a person reads it, then stores it.

    Raises ``ParticipationError`` (``position_empty``, ``position_sections``).
    """
    found = headings.cut(text)
    if not found:
        raise ParticipationError("position_empty", field="text")
    if len(found) > acts.MOST_SECTIONS:
        raise ParticipationError("position_sections", field="text", most=acts.MOST_SECTIONS)
    position = Position(authority=authority)
    with transaction.atomic():
        write(authority, user, [(position, values)])
        write(authority, user, [
            (PositionSection(authority=authority, position=position),
             {"order": place, "title": title, "body": body or title})
            for place, (title, body) in enumerate(found, 1)
        ], label=str(position))  # fmt: skip
    return position


# What travels -------------------------------------------------------------------------------------


def receive(authority: Authority, user: Person, data: bytes, *, in_public: bool = False) -> int:
    """Store the acts of a file, apply those of trusted keys; how many were new.

    ``in_public``: the file is of a shared folder, which everybody may read. The file is refused as
    a whole when one of its acts is altered. Raises ``JalonsError`` (``parcel_*``) and
    ``ParticipationError`` (``act_*``, ``position_full``).
    """
    every = bundles.read(data)
    mine = key_of(authority)
    with transaction.atomic():
        new = [act for act, parcel in every if _store(authority, act, parcel)]
        if in_public:
            rows = PositionAct.objects.of(authority).filter(in_public=False)
            rows.filter(act__in=[act.id for act, _parcel in every]).update(in_public=True)
        for key, name in {each.key: each.publisher for each in new if each.key != mine}.items():
            meet(authority, user, name, key)
        settle(authority, user, {each.position for each in new})
    return len(new)


def settle(authority: Authority, user: Person, uids: set[str] | None = None) -> int:
    """Bring positions led elsewhere up to what trusted territories said; how many changed.

    Call it when a key was compared: what waited for it is applied.
    """
    if uids is None:
        uids = set(PositionAct.objects.of(authority).values_list("position", flat=True))
    keys, count = queries.trusted(authority), 0
    for uid in sorted(uids):
        found = queries.copy_of(authority, uid, keys)
        position = Position.objects.of(authority).filter(uid=uid).first()
        if position is not None and position.is_led_here:
            if position.deleted_at is None:
                position.authority = authority
                deliver(position, user)
        elif found.details is not None and (position is None or position.deleted_at is None):
            count += _follow(authority, user, position, found) is not None
    return count


def _follow(
    authority: Authority, user: Person, position: Position | None, found: Replica
) -> Batch | None:
    """Store what who leads a position says of it."""
    details = msgspec.structs.asdict(found.details) if found.details else {}
    name = next(each.act.publisher for each in found.standings if each.act.key == found.leader)
    whose = {"uid": found.position, "leading_key": found.leader, "leading_name": name}
    record = position or Position(authority=authority)
    return write(authority, user, [(record, {**details, **whose})])


def deliver(position: Position, user: Person) -> None:
    """Start a job that gives acts to the other spaces of this instance, when there is one."""
    if targets_of(position):
        owner = position.authority
        start_job(
            authority=owner, kind=DELIVER, label=_("Sending “%s”") % position, user=user,
            arguments={"authority": owner.pk, "position": str(position.pk)},
            back_url=reverse("position", args=[owner.slug, position.pk]),
        )  # fmt: skip


def targets_of(position: Position) -> list[Authority]:
    """The spaces of this instance that write a position with this one.

    Who leads names them; the others send to who leads, whose key must be the one of the position.
    """
    owner = position.authority
    if position.is_led_here:
        rows = living(PositionPartner, owner).filter(position=position).exclude(space="")
        slugs = list(rows.values_list("space", flat=True))
    else:
        every = [each.act for each in queries.copy_of(owner, position.uid).standings]
        invites = [each for each in every if each.key == position.leading_key]
        slugs = [each.said.space for each in invites if isinstance(each.said, acts.Invite)]
    if owner.kind == Authority.Kind.TRIAL:
        return []
    spaces = Authority.objects.filter(slug__in=slugs, kind=owner.kind).exclude(pk=owner.pk)
    with row_security.lifted():  # to read the keys of others
        return [each for each in spaces
                if position.is_led_here or key_of(each) == position.leading_key]  # fmt: skip


@job(DELIVER, idempotent=True, crosses=True)
def deliver_job(job_progress: JobProgress, *, authority: int, position: str) -> JobResult | None:
    """Give other spaces the acts they lack: those of this authority, all of them when it leads."""
    owner = Authority.objects.get(pk=authority)
    found = living(Position, owner).filter(pk=position).select_related("authority").first()
    if found is None:
        return None
    targets = targets_of(found)
    for place, target in enumerate(targets):
        job_progress(place, len(targets))
        data = bundle(found, without=target)
        if data is None:
            continue
        try:
            receive(target, None, data)
        except (JalonsError, ValidationError) as error:
            raise ParticipationError("position_undelivered", name=target.name,
                                     reason=str(error)) from error  # fmt: skip
    return JobResult(reverse("position", args=[owner.slug, found.pk]), found.urn)


def bundle(position: Position, without: Authority | None = None) -> bytes | None:
    """The acts to send to others, in one file; those that ``without`` has already are left out.

    Only applied acts leave: those of who leads and of trusted territories when this authority
    leads, its own elsewhere. None when there is nothing to send.
    """
    owner, sent = position.authority, {each.id for each in sent_acts(position)}
    if without is not None:
        known = queries.rows_of(without, position.uid).values_list("act", flat=True)
        sent -= set(known)
    return parcels_of(owner, position.uid, sent)


def sent_acts(position: Position, copy: Replica | None = None) -> list[acts.SignedAct]:
    """The acts that this authority sends to others."""
    mine = key_of(position.authority)
    found = copy or queries.copy_of(position.authority, position.uid)
    return [each.act for each in found.standings
            if each.act.key == mine or (position.is_led_here and each.reason != "key")]  # fmt: skip


def parcels_of(owner: Authority, uid: str, wanted: set[str]) -> bytes | None:
    """Some acts of a position as they were signed, in one file; None when there is none."""
    rows = PositionAct.objects.of(owner).filter(position=uid, act__in=wanted)
    found = {act: b64decode(parcel) for act, parcel in rows.values_list("act", "parcel")}
    return bundles.pack(found) if found else None


def signed_file(position: Position) -> bytes | None:
    """The text of a position and its signatures, as territories signed them."""
    found = queries.copy_of(position.authority, position.uid)
    if found.current is None:
        return None
    kinds = acts.Invite | acts.NewStatus
    wanted = {each.act.id for each in found.standings
              if each.act.key == found.leader and isinstance(each.act.said, kinds)}  # fmt: skip
    wanted |= {found.current.act, *(each.act.id for each in found.signatures if each.is_current)}
    return parcels_of(position.authority, position.uid, wanted)
