"""The register of devices: decisions a person confirms, routes, files, lines of the fleet."""

import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jalons.footprint.web.intake.actions import import_inventory
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.register import writer
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import write
from jalons.foundation.tasks.worker import Worker
from jalons.kernel import Interval
from jalons.kernel.contracts import DeviceImpact, device_impacts
from jalons.reuse.engine.leaving.proposals import shipped_guide
from jalons.reuse.engine.routes.rules import shipped_rules
from jalons.reuse.web.devices import actions, queries
from jalons.reuse.web.devices.demo import fill
from jalons.reuse.web.devices.models import Device, Repair
from jalons.reuse.web.takers.models import Taker
from jalons.site.pages import source_page
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.web.observations.queries import to_observation
from samples import api_token

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
FLEET = """nom;type;modele;numero de serie;quantite;date achat
PC-1;portable;Latitude 5420;ABC123;1;2021-05-03
;ecran;P2419H;;3;
"""


@pytest.fixture
def town():
    return Authority.objects.create(slug="pont-de-vene", name="Pont-de-Vène")


def client_of(town, role):
    user = User.objects.create_user(f"{role}@example.org", "long-enough-password")
    Membership.objects.create(user=user, authority=town, role=role)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(town):
    return client_of(town, Role.CONTRIBUTOR)


def device(town, label="PC-1", **values):
    made = Device(authority=town)
    known = {"kind": "laptop", "bought_on": years_ago(3), "working": True} | values
    write(town, None, [(made, {"label": label, **known})])
    return made


def years_ago(count):
    return TODAY - timedelta(days=366 * count)


def url(town, name, *args, **query):
    return reverse(name, args=[town.slug, *args], query=query or None)


def text_of(response):
    return response.content.decode()


def fresh(found):
    return Device.objects.of(found.authority).get(pk=found.pk)


def test_a_page_says_the_routes_with_their_articles(town, editor):
    found = device(town, value=Decimal(120), supported_until=TODAY)
    page = text_of(editor.get(url(town, "device", found.pk)))
    assert "D. 3212-3" in page
    assert "D. 3212-4 (à vérifier)" in page
    assert "CG3P" in page
    assert "reuse:" not in page


def test_an_old_device_has_only_recycling_left(town, editor):
    found = device(town, bought_on=years_ago(11), state="retired", retired_on=TODAY)
    page = text_of(editor.get(url(town, "device", found.pk)))
    assert "recycler" in page
    assert page.count("refusée") == 9


def test_nothing_is_decided_by_itself(town, editor):
    found = device(town, supported_until=TODAY + timedelta(days=400))
    editor.get(url(town, "device_decide"))
    editor.post(url(town, "device_decision"), {"pk": str(found.pk)})
    editor.post(url(town, "device_decision"),
                {"pk": str(found.pk), "decision": "proposed", "step": "preview"})  # fmt: skip
    assert fresh(found).decision == ""


def test_a_person_confirms_many_at_once_and_it_can_be_undone(town, editor):
    found = [device(town, f"PC-{n}", supported_until=TODAY + timedelta(days=400)) for n in (1, 2)]
    old = device(town, "PC-3", bought_on=years_ago(12), working=False)
    keys = [str(each.pk) for each in (*found, old)]
    sent = {"pk": keys, "decision": "proposed", "step": "apply"}
    answer = editor.post(url(town, "device_decision"), sent)
    assert answer.status_code == 302
    assert [fresh(each).decision for each in (*found, old)] == ["keep", "keep", "recycle"]
    assert "recyclage" in fresh(old).reason
    assert fresh(old).decided_on == TODAY
    writer.undo(town, None, Batch.objects.of(town).first())
    assert fresh(old).decision == ""


def test_all_that_wait_are_decided_at_once(town, editor):
    for name in ("PC-1", "PC-2"):
        device(town, name, supported_until=TODAY + timedelta(days=400))
    device(town, "PC-3", decision="keep")
    page = editor.post(url(town, "device_decision"), {"all": "1"})
    assert page.context["count"] == 2


