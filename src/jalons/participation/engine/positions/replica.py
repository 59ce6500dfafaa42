"""The copy of a position: what a set of acts comes to, whatever the order in which they came.

Everything is computed again from the whole set, read by rank then identifier: two territories with
the same acts and the same trusted keys have the same copy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from jalons.participation.engine.positions import texts
from jalons.participation.engine.positions.acts import (
    MOST_RANK,
    OF_LEADER,
    Amend,
    Decide,
    Invite,
    NewStatus,
    NewVersion,
    Opine,
    PositionDetails,
    Sign,
    SignedAct,
    TextSection,
    Unsign,
    position_id,
    text_hash,
)


class ActVerdict(StrEnum):
    """What was done with an act."""

    APPLIED = "applied"
    TO_COMPARE = "to_compare"  # nobody compared the key of its author yet
    WAITING = "waiting"  # it speaks of what did not come yet
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ActStanding:
    """An act, what was done with it, and the key of the sentence that says why."""

    act: SignedAct
    verdict: ActVerdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TextVersion:
    """A text that never changes again, by its number from 1; ``act`` is the one that made it."""

    number: int
    hash: str
    sections: tuple[TextSection, ...]
    made_on: date
    act: str

    def section(self, key: str) -> TextSection:
        """A section of this version; an empty one when it has none of that key."""
        return next((each for each in self.sections if each.key == key), TextSection(key, "", ""))


@dataclass(frozen=True, slots=True)
class StandingOpinion:
    """The latest opinion of a territory on an amendment."""

    key: str
    author: str
    opinion: str
    comment: str
    day: date


@dataclass(frozen=True, slots=True)
class StandingAmendment:
    """An amendment and what became of it.

    ``state`` is proposed, crossing, accepted or refused; ``crossing`` are the identifiers of those
    that change the same words, empty when it is the text itself that changed since.
    """

    act: SignedAct
    amend: Amend
    before: TextSection
    state: str
    reason: str
    opinions: tuple[StandingOpinion, ...]
    crossing: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state in {"proposed", "crossing"}


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of a territory: ``is_current`` when it signed the latest version."""

    act: SignedAct
    sign: Sign
    number: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Replica:
    """The copy of a position; ``details`` is None while its invitation is not applied;
    ``next_rank`` is that of the next act written here.
    """

    position: str
    leader: str
    details: PositionDetails | None
    versions: tuple[TextVersion, ...]
    amendments: tuple[StandingAmendment, ...]
    signatures: tuple[Signature, ...]
    standings: tuple[ActStanding, ...]
    next_rank: int

    @property
    def current(self) -> TextVersion | None:
        """The latest version."""
        return self.versions[-1] if self.versions else None

    def version(self, number: int) -> TextVersion | None:
        """The version of that number."""
        return next((each for each in self.versions if each.number == number), None)


def replica(position: str, acts: Iterable[SignedAct], trusted: Collection[str]) -> Replica:
    """The copy of a position from the acts that came."""
    every = sorted({each.id: each for each in acts}.values(), key=lambda a: (a.said.rank, a.id))
    leader = next((each.key for each in every if _is_invite(position, each)), "")
    made = _Made(every, leader, trusted)
    versions, details = made.versions(), None
    amendments = made.amendments(versions)
    signatures = made.signatures(versions)
    for _act, said in made.applied(Invite, NewStatus):
        details = said.details
    ranks = [each.said.rank for each in every if each.key in trusted]
    return Replica(position, leader, details, versions, _with_crossings(versions, amendments),
                   signatures, tuple(map(made.standing, every)),
                   min(max(ranks, default=0) + 1, MOST_RANK))  # fmt: skip


def _is_invite(position: str, act: SignedAct) -> bool:
    return isinstance(act.said, Invite) and position == position_id(act.key, act.said.nonce)


