"""What changes the roadmap: the sheets, one by one or several at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.roadmap import check_parent, is_web
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.figures import day_words
from jalons.strategy.web.roadmap import queries, wording
from jalons.strategy.web.roadmap.measuring import record_measures
from jalons.strategy.web.roadmap.models import Action, Axis, LinkedPlan

type Person = User | AnonymousUser | None

FIELDS = (
    "number", "title", "description", "axis", "parent", "commitments", "status", "priority",
    "start", "end", "lead_user", "lead_name", "elected_referent", "departments", "partners",
    "participation", "indicators", "linked_plans", "documents", "confidential",
)  # fmt: skip
MOST_TEXT = 20_000  # characters of a description or of notes


def create_action(*, authority: Authority, user: Person, values: Mapping[str, Any]) -> Action:
    """A new sheet. ``values`` by name of ``FIELDS``; references are primary keys.

    Raises ``StrategyError``: ``action_cycle``, ``dates_reversed``, ``not_of_authority``,
    ``action_unknown_value``.
    """
    action = Action(authority=authority)
    with transaction.atomic():
        plans = _apply(action, values)
        save(action, user, new=True)
        if plans is not None:
            action.linked_plans.set(plans)
        record(
            request_user=user,
            authority=authority,
            verb=Verb.CREATED,
            urn=action.urn,
            label=action.title,
            after={
                wording.label(name): told
                for name in FIELDS
                if (told := wording.told(action, name)) and name not in {"title", "description"}
            },
        )
        record_measures(authority)
    return action


def change_action(*, action: Action, user: Person, values: Mapping[str, Any]) -> bool:
    """Keep new values of a sheet; false when they change nothing. Same refusals as at its birth."""
    with transaction.atomic():
        changed = _change(action, user, values)
        if changed:
            record_measures(action.authority)
    return changed


def _change(action: Action, user: Person, values: Mapping[str, Any]) -> bool:
    before = {name: wording.told(action, name) for name in values}
    secret = action.confidential
    plans = _apply(action, values)
    if plans is not None:
        action.linked_plans.set(plans)
    after = {name: wording.told(action, name) for name in values}
    if before == after and secret == action.confidential:
        return False
    if secret != action.confidential:
        before["confidential"], after["confidential"] = "", wording.told(action, "confidential")
    save(action, user)
    old, new = wording.differences(before, after)
    record(
        request_user=user,
        authority=action.authority,
        verb=Verb.CHANGED,
        urn=action.urn,
        label=action.title,
        before=old,
        after=new,
    )
    return True


def save(action: Action, user: Person, *, new: bool = False) -> None:
    """Write a sheet, one version on at each change."""
    action.changed_at = timezone.now()
    action.changed_by = user if isinstance(user, User) else None
    if not new:
        action.version += 1
    action.save(force_insert=new)


def touch(*, action: Action, user: Person) -> None:
    """Say that somebody worked on a sheet: what follows it has changed."""
    action.changed_at = timezone.now()
    action.changed_by = user if isinstance(user, User) else None
    action.save(update_fields=["changed_at", "changed_by"])


def delete_action(*, action: Action, user: Person) -> int:
    """Take a sheet and its sub-actions off the roadmap; how many. They can be restored."""
    now = timezone.now()
    with transaction.atomic():
        gone = [action, *_under(action)]
        for each in gone:
            each.deleted_at = now
            each.save(update_fields=["deleted_at"])
            _journal(each, user, Verb.DELETED)
        record_measures(action.authority)
    return len(gone)


def restore_action(*, action: Action, user: Person) -> int:
    """Put a deleted sheet back, with the sub-actions deleted with it; how many.

    Its parent comes back too when it is deleted: a sub-action alone would be shown nowhere.
    """
    with transaction.atomic():
        back = [action]
        back += [each for each in _under(action, deleted=True) if each.deleted_at]
        back = [each for each in back if each.deleted_at == action.deleted_at]
        parent = action.parent
        while parent and parent.deleted_at:
            back.append(parent)
            parent = parent.parent
        for each in back:
            each.deleted_at = None
            each.save(update_fields=["deleted_at"])
            _journal(each, user, Verb.RESTORED)
        record_measures(action.authority)
    return len(back)


def _under(action: Action, *, deleted: bool = False) -> list[Action]:
    """The sub-actions of a sheet, at any depth."""
    found, level = [], [action.pk]
    while level:
        rows = Action.objects.of(action.authority).filter(parent__in=level)
        children = list(rows if deleted else rows.filter(deleted_at=None))
        found += children
        level = [child.pk for child in children]
    return found


def _journal(action: Action, user: Person, verb: Verb) -> None:
    record(
        request_user=user,
        authority=action.authority,
        verb=verb,
        urn=action.urn,
        label=action.title,
    )


# Values -------------------------------------------------------------------------------------------


def own_values(authority: Authority, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values checked, their keys turned into the objects of the authority they name.

    Raises ``StrategyError``: ``not_of_authority``, ``action_unknown_value``.
    """
    held: dict[str, Callable[[], QuerySet[Any]]] = {
        "axis": lambda: Axis.objects.of(authority),
        "parent": lambda: queries.actions(authority),
        "lead_user": lambda: queries.members(authority),
        "linked_plans": lambda: queries.plans(authority),
    }
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name == "linked_plans":
            found[name] = [_own(name, held[name](), each) for each in value]
        elif name in held:
            found[name] = _own(name, held[name](), value)
        else:
            _check_value(name, value)
            found[name] = value
    return found


def _apply(action: Action, values: Mapping[str, Any]) -> list[LinkedPlan] | None:
    """Put values on a sheet, checked; the plans it is to serve, None when they are not told."""
    found = own_values(action.authority, values)
    plans: list[LinkedPlan] | None = found.pop("linked_plans", None)
    for name, value in found.items():
        setattr(action, name, value)
    _check_whole(action)
    return plans


def _own(field: str, held: QuerySet[Any], key: Any) -> Any:
    """The object of this key among those of the authority; None for no key."""
    if key in (None, ""):
        return None
    found = held.filter(pk=key).first()
    if found is None:
        raise StrategyError("not_of_authority", field=wording.label(field), value=str(key)[:80])
    return found


def _check_value(name: str, value: Any) -> None:
    most = getattr(wording.field_of(name), "max_length", None)
    if isinstance(value, str) and (len(value) > (most or MOST_TEXT) or "\0" in value):
        raise StrategyError("action_text", field=wording.label(name), most=most or MOST_TEXT)
    if name == "documents" and not all(is_web(str(each["link"])) for each in value):
        raise StrategyError("document_link")
    known: list[Any] = [key for key, _ in wording.field_of(name).flatchoices]
    given = [value]
    if name == "commitments":
        known, given = [each.number for each in manifesto().commitments], value
    elif name == "indicators":
        known, given = list(catalogue().indicators), value
    for each in given:
        if known and each not in known:
            raise StrategyError(
                "action_unknown_value",
                field=wording.label(name),
                value=str(each)[:80],
                known=", ".join(map(str, known)),
            )


def _check_whole(action: Action) -> None:
    if action.start and action.end and action.end < action.start:
        raise StrategyError(
            "dates_reversed",
            title=action.title,
            start=day_words(action.start),
            end=day_words(action.end),
        )
    if action.parent_id:
        check_parent(
            "action_cycle",
            child=action.pk,
            parent=action.parent_id,
            parents=queries.action_parents(action.authority),
            title=action.title,
        )
