"""The rules of alerts as records: three kinds in one form, checked whatever the way in."""

from __future__ import annotations

from datetime import timedelta
from math import inf, nan
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority, make_trial, trial_client
from factories.people import member_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.register.models import Batch, Change
from jalons.twin.web.alerts import evaluation
from jalons.twin.web.alerts.models import CONDITIONS, AlertRule
from jalons.twin.web.connection import twin_store
from jalons.twin.web.observations.queries import key_of
from samples import stored, twin_sheet
from twin.web.alerts.conftest import LEVEL, SENSOR, Town
from twin.web.alerts.test_screens import GIVEN, at, new_address, text


def fields(page: str) -> set[str]:
    """The fields of conditions a page shows."""
    names = {name for each in CONDITIONS.values() for name in each}
    return {name for name in names if f'name="{name}"' in page}


def sent(rule: AlertRule, **typed: Any) -> dict[str, Any]:
    """What a browser sends of the form of a rule, read now, with what was typed in it."""
    shown = {
        "name": rule.name, "direction": rule.direction, "limit": rule.limit,
        "margin": rule.margin, "minutes": rule.minutes, "severity": rule.severity,
        "id_pattern": rule.id_pattern, "q": rule.q, "told_role": rule.told_role,
    }  # fmt: skip
    members = [each.pk for each in rule.told_members.all()]
    before = {f"initial-{name}": value for name, value in shown.items()}
    return before | {"initial-told_members": members} | shown | {"told_members": members} | typed


@pytest.mark.parametrize("kind", list(AlertRule.Kind))
def test_the_form_has_the_fields_of_its_kind_alone(town: Town, kind: str) -> None:
    town.says(1, 50)
    lead = town.client(Role.LEAD)
    page = text(lead.get(new_address(kind=kind)))
    assert fields(page) == set(CONDITIONS[AlertRule.Kind(kind)])
    assert 'name="attribute"' in page
    assert page.count("(facultatif)") == 4 + (kind == "silence")  # which may be of any attribute
    page = text(lead.get(at("twin_alert_rule_edit", town.rule(kind=kind).pk)))
    assert fields(page) == set(CONDITIONS[AlertRule.Kind(kind)])
    assert 'name="attribute"' not in page


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("q", {"q": "(level"}), ("id_pattern", {"id_pattern": "(a"}), ("limit", {"limit": None}),
        ("limit", {"limit": nan}), ("limit", {"limit": inf}), ("attribute", {"attribute": ""}),
        ("margin", {"margin": -1}), ("minutes", {"minutes": 8 * 24 * 60}), ("type", {"type": ""}),
        ("hours", {"kind": "silence", "hours": 0}), ("kind", {"kind": "other"}),
        ("reference_days", {"kind": "drift", "reference_days": 4}),
        ("most", {"kind": "drift", "most": 0}), ("told_role", {"told_role": "mayor"}),
    ],
)  # fmt: skip
def test_every_way_in_refuses_what_cannot_be_judged(
    town: Town, field: str, values: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError) as refused:
        town.rule(**values)
    assert list(refused.value.message_dict) == [field]
    rule = town.rule(kind=values.get("kind", "threshold")) if field != "kind" else town.rule()
    with pytest.raises(ValidationError) as refused:
        writer.write(town.authority, None, [(rule, values)])
    assert list(refused.value.message_dict) == [field]


def test_a_filter_no_longer_understood_stops_neither_the_pause_nor_the_trash(town: Town) -> None:
    rule = town.wrong_rule()
    lead = town.client(Role.LEAD)
    rule.refresh_from_db()
    page = text(lead.post(at("twin_alert_rule_edit", rule.pk), sent(rule, name="Autre nom")), 422)
    assert "Le courtier ne comprend pas ceci" in page
    assert "Autre nom" in page
    for move in ("pause", "resume"):
        assert lead.post(at("twin_alert_rule_move", rule.pk), {"move": move}).status_code == 302
    lead.post(at("twin_alert_rule_delete", rule.pk))
    lead.post(at("twin_alert_rule_restore", rule.pk))
    rule.refresh_from_db()
    assert (rule.paused_at, rule.deleted_at, rule.q) == (None, None, "(level")


