"""Takes the answers of an authority to a newer version of the referential, and back.

The diagnosis as it stood is kept first, with its version, answers and evidence: nothing is lost,
and the way back is that kept diagnosis.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.register import writer
from jalons.strategy.engine.succession import Passage, Succession
from jalons.strategy.web.diagnosis import queries
from jalons.strategy.web.diagnosis.actions import Person, changed, keep_snapshot
from jalons.strategy.web.diagnosis.forms import MOST_EVIDENCE
from jalons.strategy.web.diagnosis.models import GivenAnswer, Profile, Snapshot


def take_up(*, authority: Authority, user: Person) -> tuple[Succession, Snapshot | None] | None:
    """Carry the answers to the latest version; what they became, and the diagnosis kept before.

    None when they are of the latest version already; nothing is kept when nothing was answered.
    """
    with transaction.atomic():
        profile = queries.profile(authority)
        found = None if profile.is_new else queries.waiting_succession(authority)
        if found is None:
            return None
        given = queries.given(authority)
        kept = None
        if given:
            name = _("Before version %(version)s") % {"version": found.new.version}
            kept = keep_snapshot(authority=authority, user=user, name=name)
        wanted = {each.question: _values(each, given) for each in found.passages if each.answer}
        _replace(profile, user, found.new.version, wanted)
    return found, kept


def go_back(*, snapshot: Snapshot, user: Person) -> Snapshot | None:
    """Give back the version and the answers of a kept diagnosis.

    When something was answered since, the present is kept first: it is what is returned.
    """
    authority = snapshot.authority
    with transaction.atomic():
        given = queries.given(authority)
        since, version = None, queries.version_of(snapshot)
        if any(each.answered_at > snapshot.created_at for each in given.values()):
            name = _("Before going back to version %(version)s") % {"version": version}
            since = keep_snapshot(authority=authority, user=user, name=name)
        people = User.objects.in_bulk({each.get("by") for each in snapshot.answers.values()})
        wanted = {
            question: {
                **{name: held[name] for name in ("said", "evidence", "link")},
                "answered_at": _moment(held, snapshot),
                "answered_by": people.get(held.get("by")),
            }
            for question, held in snapshot.answers.items()
        }
        _replace(queries.profile(authority), user, version, wanted)
    return since


def _moment(held: dict[str, str], snapshot: Snapshot) -> datetime:
    """When an answer was given; the day of the kept diagnosis when it does not tell."""
    return datetime.fromisoformat(held["at"]) if held.get("at") else snapshot.created_at


def _values(passage: Passage, given: Mapping[str, GivenAnswer]) -> dict[str, Any]:
    """The answer of a question under the new version, with the evidence of what it comes from."""
    origins = [given[name] for name, _answer, _weight in passage.said]
    people = {each.answered_by for each in origins}
    return {
        "said": passage.answer,
        "evidence": _joined(each.evidence for each in origins),
        "link": next((each.link for each in origins if each.link), ""),
        "answered_at": max(each.answered_at for each in origins),
        "answered_by": people.pop() if len(people) == 1 else None,
    }


def _joined(evidence: Iterable[str]) -> str:
    """Evidence put together, as many whole pieces as the field holds; the kept one has them all."""
    told = ""
    for piece in dict.fromkeys(each for each in evidence if each):
        longer = f"{told} ; {piece}" if told else piece
        told = longer if len(longer) <= MOST_EVIDENCE else told
    return told


def _replace(
    profile: Profile, user: Person, version: str, wanted: Mapping[str, Mapping[str, Any]]
) -> None:
    """Write the answers ``wanted`` in place of the present ones, under another version."""
    authority, before = profile.authority, queries.given(profile.authority)
    written = {
        question: {name: values[name] for name in values if name not in GivenAnswer.computed}
        for question, values in wanted.items()
    }
    gone = dict.fromkeys(before.keys() - wanted.keys())
    changes = list(changed(authority, before, written | gone))
    writer.write(authority, user, [*changes, (profile, {"referential": version})])
    for question, present in queries.given(authority).items():
        when = {name: wanted[question][name] for name in GivenAnswer.computed}
        if any(getattr(present, name) != value for name, value in when.items()):
            writer.store_computed(GivenAnswer.objects.of(authority).filter(pk=present.pk), **when)
