"""The round: what it opens, once; what it notes; and what it refuses to make up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from jalons.broker.engine.policies.policy import TypePolicy
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.kernel import Urn
from jalons.twin.store import rule_reading
from jalons.twin.web.alerts import actions, evaluation
from jalons.twin.web.alerts.models import AlertRule, RaisedAlert
from jalons.twin.web.connection import twin_store
from jalons.twin.web.periodic import judge_alerts
from twin.web.alerts.conftest import LEVEL, SENSOR, START, Town


def fresh(rule: AlertRule) -> AlertRule:
    rule.refresh_from_db()
    return rule


def test_a_value_beyond_the_limit_opens_one_alert_and_only_one(town: Town) -> None:
    rule = town.rule()
    full, _ = town.says(1, 91), town.says(2, 40)
    assert (town.round().opened, town.round().opened) == (1, 0)
    assert (town.alert.entity, town.alert.values["value"], town.steps()) == (full, 91, ["opened"])
    assert (fresh(rule).watched, rule.unsure, rule.trouble) == (2, 0, "")
    assert [e.label for e in Entry.objects.of(town.authority).filter(verb="opened")] == [
        "Bacs pleins · Sensor:1"
    ]


def test_back_to_normal_then_again_is_the_same_alert(town: Town) -> None:
    town.rule()
    for value in (91, 75, 60, 95):
        town.says(1, value)
        town.round()
    assert town.steps() == ["opened", "normal", "again"]
    assert town.alert.state == "open"


def test_a_rule_that_closes_by_itself_opens_another_alert_the_next_time(town: Town) -> None:
    town.rule(closes=True)
    for value in (91, 60, 95):
        town.says(1, value)
        town.round()
    assert [each.state for each in town.alerts] == ["closed", "open"]
    assert town.alerts[0].closed_at


def test_a_person_who_closes_too_early_is_not_told_again_until_it_was_normal(town: Town) -> None:
    town.rule()
    town.says(1, 91)
    town.round()
    actions.close(alert=town.alert, user=None, note="camion en panne")
    town.says(1, 93)
    assert town.round().opened == 0
    town.says(1, 20)
    town.round()
    town.says(1, 92)
    assert town.round().opened == 1
    assert town.alerts[0].normal_at


def test_an_entity_deleted_meanwhile_is_said_to_be_gone_never_normal(town: Town) -> None:
    town.rule()
    key = town.says(1, 91)
    town.round()
    town.gone(key)
    town.round()
    assert (town.alert.doubt, town.alert.normal_at, town.alert.state) == ("deleted", None, "open")
    assert town.steps() == ["opened", "unknown"]
    town.round()
    assert town.steps() == ["opened", "unknown"]
    town.says(1, 95)
    town.round()
    assert (town.steps(), town.alert.doubt) == (["opened", "unknown", "known"], "")


@pytest.mark.parametrize("value", ["91", "NaN", None, {"v": 91}, True])
def test_a_value_whose_type_changed_is_a_doubt(town: Town, value: Any) -> None:
    rule = town.rule()
    town.says(1, 91)
    town.round()
    if value is None:
        town.write("urn:ngsi-ld:Sensor:1", {"https://example.org/other": [
            {"type": "Property", "value": 1}
        ]})  # fmt: skip
    else:
        town.says(1, value)
    town.round()
    assert town.alert.doubt == ("absent" if value is None else "unreadable")
    assert town.alert.normal_at is None
    assert fresh(rule).unsure == 1


def test_an_entity_that_leaves_the_filter_of_the_rule_is_said_to_have_left(town: Town) -> None:
    town.rule(q="level>50", id_pattern="Sensor:[12]$")
    town.says(1, 91)
    town.says(3, 99)
    # the context of rules is the core one: a short name is in its default space
    assert town.round().opened == 0
    AlertRule.objects.of(town.authority).update(q=f"{LEVEL}>50")
    assert town.round().opened == 1
    town.says(1, 20)
    town.round()
    assert (town.alert.entity[-1], town.alert.doubt) == ("1", "left")


def test_without_the_sheet_of_its_type_a_rule_judges_nothing_and_says_so(town: Town) -> None:
    rule = town.rule()
    town.says(1, 91)
    town.round()
    twin_store.policies().keep("vitre", TypePolicy(type=SENSOR, name="Brouillon"))
    town.says(1, 10)
    town.round()
    assert (fresh(rule).trouble, town.alert.doubt, town.alert.normal_at) == (
        "no_sheet", "no_sheet", None,
    )  # fmt: skip


def test_a_filter_that_is_no_query_stops_its_rule_alone(town: Town) -> None:
    wrong, right = town.wrong_rule(), town.rule()
    town.says(1, 91)
    assert town.round().opened == 1
    assert (fresh(wrong).trouble, fresh(right).trouble) == ("query", "")


def test_two_datasets_share_one_alert_until_both_are_normal(town: Town) -> None:
    town.rule()

    def both(one: float, other: float) -> None:
        stamp = town.now.isoformat().replace("+00:00", "Z")
        town.write("urn:ngsi-ld:Sensor:1", {LEVEL: [
            {"type": "Property", "value": value, "datasetId": f"urn:d:{name}", "observedAt": stamp}
            for name, value in (("a", one), ("b", other))
        ]})  # fmt: skip
        town.round()

    both(91, 95)
    both(20, 92)
    assert town.alert.normal_at is None
    both(20, 30)
    assert town.steps() == ["opened", "normal"]


def test_a_sensor_that_falls_silent_and_one_that_never_spoke(town: Town) -> None:
    town.rule(kind="silence", hours=6)
    town.says(1, 10)
    town.write("urn:ngsi-ld:Sensor:2", {})
    town.round(hours=5)
    assert town.alerts == []
    town.round(hours=1)
    assert {a.entity[-1]: a.values["reason"] for a in town.alerts} == {"1": "silent", "2": "never"}
    town.says(1, 10)
    town.round()
    assert [bool(alert.normal_at) for alert in town.alerts] == [True, False]


def test_a_threshold_that_must_last_reads_the_history(town: Town) -> None:
    town.rule(minutes=30)
    for _ in range(3):
        town.says(1, 91)
        assert town.round(minutes=10).opened == 0
    town.says(1, 91)
    assert town.round().opened == 1
    assert town.alert.values["since"] == int(START.timestamp() * 1_000_000)


def test_a_drift_is_judged_once_an_hour(town: Town) -> None:
    rule = town.rule(kind="drift", recent_days=2, reference_days=10, measure="percent", most=20)
    for day in range(12):
        town.says(1, 10 if day < 10 else 14)
        town.now += timedelta(days=1)
    town.now -= timedelta(hours=12)
    assert town.round().opened == 1
    judged = fresh(rule).judged_at
    town.round()
    assert fresh(rule).judged_at == judged
    town.round(hours=1)
    assert fresh(rule).judged_at == town.now
    assert town.alert.values["against"] == 10


def test_a_clock_of_the_server_that_goes_back_stops_nothing(town: Town) -> None:
    rule = town.rule()
    town.says(1, 91)
    town.round(days=3)
    seen = town.alert.last_seen_at
    town.now -= timedelta(days=2)
    town.says(2, 95)
    assert town.round().opened == 1
    assert fresh(rule).judged_at == town.now
    assert town.alerts[-1].last_seen_at == seen


def test_a_message_that_comes_late_does_not_calm_an_alert(town: Town) -> None:
    town.rule()
    town.says(1, 91)
    town.round()
    town.says(1, 10, at=START - timedelta(hours=2))
    town.round()
    assert town.steps() == ["opened"]


def test_a_rule_paused_or_deleted_is_not_judged(town: Town) -> None:
    paused, deleted = town.rule(), town.rule()
    writer.move(None, paused, "pause")
    writer.delete(town.authority, None, [deleted])
    town.says(1, 91)
    assert town.round().rules == 0
    writer.move(None, paused, "resume")
    writer.restore(town.authority, None, deleted)
    assert town.round() == evaluation.Tally(rules=2, opened=2)


def test_two_processes_open_one_alert(town: Town) -> None:
    rule = town.rule()
    town.says(1, 91)
    other = AlertRule.objects.of(town.authority).get(pk=rule.pk)
    assert evaluation._claimed(rule, town.now)
    assert not evaluation._claimed(other, town.now)
    found = rule_reading.RuleReader(
        twin_store.store(), "vitre", int(town.now.timestamp() * 1e6), lambda doc: str(doc["id"])
    ).read([rule_reading.RuleQuery(rule.rule)])[0]
    # both looked before either wrote
    assert evaluation._opened(rule, list(found.findings.values()), found, town.now)
    assert not evaluation._opened(rule, list(found.findings.values()), found, town.now)
    assert town.steps() == ["opened"]
    with pytest.raises(IntegrityError), transaction.atomic():
        RaisedAlert.objects.create(
            authority=town.authority, rule=rule, entity=town.alert.entity, entity_name="x",
            severity="urgent", opened_at=town.now, last_seen_at=town.now,
        )  # fmt: skip


def test_a_rule_that_would_open_too_many_opens_the_first_and_says_so(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_reading, "MOST_FOUND", 3)
    monkeypatch.setattr(evaluation, "MOST_FOUND", 3)
    rule = town.rule()
    for number in range(5):
        town.says(number, 91)
    assert town.round().opened == 3
    assert fresh(rule).trouble == "too_many"
    assert town.round().opened == 0


def test_a_look_reads_no_more_than_its_bound_and_believes_the_followed_by_name(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = town.rule()
    for number in range(4):
        town.says(number, 91)
    town.round()
    monkeypatch.setattr(
        rule_reading.RuleReader, "__init__", _narrow(rule_reading.RuleReader.__init__)
    )
    town.round()
    assert fresh(rule).trouble == "too_wide"
    assert {alert.doubt for alert in town.alerts} == {""}


def _narrow(made: Any) -> Any:
    return lambda self, store, tenant, now, named: made(self, store, tenant, now, named, 2)


def test_a_round_out_of_time_leaves_the_rest_to_the_next(town: Town) -> None:
    town.rule()
    town.says(1, 91)
    tally = evaluation.evaluate_all(now=town.now, longest=0.0)
    assert tally == evaluation.Tally(left=1)
    assert evaluation.evaluate_all(now=town.now) == evaluation.Tally(rules=1, opened=1)


def test_the_server_judges_and_tells_in_one_go(town: Town) -> None:
    rule = town.rule(told_role="lead")
    town.member(Role.LEAD)
    town.now = timezone.now()
    town.says(1, 91)
    before = settings.OPTIONS["MAIL_URL"]
    settings.OPTIONS["MAIL_URL"] = "smtp://mail.invalid"
    try:
        judge_alerts()
    finally:
        settings.OPTIONS["MAIL_URL"] = before
    assert fresh(rule).watched == 1
    assert [sent.to for sent in mail.outbox] == [["lead@example.org"]]


def test_the_alerts_of_one_authority_are_of_no_other(town: Town) -> None:
    town.rule()
    town.says(1, 91)
    town.round()
    assert town.alert.urn == Urn("alert", str(town.alert.pk))
    other = type(town.authority).objects.create(slug="autre", name="Autre")
    assert not RaisedAlert.objects.of(other).exists()
    assert evaluation.evaluate(other, now=town.now) == evaluation.Tally()
