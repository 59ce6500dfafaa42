"""Followed products: their check, their purchases, the national directory, the two indicators."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.imports.actions import bring
from jalons.foundation.register.writer import delete, undo, write
from jalons.kernel.contracts import observation_store
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.web.products.models import Product, ProductPurchase
from jalons.procurement.web.products.register import headline_of, products_file
from jalons.strategy.web.observations.models import StoredObservation

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[1] / "product_indexes" / "samples" / "exemple-valide.csv"


@pytest.fixture
def town():
    return make_authority("ville", "Ville d’Essai")


@pytest.fixture
def buyer(town):
    return client_of(town, "contributor")


def product(town, name="Altiport 14", **values):
    made = Product(authority=town)
    write(town, None, [(made, {"name": name, "category": "laptop", **values})])
    return made


def purchase(found, quantity=10, used="criterion", on=date(2026, 3, 2)):
    made = ProductPurchase(authority=found.authority, product=found)
    values = {"bought_on": on, "quantity": quantity, "used": used}
    return made, write(found.authority, None, [(made, values)])


def html(response):
    return " ".join(response.content.decode().replace("\u202f", " ").split())


def url(name, *args):
    return reverse(name, args=["ville", *args])


def stored(town, name):
    rows = StoredObservation.objects.of(town).filter(indicator=f"procurement.{name}")
    return {each.period_start.year: each for each in rows}


def test_an_empty_page_says_what_to_bring_and_how_long_it_takes(town, buyer):
    page = html(buyer.get(url("product_list")))
    assert "Cinq minutes avec votre dernière commande" in page


def test_a_product_is_followed_and_its_rule_is_said(town, buyer):
    sent = {"name": "Panorama 55", "category": "television", "index": "6,3"}
    made = buyer.post(url("product_new"), sent)
    page = html(buyer.get(made.url))
    assert "l’indice de durabilité" in page
    assert "il manque des notes" in page
    assert Product.objects.of(town).get().index == Decimal("6.3")


def test_an_incoherent_index_is_flagged_with_the_difference(town, buyer):
    marks = {f"mark_{n}": 10 for n in range(1, 6)}
    found = product(town, index=Decimal("8.4"), **marks)
    page = html(buyer.get(url("product", found.pk)))
    assert "indice déclaré 8,4, recalculé 5" in page
    assert "incohérent" in html(buyer.get(url("product_list")))


def test_a_mark_out_of_its_scale_is_refused(town, buyer):
    sent = {"name": "A", "category": "laptop", "index": "11", "mark_1": "21"}
    assert buyer.post(url("product_new"), sent).status_code == 422
    assert not Product.objects.of(town).exists()


def test_the_mean_index_is_that_of_laptops_by_number_without_incoherent_ones(town, buyer):
    purchase(product(town, index=8), 30)
    purchase(product(town, "Sans indice"), 5)
    wrong = product(town, "Incohérent", index=9, **{f"mark_{n}": 10 for n in range(1, 6)})
    purchase(wrong, 7)
    purchase(product(town, "Tablette", category="tablet"), 50)
    purchase(product(town, "Autre", index=6), 10)
    assert stored(town, "mean_index")[2026].mid == 7.5
    assert "7,5" in html(buyer.get(url("product_list")))
    assert "portables : 7,5" in headline_of(town).replace("\u202f", " ")


def test_the_index_used_counts_purchases_of_products_that_have_one(town):
    purchase(product(town, index=8), used="need")
    purchase(product(town, "Téléphone", category="smartphone"), used="no")
    purchase(product(town, "Écran", category="other"), used="criterion")
    assert stored(town, "index_used")[2026].mid == 50
    _made, act = purchase(product(town, "Autre", index=6), used="unknown")
    held = stored(town, "index_used")[2026]
    assert (round(held.low), round(held.mid), round(held.high)) == (33, 50, 67)
    undo(town, None, act)
    assert stored(town, "index_used")[2026].low == 50


def test_an_indicator_without_purchases_is_unknown_again(town):
    held = product(town, index=8)
    purchase(held)
    made, _act = purchase(held, on=date(2025, 5, 5))
    assert set(stored(town, "mean_index")) == {2025, 2026}
    write(town, None, [(made, {"bought_on": date(2026, 5, 5)})])
    assert set(stored(town, "mean_index")) == {2026}
    delete(town, None, [held])
    assert not stored(town, "mean_index")
    assert not stored(town, "index_used")
    assert observation_store()


def test_the_directory_completes_the_followed_products_only(town, buyer):
    found = product(town, "Mon aspirateur", category="vacuum", reference="3200000003774")
    sent = SimpleUploadedFile("annuaire.csv", SAMPLE.read_bytes())
    check = buyer.post(url("product_import"), {"file": sent})
    assert check.status_code == 302, html(check)
    page = html(buyer.get(check.url))
    assert "1 ligne serait enregistrée" in page
    done = bring(products_file, town, name="annuaire.csv", content=SAMPLE.read_bytes())
    assert (done["stored"], done["created"], done["refused_count"]) == (1, 0, 0)
    found.refresh_from_db()
    assert (found.name, found.index, found.mark_3_4) == (
        "Mon aspirateur", Decimal("6.5"), Decimal("8.9"),
    )  # fmt: skip
    assert found.maker == "ybbbqrzsag"
    assert "ne découle pas" in html(buyer.get(url("product", found.pk)))


def test_a_directory_without_a_followed_product_adds_nothing(town, buyer):
    with pytest.raises(ProcurementError, match="Aucun des 3 modèles"):
        bring(products_file, town, name="annuaire.csv", content=SAMPLE.read_bytes())
    sent = SimpleUploadedFile("annuaire.csv", SAMPLE.read_bytes())
    assert "Aucun des 3 modèles" in html(buyer.post(url("product_import"), {"file": sent}))


def test_an_ordinary_list_of_products_is_read(town):
    content = "Modèle;Fabricant;Catégorie;Indice\nX13;Nimbo;ordinateur portable;7,2\n".encode()
    assert bring(products_file, town, name="produits.csv", content=content)["created"] == 1
    assert Product.objects.of(town).get().index == Decimal("7.2")


def test_an_index_out_of_ten_is_read_and_a_barcode_without_its_digits_is_refused(town):
    text = (
        "Modèle;Catégorie;Indice de réparabilité;GTIN\nL1;PC portable;8,2/10;\n"
        "L2;PC portable;NC;3,70E+12\nL3;PC portable;11 / 10;\n"
    )
    done = bring(products_file, town, name="produits.csv", content=text.encode())
    assert Product.objects.of(town).get().index == Decimal("8.2")
    assert [name for _row, name, _why in done["refused"]] == ["L2", "L3"]
    assert "n’est plus un code-barres" in done["refused"][0][2]
