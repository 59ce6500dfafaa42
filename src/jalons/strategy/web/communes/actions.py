"""Consents and proposals between a commune and its intermunicipal body."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.sign_up.standing import refuse_unapproved
from jalons.foundation.journal.actions import acting_through, record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import store_computed
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.web.communes import queries
from jalons.strategy.web.communes.models import EpciConsent
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.models import Action, ProposedAction

type Person = User | AnonymousUser | None

# What leaves of a sheet: neither people, nor departments, nor confidential notes.
COPIED = ("description", "commitments", "indicators", "ready_action")


def consent(*, authority: Authority, user: Person, share: bool) -> bool:
    """Share the milestones of a commune with its intermunicipal body, or stop; false: no change.

    Raises ``StrategyError`` (``no_epci``, ``share_trial``), ``AccountsError`` (``not_approved``).
    """
    epci = queries.epci_of(authority)
    if epci is None:
        raise StrategyError("no_epci")
    if share:
        if authority.kind == Authority.Kind.TRIAL:
            raise StrategyError("share_trial")
        refuse_unapproved(authority)
    with transaction.atomic():
        found = EpciConsent.objects.of(authority).select_for_update().first()
        if share is (found is not None and found.epci_id == epci.pk):
            return False
        if found:
            found.delete()
        new = EpciConsent(authority=authority, epci=epci)
        if share:
            new.save()
        record(
            request_user=user,
            authority=authority,
            verb=Verb.OPENED if share else Verb.REVOKED,
            urn=new.urn,
            label=_("sharing with %(name)s") % {"name": epci.name},
        )
    return True


def propose(
    *, authority: Authority, user: Person, action: Action, communes: Iterable[Authority]
) -> list[ProposedAction]:
    """Propose an action of the roadmap of ``authority`` to communes that share with it.

    A commune that does not share, or has the proposal already, is left out.
    """
    sharing = {each.pk for each in queries.sharing(authority)}
    made = []
    with transaction.atomic():
        for commune in communes:
            if commune.pk not in sharing:
                continue
            proposal, is_new = ProposedAction.objects.of(commune).get_or_create(
                sender=authority,
                source=action.pk,
                defaults={
                    "authority": commune,
                    "title": action.title,
                    "content": {name: getattr(action, name) for name in COPIED},
                },
            )
            if not is_new:
                continue
            made.append(proposal)
            _journal_both(proposal, authority, user, Verb.CREATED)
    return made


def _journal_both(proposal: ProposedAction, sender: Authority, user: Person, verb: Verb) -> None:
    """One journal line on each side: the commune sees the name of the body, not of its agent."""
    label = _("proposal: %(title)s") % {"title": proposal.title}
    with acting_through(sender.name):
        record(
            request_user=None,
            authority=proposal.authority,
            verb=verb,
            urn=proposal.urn,
            label=label,
        )
    record(
        request_user=user,
        authority=sender,
        verb=verb,
        urn=proposal.urn,
        label=label,
        after={_("to"): proposal.authority.name},
    )


def withdraw(*, authority: Authority, user: Person, proposal: ProposedAction) -> None:
    """Withdraw a proposal before it is answered; ``StrategyError`` (``proposal_answered``)."""
    with transaction.atomic():
        waiting = _locked(proposal)
        _journal_both(waiting, authority, user, Verb.WITHDRAWN)
        waiting.delete()


def answer(*, proposal: ProposedAction, user: Person, accept: bool) -> Action | None:
    """Accept a proposal, which creates an action on the roadmap of the commune, or decline it.

    Raises ``StrategyError`` (``proposal_answered``) for one that has its answer.
    """
    with transaction.atomic():
        waiting = _locked(proposal)
        state = ProposedAction.State.ACCEPTED if accept else ProposedAction.State.DECLINED
        waiting.state, waiting.answered_at = state, timezone.now()
        waiting.answered_by = user if isinstance(user, User) else None
        waiting.save()
        record(
            request_user=user,
            authority=waiting.authority,
            verb=Verb.CHANGED,
            urn=waiting.urn,
            label=_("proposal: %(title)s") % {"title": waiting.title},
            after={_("answer"): str(state.label)},
        )
        return _action(waiting, user) if accept else None


def _locked(proposal: ProposedAction) -> ProposedAction:
    """The proposal, locked, when it is not answered yet."""
    rows = ProposedAction.unscoped.select_for_update().select_related("authority", "sender")
    found = rows.filter(pk=proposal.pk, state=ProposedAction.State.WAITING).first()
    if found is None:
        raise StrategyError("proposal_answered")
    return found


def _action(proposal: ProposedAction, user: Person) -> Action:
    """The action of an accepted proposal: its texts are public once somebody read them."""
    content = dict(proposal.content)
    ready = content.pop("ready_action", "")
    values = {"title": proposal.title, "partners": [proposal.sender.name], **content}
    action = create_action(authority=proposal.authority, user=user, values=values)
    rows = Action.objects.of(proposal.authority).filter(pk=action.pk)
    store_computed(rows, ready_action=ready, unread=True)
    return action
