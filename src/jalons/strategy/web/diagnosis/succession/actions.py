"""Upgrade the answers of an authority to a newer version of the referential, and roll back.

The diagnosis as it stood is saved first, with its version, answers and evidence: nothing is lost,
and the way back is that saved diagnosis.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.register import writer
from jalons.strategy.engine.diagnosis.succession import Passage, Succession
from jalons.strategy.web.diagnosis import queries
from jalons.strategy.web.diagnosis.actions import Person, changed, store_snapshot
from jalons.strategy.web.diagnosis.forms import MOST_EVIDENCE
from jalons.strategy.web.diagnosis.models import GivenAnswer, Profile, Snapshot


def upgrade(*, authority: Authority, user: Person) -> tuple[Succession, Snapshot | None] | None:
    """Carry the answers to the latest version; what they became, and the diagnosis saved before.

    None when they are of the latest version already; nothing is saved when nothing was answered.
    """
    with transaction.atomic():
        profile = queries.profile(authority)
        found = None if profile.is_new else queries.waiting_succession(authority)
        if found is None:
            return None
        known = queries.answers(authority)
        saved = None
        if known:
            name = _("Before version %(version)s") % {"version": found.new.version}
            saved = store_snapshot(authority=authority, user=user, name=name)
        wanted = {each.question: _values(each, known) for each in found.passages if each.answer}
        _replace(profile, user, found.new.version, wanted)
    return found, saved


def go_back(*, snapshot: Snapshot, user: Person) -> Snapshot | None:
    """Restore the version and the answers of a saved diagnosis.

    When something was answered since, the present diagnosis is saved first, and returned.
    """
    authority = snapshot.authority
    with transaction.atomic():
        known = queries.answers(authority)
        since, version = None, queries.version_of(snapshot)
        if any(each.answered_at > snapshot.created_at for each in known.values()):
            name = _("Before going back to version %(version)s") % {"version": version}
            since = store_snapshot(authority=authority, user=user, name=name)
        people = User.objects.in_bulk({answer.get("by") for answer in snapshot.answers.values()})
        wanted = {
            question: {
                **{name: stored[name] for name in ("said", "evidence", "link")},
                "answered_at": _moment(stored, snapshot),
                "answered_by": people.get(stored.get("by")),
            }
            for question, stored in snapshot.answers.items()
        }
        _replace(queries.profile(authority), user, version, wanted)
    return since


def _moment(stored: dict[str, str], snapshot: Snapshot) -> datetime:
    """When a question was answered; the day of the saved diagnosis when unknown."""
    return datetime.fromisoformat(stored["at"]) if stored.get("at") else snapshot.created_at


def _values(passage: Passage, known: Mapping[str, GivenAnswer]) -> dict[str, Any]:
    """The answer of a question under the new version, with the evidence of what it comes from."""
    origins = [known[name] for name, _answer, _weight in passage.said]
    people = {origin.answered_by for origin in origins}
    return {
        "said": passage.answer,
        "evidence": _joined(origin.evidence for origin in origins),
        "link": next((origin.link for origin in origins if origin.link), ""),
        "answered_at": max(origin.answered_at for origin in origins),
        "answered_by": people.pop() if len(people) == 1 else None,
    }


def _joined(evidence: Iterable[str]) -> str:
    """Evidence joined, as many whole pieces as fit; the saved diagnosis has them all."""
    text = ""
    for piece in dict.fromkeys(each for each in evidence if each):
        longer = f"{text} ; {piece}" if text else piece
        text = longer if len(longer) <= MOST_EVIDENCE else text
    return text


def _replace(
    profile: Profile, user: Person, version: str, wanted: Mapping[str, Mapping[str, Any]]
) -> None:
    """Write the answers ``wanted`` in place of the present ones, under another version."""
    authority, before = profile.authority, queries.answers(profile.authority)
    written = {
        question: {name: values[name] for name in values if name not in GivenAnswer.computed}
        for question, values in wanted.items()
    }
    gone = dict.fromkeys(before.keys() - wanted.keys())
    changes = list(changed(authority, before, written | gone))
    writer.write(authority, user, [*changes, (profile, {"referential": version})])
    for question, present in queries.answers(authority).items():
        when = {name: wanted[question][name] for name in GivenAnswer.computed}
        if any(getattr(present, name) != value for name, value in when.items()):
            writer.store_computed(GivenAnswer.objects.of(authority).filter(pk=present.pk), **when)
