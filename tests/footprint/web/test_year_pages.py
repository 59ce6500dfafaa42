"""Two inventories compared on their common perimeter, as a page without script."""

import re

import pytest
from django.urls import reverse

from footprint.web.conftest import CSV, assess
from footprint.web.test_inventory_pages import text
from jalons.footprint.web.models import AssessedInventory, InventoryFile

FEWER = CSV.replace(";10;", ";5;")


@pytest.fixture
def compared(client, authority):
    """The page that compares two files, and what goes into it."""

    def compared(before=CSV, after=FEWER, **choices):
        assess(client, authority, before, name="2025.csv")
        assess(client, authority, after, name="2026.csv", **choices)
        new, old = InventoryFile.objects.of(authority)
        url = reverse("footprint_compare", args=[authority.slug, new.pk])
        return client.get(url, {"other": old.pk})

    return compared


def test_the_sentence_then_the_table_and_the_waterfall_say_the_same_numbers(compared):
    page = compared()
    body = page.content.decode()
    assert body.index("<h1>") < body.index("<table") < body.index('<figure class="chart"')
    assert "<script" not in body
    seen = text(page)
    assert "9 chances sur 10 que l’écart soit entre −" in seen
    rows = re.search(r"À cause de quoi.*?Différence", seen, re.S).group()
    assert "Le parc" in rows
    assert rows.count("aucun effet") == 2
    assert "Les choix de calcul" not in re.search(r"<figure.*?</figure>", body, re.S).group()


def test_another_pue_is_told_as_a_choice(compared):
    seen = text(compared(after=CSV, pue="1,2"))
    assert re.search(r"Le parc\s+aucun effet", seen)
    assert re.search(r"Les choix de calcul\s+−", seen)


def test_what_stands_outside_the_common_perimeter_is_told(compared):
    seen = text(compared(after=FEWER + "Tablette;iPad;4;2024-01-01;En service\n"))
    assert "Hors du périmètre commun" in seen
    assert "Types présents une seule des deux années : tablettes." in seen
    assert "Appareils laissés de côté : 0 avant, 4 après." in seen


def test_two_inventories_that_share_nothing_are_explained_with_a_way_out(compared):
    seen = text(compared("Type;Quantité\nÉcran;5\n", "Type;Quantité\nTablette;5\n"))
    assert "rien n’est comparable" in seen
    assert "Comparer avec" in seen


def test_figures_of_another_day_stand_beside_todays(compared, client, authority):
    page = compared()
    assert "Dit ce jour-là" not in text(page)
    old = AssessedInventory.objects.of(authority).earliest("made_at")
    AssessedInventory.objects.of(authority).filter(pk=old.pk).update(
        method="jalons-footprint/0.1", factors_version="jalons-factors/2025.1"
    )
    seen = text(client.get(page.wsgi_request.get_full_path()))
    assert "Dit ce jour-là" in seen
    assert "Calcul de Jalons, version 0.1 ; facteurs, version 2025.1" in seen
    assert "les deux années sont calculées à nouveau" in seen


def test_a_lone_inventory_has_nothing_to_compare_with_and_says_what_to_bring(client, authority):
    assess(client, authority)
    pk = InventoryFile.objects.of(authority).get().pk
    seen = text(client.get(reverse("footprint_compare", args=[authority.slug, pk])))
    assert "Il n’y a encore rien à comparer." in seen