def test_two_people_who_each_add_somebody_to_write_to_are_both_heard(town: Town) -> None:
    rule = town.rule()
    reader, lead = town.member(Role.READER), town.member(Role.LEAD)
    read = sent(rule, severity="urgent")
    del read["initial-told_members"]  # a browser sends nothing of boxes not ticked
    writer.write(town.authority, None, [(rule, {"told_members": [reader]})])
    client = town.client(Role.LEAD)
    assert client.post(at("twin_alert_rule_edit", rule.pk), read).status_code == 302
    rule.refresh_from_db()
    assert rule.severity == "urgent"
    assert list(rule.told_members.all()) == [reader]
    page = text(
        client.post(at("twin_alert_rule_edit", rule.pk), read | {"told_members": [lead.pk]}), 422
    )
    assert "reader@example.org" in page


def test_a_member_of_another_authority_is_no_choice(town: Town) -> None:
    town.says(1, 50)
    other = make_authority("autre", "Autre")
    stranger = member_of(other, Role.READER, "stranger@example.org").memberships.get()
    lead = town.client(Role.LEAD)
    assert "stranger@example.org" not in text(lead.get(new_address()))
    text(lead.post(new_address(), GIVEN | {"told_members": [stranger.pk]}), 422)
    assert not AlertRule.objects.of(town.authority).exists()


def test_the_preview_of_a_rule_that_exists_stores_nothing(town: Town) -> None:
    for value in (60, 91, 20):
        town.says(1, value)
        town.now += timedelta(hours=5)
    rule = town.rule()
    lead = town.client(Role.LEAD)
    with time_machine.travel(town.now, tick=False):
        page = text(
            lead.post(at("twin_alert_rule_edit", rule.pk), sent(rule, limit="50", step="preview"))
        )
    assert "cette règle aurait ouvert 1 alerte sur 1 capteur" in page
    assert 'value="50"' in page
    rule.refresh_from_db()
    assert (rule.limit, rule.version) == (80, 1)
    text(lead.post(at("twin_alert_rule_edit", rule.pk), sent(rule, q="(", step="preview")), 422)


def test_two_people_who_pause_a_rule_at_once_pause_it_once(town: Town) -> None:
    rule, lead = town.rule(), town.client(Role.LEAD)
    for _ in range(2):
        done = lead.post(at("twin_alert_rule_move", rule.pk), {"move": "pause"})
        assert done.status_code == 302
    rule.refresh_from_db()
    assert rule.version == 2
    assert lead.post(at("twin_alert_rule_move", rule.pk), {"move": "fly"}).status_code == 422


def test_what_a_rule_watches_is_chosen_once(town: Town) -> None:
    rule = town.rule()
    typed = sent(rule, attribute="", type="x", kind="silence", hours="3", name="Autre")
    town.client(Role.LEAD).post(at("twin_alert_rule_edit", rule.pk), typed)
    rule.refresh_from_db()
    assert (rule.name, rule.kind, rule.type, rule.attribute, rule.hours) == (
        "Autre", "threshold", SENSOR, LEVEL, 24,
    )  # fmt: skip


def test_the_journal_says_what_was_chosen_and_no_field_of_another_kind(town: Town) -> None:
    town.says(1, 50, unitCode="P1")
    lead = town.client(Role.LEAD)
    lead.post(new_address(), GIVEN | {"told_members": [town.member(Role.LEAD).pk]})
    rule = AlertRule.objects.of(town.authority).get()
    line = Entry.objects.of(town.authority).get(urn=str(rule.urn))
    said = {name: now for name, _before, now in line.changes}
    assert said["Limite"] == "80,5"
    assert said["Écrire aussi à"] == "lead@example.org"
    assert {"Quelle valeur", "Quels capteurs"} <= set(said)
    assert not any("Heures" in name or "moyenne" in name.lower() for name in said)
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False):
        writer.move(None, rule, "pause")
    line = Entry.objects.of(town.authority).filter(urn=str(rule.urn)).first()  # type: ignore[assignment]
    assert line.changes == [("en pause depuis", "∅", "1er mars 2026, 11:00")]


