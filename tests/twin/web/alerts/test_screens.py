"""The screens of alerts: what each role sees and may do, and that nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jalons.broker.engine.temporal.request import Points
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.twin.engine.alerts.course import AlertError
from jalons.twin.web.alerts import actions, pages
from jalons.twin.web.alerts.models import AlertRule, RaisedAlert
from jalons.twin.web.alerts.rules.preview import preview_rule
from jalons.twin.web.observations.queries import key_of
from twin.web.alerts.conftest import LEVEL, SENSOR, Town


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    page = str(response.content.decode()).replace("\u202f", " ").replace("\xa0", " ")
    assert page.count("<") / 2 < 600
    assert len(page) < 100_000
    return page


def at(name: str, *more: Any) -> str:
    return reverse(name, args=["vitre", *more])


@pytest.fixture
def open_alert(town: Town) -> RaisedAlert:
    town.rule(unit="P1")
    town.says(1, 60, unitCode="P1")
    town.now += timedelta(hours=3)
    town.says(1, 91, unitCode="P1")
    town.round()
    return town.alert


def post(client: Client, address: str, **given: Any) -> HttpResponse:
    return client.post(address, given)  # type: ignore[return-value]


def test_without_a_rule_the_page_says_what_to_bring(town: Town) -> None:
    page = text(town.client(Role.LEAD).get(at("twin_alerts")))
    assert "Aucune règle ne surveille encore" in page
    assert at("twin_alert_rule_new") in page
    assert at("twin_alert_rule_new") not in text(town.client(Role.READER).get(at("twin_alerts")))


def test_the_list_the_home_and_the_entity_tell_of_an_alert(
    town: Town, open_alert: RaisedAlert
) -> None:
    reader = town.client(Role.READER)
    listed = text(reader.get(at("twin_alerts")))
    assert "1 alerte n’est pas fermée" in listed
    assert at("twin_alert", open_alert.pk) in listed
    home = text(reader.get(at("twin_home")))
    assert at("twin_alert", open_alert.pk) in home
    assert "Voir l’alerte" in home
    entity = text(reader.get(at("twin_entity", open_alert.entity)))
    assert at("twin_alert", open_alert.pk) in entity
    actions.close(alert=open_alert, user=None, note="vidé")
    assert at("twin_alert", open_alert.pk) not in text(reader.get(at("twin_home")))
    assert at("twin_alert", open_alert.pk) not in text(reader.get(at("twin_alerts")))
    assert at("twin_alert", open_alert.pk) in text(reader.get(at("twin_alerts"), {"etat": ""}))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, True), ({"gravite": "warning"}, True), ({"gravite": "urgent"}, False),
        ({"etat": "open"}, True), ({"etat": "acknowledged"}, False), ({"etat": "?"}, True),
        ({"regle": str(uuid4())}, False), ({"regle": "x"}, True), ({"type": key_of(SENSOR)}, True),
    ],
)  # fmt: skip
def test_alerts_are_filtered_on_the_page_and_in_the_file(
    town: Town, open_alert: RaisedAlert, asked: dict[str, str], shown: bool
) -> None:
    reader = town.client(Role.READER)
    assert (at("twin_alert", open_alert.pk) in text(reader.get(at("twin_alerts"), asked))) == shown
    file = reader.get(at("twin_alerts_export"), asked).content.decode()
    assert (open_alert.entity in file) == shown


def test_the_file_lets_no_spreadsheet_compute_a_name(town: Town, open_alert: RaisedAlert) -> None:
    RaisedAlert.objects.of(town.authority).update(entity_name="=1+1")
    file = town.client(Role.READER).get(at("twin_alerts_export")).content.decode()
    assert ";'=1+1;" in file


def test_the_page_of_an_alert_draws_the_limit_and_the_moment_and_has_the_numbers(
    town: Town, open_alert: RaisedAlert
) -> None:
    with time_machine.travel(town.now, tick=False):
        page = text(town.client(Role.READER).get(at("twin_alert", open_alert.pk)))
    assert "Sensor:1 : 91 %, au-dessus de la limite de 80 %." in page
    assert 'stroke-dasharray="5 4"' in page
    assert "alerte ouverte" in page
    assert page.count(">91</td>") == 3
    assert "Toujours ainsi" in page
    assert "<textarea" not in page


def test_a_contributor_takes_care_closes_with_a_reason_and_opens_again(
    town: Town, open_alert: RaisedAlert
) -> None:
    person = town.client(Role.CONTRIBUTOR)
    for what, given in (
        ("prendre", {}),
        ("note", {"note": "Camion parti"}),
        ("fermer", {"note": "Bac vidé"}),
        ("rouvrir", {}),
    ):
        assert post(person, at("twin_alert_act", open_alert.pk, what), **given).status_code == 302
    page = text(person.get(at("twin_alert", open_alert.pk)))
    assert "Camion parti" in page
    assert "contribut" in page
    assert town.steps() == ["opened", "acknowledged", "note", "closed", "reopened"]
    lines = Entry.objects.of(town.authority).filter(urn=str(open_alert.urn)).order_by("pk")
    assert [line.verb for line in lines] == ["opened", "changed", "changed", "closed", "opened"]
    assert lines[3].after["note"] == "Bac vidé"


def test_closing_without_a_reason_keeps_the_alert_and_what_was_typed(
    town: Town, open_alert: RaisedAlert
) -> None:
    person = town.client(Role.CONTRIBUTOR)
    address = at("twin_alert_act", open_alert.pk, "fermer")
    text(post(person, address, note="  "), 422)
    long = "é" * 2_001
    assert long in text(post(person, address, note=long), 422)
    assert town.alert.state == "open"
    with pytest.raises(AlertError, match="pourquoi"):
        actions.close(alert=town.alert, user=None, note="  ")
    actions.close(alert=town.alert, user=None, note="déjà")
    page = text(post(person, address, note="Mon motif"), 422)
    assert "déjà fermée" in page


def test_a_reader_moves_nothing_and_a_contributor_makes_no_rule(
    town: Town, open_alert: RaisedAlert
) -> None:
    reader, person = town.client(Role.READER), town.client(Role.CONTRIBUTOR)
    for what in ("prendre", "fermer", "rouvrir", "note"):
        assert post(reader, at("twin_alert_act", open_alert.pk, what)).status_code == 403
    rule = open_alert.rule
    assert post(person, at("twin_alert_rule_move", rule.pk), move="pause").status_code == 403
    for page in ("edit", "delete", "restore"):
        assert post(person, at(f"twin_alert_rule_{page}", rule.pk)).status_code == 403
    assert person.get(at("twin_alert_rule_new")).status_code == 403
    assert post(person, at("twin_alert_act", open_alert.pk, "autre")).status_code == 404


NEW = {"type": key_of(SENSOR), "kind": "threshold"}
GIVEN = {
    "name": "Bacs", "attribute": LEVEL, "direction": "above", "limit": "80,5", "margin": "10",
    "minutes": "0", "severity": "urgent", "id_pattern": "", "q": "", "told_role": "",
}  # fmt: skip


def new_address(**kind: str) -> str:
    return reverse("twin_alert_rule_new", args=["vitre"], query=NEW | kind)


def test_a_rule_is_foreseen_on_the_history_then_kept(town: Town) -> None:
    for value in (60, 91, 20, 92, 30):
        town.says(1, value, unitCode="P1")
        town.says(2, 50, unitCode="P1")
        town.now += timedelta(hours=5)
    lead = town.client(Role.LEAD)
    choose = text(lead.get(at("twin_alert_rule_new")))
    assert "Capteurs, 2 entités" in choose
    assert "level, %" in text(lead.get(new_address()))
    with time_machine.travel(town.now, tick=False):
        page = text(lead.post(new_address(), GIVEN | {"step": "preview"}))
    assert "cette règle aurait ouvert 2 alertes sur 1 capteur" in page
    assert "80,5" in page
    assert not AlertRule.objects.of(town.authority).exists()
    made = lead.post(new_address(), GIVEN | {"told_members": [town.member(Role.LEAD).pk]})
    (rule,) = AlertRule.objects.of(town.authority)
    assert made.url.startswith(at("twin_alert_rule", rule.pk))
    assert (rule.limit, rule.unit, rule.severity) == (80.5, "P1", "urgent")
    assert [each.user.email for each in rule.told_members.all()] == ["lead@example.org"]
    assert "au-dessus de 80,5 %, à nouveau normal à 70,5 %" in text(lead.get(made.url))
    assert "<h1>Bacs : au-dessus de 80,5 %.</h1>" in text(lead.get(made.url))


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("silence", {"attribute": "", "hours": "3"}, "2 alertes sur 1 capteur"),
        ("drift", {"recent_days": "1", "reference_days": "5", "measure": "percent", "most": "20"},
         "n’aurait ouvert aucune alerte"),
    ],
)  # fmt: skip
def test_a_silence_and_a_drift_are_foreseen_too(
    town: Town, kind: str, given: dict[str, str], words: str
) -> None:
    for _ in range(3):
        town.says(1, 50)
        town.now += timedelta(hours=4)
    town.says(1, 50)
    with time_machine.travel(town.now, tick=False):
        lead = town.client(Role.LEAD)
        page = text(lead.post(new_address(kind=kind), GIVEN | given | {"step": "preview"}))
    assert words.replace("2 alertes", "3 alertes") in page


def test_what_began_before_the_fortnight_is_known_too(town: Town) -> None:
    rule = town.rule(kind="silence", hours=240)
    town.write("urn:ngsi-ld:Sensor:1", {})
    town.now += timedelta(days=10)
    town.says(1, 50)
    town.now += timedelta(days=20)
    found = preview_rule(town.authority, rule.rule, user=None, now=town.now)
    assert [(name, alert.ended) for name, alert in found.alerts] == [("Sensor:1", None)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", "beaucoup"), ("limit", ""), ("margin", "-1"), ("minutes", "-1"),
        ("minutes", "99999999"), ("q", "(level"), ("id_pattern", "(a"), ("limit", "nan"),
        ("attribute", "https://example.org/none"), ("told_members", "999"), ("limit", "1e999"),
    ],
)  # fmt: skip
def test_a_wrong_rule_comes_back_as_it_was_typed(town: Town, field: str, value: str) -> None:
    town.says(1, 50)
    lead = town.client(Role.LEAD)
    page = text(lead.post(new_address(), GIVEN | {field: value}), 422)
    assert "Bacs" in page
    assert not AlertRule.objects.of(town.authority).exists()


def test_what_another_person_changed_meanwhile_is_kept(town: Town) -> None:
    rule = town.rule(severity="warning")
    lead = town.client(Role.LEAD)
    shown = {
        "name": rule.name, "direction": "above", "limit": "80,0", "margin": "10,0", "minutes": "0",
        "severity": "warning", "id_pattern": "", "q": "", "told_role": "",
    }  # fmt: skip
    writer.write(town.authority, None, [(rule, {"limit": 75})])
    was = {f"initial-{name}": value for name, value in shown.items()}
    address = at("twin_alert_rule_edit", rule.pk)
    assert lead.post(address, shown | was | {"severity": "urgent"}).status_code == 302
    rule.refresh_from_db()
    assert (rule.limit, rule.severity, rule.attribute) == (75, "urgent", LEVEL)
    last = Entry.objects.of(town.authority).filter(urn=str(rule.urn)).first()
    assert last is not None
    assert last.changes == [("Gravité de l’alerte", "avertissement", "urgente")]


def test_a_rule_deleted_takes_its_alerts_along_and_brings_them_back(
    town: Town, open_alert: RaisedAlert
) -> None:
    lead = town.client(Role.LEAD)
    rule = open_alert.rule
    gone = lead.post(at("twin_alert_rule_delete", rule.pk))
    page = text(lead.get(gone.url))
    assert "« Bacs pleins » est supprimé" in page
    assert "Annuler" in page
    page = text(lead.get(at("twin_alert_rule", rule.pk)), 410)
    assert "Ses alertes sont masquées" in page
    assert at("twin_alert_rule_restore", rule.pk) in page
    assert at("twin_alert", open_alert.pk) not in text(lead.get(at("twin_alerts")))
    assert "La règle est supprimée" in text(lead.get(at("twin_alert", open_alert.pk)))
    lead.post(at("twin_alert_rule_restore", rule.pk))
    assert at("twin_alert", open_alert.pk) in text(lead.get(at("twin_alerts")))
    verbs = Entry.objects.of(town.authority).filter(urn=str(rule.urn)).order_by("pk")
    assert [line.verb for line in verbs] == ["created", "deleted", "restored"]


def test_a_rule_is_paused_and_says_what_does_not_work(town: Town) -> None:
    rule = town.wrong_rule()
    town.says(1, 91)
    town.round()
    lead = town.client(Role.LEAD)
    assert "n’est plus compris" in text(lead.get(at("twin_alert_rule", rule.pk)))
    lead.post(at("twin_alert_rule_move", rule.pk), {"move": "pause"})
    page = text(lead.get(at("twin_alert_rule_list")))
    assert "Toutes les règles sont en pause" in page
    town.rule()
    assert "1 règle surveille les capteurs" in text(lead.get(at("twin_alert_rule_list")))


def test_a_page_of_many_alerts_is_cut(town: Town) -> None:
    town.rule()
    for number in range(30):
        town.says(number, 91)
    town.round()
    page = text(town.client(Role.READER).get(at("twin_alerts")))
    assert "30 alertes ne sont pas fermées" in page
    assert "page 1 sur 3" in page


def test_a_curve_has_at_most_sixteen_stretches_and_invents_none(town: Town) -> None:
    empty = pages.stretches([], start=0, end=100)
    assert [line.spread for line in empty] == [None] * pages.STRETCHES
    many = Points("e", LEVEL, None, "Property", list(range(1000)), [*range(999), "x"])
    lines = pages.stretches([many], start=0, end=999)
    spreads = [line.spread for line in lines if line.spread is not None]
    assert len(spreads) == len(lines) == pages.STRETCHES
    assert sum(spread.count for spread in spreads) == 999
    assert spreads[0].low == 0


def test_a_rule_deleted_is_erased_after_a_month_and_not_before(town: Town) -> None:
    kept, gone = town.rule(name="Gardée"), town.rule(name="Supprimée")
    writer.delete(town.authority, None, [gone])
    writer.purge(now=timezone.now() + timedelta(days=29))
    assert AlertRule.objects.of(town.authority).count() == 2
    writer.purge(now=timezone.now() + timedelta(days=31))
    assert list(AlertRule.objects.of(town.authority)) == [kept]
