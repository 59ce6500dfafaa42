"""Scenarios on pictures of the twin: tried, kept, compared, exported; the twin stays as it is."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from factories.people import client_of
from jalons.broker.engine import operations
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.store.port import Step
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.models import Batch
from jalons.twin.engine.whatif.change import Dim, Scale, Schedule, Selection, Span, WhatIfError
from jalons.twin.web.cases.models import TwinCase
from jalons.twin.web.connection import twin_store
from jalons.twin.web.whatif import actions, computation
from jalons.twin.web.whatif.models import TwinSnapshot, WhatIf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]
MODEL = "https://smartdatamodels.org/dataModel.Streetlighting/"
LIGHT = f"{MODEL}Streetlight"
CAMERA = "https://example.org/Camera"
PLACE = "https://uri.etsi.org/ngsi-ld/location"
LIGHTS = Selection("Streetlight")
NIGHT = Schedule(LIGHTS, (Span.of("23:00", "05:00"),))
TYPED = {"name": "La nuit noire", "snapshot": "now", "note": "", "q": "", "start": "23:00",
         "end": "05:00"}  # fmt: skip


def add(
    authority: Authority, kind: str, number: int, *, personal: bool = False, **attrs: Any
) -> str:
    """An entity in the live twin, with the sheet of its type."""
    basis = "public_task" if personal else "not_personal"
    sheet = TypePolicy(type=kind, name=kind.rpartition("/")[2], purpose="Voir.", owner="Ville",
                  retention_days=30, audience="internal", legal_basis=basis,
                  personal=personal)  # fmt: skip
    tenant = twin_store.tenant_of(authority)
    twin_store.policies().keep(tenant, sheet)
    identifier = f"urn:ngsi-ld:{sheet.name}:{number}"
    shape = {"type": "Point", "coordinates": [-1.2, 48.12]}
    held = {PLACE: [{"type": "GeoProperty", "value": shape}]}
    held |= {name: [{"type": "Property", "value": value}] for name, value in attrs.items()}
    doc = {"id": identifier, "type": [kind], "attrs": held}
    step = Step(identifier, operations.upsert(doc, updating=False))
    twin_store.store().write(tenant, [step], now=1_790_000_000_000_000)
    return identifier


def lights(authority: Authority, count: int = 3) -> None:
    for number in range(count):
        add(authority, LIGHT, number, **{f"{MODEL}powerConsumption": 100})


def live(authority: Authority) -> list[dict[str, Any]]:
    return twin_store.store().query(twin_store.tenant_of(authority), EntityQuery(limit=1000)).docs


def snapshot(authority: Authority) -> TwinSnapshot:
    taken = computation.new_snapshot(authority, user=None, name="Photo")
    writer.write(authority, None, [(taken, {})])
    return taken


def scenario(authority: Authority, *changes: Any, name: str = "La nuit") -> WhatIf:
    made = WhatIf(authority=authority, snapshot=snapshot(authority))
    actions.make(made, user=None, name=name, changes=changes or (NIGHT,))
    return made


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return str(response.content.decode()).replace("\u202f", " ").replace("\xa0", " ")


def url(name: str, *args: Any) -> str:
    return reverse(name, args=["vitre", *args])


def test_an_empty_list_says_what_to_bring(authority: Authority) -> None:
    page = text(client_of(authority, Role.CONTRIBUTOR).get(url("twin_whatif_list")))
    assert "Essayez une décision avant de la prendre" in page
    assert "Apportez la liste de vos points lumineux" in page
    assert url("twin_whatif_new") in page


def test_a_scenario_is_previewed_before_it_is_stored(authority: Authority) -> None:
    lights(authority)
    client = client_of(authority, Role.CONTRIBUTOR)
    page = text(client.post(url("twin_whatif_try", "eteindre"), TYPED))
    # by hand: 3 × 100 W × 6 h × 365 nights = 657 kWh
    assert "« La nuit noire » économiserait environ 657 kWh par an, entre 62" in page
    assert "Rien n’est encore gardé" in page
    assert not WhatIf.objects.of(authority).exists()
    assert not TwinSnapshot.objects.of(authority).exists()
    answer = client.post(url("twin_whatif_try", "eteindre"), TYPED | {"keep": "1"})
    held = WhatIf.objects.of(authority).get()
    assert answer["Location"].startswith(url("twin_whatif", held.pk))
    assert held.author_role == Role.CONTRIBUTOR
    page = text(client.get(answer["Location"]))
    assert "économiserait environ 657 kWh par an" in page
    assert "3 entités trouvées, 3 changées" in page
    assert "source à confirmer" in page
    assert "formules de la NOAA" in page


def test_the_live_twin_is_never_changed(authority: Authority) -> None:
    lights(authority)
    before = live(authority)
    client = client_of(authority, Role.CONTRIBUTOR)
    for kind, more in (
        ("eteindre", {}), ("baisser", {"level": "50"}), ("horaires", {"always": "on"}),
        ("valeur", {"what": f"{LIGHT}|powerConsumption", "how": "percent", "number": "50"}),
    ):  # fmt: skip
        for keep in ({}, {"keep": "1"}):
            answer = client.post(url("twin_whatif_try", kind), TYPED | more | keep)
            assert answer.status_code == (302 if keep else 200), kind
    for held in WhatIf.objects.of(authority):
        text(client.get(url("twin_whatif", held.pk)))
        client.post(url("twin_whatif_duplicate", held.pk), {"now": "1"})
        client.post(url("twin_whatif_delete", held.pk))
    assert live(authority) == before


def test_a_snapshot_does_not_follow_the_twin_and_says_what_changed_since(
    authority: Authority,
) -> None:
    lights(authority)
    held = scenario(authority)
    client = client_of(authority, Role.CONTRIBUTOR)
    assert "encore comme sur cette photographie" in text(
        client.get(url("twin_snapshot", held.snapshot_id))
    )
    add(authority, LIGHT, 0, **{f"{MODEL}powerConsumption": 40})
    add(authority, LIGHT, 7, **{f"{MODEL}powerConsumption": 40})
    tenant = twin_store.tenant_of(authority)
    gone = Step(f"urn:ngsi-ld:Streetlight:{1}", operations.delete())
    twin_store.store().write(tenant, [gone], now=1_790_000_000_000_000)
    assert "3 entités ne sont plus comme sur cette photographie" in text(
        client.get(url("twin_snapshot", held.snapshot_id))
    )
    assert "657 kWh" in text(client.get(url("twin_whatif", held.pk)))
    answer = client.post(url("twin_whatif_duplicate", held.pk), {"now": "1"})
    fresh = text(client.get(answer["Location"]))
    assert "394 kWh" in fresh  # (40 + 100 + 40) W × 2 190 h


def test_types_about_a_person_are_never_copied(authority: Authority) -> None:
    lights(authority, 1)
    add(authority, CAMERA, 1, personal=True)
    held = snapshot(authority)
    assert held.entities == 1
    assert [doc["type"] for doc in computation.documents(held)] == [[LIGHT]]
    assert held.left_out == [CAMERA]
    page = text(client_of(authority, Role.READER).get(url("twin_snapshot", held.pk)))
    assert "Laissés de côté" in page
    assert "Camera" in page


def test_a_snapshot_too_big_or_empty_is_refused_in_words(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(authority, Role.CONTRIBUTOR)
    answer = client.post(url("twin_snapshot_new"), follow=True)
    assert "n’a encore rien à photographier" in text(answer)
    lights(authority, 3)
    monkeypatch.setattr(computation, "MOST", 2)
    with pytest.raises(WhatIfError, match="2 entités"):
        snapshot(authority)


def test_what_is_typed_wrong_comes_back_filled(authority: Authority) -> None:
    lights(authority)
    client = client_of(authority, Role.CONTRIBUTOR)
    typed = TYPED | {"end": "23:00", "q": "powerConsumption>", "name": "Ma nuit"}
    page = text(client.post(url("twin_whatif_try", "eteindre"), typed), 422)
    assert "Les deux heures doivent différer" in page
    assert "Cette condition ne se lit pas" in page
    assert 'value="Ma nuit"' in page
    assert "powerConsumption&gt;" in page


def test_a_twin_without_lights_says_so_before_anything_is_typed(authority: Authority) -> None:
    add(authority, CAMERA, 1)
    page = text(client_of(authority, Role.CONTRIBUTOR).get(url("twin_whatif_try", "eteindre")))
    assert "aucune entité de type Point lumineux" in page


def test_a_change_is_added_tried_and_taken_out(authority: Authority) -> None:
    lights(authority)
    held = scenario(authority)
    client = client_of(authority, Role.CONTRIBUTOR)
    typed = {"start": "21:00", "end": "23:00", "level": "50", "q": ""}
    page = text(client.post(url("twin_whatif_add", held.pk, "baisser"), typed))
    assert "Rien n’est encore gardé" in page
    held.refresh_from_db()
    assert len(held.changes) == 1
    client.post(url("twin_whatif_add", held.pk, "baisser"), typed | {"keep": "1"})
    held.refresh_from_db()
    assert [each["kind"] for each in held.changes] == ["schedule", "dim"]
    assert "50 % de la lumière" in text(client.get(url("twin_whatif", held.pk)))
    client.post(url("twin_whatif_drop_change", held.pk, 0))
    held.refresh_from_db()
    assert [each["kind"] for each in held.changes] == ["dim"]


def test_a_change_taken_out_comes_back_by_one_button(authority: Authority) -> None:
    lights(authority)
    made = scenario(authority, NIGHT, Dim(LIGHTS, Span.of("21:00", "23:00"), 0.5))
    client = client_of(authority, Role.CONTRIBUTOR)
    page = text(client.post(url("twin_whatif_drop_change", made.pk, 0), follow=True))
    undo = url("twin_whatif_undo", Batch.objects.of(authority).latest("at").pk)
    assert undo in page
    client.post(undo)
    made.refresh_from_db()
    assert [each["kind"] for each in made.changes] == ["schedule", "dim"]


def test_what_two_people_add_at_once_is_all_there(authority: Authority) -> None:
    lights(authority)
    mine = scenario(authority)
    theirs = WhatIf.objects.of(authority).get(pk=mine.pk)
    actions.add_change(theirs, user=None, change=Dim(LIGHTS, Span.of("21:00", "23:00"), 0.5))
    with pytest.raises(StaleError):  # the places it counts are no longer those on its screen
        actions.drop_change(mine, user=None, place=0)
    actions.add_change(mine, user=None, change=Dim(LIGHTS, Span.of("05:00", "06:00"), 0.5))
    theirs.refresh_from_db()
    assert len(theirs.changes) == 3


def test_a_scenario_has_at_most_twenty_changes(authority: Authority) -> None:
    lights(authority)
    made = scenario(authority, *[NIGHT] * 20)
    typed = {"start": "21:00", "end": "23:00", "level": "50", "q": "", "keep": "1"}
    client = client_of(authority, Role.CONTRIBUTOR)
    assert "20 changements" in text(
        client.post(url("twin_whatif_add", made.pk, "baisser"), typed), 422
    )
    made.refresh_from_db()
    assert len(made.changes) == 20


def test_a_picture_has_another_name_and_its_use_cases_follow_an_undo(authority: Authority) -> None:
    lights(authority)
    made = scenario(authority)
    case = TwinCase(authority=authority)
    writer.write(authority, None, [(case, {"name": "Nuit", "purpose": "-", "whatif": made})])
    client = client_of(authority, Role.CONTRIBUTOR)
    client.post(url("twin_snapshot_edit", made.snapshot_id), {"name": "Avant l’hiver"})
    assert "Avant l’hiver" in text(client.get(url("twin_snapshot_list")))
    client.post(url("twin_whatif_delete", made.pk))
    case.refresh_from_db()
    assert case.whatif is None
    client.post(url("twin_whatif_restore", made.pk))
    case.refresh_from_db()
    assert case.whatif == made


def test_a_scenario_of_a_former_version_can_lose_what_nobody_reads(authority: Authority) -> None:
    lights(authority)
    made = scenario(authority)
    known = made.changes
    WhatIf.objects.of(authority).update(changes=[{"kind": "magic"}, {"kind": "odd"}, *known])
    client = client_of(authority, Role.CONTRIBUTOR)
    for _time in range(2):
        client.post(url("twin_whatif_drop_change", made.pk, 0))
    made.refresh_from_db()
    assert made.changes == known


def test_a_scenario_of_nothing_says_that_it_changes_nothing(authority: Authority) -> None:
    lights(authority, 1)
    held = scenario(authority, Scale(Selection("Unicorn"), "horns", 2.0))
    page = text(client_of(authority, Role.READER).get(url("twin_whatif", held.pk)))
    assert "ne change rien sur cette photographie" in page
    assert "aucune entité trouvée" in page


def test_a_deleted_scenario_comes_back_and_everything_is_in_the_journal(
    authority: Authority,
) -> None:
    lights(authority)
    held = scenario(authority)
    client = client_of(authority, Role.CONTRIBUTOR)
    answer = client.post(url("twin_snapshot_delete", held.snapshot_id), follow=True)
    assert "« Photo » sert encore à « La nuit »" in text(answer)
    page = text(client.post(url("twin_whatif_delete", held.pk), follow=True))
    assert "« La nuit » est supprimé" in page
    assert client.get(url("twin_whatif", held.pk)).status_code == 410
    client.post(url("twin_snapshot_delete", held.snapshot_id))
    client.post(url("twin_whatif_restore", held.pk))
    assert client.get(url("twin_whatif", held.pk)).status_code == 200
    assert client.get(url("twin_snapshot", held.snapshot_id)).status_code == 200
    told = Entry.objects.of(authority).filter(urn=str(held.urn)).order_by("pk")
    assert [each.verb for each in told] == ["created", "deleted", "restored"]


def test_what_was_deleted_is_erased_after_a_month_and_not_before(authority: Authority) -> None:
    lights(authority)
    held = scenario(authority)
    writer.delete(authority, None, [held])
    writer.delete(authority, None, [held.snapshot])
    writer.purge(now=timezone.now() + timedelta(days=29))
    assert WhatIf.objects.of(authority).exists()
    writer.purge(now=timezone.now() + timedelta(days=31))
    assert not WhatIf.objects.of(authority).exists()
    assert not TwinSnapshot.objects.of(authority).exists()


def test_a_picture_that_a_scenario_of_the_trash_rests_on_is_erased_after_it(
    authority: Authority,
) -> None:
    lights(authority)
    made, now = scenario(authority), timezone.now()
    alone = snapshot(authority)
    for gone in (made, made.snapshot, alone):
        writer.delete(authority, None, [gone])
    TwinSnapshot.objects.of(authority).update(deleted_at=now - timedelta(days=31))
    assert writer.purge(now=now) == 1
    assert TwinSnapshot.objects.of(authority).get().pk == made.snapshot_id
    writer.purge(now=now + timedelta(days=31))
    assert not TwinSnapshot.objects.of(authority).exists()


def test_snapshots_and_scenarios_go_with_their_authority(authority: Authority) -> None:
    lights(authority)
    scenario(authority)
    authority.delete()
    assert WhatIf.unscoped.count() == 0
    assert TwinSnapshot.unscoped.count() == 0


def test_a_reader_sees_and_does_not_write(authority: Authority) -> None:
    lights(authority)
    held = scenario(authority)
    reader = client_of(authority, Role.READER)
    page = text(reader.get(url("twin_whatif", held.pk)))
    assert url("twin_whatif_edit", held.pk) not in page
    assert reader.post(url("twin_whatif_try", "eteindre"), TYPED).status_code == 403
    assert reader.post(url("twin_whatif_delete", held.pk)).status_code == 403


def test_two_scenarios_stand_side_by_side(authority: Authority) -> None:
    lights(authority)
    one = scenario(authority)
    half = Dim(LIGHTS, Span.of("23:00", "05:00"), 0.5)
    other = WhatIf(authority=authority, snapshot=one.snapshot)
    actions.make(other, user=None, name="La moitié", changes=(half,))
    where = f"{url('twin_whatif_compare')}?a={one.pk}&b={other.pk}"
    client = client_of(authority, Role.READER)
    page = text(client.get(where))
    assert "−657 kWh" in page
    assert "−302 kWh" in page  # 657 × (1 − 0.54)
    assert "photographies différentes" not in page
    third = scenario(authority, name="Plus tard")
    page = text(client.get(f"{url('twin_whatif_compare')}?a={one.pk}&b={third.pk}"))
    assert "photographies différentes" in page
    assert text(client.get(f"{url('twin_whatif_compare')}?a=x&b={one.pk}"))


def test_a_result_leaves_as_csv_and_json_with_its_assumptions(authority: Authority) -> None:
    lights(authority)
    add(authority, LIGHT, 9)
    held = scenario(authority)
    client = client_of(authority, Role.READER)
    rows = client.get(url("twin_whatif_result", held.pk, "csv")).content.decode("utf-8-sig")
    heading, line = rows.strip().splitlines()
    told = dict(zip(heading.split(";"), line.split(";"), strict=True))
    assert told["indicator"] == "lighting.electricity"
    assert float(told["difference_mid"]) == pytest.approx(-657, abs=0.5)
    assert (told["counted"], told["not_assessed"]) == ("3", "1")
    whole = json.loads(client.get(url("twin_whatif_result", held.pk, "json")).content)
    assert whole["changes"][0]["changed"] == 4
    assert {each["name"] for each in whole["factors"]} == {"delay", "power_declared"}
    assert all(not each["verified"] for each in whole["factors"])
    assert whole["figures"][0]["after"]["not_assessed"] == {"power_unknown": 1}


def test_a_scenario_stored_by_another_version_says_it_cannot_be_run(
    authority: Authority,
) -> None:
    lights(authority)
    held = scenario(authority)
    WhatIf.objects.of(authority).update(changes=[{"kind": "magic"}])
    page = text(client_of(authority, Role.READER).get(url("twin_whatif", held.pk)))
    assert "ne peut pas être calculé" in page
    assert "magic" in page
    writer = client_of(authority, Role.CONTRIBUTOR)
    assert "magic" in text(writer.get(url("twin_whatif_edit", held.pk)))
    answer = writer.post(url("twin_whatif_duplicate", held.pk), follow=True)
    assert "ne se lit pas" in text(answer)
    writer.post(url("twin_whatif_drop_change", held.pk, 0))
    assert "ne change rien" in text(writer.get(url("twin_whatif", held.pk)))
