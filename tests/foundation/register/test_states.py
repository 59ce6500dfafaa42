"""Two people act on records in any order: nothing changed since is lost, an undone act leaves the
state of before."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from factories.authorities import make_authority
from jalons.foundation.register import writer
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.models import Batch, Registered
from jalons.foundation.register.writer import write
from jalons.twin.web.cases.models import TwinCase

NAMES = st.sampled_from(["Un", "Deux", "Trois"])
FIELDS = st.sampled_from(["name", "department", "purpose"])
FEW = 3
WATCHED = ("name", "department", "purpose", "deleted_at")


class Acts(RuleBasedStateMachine):
    """A plain model of what each record should be, beside the real one."""

    records = Bundle("records")
    batches = Bundle("batches")

    @initialize()
    def start(self) -> None:
        self.authority = make_authority(f"v{timezone.now().timestamp()}", "V")
        self.expected: dict[object, dict[str, object]] = {}
        self.acts: dict[object, list[tuple[object, dict[str, object], dict[str, object]]]] = {}

    def read(self, pk: object) -> TwinCase | None:
        return TwinCase.objects.of(self.authority).filter(pk=pk).first()

    def noted(self, batch: Batch | None, before: dict[object, dict[str, object] | None]) -> None:
        """Note what an act changed, as read from the base: what its undo must bring back."""
        if batch is None:
            return
        self.acts[batch.pk] = [
            (pk, was or {"deleted_at": "new"}, self.state(self.read(pk)))
            for pk, was in before.items()
        ]

    def state(self, record: Registered | None) -> dict[str, object]:
        return {name: getattr(record, name) for name in WATCHED} if record else {}

    @precondition(lambda self: len(self.expected) < FEW)  # few records: acts meet more often
    @rule(target=records, name=NAMES)
    def create(self, name: str) -> object:
        made = TwinCase(authority=self.authority)
        write(self.authority, None, [(made, {"name": name, "purpose": "-"})])
        self.expected[made.pk] = self.state(made)
        return made.pk

    @precondition(lambda self: len(self.expected) < FEW)
    @rule(target=batches, names=st.lists(NAMES, min_size=1, max_size=3))
    def bring_in(self, names: list[str]) -> object:
        made = [TwinCase(authority=self.authority) for _name in names]
        pairs = [
            (one, {"name": name, "purpose": "-"}) for one, name in zip(made, names, strict=True)
        ]
        batch = write(self.authority, None, pairs, verb="imported")
        for each in made:
            self.expected[each.pk] = self.state(each)
        self.noted(batch, {each.pk: None for each in made})
        return batch.pk

    @rule(target=batches, pks=st.lists(records, min_size=1, max_size=3), field=FIELDS, text=NAMES)
    def change(self, pks: list[object], field: str, text: str) -> object:
        found = {pk: self.read(pk) for pk in pks}
        alive = {pk: one for pk, one in found.items() if one is not None and not one.deleted_at}
        before = {pk: self.state(one) for pk, one in alive.items()}
        batch = write(self.authority, None, [(one, {field: text}) for one in alive.values()])
        for pk in alive:
            self.expected[pk] = self.expected[pk] | {field: text}
        self.noted(batch, {pk: was for pk, was in before.items() if was[field] != text})
        return batch.pk if batch else multiple()

    @rule(pk=records, mine=NAMES, theirs=NAMES)
    def edit_by_two(self, pk: object, mine: str, theirs: str) -> None:
        first, second = self.read(pk), self.read(pk)
        if first is None or second is None or first.deleted_at:
            return
        changed = write(self.authority, None, [(first, {"department": theirs})])
        self.expected[pk] |= {"department": theirs}
        if changed is None:
            return
        with pytest.raises(StaleError):
            write(self.authority, None, [(second, {"name": mine})])

    @rule(target=batches, pk=records)
    def trash(self, pk: object) -> object:
        found = self.read(pk)
        if found is None or found.deleted_at:
            return multiple()
        before = {pk: self.state(found)}
        batch = writer.delete(self.authority, None, [found])
        self.expected[pk] = self.state(self.read(pk))
        self.noted(batch, before)
        return batch.pk if batch else multiple()

    @rule(pk=records)
    def restore(self, pk: object) -> None:
        found = self.read(pk)
        if found is not None and found.deleted_at:
            writer.restore(self.authority, None, found)
            self.expected[pk] |= {"deleted_at": None}

    @rule(key=batches)
    def undo(self, key: object) -> None:
        batch = Batch.objects.of(self.authority).filter(pk=key).first()
        if batch is None or batch.undone_by_id:
            return
        now = {pk: self.state(self.read(pk)) for pk, _was, _became in self.acts[key]}
        writer.undo(self.authority, None, batch)
        for pk, was, became in self.acts[key]:
            after = self.state(self.read(pk))
            moved = [n for n in became if was.get("deleted_at") == "new" or was[n] != became[n]]
            if any(now[pk][name] != became[name] for name in moved):
                assert after == now[pk]  # somebody changed it since: nothing of theirs is lost
            elif was.get("deleted_at") == "new":
                assert after["deleted_at"]
            else:
                assert after == now[pk] | {name: was[name] for name in moved}
            self.expected[pk] = after

    @rule()
    def purge(self) -> None:
        later = timezone.now() + timedelta(days=31)
        gone = [pk for pk, values in self.expected.items() if values["deleted_at"]]
        writer.purge(now=later)
        for pk in gone:
            assert self.read(pk) is None
            del self.expected[pk]

    @invariant()
    def every_record_is_as_expected(self) -> None:
        for pk, values in getattr(self, "expected", {}).items():
            assert self.state(self.read(pk)) == values


@pytest.mark.django_db
def test_acts_in_any_order_lose_nothing_and_are_undone_exactly():
    run_state_machine_as_test(
        Acts,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
