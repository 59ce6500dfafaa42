"""Two inventories are compared only once a person said that they count the same equipment."""

from datetime import date

import pytest
from django.urls import reverse

from footprint.web.conftest import CSV, assess
from footprint.web.test_inventory_pages import text
from jalons.footprint.web.combinations import actions as combining
from jalons.footprint.web.combinations import lineage
from jalons.footprint.web.inventories.computation import compute
from jalons.footprint.web.inventories.perimeters import fleet_of
from jalons.footprint.web.models import InventoryFile
from jalons.foundation.journal.models import Entry
from jalons.strategy.engine.diagnosis.path import change
from jalons.strategy.web.observations import queries

FEWER = CSV.replace(";10;", ";1;")
TOTAL = "footprint.total"


@pytest.fixture
def two(client, authority):
    """An inventory of last year, then a much smaller one of this year, both computed."""
    assess(client, authority, CSV, name="tout.csv")
    first = InventoryFile.objects.of(authority).get()
    assess(client, authority, FEWER, name="petit.csv")
    second = InventoryFile.objects.of(authority).exclude(pk=first.pk).get()
    compute(inventory=first, user=None, today=date(2025, 3, 1))
    return first, second


def moved(authority):
    """How the total of the authority moved from one year to the other."""
    known = queries.observations(authority, TOTAL)
    return change(sorted(known, key=lambda each: each.period.start))


def say(client, inventory, **values):
    url = reverse("footprint_covers", args=[inventory.authority.slug, inventory.pk])
    return client.post(url, values, follow=True)


def result(client, inventory):
    return text(
        client.get(reverse("footprint_result", args=[inventory.authority.slug, inventory.pk]))
    )


def test_a_second_file_is_asked_what_it_counts_and_nothing_compares_until_then(
    client, authority, two
):
    first, second = two
    assert "Pas encore comparé à vos autres inventaires" in result(client, second)
    assert "Pas encore comparé à vos autres inventaires" not in result(client, first)
    assert moved(authority) is None


def test_the_same_equipment_on_another_day_compares(client, authority, two):
    first, second = two
    page = say(client, second, covers="same", follows=str(first.pk))
    assert "Le même parc que « tout.csv »" in text(page)
    assert moved(authority).share < 0
    line = Entry.objects.of(authority).filter(urn=str(second.urn), verb="changed").latest("pk")
    assert line.after == {"covers": "same", "follows": "tout.csv"}


def test_another_part_leads_to_putting_them_together_and_never_compares(client, authority, two):
    _, second = two
    page = say(client, second, covers="part")
    assert page.redirect_chain[-1][0] == reverse("footprint_combine", args=[authority.slug])
    assert moved(authority) is None
    assert "Pas encore comparé à vos autres inventaires" not in result(client, second)


def test_a_replacement_names_what_it_replaces_and_never_turns_in_a_circle(client, authority, two):
    first, second = two
    refused = say(client, second, covers="same", follows="")
    assert refused.status_code == 422
    assert "Choisissez l’inventaire qu’il remplace" in text(refused)
    say(client, second, covers="same", follows=str(first.pk))
    assert second not in lineage.others(second)
    refused = say(client, first, covers="same", follows=str(second.pk))
    assert refused.status_code == 422


def test_a_changed_mind_changes_the_comparison(client, authority, two):
    first, second = two
    say(client, second, covers="same", follows=str(first.pk))
    assert moved(authority) is not None
    say(client, second, covers="apart")
    assert moved(authority) is None


def test_wholes_of_the_same_fleets_compare_and_others_do_not(client, authority, two):
    first, second = two
    assess(client, authority, CSV, name="ecole-2025.csv")
    assess(client, authority, CSV, name="ecole-2026.csv")
    named = {each.name: each for each in InventoryFile.objects.of(authority)}
    school, later = named["ecole-2025.csv"], named["ecole-2026.csv"]
    say(client, later, covers="same", follows=str(school.pk))
    say(client, second, covers="same", follows=str(first.pk))

    def whole(*sources):
        sources = [InventoryFile.objects.of(authority).get(pk=each.pk) for each in sources]
        made = combining.combine(authority=authority, user=None, sources=sources, name="Tout")
        return fleet_of(made.inventory)

    assert whole(first, school) == whole(second, later)
    assert fleet_of(first) != fleet_of(school)


def test_a_reader_reads_the_question_and_does_not_answer_it(client, authority, two, reader):
    _, second = two
    assert "Pas encore comparé à vos autres inventaires" in result(reader, second)
    url = reverse("footprint_covers", args=[authority.slug, second.pk])
    assert reader.get(url).status_code == 403


def test_a_whole_changes_of_fleet_with_what_its_parts_follow(client, authority, two):
    first, second = two
    assess(client, authority, CSV, name="ecole.csv")
    school = InventoryFile.objects.of(authority).get(name="ecole.csv")
    say(client, second, covers="same", follows=str(first.pk))
    second.refresh_from_db()
    made = combining.combine(authority=authority, user=None, sources=[second, school], name="Tout")
    compute(inventory=made.inventory, user=None, today=date(2026, 3, 1))
    assess(client, authority, CSV, name="plus-ancien.csv")
    older = InventoryFile.objects.of(authority).get(name="plus-ancien.csv")
    say(client, first, covers="same", follows=str(older.pk))
    counted = {
        each.perimeter.counted
        for each in queries.observations(authority, TOTAL)
        if each.origin == made.inventory.urn
    }
    assert counted == {"+".join(sorted([str(older.pk), str(school.pk)]))}
