"""Takes the answers of an authority to a newer version of the referential, and back.

The diagnosis as it stood is kept first, with its version, answers and evidence: nothing is lost,
and the way back is that kept diagnosis.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.kernel import Urn
from jalons.strategy.engine.succession import Passage, Passing, Succession
from jalons.strategy.web.diagnosis import queries
from jalons.strategy.web.diagnosis.actions import Person, keep_snapshot
from jalons.strategy.web.diagnosis.forms import MOST_EVIDENCE
from jalons.strategy.web.diagnosis.models import GivenAnswer, Profile, Snapshot


def take_up(*, authority: Authority, user: Person) -> tuple[Succession, Snapshot | None] | None:
    """Carry the answers to the latest version; what they became, and the diagnosis kept before.

    None when they are of the latest version already; nothing is kept when nothing was answered.
    """
    with transaction.atomic():
        profile = Profile.objects.of(authority).select_for_update().first()
        found = queries.waiting_succession(authority) if profile else None
        if profile is None or found is None:
            return None
        given = queries.given(authority)
        kept = None
        if given:
            name = _("Before version %(version)s") % {"version": found.new.version}
            kept = keep_snapshot(authority=authority, user=user, name=name)
        _replace(authority, [_row(authority, each, given) for each in found.passages])
        _move(profile, user, found.old.version, found.new.version, _counts(found))
    return found, kept


def go_back(*, snapshot: Snapshot, user: Person) -> Snapshot | None:
    """Give back the version and the answers of a kept diagnosis.

    When something was answered since, the present is kept first: it is what is returned.
    """
    authority = snapshot.authority
    with transaction.atomic():
        profile = Profile.objects.of(authority).select_for_update().get()
        given = queries.given(authority)
        since, version = None, queries.version_of(snapshot)
        if any(each.answered_at > snapshot.made_at for each in given.values()):
            name = _("Before going back to version %(version)s") % {"version": version}
            since = keep_snapshot(authority=authority, user=user, name=name)
        people = User.objects.in_bulk({each.get("by") for each in snapshot.answers.values()})
        rows = []
        for question, held in snapshot.answers.items():
            present = given.get(question)
            rows.append(
                GivenAnswer(
                    authority=authority,
                    question=question,
                    said=held["said"],
                    evidence=held["evidence"],
                    link=held["link"],
                    answered_at=_moment(held, snapshot),
                    answered_by=people.get(held.get("by")),
                    version=present.version + 1 if present else 1,
                )
            )
        _replace(authority, rows)
        _move(profile, user, profile.referential, version, {})
    return since


def _moment(held: dict[str, str], snapshot: Snapshot) -> datetime:
    """When an answer was given; the day of the kept diagnosis when it does not tell."""
    return datetime.fromisoformat(held["at"]) if held.get("at") else snapshot.made_at


def _row(
    authority: Authority, passage: Passage, given: dict[str, GivenAnswer]
) -> GivenAnswer | None:
    """The answer of a question under the new version, with the evidence of what it comes from."""
    if passage.answer is None:
        return None
    origins = [given[name] for name, _answer, _weight in passage.said]
    present = given.get(passage.question)
    people = {each.answered_by_id for each in origins}
    return GivenAnswer(
        authority=authority,
        question=passage.question,
        said=passage.answer,
        evidence=_joined(each.evidence for each in origins),
        link=next((each.link for each in origins if each.link), ""),
        answered_at=max(each.answered_at for each in origins),
        answered_by_id=people.pop() if len(people) == 1 else None,
        version=present.version + 1 if present else 1,
    )


def _joined(evidence: Iterable[str]) -> str:
    """Evidence put together, as many whole pieces as the field holds; the kept one has them all."""
    told = ""
    for piece in dict.fromkeys(each for each in evidence if each):
        longer = f"{told} ; {piece}" if told else piece
        told = longer if len(longer) <= MOST_EVIDENCE else told
    return told


def _replace(authority: Authority, rows: Iterable[GivenAnswer | None]) -> None:
    GivenAnswer.objects.of(authority).delete()
    GivenAnswer.objects.of(authority).bulk_create(row for row in rows if row is not None)


def _counts(found: Succession) -> dict[str, str]:
    """What the journal tells of a carrying: how many kept and carried, which ones are not."""
    return {
        _("kept"): str(len(found.those(Passing.KEPT))),
        _("carried over"): str(len(found.those(Passing.CARRIED))),
        _("to be answered again"): _ids(found.those(Passing.AGAIN)),
        _("no longer asked"): _ids(found.those(Passing.GONE)),
    }


def _ids(passages: Iterable[Passage]) -> str:
    return ", ".join(each.question for each in passages)


def _move(profile: Profile, user: Person, old: str, new: str, told: dict[str, str]) -> None:
    profile.referential = new
    profile.save()
    name = _("version of the questions")
    record(
        request_user=user,
        authority=profile.authority,
        verb=Verb.CHANGED,
        urn=Urn("diagnosis", profile.authority.slug),
        label="",
        before={name: old},
        after={name: new, **told},
    )
