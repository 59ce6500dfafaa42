"""Network, e-mail and paper declared on a page of the inventory."""

import re

import pytest
from django.urls import reverse

from footprint.web.conftest import arrive, assess, tab
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.models import AssessedInventory, InventoryFile
from jalons.foundation.journal.models import Entry


def text(response):
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", bare.replace("\u202f", " ").replace("\xa0", " "))


@pytest.fixture
def page_url(client, authority):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    return reverse("footprint_services", args=[authority.slug, inventory.pk])


def quantities(authority):
    latest = AssessedInventory.objects.of(authority).first()
    return {each["type"]: each["quantity"] for each in latest.result["devices"]}


def test_what_is_declared_joins_the_result_in_its_own_unit(client, authority, page_url):
    before = quantities(authority)
    page = arrive(
        client,
        client.post(
            page_url,
            {"traffic_fixed": "12000", "traffic_mobile": "800,5", "paper_reams": "900"},
        ),
    )
    added = {"network_fixed": 12_000, "network_mobile": 800.5, "office_paper": 900}
    assert quantities(authority) == before | added
    seen = text(page)
    assert "12 000 Go" in seen
    assert "900 ramettes" in seen
    assert re.search(r", 32 appareils", seen)
    seen = text(tab(client, page, "methode"))
    assert "ne sont évalués que pour le changement climatique" in seen


def test_the_page_shows_what_was_declared_and_emptying_it_takes_it_away(
    client, authority, page_url
):
    arrive(client, client.post(page_url, {"emails": "200000", "recipients": "2"}))
    assert quantities(authority)["email"] == 400_000
    shown = re.findall(r'name="(\w+)" value="([^"]+)"', client.get(page_url).content.decode())
    again = {name: value for name, value in shown if name != "csrfmiddlewaretoken"}
    assert {name: value.replace("\u202f", " ") for name, value in again.items()} == {
        "emails": "200 000", "recipients": "2",
    }  # fmt: skip
    arrive(client, client.post(page_url, again))
    assert quantities(authority)["email"] == 400_000
    arrive(client, client.post(page_url, {}))
    assert "email" not in quantities(authority)


def test_an_impossible_figure_is_told_beside_its_field_and_nothing_typed_is_lost(client, page_url):
    page = client.post(page_url, {"paper_reams": "-3", "traffic_fixed": "12000"})
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert 'value="12000"' in page.content.decode()


@pytest.mark.parametrize("recipients", ["0,5", "1001"])
def test_an_average_of_recipients_that_cannot_be_is_told_beside_its_field(
    client, page_url, recipients
):
    page = client.post(page_url, {"emails": "1000", "recipients": recipients})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["recipients"]


def test_other_choices_keep_what_was_declared(client, authority, page_url):
    arrive(client, client.post(page_url, {"paper_reams": "900"}))
    choices = page_url.replace("usages", "choix")
    form = {"lifetime": "expected", "mix": "ademe-2024", "pue": "", "count_consumables": "on"}
    arrive(client, client.post(choices, form))
    kept = Choices.from_json(InventoryFile.objects.of(authority).get().choices)
    assert kept.services.paper_reams == 900
    assert kept.count_consumables
    assert quantities(authority)["office_paper"] == 900


def test_the_declaration_is_written_in_the_journal(client, authority, page_url):
    arrive(client, client.post(page_url, {"paper_reams": "900"}))
    assert any(
        entry.after == {"Ramettes de papier": "900"} for entry in Entry.objects.of(authority)
    )


def test_a_reader_cannot_declare(reader, page_url):
    assert reader.get(page_url).status_code == 403


def test_impossible_dates_can_be_left_out_and_consumables_counted(client, authority):
    content = (
        "Type;Quantité;Date achat\nOrdinateur portable;10;2099-01-01\n"
        "Écran;5;2022-01-01\nRamettes de papier;40;\n"
    )
    assess(client, authority, content)
    assert quantities(authority) == {"laptop": 10, "monitor": 5}
    inventory = InventoryFile.objects.of(authority).get()
    url = reverse("footprint_choices", args=[authority.slug, inventory.pk])
    form = {"lifetime": "expected", "mix": "ademe-2024", "exclude_absurd_dates": "on"}
    arrive(client, client.post(url, form | {"count_consumables": "on"}))
    assert quantities(authority) == {"monitor": 5, "office_paper": 40}


def test_gigabytes_and_reams_are_no_devices_in_the_list_of_inventories(client, authority, page_url):
    arrive(client, client.post(page_url, {"traffic_fixed": "12000", "paper_reams": "900"}))
    seen = text(client.get(reverse("footprint_index", args=[authority.slug])))
    assert " 32 " in seen
    assert "12 9" not in seen
    told = [entry.after for entry in Entry.objects.of(authority)]
    assert any(each and each.get("Trafic internet fixe") == "12\u202f000\u00a0Go" for each in told)
