"""Figures on their registers: what is locked or approved stays, acts are undone whole."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.register.models import Batch
from jalons.kernel import Period
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.indicators.trajectory import Course, Point
from jalons.strategy.web.calendar import reminders
from jalons.strategy.web.indicators import actions, queries
from jalons.strategy.web.indicators.models import DeclaredValue, FollowedIndicator, Objective
from jalons.strategy.web.observations import queries as room_queries
from jalons.strategy.web.statutory.queries import material

pytestmark = pytest.mark.django_db
NAME = "twin.heat_recovered"  # MWh
WEEE = "reuse.weee"
COURSE = Course(Point(date(2024, 12, 31), 10.0), (Point(date(2030, 12, 31), 40.0),))


def url(name, *args):
    return reverse(name, args=["agglo", *args])


def declare(agglo, value=10.0, year=2025, indicator=NAME, **more):
    given = actions.Declaration(indicator, Period.year(year), value, **more)
    return actions.declare(authority=agglo, user=None, declared=given)


def approved(agglo, value=10.0, year=2025, **more):
    row = declare(agglo, value, year, **more)
    actions.approve(rows=[row], user=None)
    return row


def locked(agglo, value=10.0, year=2025, **more):
    row = approved(agglo, value, year, **more)
    writer.move(None, row, "lock")
    return row


def stored(row):
    return type(row).objects.of(row.authority).get(pk=row.pk)


def observed(agglo):
    return [each.value.mid for each in room_queries.observations(agglo)]


def latest(agglo):
    return Batch.objects.of(agglo).first()


def test_a_locked_value_is_deleted_by_no_door(agglo, lead):
    row = locked(agglo)
    with pytest.raises(StrategyError, match="verrouillée"):
        writer.delete(agglo, None, [stored(row)])
    page = lead.post(url("typed_value_delete", row.pk), follow=True).content.decode()
    assert "verrouillée" in page
    assert (stored(row).deleted_at, observed(agglo)) == (None, [10.0])


def test_a_locked_value_is_changed_by_no_door(agglo, contributor):
    row = declare(agglo)
    edit = writer.write(agglo, None, [(row, row.rewritten({"value": 20.0}))])
    actions.approve(rows=[row], user=None)
    writer.move(None, row, "lock")
    with pytest.raises(ValidationError, match="verrouillée"):
        declare(agglo, 99.0)
    with pytest.raises(ValidationError, match="verrouillée"):
        writer.write(agglo, None, [(stored(row), {"period_end": date(2025, 6, 30)})])
    done = writer.undo(agglo, None, edit)
    assert (done.restored, len(done.refused)) == (0, 1)
    contributor.post(url("indicators_grid"), {"table": f"i\t2025\n{NAME}\t7", "do": "keep"})
    assert (stored(row).value, stored(row).state, observed(agglo)) == (20.0, "locked", [20.0])


def test_undoing_an_edit_never_changes_a_value_approved_since(agglo):
    row = declare(agglo)
    edit = writer.write(agglo, None, [(row, row.rewritten({"value": 20.0}))])
    actions.approve(rows=[row], user=None)
    done = writer.undo(agglo, None, edit)
    assert done.restored == 0
    assert "validée depuis" in done.refused[0][1]
    assert (stored(row).value, observed(agglo)) == (20.0, [20.0])


def test_an_edit_of_an_approved_value_is_undone_by_who_may_approve(agglo, contributor, lead):
    row = approved(agglo)
    sent = {"period": "2025", "value": "30", "unit": "MWh"}
    contributor.post(url("typed_value_edit", row.pk), sent)
    assert (stored(row).state, observed(agglo)) == ("draft", [])
    undo = url("typed_value_undo", latest(agglo).pk)
    assert contributor.post(undo).status_code == 403
    lead.post(undo)
    assert (stored(row).value, stored(row).state, observed(agglo)) == (10.0, "approved", [10.0])


def test_saving_an_approved_value_without_a_change_leaves_it_approved(agglo, contributor):
    row = approved(agglo, source="Compteur")
    sent = {"period": "2025", "value": "10 000", "unit": "kWh", "source": "Compteur"}
    contributor.post(url("typed_value_edit", row.pk), sent)
    assert (stored(row).state, stored(row).version, observed(agglo)) == ("approved", 2, [10.0])


def test_approving_all_is_one_act(agglo, lead):
    rows = [declare(agglo, year=year) for year in (2023, 2024, 2025)]
    approved(agglo, year=2022)
    page = lead.post(url("indicators_approve_all"), follow=True).content.decode()
    batch = latest(agglo)
    assert url("typed_value_undo", batch.pk) in page
    assert batch.changes.count() == 3
    assert len(observed(agglo)) == 4
    lead.post(url("typed_value_undo", batch.pk))
    assert {stored(row).state for row in rows} == {"draft"}
    assert len(observed(agglo)) == 1
    assert lead.post(url("indicators_approve_all")).status_code == 302


def test_a_pasted_table_is_one_act_and_pasting_it_again_changes_nothing(agglo, contributor):
    row = approved(agglo, 5.0, 2023, source="Compteur", comment="Lu en mai")
    table = f"Indicateur\t2023\t2024\n{NAME}\t6\t7\n{WEEE}\t\t3\n"
    page = contributor.post(
        url("indicators_grid"), {"table": table, "do": "keep"}, follow=True
    ).content.decode()
    assert "3 valeurs sont enregistrées" in page
    found = stored(row)
    assert (found.value, found.state, found.source, found.comment) == (
        6.0, "draft", "Compteur", "Lu en mai",
    )  # fmt: skip
    versions = list(queries.values(agglo).values_list("pk", "version"))
    count = Batch.objects.of(agglo).count()
    contributor.post(url("indicators_grid"), {"table": table, "do": "keep"})
    assert list(queries.values(agglo).values_list("pk", "version")) == versions
    assert Batch.objects.of(agglo).count() == count
    writer.undo(agglo, None, latest(agglo))
    assert (stored(row).value, stored(row).state, observed(agglo)) == (5.0, "approved", [5.0])
    assert queries.values(agglo).count() == 1


def test_a_file_that_gives_two_values_for_one_period_stores_the_first_and_says_so(
    agglo, contributor
):
    table = f"INDICATOR,TIME_PERIOD,OBS_VALUE\n{NAME},2024,7\n{NAME},2024,8\n{NAME},2025,9\n"
    page = contributor.post(url("indicators_grid"), {"table": table, "do": "look"})
    assert "deux valeurs pour cette période" in page.content.decode()
    contributor.post(url("indicators_grid"), {"table": table, "do": "keep"})
    assert sorted(queries.values(agglo).values_list("value", flat=True)) == [7.0, 9.0]


def test_a_deleted_value_counts_nowhere_and_leaves_its_place(agglo, lead):
    actions.follow(authority=agglo, user=None, indicators=[NAME])
    row = approved(agglo, year=timezone.localdate().year - 1)
    today = timezone.localdate().replace(month=6, day=1)
    assert NAME not in {each.action for each in reminders.values_due(agglo, today)}
    lead.post(url("typed_value_delete", row.pk))
    assert observed(agglo) == []
    assert NAME in {each.action for each in reminders.values_due(agglo, today)}
    assert (
        url("typed_value_edit", row.pk)
        not in lead.get(url("indicator_page", NAME)).content.decode()
    )
    again = declare(agglo, 12.0, timezone.localdate().year - 1)
    page = lead.post(url("typed_value_restore", row.pk), follow=True).content.decode()
    assert "déjà une valeur pour cette période" in page
    assert stored(row).deleted_at is not None
    assert queries.values(agglo).get() == again


def test_the_former_address_of_a_value_leads_to_the_present_one(agglo, contributor):
    row = declare(agglo)
    answer = contributor.get(url("indicator_value", NAME, row.pk))
    assert answer.url == url("typed_value_edit", row.pk)


def test_a_value_of_any_indicator_is_typed_from_the_list(agglo, contributor):
    sent = {"indicator": WEEE, "period": "2024-Q2", "value": "1,5", "unit": ""}
    page = contributor.post(url("typed_value_new"), sent, follow=True)
    row = queries.values(agglo).get()
    assert (row.indicator, row.value, row.period_end) == (WEEE, 1.5, date(2024, 6, 30))
    assert url("typed_value_undo", latest(agglo).pk) in page.content.decode()
    assert FollowedIndicator.objects.of(agglo).get().indicator == WEEE


def test_an_objective_is_written_and_undone_whole(agglo, lead):
    actions.set_objective(authority=agglo, user=None, indicator=NAME, course=COURSE)
    first = latest(agglo)
    steps = (Point(date(2027, 12, 31), 30.0), Point(date(2030, 12, 31), 45.0))
    actions.set_objective(
        authority=agglo, user=None, indicator=NAME, course=Course(COURSE.baseline, steps)
    )
    second = latest(agglo)
    assert writer.undo(agglo, None, first).changed_since
    assert queries.objective(agglo, NAME).course.points == steps
    page = lead.get(url("objective", queries.objective(agglo, NAME).pk), {"fait": second.pk})
    assert url("objective_undo", second.pk) in page.content.decode()
    lead.post(url("objective_undo", second.pk))
    assert queries.objective(agglo, NAME).course == COURSE


def test_a_deleted_objective_is_in_no_document_and_comes_back_with_its_steps(agglo, lead):
    steps = (Point(date(2027, 12, 31), 30.0), *COURSE.points)
    actions.set_objective(
        authority=agglo, user=None, indicator=NAME, course=Course(COURSE.baseline, steps)
    )
    row = queries.objective(agglo, NAME)
    lead.post(url("objective_delete", row.pk))
    assert material(agglo, 2026, today=date(2026, 6, 1)).aims == ()
    assert not any(each.objective for each in queries.board(agglo))
    assert url("objective_restore", row.pk) in lead.get(url("objective_trash")).content.decode()
    lead.post(url("objective_restore", row.pk))
    (aim,) = material(agglo, 2026, today=date(2026, 6, 1)).aims
    assert aim.course.points == steps


def test_a_course_that_goes_back_in_time_is_refused_by_every_door(agglo):
    actions.set_objective(authority=agglo, user=None, indicator=NAME, course=COURSE)
    row = queries.objective(agglo, NAME)
    for wrong in (
        {"baseline_on": date(2031, 1, 1)},
        {"target_on": date(2024, 12, 31)},
        {"steps": [["2031-01-01", 20.0]]},
        {"steps": [["2027-01-01", 20.0], ["2026-01-01", 20.0]]},
    ):
        with pytest.raises(ValidationError, match="ne vient pas après"):
            writer.write(agglo, None, [(stored(row), wrong)])
    assert queries.objective(agglo, NAME).course == COURSE


def test_the_history_of_an_indicator_says_its_values_and_its_objective_in_words(agglo, lead):
    row = declare(agglo, 10.0, source="Compteur")
    lead.post(url("typed_value_move", row.pk), {"move": "approve"})
    sent = {
        "baseline_on": "2024-12-31", "baseline": "10", "target_on": "2030-12-31", "target": "40",
        "points": "2027-12-31 30", "decided_by": "Délibération 12",
    }  # fmt: skip
    lead.post(url("indicator_objective", NAME), sent)
    writer.delete(agglo, None, [stored(row)])
    page = lead.get(url("indicator_history", NAME)).content.decode()
    for words in ("Compteur", "validée", "Délibération 12", "31 décembre 2027", "30", "supprimé"):
        assert words in page, words
    assert "2027-12-31" not in page
    assert Entry.objects.of(agglo).filter(label__contains="2025").exists()


def test_values_and_courses_of_before_are_brought_over_whole(former):
    typed_at = timezone.now() - timedelta(days=300)
    old = former.at(("strategy", "0021_territory_register"))
    authority = old.get_model("accounts", "Authority").objects.create(slug="a", name="A")
    people = old.get_model("accounts", "User")._base_manager
    typist, chief = (people.create(email=f"{who}@example.org") for who in ("t", "c"))
    values = old.get_model("strategy", "DeclaredValue")._base_manager
    plain = {
        "authority": authority, "indicator": NAME, "value": 3.5, "unit": "MWh/year",
        "typed_at": typed_at, "typed_by": typist, "source": "Compteur", "comment": "Lu",
    }  # fmt: skip
    values.create(
        **plain, period_start=date(2024, 1, 1), period_end=date(2024, 12, 31), state="locked",
        approved_at=typed_at + timedelta(days=1), approved_by=chief, version=3,
    )  # fmt: skip
    values.create(**plain, period_start=date(2025, 1, 1), period_end=date(2025, 3, 31))
    aims = old.get_model("strategy", "Objective")._base_manager
    points = old.get_model("strategy", "ObjectivePoint")._base_manager
    bent, empty = (
        aims.create(
            authority=authority, indicator=name, baseline_on=date(2024, 12, 31), baseline=10,
            decided_by="Délibération", version=2,
        )
        for name in (NAME, WEEE)
    )  # fmt: skip
    for year, value in ((2030, 40.25), (2027, 30)):
        points.create(authority=authority, objective=bent, on=date(year, 12, 31), value=value)
    former.latest()
    agglo = Authority.objects.get(slug="a")
    late, early = queries.values(agglo)
    assert (early.value, early.state, early.version, early.created_at) == (
        3.5, "locked", 3, typed_at,
    )  # fmt: skip
    assert [each.changed_by.email for each in (late, early)] == ["t@example.org", "c@example.org"]
    assert early.changed_at == typed_at + timedelta(days=1)
    assert (late.source, late.comment, late.period_end) == ("Compteur", "Lu", date(2025, 3, 31))
    row = queries.objective(agglo, NAME)
    steps = (Point(date(2027, 12, 31), 30.0), Point(date(2030, 12, 31), 40.25))
    assert row.course == Course(Point(date(2024, 12, 31), 10.0), steps)
    assert (row.pk, row.version, row.decided_by) == (bent.pk, 2, "Délibération")
    assert queries.objective(agglo, WEEE) is None
    assert Objective.objects.of(agglo).get(pk=empty.pk).deleted_at is not None
    assert not DeclaredValue.objects.of(agglo).exclude(deleted_at=None).exists()