def test_those_of_a_filtered_list_are_decided_and_retired_at_once(town, editor):
    laptops = [device(town, f"PC-{n}") for n in range(30)]
    screen = device(town, "Écran", kind="monitor")
    shown = text_of(editor.get(url(town, "device_list") + "?type=laptop"))
    assert 'name="tous"' in shown
    page = editor.post(url(town, "device_decision"), {"type": "laptop", "tous": "1"})
    assert page.context["count"] == 30
    keys = [str(key) for key, _seen in page.context["keys"]]
    said = {"pk": keys, "decision": "give", "reason": "École", "retired_on": "2026-03-02"}
    editor.post(url(town, "device_decision"), said | {"step": "apply"})
    assert {(fresh(each).state, fresh(each).decision) for each in laptops} == {("retired", "give")}
    assert fresh(laptops[0]).retired_on == date(2026, 3, 2)
    assert fresh(screen).state == "in_use"


def test_a_decision_that_differs_needs_a_reason(town, editor):
    found = device(town, supported_until=TODAY + timedelta(days=400))
    sent = {"pk": str(found.pk), "decision": "give", "step": "apply"}
    page = text_of(editor.post(url(town, "device_decision"), sent))
    assert "motif" in page
    assert fresh(found).decision == ""
    editor.post(url(town, "device_decision"), sent | {"reason": "L’école en a besoin."})
    kept = fresh(found)
    assert (kept.decision, kept.proposed, kept.reason) == ("give", "keep", "L’école en a besoin.")


def test_of_two_people_who_decide_at_once_the_second_is_warned(town, editor):
    found = device(town, supported_until=TODAY + timedelta(days=400))
    page = text_of(editor.get(url(town, "device_decision", pk=found.pk)))
    assert f'name="seen" value="{found.pk}="' in page
    sent = {"pk": str(found.pk), "seen": f"{found.pk}=", "reason": "Motif", "step": "apply"}
    editor.post(url(town, "device_decision"), sent | {"decision": "give"})
    page = text_of(editor.post(url(town, "device_decision"), sent | {"decision": "recycle"}))
    assert "une autre personne vient de décider" in page
    assert fresh(found).decision == "give"
    again = sent | {"decision": "recycle", "seen": f"{found.pk}=give"}
    editor.post(url(town, "device_decision"), again)
    assert fresh(found).decision == "recycle"


def test_what_is_unknown_is_named_and_leaves_its_device_undecided(town, editor):
    found = device(town, "Sans date", bought_on=None, working=False)
    page = text_of(editor.get(url(town, "device_decide")))
    assert "Date d’achat inconnue" in page
    sent = {"pk": str(found.pk), "decision": "proposed", "step": "apply"}
    page = text_of(editor.post(url(town, "device_decision"), sent))
    assert "rien n’est proposé" in page
    assert fresh(found).decision == ""


def test_a_device_of_a_lot_is_decided_no_more(town, editor):
    found = device(town, state="in_lot", supported_until=TODAY)
    said = actions.Decided("give", "Don", TODAY)
    done = actions.decide(town, None, [found], said)
    assert done.changed == ()
    assert "lot" in done.refused[0][1]


def test_who_reads_decides_nothing(town):
    found = device(town)
    reader = client_of(town, Role.READER)
    assert "checkbox" not in text_of(reader.get(url(town, "device_decide")))
    assert reader.get(url(town, "device_decision", pk=found.pk)).status_code == 403
    sent = {"pk": str(found.pk), "decision": "give", "reason": "x", "step": "apply"}
    assert reader.post(url(town, "device_decision"), sent).status_code == 403
    assert reader.get(url(town, "device", found.pk)).status_code == 200
    assert reader.get(url(town, "device_plan")).status_code == 200


def test_devices_of_others_are_neither_seen_nor_decided(town, editor):
    other = Authority.objects.create(slug="ailleurs", name="Ailleurs")
    found = device(other, "Secret")
    sent = {"pk": str(found.pk), "decision": "give", "reason": "x", "step": "apply"}
    assert editor.post(url(town, "device_decision"), sent).status_code == 422
    assert editor.get(url(town, "device", found.pk)).status_code == 404
    assert fresh(found).decision == ""


def test_a_device_is_retired_on_a_day_and_comes_back(town, editor):
    found = device(town)
    editor.post(url(town, "device_move", found.pk), {"move": "retire", "day": "2026-03-02"})
    assert (fresh(found).state, fresh(found).retired_on) == ("retired", date(2026, 3, 2))
    editor.post(url(town, "device_move", found.pk), {"move": "use_again", "day": "2026-03-09"})
    assert (fresh(found).state, fresh(found).retired_on) == ("in_use", None)
    assert fresh(found).used_again_on == date(2026, 3, 9)
    with pytest.raises(ValidationError, match="remise en service"):
        write(town, None, [(fresh(found), {"state": "retired", "retired_on": "2026-03-08"})])


