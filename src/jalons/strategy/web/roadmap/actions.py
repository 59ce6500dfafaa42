"""Actions on the sheets of the roadmap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register import writer
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Batch
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.roadmap.roadmap import is_web
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.roadmap import queries, wording
from jalons.strategy.web.roadmap.models import Action, Axis

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
    _write(action, user, values)
    return action


def change_action(*, action: Action, user: Person, values: Mapping[str, Any]) -> bool:
    """Store new values of a sheet; false when they change nothing.

    Same errors as ``create_action``, and ``StaleError`` when somebody changed it since it was read.
    """
    return _write(action, user, values) is not None


def _write(action: Action, user: Person, values: Mapping[str, Any]) -> Batch | None:
    found = own_values(action.authority, values)
    try:
        return writer.write(action.authority, user, [(action, found)])
    except ValidationError as error:
        if isinstance(error.__cause__, StrategyError):
            raise error.__cause__ from error
        raise


def restore_action(*, action: Action, user: Person) -> int:
    """Put a deleted sheet back, with what was deleted with it; how many sheets.

    A deleted parent is restored too: a sub-action alone would not be shown.
    ``RegisterError``: ``not_deleted``, ``move_refused``.
    """
    line = [action]
    while (above := line[-1].parent) is not None and above.deleted_at is not None:
        line.append(above)
    back = 0
    with transaction.atomic():
        for each in reversed(line):
            each.refresh_from_db(fields=["deleted_at"])
            if each.deleted_at is not None:
                done = writer.restore(action.authority, user, each)
                if done.refused:
                    raise RegisterError("move_refused", reason=done.refused[0][1])
                back += _sheets_of(done.batch)
    return back


def _sheets_of(batch: Batch | None) -> int:
    """How many sheets an act changed."""
    kind = f"urn:jalons:{Action.urn_kind()}:"
    return batch.changes.filter(urn__startswith=kind).count() if batch else 0


# Values -------------------------------------------------------------------------------------------


def own_values(authority: Authority, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values checked, their keys turned into the objects of the authority they name.

    Raises ``StrategyError``: ``not_of_authority``, ``action_unknown_value``.
    """
    choices: dict[str, Callable[[], QuerySet[Any]]] = {
        "axis": lambda: living(Axis, authority),
        "parent": lambda: queries.actions(authority),
        "lead_user": lambda: queries.members(authority),
        "linked_plans": lambda: queries.plans(authority),
    }
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name == "linked_plans":
            found[name] = [_own(name, choices[name](), each) for each in value]
        elif name in choices:
            found[name] = _own(name, choices[name](), value)
        else:
            _check_value(name, value)
            found[name] = value
    return found


def _own(field: str, choices: QuerySet[Any], key: Any) -> Any:
    """The object of this key among those of the authority; None for no key."""
    if key in (None, ""):
        return None
    found = choices.filter(pk=key).first()
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
    values = [value]
    if name == "commitments":
        known, values = [commitment.number for commitment in manifesto().commitments], value
    elif name == "indicators":
        known, values = list(catalogue().indicators), value
    for each in values:
        if known and each not in known:
            raise StrategyError(
                "action_unknown_value",
                field=wording.label(name),
                value=str(each)[:80],
                known=", ".join(map(str, known)),
            )
