"""Meters on their pages: readings brought, alerts that people close, rules that people suspend."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from factories.people import member_of
from jalons.ailibrary.engine.series.hours import EPOCH, HourSeries
from jalons.ailibrary.web.meters import actions, demo, queries
from jalons.ailibrary.web.meters.models import MeterAlert, MeterMonth, MeterWatch
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import move, undo, write
from jalons.foundation.tasks.models import Job
from jalons.kernel.contracts import meter_reader
from jalons.twin.web.demo import sensors

HOME = "/collectivite/vitre/ia/compteurs/"
NOW = datetime(2026, 6, 15, 5, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def meter(authority, name="École", **values):
    made = MeterWatch(authority=authority)
    known = {
        "name": name,
        "quantity": "electricity",
        "alerted": "Service des bâtiments",
        "since": "2026-01-01",
    }
    write(authority, None, [(made, {**known, **values})])
    return made


def readings(days=120, *, leak=0.0, leaking=4, quiet=0):
    """Hours until the night before ``NOW``: days of work, nights, and a leak on the last days."""
    length = 24 * days
    start = int((NOW.replace(hour=0) - EPOCH) / timedelta(hours=1)) - length
    blank = HourSeries(start, np.zeros(length))
    values = np.where((blank.hours >= 7) & (blank.hours < 19), 20.0, 3.0)
    values = values * (1 + 0.05 * np.random.default_rng(3).standard_normal(length))
    values[blank.days > blank.days[-1] - leaking] += leak
    if quiet:
        values[-quiet:] = np.nan
    return HourSeries(start, np.round(values, 3))


def judged(watch, series):
    actions.store_hours(watch, series, "essai.csv")
    actions.judge_one(watch, NOW)
    watch.refresh_from_db()
    return list(living(MeterAlert, watch.authority).filter(watch=watch).order_by("first_day"))


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def test_a_leak_is_one_alert_that_goes_on_until_a_person_closes_it(authority, contributor):
    watch = meter(authority)
    (alert,) = judged(watch, readings(leak=4, leaking=4))
    assert (alert.rule, alert.first_day.isoformat()) == ("night", "2026-06-12")
    low, middle, high = alert.measured["gap"]
    assert low < 4 * 3 * 5 < high and middle > 0  # noqa: PT018  nights of 5 hours
    assert actions.judge_one(watch, NOW) is None
    assert living(MeterAlert, authority).count() == 1
    shown = text(contributor.get(f"{HOME}{watch.pk}/"))
    assert "École : 1 alerte à vérifier." in shown
    assert "Niveau de nuit" in shown and "ne doit pas" in shown and "<svg" in shown  # noqa: PT018
    page = f"{HOME}alertes/{alert.pk}/"
    assert "Relevé de minuit à 5 h" in text(contributor.get(page))
    refused = text(contributor.post(f"{page}modifier/", {"cause": "", "action": "Vu"}), 422)
    assert "dites ce qui a été trouvé" in refused
    sent = {"cause": "leak", "action": "Vanne changée", "found": "16,5", "initial-version": "1"}
    assert contributor.post(f"{page}modifier/", sent).status_code == 302
    alert.refresh_from_db()
    assert (alert.state, float(alert.found)) == ("closed", 16.5)
    assert alert.closed_on == timezone.localdate()
    assert actions.judge_one(watch, NOW) is None, "closed days are not alerts again"
    used = queries.usage(authority, timezone.localdate())
    assert (used.decisions, used.set_aside) == (1, 0)
    batch = move(None, alert, "reopen")
    alert.refresh_from_db()
    assert (alert.state, alert.closed_on) == ("open", None)
    undo(authority, None, batch)
    alert.refresh_from_db()
    assert alert.state == "closed"


def test_an_alert_grows_while_it_is_open_and_a_new_one_follows_a_closed_one(authority):
    watch, whole = meter(authority), readings(leak=4, leaking=8)
    early = HourSeries(whole.start, whole.values[: -24 * 4])
    (alert,) = judged(watch, early)
    ended = alert.until
    judged(watch, whole)
    alert.refresh_from_db()
    assert alert.until > ended
    assert living(MeterAlert, authority).count() == 1


def test_a_silent_meter_needs_no_past_and_missing_hours_are_not_invented(authority, reader):
    watch = meter(authority)
    series = readings(days=40, quiet=40)
    (alert,) = judged(watch, HourSeries(series.start, np.append(series.values, [3.0])))
    assert (alert.rule, alert.size.read) == ("silent", None)
    assert "Moins de huit semaines" in text(reader.get(f"{HOME}{watch.pk}/"))
    stored = [each for month in MeterMonth.objects.of(authority) for each in month.hours]
    assert stored.count(None) >= 40


def test_a_rule_often_wrong_is_suspended_by_a_person_only(authority, contributor):
    watch = meter(authority)
    for day in range(4):
        first = NOW.date() - timedelta(days=40 + 7 * day)
        values = {"watch": watch, "rule": "peak", "first_day": first, "cause": "false",
                  "state": "closed", "closed_on": first}  # fmt: skip
        write(authority, None, [(MeterAlert(authority=authority), values)])
    assert "peak" in watch.rules
    shown = text(contributor.get(f"{HOME}{watch.pk}/"))
    assert "Sur 4 alertes de ce compteur, la règle « Pointe » a vu juste 0 fois" in shown
    assert contributor.post(f"{HOME}{watch.pk}/suspendre/", {"rule": "peak"}).status_code == 302
    watch.refresh_from_db()
    assert "peak" not in watch.rules
    assert "a vu juste" not in text(contributor.get(f"{HOME}{watch.pk}/"))


def test_a_file_is_stored_and_judged_and_what_is_doubtful_is_said(authority, contributor):
    watch = meter(authority)
    lines = ["Date;Heure;Consommation (kWh)"]
    begun = datetime(2026, 1, 5)  # noqa: DTZ001  the clock of the file
    for hour in range(24 * 100):
        when = begun + timedelta(hours=hour)
        lines.append(f"{when:%d/%m/%Y};{when.hour};{'NC' if hour == 50 else f'{hour % 24},25'}")
    file = SimpleUploadedFile("courbe.csv", "\n".join(lines).encode("cp1252"))
    answer = contributor.post(f"{HOME}{watch.pk}/releves/", {"file": file}, follow=True)
    assert "2 399 heures sont enregistrées" in text(answer)  # one is unread
    assert MeterMonth.objects.of(authority).filter(watch=watch).count() == 4
    bad = SimpleUploadedFile("rien.csv", b"Date;Valeur\n2026-01-01 00:00;1\n2026-01-01 01:00;2\n")
    refused = text(contributor.post(f"{HOME}{watch.pk}/releves/", {"file": bad}), 422)
    assert "ne dit l’unité" in refused


def test_a_suspended_recipe_says_nothing_and_the_rule_alone_uses_the_profile(authority):
    use = RecipeUse.objects.create(authority=authority, key="meters", state="suspended")
    watch = meter(authority)
    assert judged(watch, readings(leak=4)) == []
    assert watch.judged_on is None
    RecipeUse.objects.of(authority).filter(pk=use.pk).update(state="used", by_rule=True)
    assert queries.manner_of(watch) == ("profile", True)
    assert [each.rule for each in judged(watch, readings(leak=4))] == ["night"]
    assert "1 alerte à vérifier" in queries.panel(use).sentence


def test_the_round_starts_once_a_day_and_lists_answer(authority, reader):
    watch = meter(authority)
    actions.daily(now=NOW)
    actions.daily(now=NOW)
    assert Job.objects.of(authority).count() == 1
    assert "1 compteur veillé" in text(reader.get(HOME))
    assert "Aucune alerte à vérifier" in text(reader.get(f"{HOME}alertes/"))
    assert reader.post(f"{HOME}{watch.pk}/juger/").status_code == 403


def test_the_demonstration_has_a_leak_at_night_and_a_closed_alert(authority, contributor):
    people = {role: member_of(authority, role, f"{role}@demo.example.org")
              for role in (Role.CONTRIBUTOR, Role.LEAD)}  # fmt: skip
    today = timezone.localdate()
    demo.fill(Demonstration(authority, people, Story.at(today), timezone.now(), today, True))
    found = living(MeterAlert, authority)
    assert found.filter(watch__quantity="water", rule="night", state="open").exists()
    assert found.filter(watch__quantity="temperature").exists()
    assert found.filter(state="closed", cause="left_on").count() == 1
    assert "compteurs veillés" in text(contributor.get(HOME))


@pytest.mark.usefixtures("own_twin")
def test_a_meter_of_the_twin_is_watched_with_the_quantity_it_has(authority, contributor):
    sensors.fill(authority=authority, user=member_of(authority, Role.LEAD), now=timezone.now())
    known = next(each for each in meter_reader().meters(authority.urn) if each.unit == "kWh")
    sent = {"name": "Bâtiment", "meter": known.key, "quantity": "water", "since": "2026-01-01",
            "alerted": "Service des bâtiments", "rules": ["silent", "night"]}  # fmt: skip
    assert known.name in text(contributor.get(f"{HOME}nouveau/")).replace("&#x27;", "’")
    assert "mesure autre chose" in text(contributor.post(f"{HOME}nouveau/", sent), 422)
    sent["quantity"] = known.quantity
    assert contributor.post(f"{HOME}nouveau/", sent).status_code == 302
    watch = MeterWatch.objects.of(authority).get()
    series = queries.hours_of(watch, timezone.now())
    assert 24 * 13 <= len(series.values) <= 24 * 14 + 1
    assert 0.4 < np.isnan(series.values).mean() < 0.6, "seen every two hours, and not filled"
    assert contributor.get(f"{HOME}{watch.pk}/releves/").status_code == 404
