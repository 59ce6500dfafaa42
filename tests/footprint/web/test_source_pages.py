"""The sources browser: every factor with its source, figures side by side, what was left out."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from footprint.web.conftest import assess
from footprint.web.test_inventory_pages import text
from jalons.footprint.engine.factors.catalogue import every_factor
from jalons.footprint.store import load_makers, load_pack
from jalons.footprint.web.models import InventoryFile

pytestmark = pytest.mark.django_db


def test_every_factor_is_listed_by_pages_with_source_licence_year_and_quality(client):
    page = client.get(reverse("footprint_factors"))
    seen = text(page)
    assert "D’où viennent les chiffres" in seen
    assert page.context["page"].paginator.count == len(every_factor(load_pack()))
    assert "ADEME, incubateur, MIT, 2026" in seen
    assert "page=2" in page.content.decode()


def test_a_search_narrows_by_words_stage_and_criterion(client):
    asked = {"q": "ecran", "stage": "manufacturing", "criterion": "climate_change"}
    page = client.get(reverse("footprint_factors"), asked)
    held = {each.item for each in page.context["page"].paginator.object_list}
    assert "monitor" in held
    assert "laptop" not in held
    assert "correspond" in text(page)
    none = text(client.get(reverse("footprint_factors"), {"q": "trancheuse"}))
    assert "Aucun facteur ne correspond" in none


def test_a_search_keeps_its_words_from_page_to_page_and_survives_nonsense(client):
    page = client.get(reverse("footprint_factors"), {"stage": "use", "page": "2"})
    assert page.status_code == 200
    assert "stage=use" in page.content.decode()
    asked = {"stage": "<script>", "criterion": "x", "page": "abc"}
    assert client.get(reverse("footprint_factors"), asked).status_code == 200


def test_the_electricity_of_france_is_told_side_by_side_from_the_least_to_the_most(client):
    page = client.get(reverse("footprint_electricity"))
    seen = text(page)
    assert "Un kilowattheure : de 0,0414 à 0,098 kg CO₂e, 2,4 fois plus" in seen
    for known in ("0,0414", "0,0442", "0,0519", "0,056", "0,0813", "0,098"):
        assert known in seen
    assert "2023" in seen
    assert "Année de référence 2011" in seen
    assert 'class="doubt"' in page.content.decode()
    assert "<svg" in page.content.decode()


def test_another_country_shows_its_own_datasets_and_nonsense_shows_france(client):
    german = client.get(reverse("footprint_electricity"), {"pays": "DE"})
    assert german.context["country"] == "DE"
    assert "Boavizta" not in text(german)
    assert client.get(reverse("footprint_electricity"), {"pays": "??"}).context["country"] == "FR"


def test_the_gap_on_monitors_is_told_with_both_values(client):
    seen = text(client.get(reverse("footprint_makers")))
    assert "cinq fois plus" in seen
    assert "64,6" in seen
    assert "333" in seen
    assert "ODbL-1.0" in seen


def test_what_was_left_out_says_why(client):
    seen = text(client.get(reverse("footprint_left_out")))
    assert "4 700 fois" in seen
    assert "−812" in seen or "-812" in seen
    assert "Facteurs sans source" in seen
    assert "dépasse 100" in seen
    assert "Rien à redire" in seen


@pytest.mark.parametrize(
    "name", ["facteurs", "mix-ademe-2024", "mix-ember", "mix-ecologits", "constructeurs"]
)
def test_an_open_table_leaves_as_csv_with_a_licence_on_each_row(client, name):
    response = client.get(reverse("footprint_factors_csv", args=[name]))
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows
    assert all(row["licence"] and row["source"] for row in rows)
    if name == "constructeurs":
        assert len(rows) == len(load_makers())
        assert {row["licence"] for row in rows} == {"ODbL-1.0"}
    elif name != "facteurs":
        assert "ODbL-1.0" not in {row["licence"] for row in rows}


def test_an_unknown_table_does_not_exist(client):
    assert client.get(reverse("footprint_factors_csv", args=["secrets"])).status_code == 404


def test_the_datasets_are_one_click_away_from_a_figure(client, authority):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    shown = reverse("footprint_electricity")
    for name, more in (("footprint_result", []), ("footprint_trace", ["laptop"])):
        address = reverse(name, args=[authority.slug, inventory.pk, *more])
        page = client.get(address, {"voir": "methode"})
        assert f'href="{shown}"' in page.content.decode()


def test_each_page_stays_light(client):
    for name in ("factors", "device_kinds", "electricity", "makers", "left_out"):
        page = client.get(reverse(f"footprint_{name}")).content.decode()
        assert page.count("<") / 2 < 450, name
        assert "style=" not in page