def test_a_device_whose_day_of_retirement_has_come_is_out_of_use(town, editor):
    found, used = device(town), device(town, "PC-4", retired_on=TODAY + timedelta(days=2))
    assert (fresh(found).state, fresh(used).state) == ("in_use", "in_use")
    sent = {"label": "PC-1", "kind": "laptop", "bought_on": years_ago(3), "version": found.version,
            "retired_on": TODAY - timedelta(days=1)}  # fmt: skip
    assert editor.post(url(town, "device_edit", found.pk), sent).status_code == 302
    assert fresh(found).state == "retired"
    now = timezone.now()
    actions.daily(now=now + timedelta(days=1))
    assert fresh(used).state == "in_use"
    actions.daily(now=now + timedelta(days=2))
    assert fresh(used).state == "retired"


def test_a_value_below_zero_or_a_retirement_before_the_purchase_is_refused(town):
    with pytest.raises(ValidationError):
        device(town, value=Decimal(-5))
    with pytest.raises(ValidationError) as error:
        device(town, bought_on=TODAY, retired_on=years_ago(1))
    assert "retired_on" in error.value.message_dict


class KnownImpacts:
    """The contract of the footprint, for one kind."""

    def kinds(self, lang):
        return {"laptop": lang}

    def impact(self, kind, *, maker="", model=""):
        del maker, model
        made, used = Interval(200, 250, 300), Interval(25, 38, 50)
        return DeviceImpact(kind, made, used, 5.0, 0.0442, False, ()) if kind == "laptop" else None


def test_the_break_even_is_a_reason_when_the_impact_is_known(town, editor, monkeypatch):
    monkeypatch.setattr(device_impacts, "_plugged", KnownImpacts())
    found = device(town, supported_until=TODAY + timedelta(days=400))
    screen = device(town, "Écran", kind="monitor")
    page = text_of(editor.get(url(town, "device", found.pk)))
    assert "mettrait 90 ans" in page
    assert "1 488 ans" in page.replace("\u202f", " ")
    assert "empreinte climatique de cet appareil est inconnue" in text_of(
        editor.get(url(town, "device", screen.pk))
    )


# Repairs ------------------------------------------------------------------------------------------


def repaired(found, day):
    made = Repair(authority=found.authority, device=found)
    write(found.authority, None, [(made, {"done_on": day, "what": "Batterie"})])
    return made


def published(town):
    rows = StoredObservation.objects.of(town).filter(indicator="reuse.repairs")
    found = map(to_observation, rows)
    return {each.period.start.year: each.value.mid for each in found}


def test_repairs_of_a_year_are_published_and_withdrawn_when_there_are_none(town):
    found = device(town)
    first, second = repaired(found, date(TODAY.year, 1, 5)), repaired(found, date(TODAY.year, 2, 5))
    assert published(town) == {TODAY.year: 2.0}
    writer.delete(town, None, [second])
    assert published(town) == {TODAY.year: 1.0}
    writer.delete(town, None, [first])
    assert published(town) == {}


def test_repairs_of_a_device_in_the_trash_are_not_counted(town):
    found = device(town)
    repaired(found, date(TODAY.year, 1, 5))
    writer.delete(town, None, [found])
    assert published(town) == {}


# Files --------------------------------------------------------------------------------------------


def bring(editor, town, text, name="parc.csv"):
    file = SimpleUploadedFile(name, text.encode())
    answer = editor.post(url(town, "device_import"), {"file": file})
    assert answer.status_code == 302, text_of(answer)
    return answer.url


def apply(editor, address, **columns):
    page = editor.get(address)
    form = page.context["form"]
    sent = {name: form[name].initial or "" for name in form.fields} | columns
    answer = editor.post(address, sent | {"step": "apply"})
    if answer.url == address:  # other columns than those seen: they are seen first
        answer = editor.post(address, sent | {"step": "apply"})
    Worker().run_pending()
    return answer


