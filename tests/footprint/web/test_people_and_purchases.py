"""The footprint for one person, and the purchases of a year, as people read them."""

import re
from datetime import date

import pytest
from django.urls import reverse

from factories.people import client_of
from footprint.web.conftest import assess
from jalons.footprint.engine.analysis.breakdown import Coverage, Dimension, Share
from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.store import load_norms, load_pack
from jalons.footprint.web.models import InventoryFile, StoredHeadcount
from jalons.footprint.web.results.tables import View
from jalons.foundation.accounts.models import Role
from jalons.kernel import Interval, Unit

FILE = """Type;Quantité;Date achat;Service;Lieu;Statut
Ordinateur portable;20;2026-02-01;Écoles;Jules-Ferry;En service
Ordinateur portable;10;2024-02-01;Finances;Mairie;En service
Ordinateur portable;5;2026-03-01;Finances;Mairie;En stock
Écran;8;;Finances;Mairie;En service
"""


def text(response):
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", bare.replace("\u202f", " ").replace("\xa0", " "))


@pytest.fixture
def page(client, authority):
    assess(client, authority, FILE)
    pk = InventoryFile.objects.of(authority).get().pk
    return lambda name, **query: text(
        client.get(reverse(f"footprint_{name}", args=[authority.slug, pk]), query)
    )


def add(client, authority, **values):
    form = {"population": "staff", "people": "10", "axis": "", "places": "", "origin": "Paie"}
    url = reverse("footprint_headcount_new", args=[authority.slug])
    return client.post(url, form | {"counted_on": date(2026, 1, 1)} | values)


def test_pupils_and_departments_have_their_own_ratio_with_the_origin_of_the_count(
    client, authority, page
):
    add(client, authority, people="8", axis="entity", places="finances")
    add(client, authority, people="6", axis="entity", places="Écoles")
    add(client, authority, population="pupils", people="400", axis="site", places="Jules Ferry")
    add(client, authority, population="pupils", people="900")
    seen = page("ratios")
    assert "pour chaque agent" in seen  # those of the sheet of the authority: 50
    assert "sans date, d’après la fiche de la collectivité" in seen
    assert "1er janvier 2026, Paie" in seen
    assert "par personne, selon le lieu" in seen
    assert "tout le parc sert aussi aux agents" in seen
    assert "Sites sans effectif, les mieux équipés d’abord : Mairie." in seen


def test_a_count_that_differs_from_the_sheet_of_the_authority_is_said(client, authority, page):
    assert "divise par" not in page("ratios")
    add(client, authority, people="48")
    assert "La page du résultat divise par 50 agents" in page("ratios")


def test_places_and_their_axis_go_together(client, authority):
    for wrong in ({"axis": "site"}, {"places": "Mairie"}):
        answer = add(client, authority, **wrong)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()
    assert not StoredHeadcount.objects.of(authority).exists()


def test_without_headcount_the_page_says_what_to_bring(client, authority, page):
    authority.staff = None
    authority.save()
    assess(client, authority, FILE, "autre.csv")
    seen = page("ratios")
    assert "Dites combien vous êtes" in seen
    assert "Pour un appareil" in seen


def test_purchases_are_told_whole_with_the_stock_and_what_has_no_date(page):
    seen = page("purchases")
    assert "Fabriquer ce que vous avez acheté en 2026 a émis environ" in seen
    assert "Ordinateurs portables 25" in seen
    assert "8 appareils n’ont pas de date d’achat" in seen
    before = page("purchases", annee="2024")
    assert "acheté en 2024" in before
    assert "déjà sortis de l’inventaire" in before
    assert "ne date aucun achat compté de 2025" in page("purchases", annee="2025")
    assert "acheté en 2026" in page("purchases", annee="²")
    assert "acheté en 2026" in page("purchases", annee="9" * 5000)
    assert "2026 (25) 2024 (10)" in seen
    assert "aucun achat compté de 1990" in page("purchases", annee="12")


def test_a_reader_reads_them_and_adds_nothing(client, authority, page):
    reader = client_of(authority, Role.READER)
    pk = InventoryFile.objects.of(authority).get().pk
    seen = text(reader.get(reverse("footprint_ratios", args=[authority.slug, pk])))
    assert "Ajouter un effectif" not in seen
    assert add(reader, authority).status_code == 403


def test_the_rule_of_ademe_is_faced_point_by_point_without_a_badge(page):
    seen = page("conformity")
    assert re.search(r"Sur 13 points .* en suit \d+, \d+ en partie, et 1 pas du tout", seen)
    assert "ne se dit pas conforme" in seen
    assert "Non évalués, ou pour une partie du parc seulement : Acidification" in seen
    assert "Nous n’avons pas pu lire le texte de la règle" in seen


def test_criteria_are_told_in_inhabitants_still_to_confirm_and_without_a_score(client, page):
    seen = page("breakdown", par="criterion")
    assert "En habitants" in seen
    assert "ni note unique, ni limite planétaire" in seen
    assert "restent à confirmer" in seen
    assert "En habitants" not in page("breakdown", par="device")


def test_inhabitants_are_those_of_the_environmental_footprint():
    pack, norms = load_pack(), load_norms()
    fluxes = {"primary_energy", "final_energy"}  # which the method does not normalise
    assert set(norms["per_person"]) == set(pack.criteria) - fluxes
    assert not norms["verified"]
    units = {name: each.unit.symbol for name, each in pack.criteria.items()}
    assert (units["ionising_radiation"], units["water_use"], units["land_use"]) == (
        "kBq U-235 eq", "m3 world eq", "pt",
    )  # fmt: skip
    for criterion, value, inhabitants in (
        (CLIMATE, 75_530.8, "10"),
        ("acidification", 111.139, "2"),
        ("resource_use_minerals_metals", 0.0318113, "0,5"),
    ):
        share = Share("", criterion, Stage.TOTAL, Unit.parse("kg CO2 eq/year"), {}, 0,
                      Interval.exact(value), 1, Coverage.WHOLE)  # fmt: skip
        table = View(Dimension.CRITERION, pack, "fr").table([share], [share], {}, CLIMATE)
        assert table.rows[0][-1].text == inhabitants
