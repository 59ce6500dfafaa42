"""Levers tried on an inventory, as pages."""

import re

from django.urls import reverse

from footprint.web.conftest import assess
from footprint.web.test_inventory_pages import text
from jalons.footprint.engine.analysis.comparison import Change, Comparison, Subject
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.web.models import InventoryFile, SavedScenario
from jalons.footprint.web.results import tables
from jalons.foundation.journal.models import Entry
from jalons.kernel import Interval, Unit

KEEP = {"keep1": "laptop", "years1": "2"}


def workshop(authority):
    inventory = InventoryFile.objects.of(authority).get()
    return reverse("footprint_scenarios", args=[authority.slug, inventory.pk])


def test_keeping_laptops_longer_lowers_the_footprint_and_says_by_how_much(client, authority):
    assess(client, authority)
    seen = text(client.get(workshop(authority), KEEP))
    assert "l’empreinte de ce parc baisserait" in seen
    assert "Garder 2 ans de plus : ordinateurs portables" in seen
    assert "inchangé" in seen
    assert re.search(
        r"−[\d ,\u202f]+ (kg|tonnes de) CO₂e par an sur [\d ,\u202f]+ \(−[\d,]+\s%\)", seen
    )
    assert "Après" not in seen, "two totals rounded alike would hide the difference"


def test_two_years_that_read_alike_are_said_to_be_about_the_same():
    def row(difference):
        before = Interval(3_000_000, 4_100_000, 5_600_000)
        after = Interval(*(each + difference for each in (before.low, before.mid, before.high)))
        moved = Interval(difference * 1.2, difference, difference * 0.8)
        subject = Subject("", "climate_change", Stage.MANUFACTURING, Unit.parse("kg CO2 eq/year"))
        found = Comparison((Change(subject, before, after, moved),), (), (), ())
        return tables.comparison(found, "fr")["stage_changes"].rows[0]

    assert row(-49_500)[1:4] == ("4\u202f100\u202f000", "à peu près autant", "−50\u202f000")
    assert row(-900_000)[2] == "3\u202f200\u202f000"


def test_without_a_lever_the_page_says_to_choose_one(client, authority):
    assess(client, authority)
    assert "Qu’est-ce qui changerait si…" in text(client.get(workshop(authority)))
    assert "levier" in text(client.get(workshop(authority), {"screens": ""}))


def test_an_impossible_lever_is_refused_and_the_others_stay_filled(client, authority):
    assess(client, authority)
    page = client.get(workshop(authority), KEEP | {"pue": "0,5"})
    assert 'value="2"' in page.content.decode()
    assert "baisserait" not in text(page)


def test_the_way_to_a_year_tells_the_chance_of_ones_own_objective(client, authority):
    assess(client, authority)
    page = client.get(workshop(authority), KEEP | {"target": "2035", "objective": "10"})
    assert "Votre objectif (−10 % en 2035)" in text(page)
    assert page.content.count(b"<tr>") > 8


def test_a_scenario_is_stored_under_a_name_deleted_and_put_back(client, authority, reader):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    keep = reverse("footprint_scenario_keep", args=[authority.slug, inventory.pk])
    form = {"name": "Garder les portables", "query": "keep1=laptop&years1=2&target=2035"}
    assert reader.post(keep, form).status_code == 403
    page = text(client.get(client.post(keep, form)["Location"]))
    assert "« Garder les portables » est enregistré" in page.replace("\u202f", " ")
    assert "l’empreinte de ce parc baisserait" in page
    assert "Garder les portables" in text(client.get(workshop(authority)))
    client.post(keep, form)
    stored = SavedScenario.objects.of(authority).get()
    assert (stored.levers, stored.target_year, stored.version) == (["keep:laptop:2"], 2035, 1)
    listed = text(client.get(reverse("footprint_scenario_list", args=[authority.slug])))
    assert "2035" in listed, "a year has no thousands to set apart"
    client.post(reverse("footprint_scenario_delete", args=[authority.slug, stored.pk]))
    assert "Garder les portables" not in text(client.get(workshop(authority)))
    client.post(reverse("footprint_scenario_restore", args=[authority.slug, stored.pk]))
    assert "Garder les portables" in text(client.get(workshop(authority)))
    verbs = [each.verb for each in Entry.objects.of(authority).filter(urn=str(stored.urn))]
    assert sorted(verbs) == ["created", "deleted", "restored"]