def test_a_list_becomes_devices_and_the_same_list_again_changes_nothing(town, editor):
    text = "Nom;N° de série;Type;Statut\nPC-1;S1;Portable;En service\nPC-2;S2;Écran;Réformé\n"
    apply(editor, bring(editor, town, text))
    assert dict(queries.rows(town).values_list("serial", "state")) == {
        "S1": "in_use",
        "S2": "retired",
    }
    batches = Batch.objects.of(town).count()
    address = bring(editor, town, text)
    assert "0 ligne" in text_of(editor.get(address))
    assert Batch.objects.of(town).count() == batches


def test_two_devices_whose_firmware_has_no_number_are_two(town, editor):
    text = "Nom;N° de série;Type\nPC-1;Default string;Portable\nPC-2;Default string;Portable\n"
    for _time in range(2):
        apply(editor, bring(editor, town, text))
    assert sorted(queries.rows(town).values_list("label", "serial")) == [("PC-1", ""), ("PC-2", "")]
    device(town, "PC-9", serial="Default string")
    apply(editor, bring(editor, town, "Nom;N° de série;Type\nPC-3;default string;Portable\n"))
    assert queries.rows(town).filter(label="PC-9").exists()


def test_a_tag_does_not_give_a_device_the_serial_number_of_another(town, editor):
    known = device(town, "PC-1", serial="S1", tag="T1")
    address = bring(editor, town, "Nom;N° de série;Étiquette\nPC-2;S2;T1\n")
    assert "un autre numéro de série" in text_of(editor.get(address))
    apply(editor, address)
    assert (fresh(known).label, fresh(known).serial) == ("PC-1", "S1")


def test_the_tag_of_a_site_in_ocs_names_no_device(town, editor):
    text = (
        "Computer;Tag;Last inventory;Manufacturer;Model;Serial number\n"
        "PC-1;MAIRIE;2026-10-02;Dell;X;S1\nPC-2;MAIRIE;2026-10-02;Dell;X;S2\n"
    )
    apply(editor, bring(editor, town, text))
    assert sorted(queries.rows(town).values_list("label", "tag")) == [("PC-1", ""), ("PC-2", "")]


def test_the_process_that_stores_lists_knows_that_of_devices():
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'jalons.site.settings'\n"
        "import django; django.setup()\n"
        "from jalons.foundation.imports.declaration import import_of\n"
        "print(import_of('device').key)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["label"]


def test_devices_alike_without_number_are_numbered_the_same_way_each_time(town, editor):
    text = "Modèle;Type\nP2419H;Écran\nP2419H;Écran\n"
    for _time in range(2):
        apply(editor, bring(editor, town, text))
    assert sorted(queries.rows(town).values_list("label", flat=True)) == ["P2419H", "P2419H n° 2"]


def test_a_file_changes_what_is_known_of_a_device_but_not_where_it_stands(town, editor):
    found = device(town, "PC-1", serial="S1", state="in_lot")
    text = "Nom;N° de série;Statut;Prix d'achat\nPC-1;S1;En service;120 €\n"
    apply(editor, bring(editor, town, text))
    assert (fresh(found).state, fresh(found).price) == ("in_lot", Decimal("120.00"))


def test_the_order_of_the_dates_is_asked_then_read(town, editor):
    address = bring(editor, town, "Nom;Date d'achat\nPC-1;03/04/2021\n")
    page = text_of(editor.get(address))
    assert "day_order" in page
    assert "0 ligne" in page
    apply(editor, address, day_order="=day")
    assert queries.rows(town).get().bought_on == date(2021, 4, 3)


def test_a_row_that_names_two_devices_at_once_is_left_aside(town, editor):
    device(town, "A", serial="S1")
    device(town, "B", tag="T2")
    address = bring(editor, town, "Nom;N° de série;Étiquette\nPC;S1;T2\n")
    assert "plusieurs appareils" in text_of(editor.get(address))


# The fleet ----------------------------------------------------------------------------------------


@pytest.fixture
def inventory(town):
    found = import_inventory(
        authority=town, user=None, name="parc.csv", content=FLEET.encode(), today=TODAY
    )
    return found.inventory


