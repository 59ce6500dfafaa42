"""A year of purchases: the chapter to file, and the public shelf; the unknown is never zero."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from factories.people import member_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.documents.tree import Section, Table
from jalons.foundation.publishing import actions as publishing
from jalons.foundation.register.writer import write
from jalons.procurement.documents.yearly_chapter import chapter
from jalons.procurement.web import yearly
from jalons.procurement.web.agec.models import AgecAmount, AgecYear
from jalons.procurement.web.contracts.models import Contract
from jalons.procurement.web.products.models import Product, ProductPurchase

LAST = 2025


def stored(town, model, **values):
    made = model(authority=town)
    write(town, None, [(made, values)])
    return made


@pytest.fixture
def year(town):
    made = stored(town, AgecYear, year=LAST)
    for use, amount in (("new", 700), ("reused", 300)):
        stored(town, AgecAmount, agec_year=made, family="it", use=use, amount=Decimal(amount))
    return made


def figures(found):
    table = next(block for part in chapter(found, "fr").blocks if isinstance(part, Section)
                 for block in part.blocks if isinstance(block, Table)
                 and "Indicateur" in block.header)  # fmt: skip
    return [
        [cell.replace("\u202f", " ").replace("\xa0", " ") for cell in row] for row in table.rows
    ]


def test_what_no_topic_knows_is_said_not_known_and_has_no_target(year):
    clauses, index = figures(yearly.year_of(year))
    assert (clauses[1], clauses[2]) == ("inconnu", "0 contrat numérique notifié dans l’année")
    assert clauses[5] == "objectif non renseigné"  # the duty is of 2026
    assert (index[1], index[3], index[5]) == ("inconnu", "2025", "objectif non renseigné")


def test_the_three_topics_are_in_the_chapter_with_what_they_counted(town, year):
    for number, considered in (("1", "both"), ("2", "none")):
        stored(town, Contract, number=number, subject="Portail", cpv="48000000-8", amount=9_000,
               notified_on=date(LAST, 3, 1), environment=considered)  # fmt: skip
    product = stored(town, Product, name="P", category="laptop", index=Decimal("7.5"))
    bought = {"product": product, "bought_on": date(LAST, 5, 2), "quantity": 12}
    stored(town, ProductPurchase, **bought)
    clauses, index = figures(yearly.year_of(year))
    assert (clauses[1], clauses[2]) == ("50 %", "2 contrats numériques notifiés dans l’année")
    assert (index[1], index[2]) == ("7,5", "12 ordinateurs achetés dans l’année")


def test_the_chapter_is_offered_on_the_year_in_each_format(town, year, reader):
    page = reader.get(reverse("agec_year", args=[town.slug, year.pk])).content.decode()
    address = reverse("procurement_chapter", args=[town.slug, year.pk, "html"])
    assert address in page
    said = reader.get(address).content.decode().replace("\u202f", " ")
    assert "Achats responsables en 2025" in said
    assert "30 %" in said.replace("\xa0", " ")
    assert "objectif non renseigné" in said


def test_only_closed_years_are_offered_and_no_amount_goes_out(town, year):
    stored(town, AgecYear, year=date.today().year)  # noqa: DTZ011
    assert [label for _urn, label in yearly.YEARS.offered(town)] == [str(LAST)]
    (item,) = yearly.YEARS.shown(town, {str(year.urn)}).items
    (family,) = item.value["families"]
    assert (family["reused_percent"], family["recycled_percent"]) == (30.0, 0.0)
    assert "300" not in str(item.value)
    assert (item.value["clauses_percent"], item.value["mean_index"]) == (None, None)


def test_the_public_page_shows_the_chosen_year(client, town, year):
    admin = member_of(town, Role.ADMINISTRATOR)
    urns = {str(year.urn)}
    publishing.choose(authority=town, user=admin, shelf=yearly.YEARS, offered=urns, chosen=urns)
    publishing.open_to_everybody(authority=town, user=admin)
    shown = client.get(f"/public/{town.slug}/achats/").content.decode().replace("\u202f", " ")
    assert "Part des achats de 2025, par famille" in shown
    assert "inconnu" in shown
    assert "agec_year" in client.get(f"/public/{town.slug}/donnees/achats.json").content.decode()