def test_a_rule_deleted_before_there_was_a_log_comes_back(town: Town) -> None:
    rule = town.rule()
    AlertRule.objects.of(town.authority).update(deleted_at=timezone.now())
    Change.objects.of(town.authority).delete()
    lead = town.client(Role.LEAD)
    assert "restaurer" in text(lead.get(at("twin_alert_rule", rule.pk)), 410)
    assert lead.post(at("twin_alert_rule_restore", rule.pk)).status_code == 302
    assert "Bacs pleins" in text(lead.get(at("twin_alert_rule", rule.pk)))


def test_a_round_does_not_make_a_form_stale_and_claims_in_one_statement(town: Town) -> None:
    rule = town.rule()
    typed = sent(rule, limit="70")
    town.says(1, 91)
    town.round()
    lead = town.client(Role.LEAD)
    assert lead.post(at("twin_alert_rule_edit", rule.pk), typed).status_code == 302
    rule.refresh_from_db()
    assert (rule.limit, rule.version, rule.watched) == (70, 2, 1)
    assert rule.judged_at == town.now
    assert rule.authority == town.authority  # read apart
    with CaptureQueriesContext(connection) as asked:
        assert evaluation._claimed(rule, town.now + timedelta(minutes=1))
    assert [each["sql"][:6] for each in asked] == ["UPDATE"]
    assert not evaluation._claimed(rule, town.now)


def test_an_edit_is_undone_and_the_list_is_a_file(town: Town) -> None:
    rule = town.rule()
    lead = town.client(Role.LEAD)
    done = lead.post(at("twin_alert_rule_edit", rule.pk), sent(rule, limit="70", margin="5"))
    assert "Annuler" in text(lead.get(done["Location"]))
    batch = Batch.objects.of(town.authority).first()
    assert batch is not None
    lead.post(at("twin_alert_rule_undo", batch.pk))
    rule.refresh_from_db()
    assert (rule.limit, rule.margin) == (80, 10)
    page = text(lead.get(at("twin_alert_rule_list"), {"sort": "-last", "q": "pleins"}))
    assert "au-dessus de 80, à nouveau normal à 70" in page
    assert ">Modifier</a>" in text(lead.get(at("twin_alert_rule", rule.pk)))
    file = b"".join(lead.get(at("twin_alert_rule_export", "csv"))).decode()  # type: ignore[arg-type]
    assert "au-dessus de 80" in file


def test_in_a_trial_the_one_person_there_writes_rules(town: Town) -> None:
    trial = make_trial("essai")
    twin_store.policies().keep(twin_store.tenant_of(trial), twin_sheet())
    rule = stored(AlertRule, trial, name="Bacs", kind="silence", type=SENSOR)
    client = trial_client(trial)
    for name in ("twin_alert_rule", "twin_alert_rule_edit"):
        assert client.get(reverse(name, args=["essai", rule.pk])).status_code == 200
    assert client.get(reverse("twin_alert_rule_new", args=["essai"])).status_code == 200
    gone = client.post(reverse("twin_alert_rule_delete", args=["essai", rule.pk]))
    assert gone.status_code == 302


def test_an_address_of_a_type_or_a_kind_that_is_not_there_says_so(town: Town) -> None:
    town.says(1, 50)
    lead = town.client(Role.LEAD)
    for asked in ({"type": "0" * 12, "kind": "threshold"}, {"type": key_of(SENSOR), "kind": "x"}):
        text(lead.get(reverse("twin_alert_rule_new", args=["vitre"], query=asked)), 422)
