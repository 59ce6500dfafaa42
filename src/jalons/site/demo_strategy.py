"""The strategy of the demonstration territory: fictional answers, made as a person would."""

from __future__ import annotations

from datetime import date

from jalons.foundation.accounts.models import Authority, User
from jalons.strategy.engine.diagnosis import Answer
from jalons.strategy.store import referential
from jalons.strategy.web.diagnosis import actions, queries

COMPETENCES = ["waste", "energy", "economy", "mobility", "water", "planning"]
# What the fictional agglomeration says, in the order of the questions; some are left unanswered.
SAID = (Answer.DONE, Answer.PLANNED, Answer.DONE, Answer.NOT_DONE, None, Answer.UNKNOWN)
PROPOSED = 8  # actions taken from the basket


def fill(*, authority: Authority, contributor: User, today: date) -> None:
    """Facts, answers, a kept diagnosis, and a first roadmap from the basket."""
    actions.set_facts(
        authority=authority,
        user=contributor,
        staff=authority.staff,
        competences=COMPETENCES,
    )
    said = {
        question.id: str(answer)
        for rank, question in enumerate(
            each for each in referential().questions() if each.level == 1
        )
        if (answer := SAID[rank % len(SAID)])
    }
    actions.answer(authority=authority, user=contributor, said=said, evidence={})
    actions.keep_snapshot(authority=authority, user=contributor, name="Premier diagnostic")
    basket = queries.basket(authority, queries.current(authority))
    actions.fill_roadmap(
        authority=authority,
        user=contributor,
        chosen=[proposal.action for proposal in basket[:PROPOSED]],
        today=today,
        lang="fr",
    )
