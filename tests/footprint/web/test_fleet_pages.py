"""The fleet line by line: found, corrected, undone, by several people, without JavaScript."""

import io
import re

import pytest
from django.urls import reverse
from django.utils.timezone import localtime
from openpyxl import load_workbook

from factories.authorities import make_trial, trial_client
from factories.people import client_of
from footprint.web.conftest import arrive, assess
from footprint.web.test_inventory_pages import text
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.models import InventoryFile, StoredCorrection
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Entry

FILE = """Nom;Type;Modèle;Quantité;Date achat;Statut;Lieu;Entité
PC-1;Ordinateur portable;Dell Latitude 5420;1;2023-01-15;En service;Mairie;DSI
PC-2;Ordinateur portable;Dell Latitude 5420;1;2021-01-15;En service;École Jean-Zay;Éducation
PC-3;Ordinateur portable;Dell Latitude 5420;1;;En stock;Mairie;DSI
EC-1;Écran;Dell P2419H;20;2016-06-01;En service;Mairie;DSI
X-1;Trancheuse;Modèle X;1;2020-01-01;En service;Cantine;Éducation
EC-2;Écran;Dell P2419H;-4;2021-06-01;En service;Mairie;DSI
"""


@pytest.fixture
def authority(inventory):
    return inventory.authority


@pytest.fixture
def contributor(authority):
    return authority.members.get()


@pytest.fixture
def colleague(authority):
    return client_of(authority, Role.CONTRIBUTOR, "camille@example.org", name="Camille")


def page(name, inventory, *more, **query):
    address = reverse(name, args=[inventory.authority.slug, inventory.pk, *more])
    return f"{address}?{'&'.join(f'{key}={value}' for key, value in query.items())}"


def rows(response):
    """The first words of each line shown."""
    body = response.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r"</th><td[^>]*>(.*?) ·", body)


def chosen(client, inventory, *at, **filters):
    """The address of the form that corrects these lines, or all those found."""
    shown = client.get(page("footprint_fleet", inventory, **filters))
    seen = re.search(r'name="calcul" value="([^"]+)"', shown.content.decode()).group(1)
    ticked = "".join(f"&ligne={place}" for place in at) or "&tout=1"
    return page("footprint_correct", inventory, **filters) + f"&calcul={seen}{ticked}"


