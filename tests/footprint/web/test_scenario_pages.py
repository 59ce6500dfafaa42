"""Levers tried on an inventory, as pages."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from factories.authorities import make_trial, trial_client
from footprint.web.conftest import assess
from footprint.web.test_inventory_pages import text
from jalons.footprint.engine.analysis.comparison import Change, Comparison, Subject
from jalons.footprint.engine.analysis.levers import parse_lever
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.models import InventoryFile, SavedScenario
from jalons.footprint.web.results import tables
from jalons.footprint.web.scenarios.proposals import best
from jalons.footprint.web.scenarios.simulation import run
from jalons.foundation.journal.models import Entry
from jalons.kernel import Interval, Unit
from jalons.strategy.web.roadmap.models import Action

KEEP = {"choix": "keep:laptop:2"}
PAPER = "Type;Quantité\nÉcran;30\nPC portable;10\nPapier A4 (ramettes);400\n"


def inventory_of(authority):
    return InventoryFile.objects.of(authority).get()


def workshop(authority):
    return reverse("footprint_scenarios", args=[authority.slug, inventory_of(authority).pk])


def keeping(authority):
    return reverse("footprint_scenario_keep", args=[authority.slug, inventory_of(authority).pk])


def follow_link(page, label, after=""):
    """The address of the first link that reads so, as a browser would follow it."""
    written = page.content.decode()
    written = written[written.index(after) :]
    found = re.search(rf'href="([^"]+)"[^>]*>{label}[<&]', written)
    assert found, label
    return unescape(found[1])


def cart(page):
    """The card of what was chosen, as people read it."""
    seen = text(page)
    return seen[seen.index("Ce que vous avez choisi") : seen.index("Ajouter un choix")]


def test_each_card_says_its_gain_alone_on_this_fleet_and_what_it_touches(client, authority):
    assess(client, authority)
    page = client.get(workshop(authority))
    seen = text(page)
    assert re.search(r"allégerait ce parc d’environ [\d, ]+ (kg|tonnes)", seen)
    for title in ("Garder plus longtemps", "Acheter reconditionné", "Un seul écran par poste"):
        assert title in seen
    assert re.search(r"−[\d,]+ (kg|t) CO₂e par an Entre −[\d,]+ et −[\d,]+\. 10 appareils", seen)
    assert "Vider les placards : aucun appareil en stock" in seen
    assert "Imprimer moins : le papier et l’encre ne sont pas dans l’inventaire" in seen
    assert page.content.count(b'class="button"') == 1, "one filled button"
    assert not SavedScenario.objects.of(authority).exists()


@pytest.mark.parametrize("lever", ["keep:laptop:2", "refurbished:laptop:0.3", "virtualise:2"])
def test_the_figures_of_a_card_are_those_of_the_scenario_stored(client, authority, lever):
    assess(client, authority)
    assessed = queries.latest_assessment(inventory_of(authority))
    study = queries.study_of(assessed)
    alone = study.alone(parse_lever(lever, study.pack))
    found = run(assessed, [lever]).scenario
    assert alone == found.steps[0]
    assert alone.difference == found.change("climate_change").difference
    chosen = cart(client.get(workshop(authority), {"choix": lever}))
    shown = re.search(r"seul : (−[\d,]+) \S+ CO₂e par an, (entre \S+ et \S+)", chosen)
    page = client.get(client.post(keeping(authority), {"choix": lever, "name": "x"})["Location"])
    for figure in (shown[1], shown[2]):
        assert figure in text(page)
    listed = text(client.get(reverse("footprint_scenario_list", args=[authority.slug])))
    assert f"{shown[1]} " in listed


def test_choices_add_up_in_the_address_and_are_computed_together(client, authority):
    assess(client, authority)
    page = client.get(workshop(authority), KEEP)
    assert "Avec ce choix, l’empreinte de ce parc baisserait" in text(page)
    assert "Ensemble" not in cart(page)
    added = client.get(workshop(authority), KEEP | {"ajouter": "screens", "screens": "1"})
    address = added["Location"]
    assert parse_qs(urlsplit(address).query) == {"choix": ["keep:laptop:2", "screens:1"]}
    page = client.get(address)
    assert "Avec ces choix, l’empreinte de ce parc baisserait" in text(page)
    assert re.search(
        r"Ensemble : −[\d ,]+ (kg|tonnes? de) CO₂e par an sur [\d ,]+ \(−[\d,]+\s%\)", cart(page)
    )
    assert "ce n’est pas la somme des effets pris seuls" in cart(page)
    assert "Garder au plus 1 écran par poste de travail" in cart(page)
    assert page.content.count(b'class="button"') == 1
    assert not SavedScenario.objects.of(authority).exists()


def test_a_choice_taken_out_is_put_back_by_a_link(client, authority):
    assess(client, authority)
    page = client.get(workshop(authority), {"choix": ["keep:laptop:2", "screens:1"]})
    page = client.get(follow_link(page, "Retirer"))
    assert "Retiré de vos choix : Garder les ordinateurs portables 2 ans de plus" in text(page)
    assert "ordinateurs portables" not in cart(page)
    assert "Garder les ordinateurs portables 2 ans" in cart(
        client.get(follow_link(page, "Remettre"))
    )


def test_a_choice_made_again_with_other_values_takes_the_place_of_the_first(client, authority):
    assess(client, authority)
    page = client.get(workshop(authority), KEEP)
    opened = client.get(follow_link(page, "Modifier"))
    assert re.search(r'<details open>.*name="years" value="2"', opened.content.decode(), re.S)
    sent = KEEP | {"ajouter": "keep", "device": "laptop", "years": "3,5"}
    page = client.get(client.get(workshop(authority), sent)["Location"])
    assert "3,5 ans de plus" in cart(page)
    assert "2 ans de plus" in text(page), "what was replaced can be put back"
    assert "2 ans de plus" not in cart(page)


def test_a_card_with_other_values_shows_their_effect_before_it_is_chosen(client, authority):
    assess(client, authority)
    sent = {"carte": "keep", "device": "monitor", "years": "4"}
    page = client.get(workshop(authority), sent)
    assert "Garder les écrans 4 ans de plus" in text(page)
    assert "Ce que vous avez choisi" not in text(page)


def test_a_value_that_cannot_be_is_refused_and_nothing_chosen_is_lost(client, authority):
    assess(client, authority)
    for sent in ({"ajouter": "pue", "pue": "0,5"}, {"ajouter": "host", "country": "Atlantide"}):
        page = client.get(workshop(authority), KEEP | sent)
        assert page.status_code == 200
        assert "Garder les ordinateurs portables 2 ans de plus" in cart(page)
        assert "errorlist" in page.content.decode()
        assert f'value="{list(sent.values())[1]}"' in page.content.decode()
    page = client.get(workshop(authority), {"choix": ["keep:submarine:2", "keep:laptop:2"]})
    assert "Garder les ordinateurs portables 2 ans de plus" in cart(page)
    assert "baisserait" not in text(page)


def test_the_country_is_found_by_its_name_and_a_lever_of_ones_own_is_told(client, authority):
    assess(client, authority)
    added = client.get(workshop(authority), {"ajouter": "host", "country": "Suède"})
    sent = {"device": "laptop", "stage": "use", "times": "0,5", "choix": "host:SE"}
    assert "choix=host:SE" in added["Location"]
    page = client.get(client.get(workshop(authority), sent | {"ajouter": "custom"})["Location"])
    assert "Héberger les serveurs dans ce pays : Suède" in cart(page)
    assert "Multiplier par 0,5 (usage) : ordinateurs portables" in cart(page)


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


def test_the_way_to_a_year_tells_the_chance_of_ones_own_objective(client, authority):
    assess(client, authority)
    page = client.get(workshop(authority), KEEP | {"annee": "2035", "objectif": "10"})
    assert "Votre objectif (−10 % en 2035)" in text(page)
    assert page.content.count(b"<tr>") > 8


def test_a_scenario_is_stored_under_a_name_deleted_and_put_back(client, authority, reader):
    assess(client, authority)
    keep = keeping(authority)
    form = KEEP | {"name": "Garder les portables", "annee": "2035"}
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
    client.post(keeping(authority), KEEP | {"name": "Essai"})
    levers = {"name": "Essai", "choix": ["host:SE", "refurbished:laptop:0.5"]}
    client.post(keeping(authority), levers)
    stored = SavedScenario.objects.of(authority).get()
    seen = text(client.get(reverse("footprint_scenario_history", args=[authority.slug, stored.pk])))
    assert "Garder les ordinateurs portables 2 ans de plus" in seen
    assert "Acheter en reconditionné 50 % des" in seen.replace("\xa0", " ")
    assert "dans ce pays : Suède" in seen
    assert "keep:" not in seen


def test_a_scenario_of_another_version_that_nobody_reads_stays_with_the_reason(client, authority):
    assess(client, authority)
    stored = SavedScenario.unscoped.create(
        authority=authority, inventory=inventory_of(authority), name="Ancien", unread="levier=?"
    )
    page = client.get(reverse("footprint_scenario", args=[authority.slug, stored.pk]))
    assert "levier=?" in text(page)
    assert "n’est pas compris" in text(page)
    assert "nom=Ancien" in follow_link(page, "Changer les choix")
    client.post(keeping(authority), {"name": "Ancien", "choix": "unused"})
    stored.refresh_from_db()
    assert (stored.levers, stored.unread) == (["unused"], "")


def test_other_choices_tried_from_a_stored_scenario_go_under_its_name(client, authority):
    assess(client, authority)
    page = client.get(workshop(authority), KEEP | {"nom": "Garder les portables"})
    assert 'name="name" value="Garder les portables"' in page.text
    SavedScenario.unscoped.create(
        authority=authority, inventory=inventory_of(authority), name="Garder plus longtemps",
        levers=["keep:laptop:4"],
    )  # fmt: skip
    named = client.get(workshop(authority), KEEP).text
    assert 'value="Garder plus longtemps (2)"' in named, "a new one replaces no other"


def test_a_choice_that_changes_nothing_or_may_change_nothing_is_said(client, authority):
    assess(client, authority)
    seen = text(client.get(workshop(authority), {"choix": "screens:9"}))
    assert "l’empreinte de ce parc ne changerait pas" in seen
    assert "concerné.." not in seen
    seen = text(client.get(workshop(authority), {"choix": ["host:SE", "custom:laptop:use:1.1"]}))
    assert "baisserait d’environ" in seen or "rien ne dit que" in seen


def test_choices_that_cannot_be_computed_or_have_no_name_are_not_stored(client, authority):
    assess(client, authority)
    for sent in ({"name": "Ailleurs", "choix": "host:ZZ"}, {"name": "Sous-marin", "choix": ""}):
        page = client.post(keeping(authority), sent, follow=True)
        assert "note error" in page.content.decode()
    page = client.post(keeping(authority), KEEP | {"name": ""}, follow=True)
    assert "Donnez un nom au scénario" in text(page)
    assert "Garder les ordinateurs portables 2 ans de plus" in cart(page)
    assert not SavedScenario.objects.of(authority).exists()


def test_a_choice_or_a_scenario_becomes_one_action_of_the_roadmap(client, authority):
    assess(client, authority)
    client.post(keeping(authority), {"name": "Durer", "choix": ["unused", "keep:laptop:2"]})
    stored = SavedScenario.objects.of(authority).get()
    record = reverse("footprint_scenario", args=[authority.slug, stored.pk])
    for page, place, number, title in (
        (record, "<h1>", 4, "Durer"),
        (workshop(authority), 'id="refurbished"', 6, "Acheter en reconditionné"),
    ):
        draft = follow_link(client.get(page), "Ajouter à la feuille de route", place)
        filled = client.get(draft).content.decode()
        assert "Effet attendu" in filled
        assert "entre −" in filled
        sent = {"title": parse_qs(urlsplit(draft).query)["intitule"][0], "main": str(number)}
        sent |= {"status": "proposed", "priority": "medium", "participation": "none"}
        made = client.post(draft, sent)
        action = Action.objects.of(authority).get(title__startswith=title)
        assert number in action.commitments
        sheet = client.get(made["Location"])
        assert record in sheet.text or "scenarios/?choix=refurbished" in sheet.text
        again = client.get(draft)
        assert again["Location"].endswith(f"/{action.pk}/")
    shown = text(client.get(record))
    assert "Dans votre feuille de route : Durer" in shown
    assert "Ajouter à la feuille de route" not in shown
    assert Action.objects.of(authority).count() == 2


def test_the_three_proposals_lighten_for_sure_and_open_the_builder_with_them(client, authority):
    assess(client, authority)
    assessed = queries.latest_assessment(inventory_of(authority))
    found = best(assessed)
    assert assessed.proposals is not None
    assessed.proposals = None
    assert best(assessed) == found, "stored when it was assessed, or computed again: the same"
    assert 1 <= len(found) <= 3
    assert [each.gain.mid for each in found] == sorted(each.gain.mid for each in found)
    assert all(each.gain.high < 0 and each.devices and each.needs for each in found)
    assert found[0].title in cart(client.get(found[0].url))


def test_only_screens_are_never_too_many_and_a_lone_phone_has_its_cards(client, authority):
    assess(client, authority, "Type;Quantité\nÉcran;30\n", name="écrans.csv")
    seen = text(client.get(workshop(authority)))
    assert "Un seul écran par poste : il faut des écrans et des ordinateurs" in seen
    assert "Salle serveurs : regrouper : il faut au moins deux serveurs" in seen


def test_printing_less_is_a_card_once_the_inventory_has_paper(client, authority):
    assess(client, authority, PAPER)
    page = client.get(workshop(authority))
    assert "Imprimer 30 % de moins" in text(page).replace("\xa0", " ")
    assert "120 ramettes concernées" in text(page)


def test_a_reader_looks_without_writing_and_a_trial_does_all(client, authority, reader):
    assess(client, authority)
    seen = text(reader.get(workshop(authority), KEEP))
    assert "baisserait" in seen
    assert "Garder ce scénario" not in seen[seen.index("Ce que vous avez") :]
    assert "Ajouter à la feuille de route" not in seen
    trial = make_trial()
    visitor = trial_client(trial)
    assess(visitor, trial)
    stored = visitor.post(keeping(trial), KEEP | {"name": "Essai"})
    assert "baisserait" in text(visitor.get(stored["Location"]))


def test_the_list_says_what_to_bring_before_there_is_an_inventory(client, authority):
    address = reverse("footprint_scenario_list", args=[authority.slug])
    assert "Apportez d’abord la liste de vos appareils" in text(client.get(address))
    assess(client, authority)
    assert "Essayer une décision" in text(client.get(address))


def test_the_total_is_shared_out_between_sites(client, authority):
    content = "Type;Quantité;Bâtiment\nÉcran;30;Mairie\nÉcran;10;École\n"
    assess(client, authority, content)
    url = reverse("footprint_breakdown", args=[authority.slug, inventory_of(authority).pk])
    seen = text(client.get(url, {"par": "site"}))
    assert seen.index("Mairie") < seen.index("École")
    assert "non précisé" in text(client.get(url, {"par": "entity"}))
    assert "Écrans" in text(client.get(url, {"par": "nonsense"}))


def test_other_criteria_are_shown_and_what_is_not_assessed_is_said(client, authority):
    seen = text(assess(client, authority))
    assert "Autres critères que le climat" in seen
    assert "pas évalué" in seen.lower() or "non évalué" in seen.lower()