class _Made:
    """What is being made of acts, in their order: each is applied unless something says no."""

    def __init__(self, acts: Sequence[SignedAct], leader: str, trusted: Collection[str]) -> None:
        self.acts = acts
        self._why: dict[str, tuple[ActVerdict, str]] = {}
        unknown = (ActVerdict.REFUSED, "leader") if leader else (ActVerdict.WAITING, "invite")
        for act in acts:
            if act.key not in trusted:
                self._why[act.id] = ActVerdict.TO_COMPARE, "key"
            elif isinstance(act.said, OF_LEADER) and act.key != leader:
                self._why[act.id] = unknown

    def standing(self, act: SignedAct) -> ActStanding:
        return ActStanding(act, *self._why.get(act.id, (ActVerdict.APPLIED, "")))

    def applied(self, *kinds: type[Any]) -> list[tuple[SignedAct, Any]]:
        """The acts of some kinds that nothing stops so far, with what they say."""
        return [(each, each.said) for each in self.acts
                if isinstance(each.said, kinds) and each.id not in self._why]  # fmt: skip

    def versions(self) -> tuple[TextVersion, ...]:
        found: dict[int, TextVersion] = {}
        for act, said in self.applied(Invite, NewVersion):
            number = getattr(said, "number", 1)
            if number in found:
                self._why[act.id] = ActVerdict.REFUSED, "version"
                continue
            text = text_hash(said.sections)
            found[number] = TextVersion(number, text, said.sections, act.made_on, act.id)
        return tuple(found[number] for number in sorted(found))

    def amendments(self, versions: Sequence[TextVersion]) -> list[StandingAmendment]:
        by_number = {each.number: each for each in versions}
        opinions: dict[str, dict[str, StandingOpinion]] = {}
        for act, said in self.applied(Amend):
            if said.base in by_number:
                opinions[act.id] = {}
            else:
                self._why[act.id] = ActVerdict.WAITING, "version"
        for act, said in self.applied(Opine):
            if said.amendment in opinions:
                opinions[said.amendment][act.key] = StandingOpinion(
                    act.key, act.publisher, said.opinion, said.comment, act.made_on
                )
            else:
                self._why[act.id] = ActVerdict.WAITING, "amendment"
        decided = {each.amendment: each for _act, said in self.applied(NewVersion, Decide)
                   for each in said.decisions}  # fmt: skip
        found = []
        for act, said in self.applied(Amend):
            decision = decided.get(act.id)
            state = "refused" if decision else "proposed"
            if decision and decision.accepted:
                state = "accepted"
            found.append(StandingAmendment(
                act, said, by_number[said.base].section(said.section), state,
                decision.reason if decision else "", tuple(opinions[act.id].values()),
            ))  # fmt: skip
        return found

    def signatures(self, versions: Sequence[TextVersion]) -> tuple[Signature, ...]:
        numbers = {each.hash: each.number for each in versions}
        latest: dict[str, tuple[SignedAct, Sign]] = {}
        for act, said in self.applied(Sign):
            if said.version not in numbers:
                self._why[act.id] = ActVerdict.WAITING, "version"
        signed = {act.id: act for act, _said in self.applied(Sign)}
        for act, said in self.applied(Sign, Unsign):
            if isinstance(said, Sign):
                latest[act.key] = act, said
            elif (gone := signed.get(said.signature)) is None:
                self._why[act.id] = ActVerdict.WAITING, "signature"
            elif gone.key != act.key:
                self._why[act.id] = ActVerdict.REFUSED, "signature"
            elif act.key in latest and latest[act.key][0] is gone:
                del latest[act.key]
        last = versions[-1].hash if versions else ""
        ordered = sorted(latest.values(), key=lambda each: (each[0].publisher, each[0].key))
        return tuple(Signature(act, said, numbers[said.version], said.version == last)
                     for act, said in ordered)  # fmt: skip


def _with_crossings(
    versions: Sequence[TextVersion], amendments: Sequence[StandingAmendment]
) -> tuple[StandingAmendment, ...]:
    """The same, those that cross another or the present text marked."""
    if not versions:
        return tuple(amendments)
    last, found = versions[-1], []
    places = {each.act.id: texts.placed(last.section(each.amend.section).body, _engine(each))
              for each in amendments if each.is_open}  # fmt: skip
    for each in amendments:
        if not each.is_open:
            found.append(each)
            continue
        here = places[each.act.id]
        crossed = tuple(
            other.act.id for other in amendments
            if other is not each and other.is_open and other.amend.section == each.amend.section
            and (_titles_cross(each, other)
                 or texts.cross(here or (), places[other.act.id] or ()))
        )  # fmt: skip
        title = _title_of(last.section(each.amend.section), each)
        clear = not crossed and here is not None and title is not None
        found.append(replace(each, state="proposed" if clear else "crossing", crossing=crossed))
    return tuple(found)


def _engine(each: StandingAmendment) -> texts.Amendment:
    return texts.Amendment(each.act.id, each.before.body, each.amend.wanted)


def _titles_cross(one: StandingAmendment, other: StandingAmendment) -> bool:
    titles = {each.amend.title for each in (one, other) if each.amend.title != each.before.title}
    return len(titles) > 1


def _title_of(now: TextSection, each: StandingAmendment) -> str | None:
    """The title of a section with an amendment in it; None when it changed since."""
    if each.amend.title in {each.before.title, now.title}:
        return now.title
    return each.amend.title if now.title == each.before.title else None


def proposed(now: TextSection, amendments: Sequence[StandingAmendment]) -> TextSection:
    """A section with the open amendments that cross nothing: what who leads starts from."""
    clear = [each for each in amendments if each.state == "proposed"
             and each.amend.section == now.key]  # fmt: skip
    titles = [_title_of(now, each) for each in clear]
    changed = next((each for each in titles if each and each != now.title), now.title)
    merged = texts.merge(now.body, list(map(_engine, clear)))
    return TextSection(now.key, changed, merged.text)