def test_the_history_says_levers_as_people_read_them(client, authority):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    keep = reverse("footprint_scenario_keep", args=[authority.slug, inventory.pk])
    client.post(keep, {"name": "Essai", "query": "keep1=laptop&years1=2"})
    client.post(keep, {"name": "Essai", "query": "host=Suède&refurbished1=laptop&share1=50"})
    stored = SavedScenario.objects.of(authority).get()
    seen = text(client.get(reverse("footprint_scenario_history", args=[authority.slug, stored.pk])))
    assert "Garder 2 ans de plus : ordinateurs portables" in seen.replace("\u202f", " ")
    assert "Acheter 50 % de reconditionné" in seen.replace("\u202f", " ").replace("\xa0", " ")
    assert "dans ce pays : Suède" in seen.replace("\u202f", " ")
    assert "keep:" not in seen


def test_a_scenario_of_another_version_that_nobody_reads_stays_with_the_reason(client, authority):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    stored = SavedScenario.unscoped.create(
        authority=authority, inventory=inventory, name="Ancien", unread="levier=inconnu"
    )
    page = client.get(reverse("footprint_scenario", args=[authority.slug, stored.pk]))
    assert "levier=inconnu" in text(page)
    assert "n’est pas compris" in text(page)
    again = follow_link(page, "Changer les leviers")
    assert "nom=Ancien" in again
    keep = reverse("footprint_scenario_keep", args=[authority.slug, inventory.pk])
    client.post(keep, {"name": "Ancien", "query": "unused=on"})
    stored.refresh_from_db()
    assert (stored.levers, stored.unread) == (["unused"], "")


def test_other_levers_tried_from_a_stored_scenario_go_under_its_name(client, authority):
    assess(client, authority)
    page = client.get(workshop(authority), KEEP | {"nom": "Garder les portables"})
    assert re.search(r'<form method="get">.*name="nom" value="Garder les portables"', page.text)
    assert 'name="nom"' not in client.get(workshop(authority), KEEP).text


def test_a_lever_that_changes_nothing_is_one_sentence(client, authority):
    assess(client, authority)
    seen = text(client.get(workshop(authority), {"screens": "9"}))
    assert "n’est concerné." in seen
    assert "concerné.." not in seen


def follow_link(page, label):
    found = re.search(rf'href="([^"]+)">{label}<', page.content.decode())
    assert found, label
    return found[1]


def test_levers_that_cannot_be_computed_are_not_stored(client, authority):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    keep = reverse("footprint_scenario_keep", args=[authority.slug, inventory.pk])
    page = client.post(keep, {"name": "Ailleurs", "query": "host=Atlantide"}, follow=True)
    assert "Atlantide" in text(page)
    assert not SavedScenario.objects.of(authority).exists()


def test_a_scenario_without_a_name_is_not_kept(client, authority):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    keep = reverse("footprint_scenario_keep", args=[authority.slug, inventory.pk])
    page = client.post(keep, {"name": "", "query": "keep1=laptop&years1=2"}, follow=True)
    assert "Donnez un nom au scénario" in text(page)


def test_the_total_is_shared_out_between_sites(client, authority):
    content = "Type;Quantité;Bâtiment\nÉcran;30;Mairie\nÉcran;10;École\n"
    assess(client, authority, content)
    inventory = InventoryFile.objects.of(authority).get()
    url = reverse("footprint_breakdown", args=[authority.slug, inventory.pk])
    seen = text(client.get(url, {"par": "site"}))
    assert seen.index("Mairie") < seen.index("École")
    assert "non précisé" in text(client.get(url, {"par": "entity"}))
    assert "Écrans" in text(client.get(url, {"par": "nonsense"}))


def test_other_criteria_are_shown_and_what_is_not_assessed_is_said(client, authority):
    seen = text(assess(client, authority))
    assert "Autres critères que le climat" in seen
    assert "pas évalué" in seen.lower() or "non évalué" in seen.lower()


def test_the_country_is_found_by_its_name_and_a_lever_of_ones_own_is_told(client, authority):
    assess(client, authority)
    levers = {"host": "Suède", "custom": "laptop", "stage": "use", "times": "0,5"}
    seen = text(client.get(workshop(authority), levers))
    assert "Héberger les serveurs dans ce pays : Suède" in seen
    assert "baisserait" in seen


def test_a_country_nobody_knows_is_refused_and_what_was_typed_stays(client, authority):
    assess(client, authority)
    page = client.get(workshop(authority), {"host": "Atlantide"})
    assert "ATLANTIDE" in text(page)
    assert 'value="Atlantide"' in page.content.decode()


def test_printing_less_without_paper_in_the_inventory_says_nothing_is_computed(client, authority):
    assess(client, authority)
    seen = text(client.get(workshop(authority), {"print": "30"}))
    assert "le papier et l’encre ne sont pas dans l’inventaire" in seen


def test_printing_less_is_computed_when_the_inventory_holds_paper(client, authority):
    assess(client, authority, "Type;Quantité\nÉcran;30\nPapier A4 (ramettes);400\n")
    seen = text(client.get(workshop(authority), {"print": "30"}))
    assert "Imprimer moins" in seen
    assert "le papier et l’encre ne sont pas" not in seen