def hidden(response):
    """What the form of a page sends back by itself."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"',
                       response.content.decode())  # fmt: skip
    return {name: value.replace("&amp;", "&") for name, value in found}


def preview(client, inventory, address, **said):
    """The preview of a correction, as the form of the address sends it."""
    form = client.get(address)
    return client.post(address, hidden(form) | said)


def apply(client, inventory, shown, **more):
    """Confirm a preview; the page one lands on, or the question asked again."""
    address = reverse("footprint_correct", args=[inventory.authority.slug, inventory.pk])
    return arrive(client, client.post(address, hidden(shown) | {"apply": "1"} | more))


def correct(client, inventory, *at, filters=None, **said):
    address = chosen(client, inventory, *at, **(filters or {}))
    return apply(client, inventory, preview(client, inventory, address, **said))


def content(inventory):
    """The bytes of the file, as it is kept."""
    with inventory.file.open("rb") as file:
        return file.read()


def lines(inventory):
    return queries.lines_of(queries.latest_assessment(inventory)).lines


def test_every_line_is_there_counted_or_not(client, inventory):
    shown = client.get(page("footprint_fleet", inventory))
    assert rows(shown) == ["PC-1", "PC-2", "PC-3", "EC-1", "X-1", "EC-2"]
    assert "6 lignes dans ce parc." in text(shown)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"q": "ecole"}, ["PC-2"]),
        ({"q": "latitude mairie"}, ["PC-1", "PC-3"]),
        ({"type": "monitor"}, ["EC-1", "EC-2"]),
        ({"statut": "in_stock"}, ["PC-3"]),
        ({"compte": "counted"}, ["PC-1", "PC-2", "EC-1"]),
        ({"compte": "unknown_type"}, ["X-1"]),
        ({"site": "mair", "type": "laptop"}, ["PC-1", "PC-3"]),
        ({"entite": "educ"}, ["PC-2", "X-1"]),
        ({"age": "from_8"}, ["EC-1"]),
        ({"age": "unknown"}, ["PC-3"]),
        ({"sort": "-purchased"}, ["PC-1", "EC-2", "PC-2", "X-1", "EC-1", "PC-3"]),
        ({"sort": "label", "q": "pc"}, ["PC-1", "PC-2", "PC-3"]),
        ({"q": "[", "page": "9999"}, []),
        ({"statut": "nonsense"}, []),
    ],
)
def test_lines_are_filtered_searched_and_sorted_by_the_address(client, inventory, filters, found):
    shown = client.get(page("footprint_fleet", inventory, **filters))
    assert shown.status_code == 200
    assert rows(shown) == found


def test_pages_keep_the_filter_and_the_order(client, authority):
    many = FILE.splitlines()[0] + "\n" + "\n".join(
        f"PC-{at:03};Portable;Latitude;1;2022-01-01;En service;Mairie;DSI" for at in range(40)
    )  # fmt: skip
    assess(client, authority, many, name="écoles.csv")
    inventory = InventoryFile.objects.of(authority).get(name="écoles.csv")
    first = client.get(page("footprint_fleet", inventory, q="mairie", sort="-label"))
    shown = first.content.decode()
    assert 'form="filter" name="page" value="2"' in shown
    assert re.search(r'name="q" value="mairie"', shown)
    assert '<input type="hidden" name="sort" value="-label">' in shown
    second = client.get(page("footprint_fleet", inventory, q="mairie", sort="-label", page=2))
    assert rows(second)[0] == "PC-024"


def test_the_lines_found_leave_as_csv_and_xlsx(client, inventory):
    correct(client, inventory, 0, site="Annexe")
    found = client.get(page("footprint_fleet_export", inventory, "csv", type="laptop", sort="-row"))
    table = found.content.decode("utf-8-sig").splitlines()
    assert [row.split(";")[2] for row in table[1:]] == ["PC-3", "PC-2", "PC-1"]
    assert table[0].endswith("Corrigé par une personne")
    assert table[3].endswith(";lieu")
    book = client.get(page("footprint_fleet_export", inventory, "xlsx", q="pc-1"))
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == ["PC-1"]
    assert client.get(page("footprint_fleet_export", inventory, "exe")).status_code == 404


def test_a_correction_is_previewed_then_applied_and_the_file_never_changes(client, inventory):
    before = content(inventory)
    counted = queries.latest_assessment(inventory).result["devices"]
    address = chosen(client, inventory, type="laptop")
    shown = preview(client, inventory, address, status="retired")
    assert "3 lignes changeront." in text(shown)
    assert "En service (2), En stock (1)" in text(shown) or "en service (2)" in text(shown).lower()
    assert not StoredCorrection.objects.of(inventory.authority).exists()
    apply(client, inventory, shown)
    assert lines(inventory)["status"].to_list()[:3] == ["retired"] * 3
    after = queries.latest_assessment(inventory).result["devices"]
    assert len(after) < len(counted)
    assert content(inventory) == before


def test_only_the_ticked_lines_change(client, inventory):
    correct(client, inventory, 1, 3, site="Annexe", purchased="15/09/2022")
    assert lines(inventory)["site"].to_list() == [
        "Mairie", "Annexe", "Mairie", "Annexe", "Cantine", "Mairie",
    ]  # fmt: skip
    shown = client.get(page("footprint_fleet", inventory, corrigees=1))
    assert rows(shown) == ["PC-2", "EC-1"]
    assert "déclaré par une personne" in text(shown)


def test_a_kind_a_quantity_and_a_consumption_said_by_a_person_count_and_raise_the_quality(
    client, inventory
):
    before = queries.assessment_of(queries.latest_assessment(inventory))
    correct(client, inventory, 4, device="server", yearly_kwh="900")
    correct(client, inventory, 5, quantity="4")
    after = queries.assessment_of(queries.latest_assessment(inventory))
    assert after.quantity == before.quantity + 1 + 4
    assert after.quality.declared > before.quality.declared
    trace = client.get(page("footprint_trace", inventory, "server"))
    assert "1 ligne" in text(trace)
    assert "valeur déclarée par une personne" in text(trace)


def test_lines_set_aside_are_not_counted_and_come_back(client, inventory):
    correct(client, inventory, 0, set_aside="yes")
    assert "Mise de côté par une personne" in text(client.get(page("footprint_fleet", inventory)))
    correct(client, inventory, 0, set_aside="no")
    assert lines(inventory)["reason"][0] is None


def test_a_wrong_value_can_be_forgotten(client, inventory):
    correct(client, inventory, 3, erase="purchased")
    assert lines(inventory)["purchased"][3] is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"purchased": "hier"}, "Ce n’est pas une date. Écrivez-la comme 15/09/2021."),
        ({"purchased": "01/01/2090"}, "Cette date est dans le futur."),
        ({"purchased": "01/01/1950"}, "regardez l’année"),
        ({"quantity": "beaucoup"}, "nombre"),
        ({"quantity": "-3"}, "supérieure ou égale"),
        ({"lifetime": "200"}, "inférieure ou égale"),
        ({"status": "cassé"}, "cassé"),
        ({"erase": "site", "site": "Annexe"}, "pas les deux"),
        ({}, "Dites au moins une chose de ces lignes."),
    ],
)
def test_a_bad_value_is_explained_and_nothing_typed_is_lost(client, inventory, said, why):
    address = chosen(client, inventory, 0)
    shown = preview(client, inventory, address, entity="Voirie" if said else "", **said)
    assert shown.status_code == 422
    assert why in text(shown)
    if said:
        assert 'value="Voirie"' in shown.content.decode()
    assert "calcul=" in hidden(shown)["selection"]
    assert not StoredCorrection.objects.of(inventory.authority).exists()


def test_one_can_go_back_from_the_preview_with_all_one_said(client, inventory):
    shown = preview(client, inventory, chosen(client, inventory, 0), site="Annexe")
    address = reverse("footprint_correct", args=[inventory.authority.slug, inventory.pk])
    form = client.post(address, hidden(shown) | {"edit": "1"})
    assert 'value="Annexe"' in form.content.decode()


def test_choosing_no_line_says_so(client, inventory):
    response = client.get(page("footprint_correct", inventory))
    landed = client.get(response["Location"])
    assert "Cochez au moins une ligne" in text(landed)


def test_the_history_tells_who_what_when_from_what_to_what_and_undoes_any(client, inventory):
    correct(client, inventory, 0, 1, site="Annexe")
    correct(client, inventory, 1, site="Gare")
    shown = client.get(page("footprint_corrections", inventory))
    seen = text(shown)
    assert "Dominique" in seen
    assert "Mairie (1)" in seen
    assert "École Jean-Zay (1)" in seen
    first = StoredCorrection.objects.of(inventory.authority).get(value="Annexe")
    assert localtime(first.made_at).strftime("%H:%M") in seen
    assert "résultats recalculés" in seen
    assert "footprint." not in seen
    undo = reverse("footprint_correction_undo",
                   args=[inventory.authority.slug, inventory.pk, first.pk])  # fmt: skip
    arrive(client, client.post(undo))
    assert lines(inventory)["site"].to_list()[:2] == ["Mairie", "Gare"]
    assert "annulée par Dominique" in text(client.get(page("footprint_corrections", inventory)))
    again = reverse("footprint_correction_again",
                    args=[inventory.authority.slug, inventory.pk, first.pk])  # fmt: skip
    arrive(client, client.post(again))
    assert lines(inventory)["site"].to_list()[:2] == ["Annexe", "Annexe"]
    told = [entry.changes for entry in Entry.objects.of(inventory.authority)]
    assert any("Annexe (2 lignes)" in str(each) for each in told)
    assert any("Empreinte carbone" in str(each) and "CO₂" in str(each) for each in told)


def test_undoing_twice_changes_nothing_more(client, inventory):
    correct(client, inventory, 0, site="Annexe")
    stored = StoredCorrection.objects.of(inventory.authority).get()
    undo = reverse("footprint_correction_undo",
                   args=[inventory.authority.slug, inventory.pk, stored.pk])  # fmt: skip
    arrive(client, client.post(undo))
    count = queries.revision(inventory)
    arrive(client, client.post(undo))
    assert queries.revision(inventory) == count


def test_corrections_survive_a_change_of_columns(client, inventory):
    correct(client, inventory, 1, status="retired")
    sheet = reverse("footprint_sheet", args=[inventory.authority.slug, inventory.pk, 0])
    client.post(sheet, {"included": "on", "header_row": "1", "type": "1", "model": "2",
                        "quantity": "3"})  # fmt: skip
    columns = reverse("footprint_columns", args=[inventory.authority.slug, inventory.pk])
    arrive(client, client.post(columns, {"lifetime": "expected", "mix": "ademe-2024", "pue": ""}))
    found = lines(inventory)
    assert found["site"].to_list()[0] == ""
    assert found["status"].to_list()[1] == "retired"


def test_two_people_on_other_lines_or_fields_both_stand(client, colleague, inventory):
    mine = chosen(client, inventory, 0)
    theirs = chosen(colleague, inventory, 0)
    shown = preview(client, inventory, mine, site="Annexe")
    apply(colleague, inventory, preview(colleague, inventory, theirs, entity="Voirie"))
    landed = apply(client, inventory, shown)
    assert "D’autres personnes ont corrigé cet inventaire entre-temps" in text(landed)
    found = lines(inventory)
    assert (found["site"][0], found["entity"][0]) == ("Annexe", "Voirie")


@pytest.mark.parametrize(
    ("answer", "sites"),
    [("theirs", ["Annexe", "Gare"]), ("mine", ["Annexe", "Annexe"])],
)
def test_two_people_on_the_same_lines_are_told_and_choose(
    client, colleague, inventory, answer, sites
):
    mine, theirs = chosen(client, inventory, 0, 1), chosen(colleague, inventory, 1)
    shown = preview(client, inventory, mine, site="Annexe")
    apply(colleague, inventory, preview(colleague, inventory, theirs, site="Gare"))
    asked = apply(client, inventory, shown)
    assert asked.status_code == 409
    assert "Camille a dit" in text(asked)
    assert "Gare" in text(asked)
    assert lines(inventory)["site"].to_list()[:2] == ["Mairie", "Gare"]
    apply(client, inventory, asked, meanwhile=answer)
    assert lines(inventory)["site"].to_list()[:2] == sites
    assert StoredCorrection.objects.of(inventory.authority).count() == 2


def test_an_answer_does_not_cover_what_is_said_after_it_was_asked(client, colleague, inventory):
    mine = chosen(client, inventory, 1)
    shown = preview(client, inventory, mine, site="Annexe")
    correct(colleague, inventory, 1, site="Gare")
    asked = apply(client, inventory, shown)
    correct(colleague, inventory, 1, site="Port")
    again = apply(client, inventory, asked, meanwhile="mine")
    assert again.status_code == 409
    assert "Port" in text(again)


def test_someone_taking_back_a_correction_meanwhile_is_told_too(client, colleague, inventory):
    correct(colleague, inventory, 0, site="Gare")
    shown = preview(client, inventory, chosen(client, inventory, 0), site="Annexe")
    stored = StoredCorrection.objects.of(inventory.authority).get()
    undo = reverse("footprint_correction_undo",
                   args=[inventory.authority.slug, inventory.pk, stored.pk])  # fmt: skip
    arrive(colleague, colleague.post(undo))
    assert "Camille a annulé" in text(apply(client, inventory, shown))


def test_a_reader_reads_and_does_not_correct(client, reader, inventory):
    shown = reader.get(page("footprint_fleet", inventory))
    assert shown.status_code == 200
    assert 'type="checkbox" name="ligne"' not in shown.content.decode()
    assert reader.get(page("footprint_corrections", inventory)).status_code == 200
    assert reader.get(page("footprint_correct", inventory)).status_code == 403
    assert reader.post(page("footprint_correct", inventory)).status_code == 403


def test_a_trial_corrects_without_an_account(db):
    trial = make_trial()
    visitor = trial_client(trial)
    assess(visitor, trial, FILE)
    inventory = InventoryFile.objects.of(trial).get()
    correct(visitor, inventory, 0, site="Annexe")
    assert lines(inventory)["site"][0] == "Annexe"
    assert "une personne sans compte" in text(visitor.get(page("footprint_corrections", inventory)))
