"""Use cases of the twin: from an idea to what it really saved, and the indicators they tell."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from factories.people import client_of
from jalons.broker.engine import operations
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.store.port import Step
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.register.models import Batch
from jalons.kernel import Observation, Status
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.web.observations.queries import to_observation
from jalons.twin.engine.whatif.change import Schedule, Selection, Span
from jalons.twin.web import daily
from jalons.twin.web.cases import indicators, queries
from jalons.twin.web.cases.models import CaseResult, TwinCase
from jalons.twin.web.connection import twin_store
from jalons.twin.web.whatif import actions as whatif
from jalons.twin.web.whatif.computation import new_snapshot
from jalons.twin.web.whatif.models import WhatIf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]
MODEL = "https://smartdatamodels.org/dataModel.Streetlighting/"
TODAY = timezone.localdate()
YEAR = TODAY.year


def scenario(authority: Authority) -> WhatIf:
    """A light of 100 W that a scenario puts out six hours a night: 219 kWh a year."""
    kind, tenant = f"{MODEL}Streetlight", twin_store.tenant_of(authority)
    sheet = TypePolicy(type=kind, name="Lumières", purpose="Voir.", owner="Ville",
                       retention_days=30, audience="internal",
                       legal_basis="not_personal")  # fmt: skip
    twin_store.policies().keep(tenant, sheet)
    shape = {"type": "Point", "coordinates": [-1.2, 48.12]}
    doc = {
        "id": "urn:ngsi-ld:Streetlight:1",
        "type": [kind],
        "attrs": {
            "https://uri.etsi.org/ngsi-ld/location": [{"type": "GeoProperty", "value": shape}],
            f"{MODEL}powerConsumption": [{"type": "Property", "value": 100}],
        },
    }
    step = Step(str(doc["id"]), operations.create(doc))
    twin_store.store().write(tenant, [step], now=1_790_000_000_000_000)
    taken = new_snapshot(authority, user=None, name="Photo")
    writer.write(authority, None, [(taken, {})])
    off = Schedule(Selection("Streetlight"), (Span.of("23:00", "05:00"),))
    made = WhatIf(authority=authority, snapshot=taken)
    whatif.make(made, user=None, name="La nuit", changes=[off])
    return made


def case(
    authority: Authority, *, since: date = TODAY, name: str = "Éteindre", estimate: Any = None
) -> TwinCase:
    made = TwinCase(authority=authority)
    moves = [{"state": "idea", "on": since.isoformat()}]
    values = {"name": name, "purpose": "Choisir les rues.", "whatif": estimate}
    writer.write(authority, None, [(made, values | {"since": since, "moves": moves})])
    return made


def move(held: TwinCase, state: str, on: date) -> TwinCase:
    writer.move(None, held, state, on)
    return held


def result(held: TwinCase, kwh: float, start: date, end: date, how: str, **more: str) -> CaseResult:
    made = CaseResult(authority=held.authority, case=held)
    values = {"saved_kwh": kwh, "starts_on": start, "ends_on": end, "how": how}
    writer.write(held.authority, None, [(made, values | more)])
    return made


def told(authority: Authority, indicator: str) -> dict[int, Observation]:
    rows = StoredObservation.objects.of(authority).filter(indicator=indicator)
    found = [to_observation(row) for row in rows.select_related("authority")]
    assert len({each.period for each in found}) == len(found)  # one a year, never two
    return {each.period.start.year: each for each in found}


def url(name: str, *args: Any) -> str:
    return reverse(name, args=["vitre", *args])


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return str(response.content.decode()).replace("\u202f", " ").replace("\xa0", " ")


def test_an_empty_list_says_what_to_bring(authority: Authority) -> None:
    page = text(client_of(authority, Role.CONTRIBUTOR).get(url("twin_case_list")))
    assert "À quoi sert le jumeau ?" in page
    assert "trois phrases, cinq minutes" in page


def test_a_contributor_writes_a_case_and_only_a_lead_makes_it_live(authority: Authority) -> None:
    client = client_of(authority, Role.CONTRIBUTOR)
    typed = {"name": "Éteindre", "purpose": "Choisir.", "department": "Éclairage", "whatif": ""}
    answer = client.post(url("twin_case_new"), typed)
    held = TwinCase.objects.of(authority).get()
    assert answer["Location"].startswith(url("twin_case", held.pk))
    assert "idée" in text(client.get(answer["Location"]))
    day = {"day": TODAY.isoformat()}
    assert client.post(url("twin_case_move", held.pk), day | {"move": "trial"}).status_code == 302
    assert client.post(url("twin_case_move", held.pk), day | {"move": "live"}).status_code == 403
    held.refresh_from_db()
    assert held.state == "trial"
    lead = client_of(authority, Role.LEAD)
    assert lead.post(url("twin_case_move", held.pk), day | {"move": "live"}).status_code == 302
    assert "1 usage est en service" in text(lead.get(url("twin_case_list")))
    verbs = Entry.objects.of(authority).filter(urn=str(held.urn)).values_list("verb", flat=True)
    assert sorted(verbs) == ["changed", "changed", "created"]


def test_a_contributor_does_not_undo_what_only_a_lead_decides(authority: Authority) -> None:
    held = case(authority, since=TODAY)
    lead, contributor = client_of(authority, Role.LEAD), client_of(authority, Role.CONTRIBUTOR)
    lead.post(url("twin_case_move", held.pk), {"move": "live", "day": TODAY.isoformat()})
    batch = Batch.objects.of(authority).first()
    assert batch is not None
    assert contributor.post(url("twin_case_undo", batch.pk)).status_code == 403
    held.refresh_from_db()
    assert held.state == "live"
    assert lead.post(url("twin_case_undo", batch.pk)).status_code == 302
    held.refresh_from_db()
    assert held.state == "idea"


def test_cases_are_counted_in_each_year_they_were_live(authority: Authority) -> None:
    one = case(authority, since=date(YEAR - 2, 3, 1))
    one = move(one, "live", date(YEAR - 2, 6, 1))
    move(one, "stopped", date(YEAR, 1, 1))
    case(authority, name="Une idée", since=date(YEAR - 2, 1, 1))
    found = told(authority, "twin.cases_live")
    counts = {year: found[year].value.mid for year in found}
    assert counts == {YEAR - 2: 1.0, YEAR - 1: 1.0, YEAR: 0.0}
    assert found[YEAR].status is Status.DECLARED


def test_energy_saved_comes_from_results_and_says_how_they_are_known(authority: Authority) -> None:
    held = case(authority, since=date(YEAR - 1, 1, 1))
    proof = {"proof": "https://example.org/releves", "note": "Compteurs"}
    result(held, 3_000.0, date(YEAR - 1, 1, 1), date(YEAR - 1, 12, 31), "measured", **proof)
    found = told(authority, "twin.energy_saved")[YEAR - 1]
    assert (found.value.mid, found.unit.symbol, found.status) == (3.0, "MWh", Status.MEASURED)
    assert found.sources[0].verified
    other = case(authority, since=date(YEAR - 1, 1, 1), name="Chauffer moins")
    result(other, 1_000.0, date(YEAR - 1, 3, 1), date(YEAR - 1, 3, 31), "declared")
    found = told(authority, "twin.energy_saved")[YEAR - 1]
    assert (found.value.mid, found.status) == (4.0, Status.DECLARED)
    assert [source.verified for source in found.sources] == [False, True]


def test_a_result_over_two_years_counts_in_each_by_its_days(authority: Authority) -> None:
    held = case(authority, since=date(YEAR - 2, 1, 1))
    result(held, 365_000.0, date(YEAR - 2, 7, 1), date(YEAR - 1, 6, 30), "measured")
    found = told(authority, "twin.energy_saved")
    days = (date(YEAR - 1, 6, 30) - date(YEAR - 2, 7, 1)).days + 1
    assert found[YEAR - 2].value.mid == pytest.approx(365 * 184 / days)
    assert found[YEAR - 1].value.mid == pytest.approx(365 * (days - 184) / days)


def test_an_estimate_is_shown_as_one_and_goes_when_a_result_comes(authority: Authority) -> None:
    began = TODAY - timedelta(days=9)
    held = case(authority, since=began, estimate=scenario(authority))
    assert told(authority, "twin.energy_saved") == {}  # an idea saves nothing
    held = move(held, "live", began)
    found = told(authority, "twin.energy_saved")[YEAR]
    live = queries.live_days(held, YEAR, until=TODAY)
    assert found.status is Status.ESTIMATED
    assert found.value.mid == pytest.approx(0.219 * live / 365.25, rel=1e-3)
    assert found.value.low < found.value.mid < found.value.high
    assert not found.sources[0].verified
    made = result(held, 5.0, began, TODAY, "declared")
    found = told(authority, "twin.energy_saved")[TODAY.year]
    assert found.status is Status.DECLARED
    writer.delete(authority, None, [made])
    assert told(authority, "twin.energy_saved")[YEAR].status is Status.ESTIMATED


def test_days_counted_once_are_not_counted_twice(authority: Authority) -> None:
    held = case(authority)
    end = TODAY - timedelta(days=1)
    first = result(held, 1.0, end - timedelta(days=30), end, "declared")
    with pytest.raises(ValidationError, match="déjà comptés"):
        result(held, 1.0, end, TODAY, "declared")
    batch = writer.delete(authority, None, [first])
    result(held, 1.0, end, TODAY, "declared")
    assert batch is not None
    [(_label, why)] = writer.undo(authority, None, batch).refused
    assert "déjà comptés" in why


def test_a_result_of_days_to_come_is_refused_and_stays_typed(authority: Authority) -> None:
    held = case(authority)
    client = client_of(authority, Role.CONTRIBUTOR)
    typed = {"saved_kwh": "12,5", "starts_on": TODAY.isoformat(), "how": "declared",
             "note": "Mes compteurs", "proof": "",
             "ends_on": (TODAY + timedelta(days=9)).isoformat()}  # fmt: skip
    page = text(client.post(url("twin_case_resultats_new", held.pk), typed), 422)
    assert "La période n’est pas finie" in page
    assert "Mes compteurs" in page
    done = typed | {"ends_on": TODAY.isoformat()}
    assert client.post(url("twin_case_resultats_new", held.pk), done).status_code == 302
    assert CaseResult.objects.of(authority).get().saved_kwh == 12.5
    page = text(client.get(url("twin_case", held.pk)))
    assert "12,5 kWh économisés" in page
    assert "sans preuve" in page


def test_a_state_never_starts_before_the_last_one(authority: Authority) -> None:
    held = move(case(authority, since=TODAY - timedelta(days=9)), "live", TODAY - timedelta(days=5))
    with pytest.raises(ValidationError, match="avant le dernier changement"):
        move(held, "stopped", TODAY - timedelta(days=6))
    with pytest.raises(ValidationError, match="pas encore venu"):
        move(held, "stopped", TODAY + timedelta(days=1))


def test_a_deleted_case_publishes_nothing_until_it_comes_back(authority: Authority) -> None:
    held = move(case(authority), "live", TODAY)
    client = client_of(authority, Role.CONTRIBUTOR)
    page = text(client.post(url("twin_case_delete", held.pk), follow=True))
    assert "« Éteindre » est supprimé" in page
    assert told(authority, "twin.cases_live") == {}
    assert client.post(url("twin_case_restore", held.pk)).status_code == 302
    assert told(authority, "twin.cases_live")[YEAR].value.mid == 1.0


def test_two_people_on_one_case_both_keep_what_they_wrote(authority: Authority) -> None:
    held = case(authority)
    client = client_of(authority, Role.CONTRIBUTOR)
    shown = {"initial-name": "Éteindre", "initial-purpose": "Choisir les rues.",
             "initial-department": "", "initial-whatif": ""}  # fmt: skip
    TwinCase.objects.of(authority).update(department="Éclairage")
    typed = {"name": "Éteindre tôt", "purpose": "Choisir les rues.", "department": "", "whatif": ""}
    assert client.post(url("twin_case_edit", held.pk), shown | typed).status_code == 302
    held.refresh_from_db()
    assert (held.name, held.department) == ("Éteindre tôt", "Éclairage")


def test_the_daily_round_publishes_again_and_erases_after_a_month(authority: Authority) -> None:
    held = move(case(authority), "live", TODAY)
    StoredObservation.objects.of(authority).delete()
    daily.daily_round(now=timezone.now())
    assert told(authority, "twin.cases_live")[YEAR].value.mid == 1.0
    writer.delete(authority, None, [held])
    writer.purge(now=timezone.now() + timedelta(days=31))
    assert TwinCase.objects.of(authority).count() == 0


def test_an_authority_without_cases_publishes_nothing(authority: Authority) -> None:
    assert list(indicators.observations(authority, today=TODAY)) == []
    indicators.publish(now=timezone.now())
    assert not StoredObservation.objects.of(authority).exists()
