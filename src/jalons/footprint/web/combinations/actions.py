"""Puts inventories of one authority together; stores the decisions on their duplicates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.merging.decisions import PairDecision, PairDecisions, PairKey
from jalons.footprint.engine.merging.pairs import Likeness
from jalons.footprint.web.inventories import computation, queries
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.models import Combination, CombinedSource, InventoryFile
from jalons.footprint.words.figures import say
from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import Person, write
from jalons.foundation.tasks.models import Job

LEAST = 2


def combine(
    *, authority: Authority, user: Person, sources: Sequence[InventoryFile], name: str
) -> Combination:
    """An inventory made of others, the first the one to trust when two list the same device.

    It counts nothing before it is computed. Raises ``FootprintError``: ``sources_too_few``, or
    ``sources_taken`` when another combination counts one of them.
    """
    if len({each.pk for each in sources}) < LEAST:
        raise FootprintError("sources_too_few")
    with transaction.atomic():
        if any(queries.counted_in(each) or queries.combination_of(each) for each in sources):
            raise FootprintError("sources_taken")
        inventory = InventoryFile(
            authority=authority,
            state=InventoryFile.State.COMBINING,
            choices=_choices(sources),
        )
        write(authority, user, [(inventory, {"name": name[:200]})])
        combination = Combination.objects.create(authority=authority, inventory=inventory)
        names = _unlike_names(sources)
        for rank, source in enumerate(sources):
            CombinedSource.objects.create(
                authority=authority,
                combination=combination,
                inventory=source,
                name=names[rank],
                rank=rank,
            )
        said = {say("combination.sources", "fr"): ", ".join(names)}
        _journal(combination, user, Verb.CHANGED, after=said)
    return combination


def judge_reason(
    *, combination: Combination, user: Person, reason: Likeness, verdict: PairDecision | None
) -> None:
    """Store one verdict for the pairs of a reason that have none of their own; None removes it."""
    with transaction.atomic():
        locked = _locked(combination)
        before = queries.verdicts_of(locked)
        _store(locked, before.with_reason(reason, verdict))
        what = say(f"likeness.{reason.value}", "fr")
        _journal(
            locked,
            user,
            Verb.CHANGED,
            before={what: _verdict(before.by_reason.get(reason))},
            after={what: _verdict(verdict)},
        )


def judge_pairs(
    *, combination: Combination, user: Person, decisions: Mapping[PairKey, PairDecision | None]
) -> None:
    """Store a verdict for each of these pairs only; None removes one."""
    with transaction.atomic():
        locked = _locked(combination)
        before = queries.verdicts_of(locked)
        _store(locked, before.with_pairs(decisions))
        _journal(
            locked,
            user,
            Verb.CHANGED,
            before={_pair(key): _verdict(before.by_pair.get(key)) for key in decisions},
            after={_pair(key): _verdict(verdict) for key, verdict in decisions.items()},
        )


def compute(*, combination: Combination, user: Person) -> Job:
    """Compute the whole; from then on it speaks for the authority in place of its sources.

    Raises ``FootprintError`` (``sources_taken``) when another combination counts one by now.
    """
    for inventory in queries.combined_inventories(combination.inventory):
        other = queries.counted_in(inventory)
        if inventory.deleted_at or (other and other.pk != combination.inventory_id):
            raise FootprintError("sources_taken")
    return computation.recompute(inventory=combination.inventory, user=user)


def _choices(sources: Sequence[InventoryFile]) -> dict[str, Any]:
    """The choices of the trusted source; declared uses are those of the first source with any.

    They are declared for the authority, not for a file: adding them up would count them twice.
    """
    choices = [Choices.from_json(source.choices) for source in sources]
    services = next((each.services for each in choices if each.services), choices[0].services)
    return replace(choices[0], services=services).to_json()


def _unlike_names(sources: Sequence[InventoryFile]) -> list[str]:
    """The names of the sources, numbered when two files have the same."""
    names: list[str] = []
    for source in sources:
        name, again = source.name, 2
        while name in names:
            name, again = f"{source.name} ({again})", again + 1
        names.append(name)
    return names


def default_name(sources: Sequence[InventoryFile]) -> str:
    return " + ".join(source.name.rsplit(".", 1)[0] for source in sources)[:200] or _("combination")


def _locked(combination: Combination) -> Combination:
    rows = Combination.objects.of(combination.authority).select_for_update(of=("self",))
    return rows.select_related("inventory__authority").get(pk=combination.pk)


def _store(combination: Combination, verdicts: PairDecisions) -> None:
    combination.verdicts = verdicts.to_json()
    combination.save(update_fields=["verdicts"])


def _verdict(verdict: PairDecision | None) -> str:
    return say(f"verdict.{verdict.value}", "fr") if verdict else ""


def _pair(key: PairKey) -> str:
    first, sheet, row, second, other_sheet, other_row = key
    one = " ".join(str(part) for part in (first, sheet, row) if part)
    return f"{one} = " + " ".join(str(part) for part in (second, other_sheet, other_row) if part)


def _journal(
    combination: Combination,
    user: Person,
    verb: Verb,
    *,
    before: object = None,
    after: object = None,
) -> None:
    record(
        request_user=user,
        authority=combination.authority,
        verb=verb,
        urn=combination.inventory.urn,
        label=combination.inventory.name,
        before=before,
        after=after,
    )
