"""One door writes records: what is undone, what is left alone, what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import member_of
from jalons.foundation.accounts.models import Role, User
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.register.errors import RegisterError, StaleError
from jalons.foundation.register.models import Batch, Change
from jalons.foundation.register.writer import write
from jalons.twin.web.alerts.models import AlertRule
from jalons.twin.web.cases.models import CaseResult, TwinCase
from jalons.twin.web.cases.register import CaseForm

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def case(authority, name="Éteindre", **values):
    made = TwinCase(authority=authority)
    batch = write(authority, None, [(made, {"name": name, "purpose": "Choisir."} | values)])
    return made, batch


def result(held, start=DAY, end=DAY, **values):
    made = CaseResult(authority=held.authority, case=held)
    row = {"saved_kwh": 1.0, "starts_on": start, "ends_on": end, "how": "declared"}
    write(held.authority, None, [(made, row | values)])
    return made


def stored(record):
    return type(record).objects.of(record.authority).get(pk=record.pk)


def test_a_new_record_and_a_change_are_in_the_journal_and_in_the_log(authority):
    user = User.objects.create_user("a@example.org", "x")
    made = TwinCase(authority=authority)
    write(authority, user, [(made, {"name": "Éteindre", "purpose": "Choisir."})])
    write(authority, user, [(made, {"department": "Éclairage"})])
    assert (made.version, made.changed_by) == (2, user)
    first, second = Change.objects.of(authority)
    assert first.before is None
    assert first.after["name"] == "Éteindre"
    assert (second.before, second.after) == ({"department": ""}, {"department": "Éclairage"})
    lines = Entry.objects.of(authority).filter(urn=str(made.urn))
    assert [each.verb for each in lines] == ["changed", "created"]
    assert lines[0].actor == user
    assert lines[0].changes == [("Service qui le porte", "∅", "Éclairage")]


def test_the_journal_of_a_new_record_says_what_was_chosen_not_what_was_left_as_it_comes(authority):
    made, _batch = case(authority, kinds=["Streetlight"], since=timezone.localdate())
    line = Entry.objects.of(authority).get(urn=str(made.urn))
    assert set(line.after) == {"name", "purpose", "kinds", "since"}
    logged = Change.objects.of(authority).get()
    assert {"state", "moves", "department"} <= set(logged.after)  # the log says all


def test_a_record_deleted_before_there_was_a_log_comes_back_alone(authority):
    made, _batch = case(authority)
    TwinCase.objects.of(authority).update(deleted_at=timezone.now())
    Batch.objects.of(authority).delete()
    done = writer.restore(authority, None, stored(made))
    assert done.restored == 1
    assert stored(made).deleted_at is None
    assert Entry.objects.of(authority).first().verb == "restored"
    other, _other = case(authority)
    with pytest.raises(RegisterError, match="n’est pas dans la corbeille"):
        writer.restore(authority, None, other)


def test_an_error_of_a_field_that_is_not_on_the_form_stands_above_it(authority):
    made, _batch = case(authority)
    TwinCase.objects.of(authority).update(since=timezone.localdate() + timedelta(days=9))
    form = CaseForm({"name": "Autre", "purpose": "-"}, instance=stored(made))
    assert not form.is_valid()
    assert "pas encore venu" in str(form.non_field_errors())


def test_values_that_are_those_stored_write_nothing(authority):
    made, _batch = case(authority)
    assert write(authority, None, [(made, {"name": "Éteindre"})]) is None
    assert stored(made).version == 1


def test_a_record_read_before_somebody_changed_it_is_not_overwritten(authority):
    made, _batch = case(authority)
    mine, theirs = stored(made), stored(made)
    write(authority, None, [(theirs, {"department": "Éclairage"})])
    with pytest.raises(StaleError, match="pendant que vous écriviez"):
        write(authority, None, [(mine, {"name": "Autre"})])
    assert (stored(made).name, stored(made).department) == ("Éteindre", "Éclairage")


def test_what_another_process_stores_between_the_reading_and_the_writing_is_seen(
    authority, monkeypatch
):
    made, _batch = case(authority)

    def meanwhile(self):
        rows = TwinCase.objects.of(authority).filter(pk=self.pk)
        rows.update(department="Éclairage", version=F("version") + 1)

    monkeypatch.setattr(TwinCase, "clean", meanwhile)  # it runs between the two
    with pytest.raises(StaleError):
        write(authority, None, [(made, {"name": "Autre"})])
    monkeypatch.undo()
    assert stored(made).name == "Éteindre"


def test_an_act_is_stored_whole_or_not_at_all(authority):
    made, _batch = case(authority)
    bad = TwinCase(authority=authority)
    with pytest.raises(ValidationError):
        write(authority, None, [(made, {"name": "Autre"}), (bad, {"name": "", "purpose": "-"})])
    assert stored(made).name == "Éteindre"
    assert Batch.objects.of(authority).count() == 1


def test_nothing_of_another_authority_is_written_nor_linked(authority):
    other = make_authority("rennes", "Rennes")
    theirs, _batch = case(other)
    with pytest.raises(RegisterError, match="n’est pas de cette collectivité"):
        write(authority, None, [(theirs, {"name": "Pris"})])
    made = CaseResult(authority=authority)
    with pytest.raises(RegisterError, match="n’est pas de cette collectivité"):
        write(authority, None, [(made, {"case": theirs.pk})])


def test_a_link_set_beside_the_values_is_checked_too(authority):
    other = make_authority("rennes", "Rennes")
    theirs, _batch = case(other)
    row = {"saved_kwh": 1.0, "starts_on": DAY, "ends_on": DAY, "how": "declared"}
    with pytest.raises(RegisterError, match="n’est pas de cette collectivité"):
        write(authority, None, [(CaseResult(authority=authority, case=theirs), row)])
    gone, _batch = case(authority)
    writer.delete(authority, None, [gone])
    with pytest.raises(RegisterError, match="a été supprimé"):
        write(authority, None, [(CaseResult(authority=authority, case=gone), row)])


def test_what_the_model_refuses_is_refused_by_every_way_in(authority):
    made, _batch = case(authority)
    result(made)
    with pytest.raises(ValidationError, match="déjà comptés"):
        result(made)


def test_the_lines_of_a_deleted_record_go_and_come_back_with_it(authority):
    made, _batch = case(authority)
    line = result(made)
    batch = writer.delete(authority, None, [made])
    assert stored(made).deleted_at
    assert stored(line).deleted_at
    done = writer.undo(authority, None, batch)
    assert done.restored == 2
    assert not stored(made).deleted_at
    assert not stored(line).deleted_at


def test_a_line_deleted_before_its_record_stays_deleted_when_it_comes_back(authority):
    made, _batch = case(authority)
    line, other = result(made), result(made, DAY + timedelta(days=1), DAY + timedelta(days=1))
    writer.delete(authority, None, [line])
    writer.delete(authority, None, [stored(made)])
    writer.restore(authority, None, stored(made))
    assert stored(line).deleted_at
    assert not stored(other).deleted_at


def test_what_somebody_changed_since_is_left_alone(authority):
    made, _batch = case(authority)
    batch = write(authority, None, [(made, {"name": "Un", "department": "Éclairage"})])
    write(authority, None, [(stored(made), {"name": "Deux"})])
    done = writer.undo(authority, None, batch)
    assert (done.restored, done.changed_since) == (0, ("Deux",))
    assert (stored(made).name, stored(made).department) == ("Deux", "Éclairage")


def test_a_change_of_other_fields_does_not_stop_an_undo(authority):
    made, _batch = case(authority)
    batch = write(authority, None, [(made, {"name": "Un"})])
    write(authority, None, [(stored(made), {"department": "Éclairage"})])
    assert writer.undo(authority, None, batch).restored == 1
    assert (stored(made).name, stored(made).department) == ("Éteindre", "Éclairage")


def test_undoing_a_creation_puts_it_in_the_trash_unless_lines_were_added(authority):
    made, batch = case(authority)
    assert writer.undo(authority, None, batch).restored == 1
    assert stored(made).deleted_at
    other, batch = case(authority, "Autre")
    result(other)
    assert writer.undo(authority, None, batch).changed_since == ("Autre",)
    assert not stored(other).deleted_at


def test_an_act_is_undone_once_and_its_undo_can_be_undone(authority):
    made, _batch = case(authority)
    batch = write(authority, None, [(made, {"name": "Un"})])
    done = writer.undo(authority, None, batch)
    with pytest.raises(RegisterError, match="déjà été annulé"):
        writer.undo(authority, None, batch)
    writer.undo(authority, None, done.batch)
    assert stored(made).name == "Un"


def test_a_restored_line_is_validated_again(authority):
    made, _batch = case(authority)
    line = result(made)
    batch = writer.delete(authority, None, [line])
    result(made)
    done = writer.undo(authority, None, batch)
    assert done.restored == 0
    assert "déjà comptés" in done.refused[0][1]
    assert stored(line).deleted_at


def test_records_and_log_are_erased_after_thirty_days(authority):
    made, _batch = case(authority)
    line, kept = result(made), case(authority, "Gardé")[0]
    writer.delete(authority, None, [made])
    assert writer.purge(now=timezone.now() + timedelta(days=29)) == 0
    assert writer.purge(now=timezone.now() + timedelta(days=31)) == 2
    assert not CaseResult.objects.of(authority).filter(pk=line.pk).exists()
    assert [each.pk for each in TwinCase.objects.of(authority)] == [kept.pk]
    assert not Change.objects.of(authority).exists()


def test_the_follow_up_of_a_register_runs_once_for_an_act(authority, monkeypatch):
    calls = []
    records = [case(authority, f"Cas {n}")[0] for n in range(5)]
    from jalons.twin.web.cases import indicators

    publish = indicators.publish_cases
    monkeypatch.setattr(
        indicators, "publish_cases", lambda *a, **k: (calls.append(a), publish(*a, **k))
    )
    write(authority, None, [(each, {"department": "Éclairage"}) for each in records])
    assert len(calls) == 1
    calls.clear()
    rule = AlertRule(authority=authority, kind="silence", type="https://example.org/Bin")
    pairs = [(each, {"department": "Voirie"}) for each in records]
    write(authority, None, [pairs[0], (rule, {"name": "Muet"}), *pairs[1:]])
    assert len(calls) == 1


def test_a_person_who_leaves_stays_out_of_the_log(authority):
    user = member_of(authority, Role.CONTRIBUTOR, "a@example.org")
    made = TwinCase(authority=authority)
    write(authority, user, [(made, {"name": "Éteindre", "purpose": "-"})])
    user.delete()
    assert stored(made).changed_by is None
    assert Batch.objects.of(authority).get().user is None
