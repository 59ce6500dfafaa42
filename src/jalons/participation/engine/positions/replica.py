"""The copy of a position: what a set of acts comes to, whatever the order in which they came.

Everything is computed again from the whole set, read by rank then identifier: two territories with
the same acts and the same trusted keys have the same copy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from jalons.participation.engine.positions import texts
from jalons.participation.engine.positions.acts import (
    OF_LEADER,
    Amend,
    AmendmentDecision,
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
    """The copy of a position; ``details`` is None while its invitation is not applied."""

    position: str
    leader: str
    details: PositionDetails | None
    versions: tuple[TextVersion, ...]
    amendments: tuple[StandingAmendment, ...]
    signatures: tuple[Signature, ...]
    standings: tuple[ActStanding, ...]
    rank: int

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
    versions = made.versions()
    amendments = made.amendments(versions)
    made.opinions({each.id for each in amendments})
    signatures = made.signatures(versions)
    details = None
    for act in made.applied(Invite, NewStatus):
        if isinstance(act.said, Invite | NewStatus):
            details = act.said.details
    rank = max((each.said.rank for each in every), default=0)
    shown = _with_crossings(versions, made.standing_amendments(versions, amendments))
    standings = tuple(made.standing(each) for each in every)
    return Replica(position, leader, details, versions, shown, signatures, standings, rank)


def _is_invite(position: str, act: SignedAct) -> bool:
    return isinstance(act.said, Invite) and position == position_id(act.key, act.said.nonce)


class _Made:
    """What is being made of acts, in their order: each is applied unless something says no."""

    def __init__(self, acts: Sequence[SignedAct], leader: str, trusted: Collection[str]) -> None:
        self.acts = acts
        self._why: dict[str, tuple[ActVerdict, str]] = {}
        self._opinions: dict[str, dict[str, SignedAct]] = defaultdict(dict)
        for act in acts:
            if act.key not in trusted:
                self._set(act, ActVerdict.TO_COMPARE, "key")
            elif isinstance(act.said, OF_LEADER) and act.key != leader:
                self._set(act, *((ActVerdict.REFUSED, "leader") if leader else
                                 (ActVerdict.WAITING, "invite")))  # fmt: skip

    def _set(self, act: SignedAct, verdict: ActVerdict, reason: str) -> None:
        self._why.setdefault(act.id, (verdict, reason))

    def standing(self, act: SignedAct) -> ActStanding:
        return ActStanding(act, *self._why.get(act.id, (ActVerdict.APPLIED, "")))

    def applied(self, *kinds: type) -> list[SignedAct]:
        return [each for each in self.acts if isinstance(each.said, kinds)
                and each.id not in self._why]  # fmt: skip

    def versions(self) -> tuple[TextVersion, ...]:
        found: dict[int, TextVersion] = {}
        for act in self.applied(Invite, NewVersion):
            if not isinstance(act.said, Invite | NewVersion):
                continue
            number = 1 if isinstance(act.said, Invite) else act.said.number
            if number in found:
                self._set(act, ActVerdict.REFUSED, "version")
                continue
            sections = act.said.sections
            found[number] = TextVersion(number, text_hash(sections), sections, act.made_on, act.id)
        return tuple(found[number] for number in sorted(found))

    def amendments(self, versions: Sequence[TextVersion]) -> list[SignedAct]:
        numbers = {each.number for each in versions}
        for act in self.applied(Amend):
            if isinstance(act.said, Amend) and act.said.base not in numbers:
                self._set(act, ActVerdict.WAITING, "version")
        return self.applied(Amend)

    def opinions(self, known: Collection[str]) -> None:
        for act in self.applied(Opine):
            if not isinstance(act.said, Opine):
                continue
            if act.said.amendment in known:
                self._opinions[act.said.amendment][act.key] = act
            else:
                self._set(act, ActVerdict.WAITING, "amendment")

    def signatures(self, versions: Sequence[TextVersion]) -> tuple[Signature, ...]:
        numbers = {each.hash: each.number for each in versions}
        latest: dict[str, SignedAct] = {}
        for act in self.applied(Sign):
            if isinstance(act.said, Sign) and act.said.version not in numbers:
                self._set(act, ActVerdict.WAITING, "version")
        signs = {each.id: each for each in self.applied(Sign)}
        for act in self.applied(Sign, Unsign):
            if isinstance(act.said, Sign):
                latest[act.key] = act
            elif isinstance(act.said, Unsign):
                self._withdraw(act, act.said, signs, latest)
        last = versions[-1].hash if versions else ""
        return tuple(
            Signature(act, act.said, numbers[act.said.version], act.said.version == last)
            for act in sorted(latest.values(), key=lambda each: (each.publisher, each.key))
            if isinstance(act.said, Sign)
        )

    def _withdraw(
        self,
        act: SignedAct,
        said: Unsign,
        signs: dict[str, SignedAct],
        latest: dict[str, SignedAct],
    ) -> None:
        signed = signs.get(said.signature)
        if signed is None:
            self._set(act, ActVerdict.WAITING, "signature")
        elif signed.key != act.key:
            self._set(act, ActVerdict.REFUSED, "signature")
        elif latest.get(act.key) is signed:
            del latest[act.key]

    def standing_amendments(
        self, versions: Sequence[TextVersion], amendments: Sequence[SignedAct]
    ) -> list[StandingAmendment]:
        decided: dict[str, AmendmentDecision] = {}
        for act in self.applied(NewVersion, Decide):
            if isinstance(act.said, NewVersion | Decide):
                decided |= {each.amendment: each for each in act.said.decisions}
        by_number, found = {each.number: each for each in versions}, []
        for act in amendments:
            if not isinstance(act.said, Amend):
                continue
            decision = decided.get(act.id)
            state = "proposed" if decision is None else (
                "accepted" if decision.accepted else "refused")  # fmt: skip
            before = by_number[act.said.base].section(act.said.section)
            reason = decision.reason if decision else ""
            found.append(StandingAmendment(act, act.said, before, state, reason,
                                           self._opinions_of(act.id)))  # fmt: skip
        return found

    def _opinions_of(self, amendment: str) -> tuple[StandingOpinion, ...]:
        return tuple(
            StandingOpinion(each.key, each.publisher, each.said.opinion, each.said.comment,
                            each.made_on)
            for each in self._opinions[amendment].values() if isinstance(each.said, Opine)
        )  # fmt: skip


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