def test_lines_of_the_fleet_become_devices_numbered_or_by_their_serials(town, editor, inventory):
    page = editor.get(url(town, "device_fleet"))
    laptop, screens = page.context["page"]
    chosen = {"inventaire": str(inventory.pk), "ligne": [laptop.key, screens.key]}
    check = url(town, "device_fleet_check")
    asked = editor.get(check, chosen)
    assert "numéros de série" in text_of(asked)
    number = next(name for name in asked.context["form"].fields if name.startswith("count_"))
    wrong = {number: 3, number.replace("count", "serials"): "A\nB", "apply": "1"}
    assert editor.post(check, chosen | wrong).status_code == 422
    assert not queries.rows(town).exists()
    editor.post(check, chosen | {number: 2, "apply": "1"})
    assert sorted(queries.rows(town).values_list("label", flat=True)) == [
        "P2419H n° 1", "P2419H n° 2", "PC-1",
    ]  # fmt: skip
    assert queries.rows(town).get(label="PC-1").serial == "ABC123"
    (left,) = editor.get(url(town, "device_fleet")).context["page"]
    assert left.left == 1


def test_a_line_taken_twice_makes_its_device_once(town, editor, inventory):
    laptop = editor.get(url(town, "device_fleet")).context["page"][0]
    sent = {"inventaire": str(inventory.pk), "ligne": laptop.key, "apply": "1"}
    for _time in range(2):
        editor.post(url(town, "device_fleet_check"), sent)
    assert queries.rows(town).count() == 1


def test_without_any_fleet_the_page_says_what_to_bring(town, editor):
    assert "Mesurez votre parc" in text_of(editor.get(url(town, "device_fleet")))


# Elsewhere ----------------------------------------------------------------------------------------


def test_the_plan_counts_devices_in_use_by_kind_and_year(town, editor):
    device(town, "A", supported_until=date(TODAY.year + 1, 5, 1))
    device(town, "B", bought_on=None)
    device(town, "C", state="retired", retired_on=TODAY)
    page = editor.get(url(town, "device_plan"))
    assert (page.context["due"], page.context["unknown"], page.context["total"]) == (1, 1, 2)


def test_a_device_is_found_by_its_serial_number(town, editor):
    found = device(town, "PC de l’accueil", serial="ZX81-42")
    page = text_of(editor.get(url(town, "search", q="zx81")))
    assert url(town, "device", found.pk) in page


def test_machines_read_devices_and_their_routes(town):
    found = device(town, value=Decimal(120))
    token, secret = api_token(town, scopes=["reuse:read"])
    del token
    head = {"Authorization": f"Bearer {secret}"}
    base = f"/api/v1/authorities/{town.slug}/devices"
    rows = Client().get(base, headers=head).json()
    assert rows["items"][0]["label"] == "PC-1"
    routes = Client().get(f"{base}/{found.pk}/routes", headers=head).json()
    staff = next(each for each in routes if each["route"] == "staff")
    assert staff["outcome"] == "allowed"
    assert [each["verified"] for each in staff["articles"]].count(False) == 1


# The demonstration ------------------------------------------------------------------------------


def test_the_demonstration_has_forty_devices_in_various_states(town):
    people = {
        role: User.objects.create_user(f"{role}@example.org", "x")
        for role in (Role.LEAD, Role.CONTRIBUTOR)
    }
    story = Story.at(TODAY)
    fill(Demonstration(town, people, story, timezone.now(), TODAY, is_new=True))
    rows = queries.rows(town)
    assert rows.count() == 40
    assert set(rows.values_list("decision", flat=True)) == {"", "give", "recycle"}
    assert rows.filter(label="Dell P2419H n° 1").get().proposed == "refurbish"
    assert sum(published(town).values()) == 4


def test_what_nobody_read_at_its_source_stands_on_the_page_of_sources(editor):
    found = [each.title for each in source_page.domains()]
    page = text_of(editor.get(reverse("sources", query={"domaine": found.index("Réemploi") + 1})))
    assert "D. 3212-4" in page
    assert "R. 541-45" in page
    assert "Âges repères proposés par Jalons" in text_of(editor.get(reverse("sources")))


def test_the_takers_of_the_rules_are_those_of_the_register():
    routes = shipped_rules().routes.values()
    assert {nature for each in routes for nature in each.takers} == set(Taker.Nature.values)
    assert {each.decision for each in routes} <= set(Device.Decision.values)
    assert set(shipped_guide().kinds) == set(Device.Kind.values) - {"other"}
