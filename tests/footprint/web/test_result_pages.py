"""The results by axis, where a figure comes from, the gaps and the quality: plain pages, no script.

A journey follows the links of the pages as a person does, without JavaScript.
"""

import csv
import re
from html import unescape
from io import StringIO
from urllib.parse import urljoin

import pytest
from django.urls import reverse

from footprint.web.conftest import assess
from footprint.web.test_inventory_pages import text
from jalons.footprint.store import load_pack
from jalons.footprint.web.models import InventoryFile

FILE = """Type;Modèle;Quantité;Bâtiment;Service
Ordinateur portable;Latitude;30;Mairie;DSI
Ordinateur portable;Latitude;10;École;Éducation
Écran;P2419H;40;Mairie;DSI
Serveur;R640;2;Mairie;DSI
Commutateur;C9200;4;Mairie;DSI
"""
AXES = ("device", "entity", "site", "country", "stage", "tier", "criterion")


@pytest.fixture
def authority(inventory):
    return inventory.authority


@pytest.fixture
def contributor(authority):
    return authority.members.get()


@pytest.fixture
def url(authority, inventory):
    """The address of a page of the inventory."""
    return lambda name: reverse(name, args=[authority.slug, inventory.pk])


def links(page):
    """The links of the content of a page: their words and address."""
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    found = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', main, re.S)
    return {re.sub(r"<[^>]+>", "", words).strip(): unescape(href) for href, words in found}


def follow(client, page, words):
    """The page a link leads to."""
    return client.get(urljoin(page.wsgi_request.get_full_path(), links(page)[words]))


@pytest.mark.parametrize("axis", AXES)
def test_every_axis_is_a_table_beside_its_chart_with_a_sentence_first(client, url, axis):
    page = client.get(url("footprint_breakdown"), {"par": axis})
    assert page.status_code == 200
    body = page.content.decode()
    assert body.index("<h1>") < body.index("<table") < body.index('<figure class="chart"')
    assert "Intervalle 90 %" in text(page) or "90" in text(page)
    assert "<script" not in body


@pytest.mark.parametrize("criterion", load_pack().known_criteria())
@pytest.mark.parametrize("axis", AXES)
def test_every_criterion_can_be_read_by_every_axis_and_taken_as_a_file(
    client, url, axis, criterion
):
    asked = {"par": axis, "critere": criterion}
    assert client.get(url("footprint_breakdown"), asked).status_code == 200
    file = client.get(url("footprint_breakdown_csv"), asked)
    assert "attachment" in file["Content-Disposition"]
    rows = list(csv.reader(StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert len({len(row) for row in rows}) == 1
    for row in rows[1:]:
        assert row[4] or row[8] in {"non évalué", "compté dans une autre étape"}


def test_a_figure_opens_in_one_click_to_its_kinds_then_to_its_factors(client, url):
    page = client.get(url("footprint_breakdown"), {"par": "site"})
    assert "La plus grande part : Mairie, environ" in text(page)
    site = follow(client, page, "Mairie")
    assert "nombre ici ÷ nombre dans le parc" in text(site)
    assert "Ordinateurs portables" in text(site)
    trace = follow(client, site, "Ordinateurs portables")
    assert "Licence" in text(trace)
    assert "ADEME" in text(trace)


def test_a_stage_opens_each_kind_at_that_stage(client, url):
    page = client.get(url("footprint_breakdown"), {"par": "stage"})
    stage = follow(client, page, "Usage")
    address = links(stage)["Ordinateurs portables"]
    assert address.endswith("#use")
    assert '<section id="use">' in client.get(address.partition("#")[0]).content.decode()


def test_another_criterion_stays_with_the_person_from_click_to_click(client, url):
    asked = {"par": "tier", "critere": "primary_energy"}
    page = client.get(url("footprint_breakdown"), asked)
    tier = follow(client, page, "Appareils des utilisateurs")
    trace = follow(client, tier, "Ordinateurs portables")
    assert "MJ" in text(trace)


def test_what_is_not_assessed_says_so_and_is_no_zero(client, url):
    page = client.get(url("footprint_breakdown"), {"par": "criterion"})
    assert "non évalué" in text(page)
    rows = re.findall(r"<tr>.*?</tr>", page.content.decode(), re.S)
    unknown = [row for row in rows if "non évalué" in row and "usage seul" not in row]
    assert unknown
    assert not any(re.search(r"<td[^>]*>\s*0\s*</td>", row) for row in unknown)


def test_the_total_opens_too(client, url):
    page = client.get(url("footprint_breakdown"))
    total = follow(client, page, "Ouvrir le total")
    assert "Tout le parc" in text(total)


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"par": "site", "de": "Nulle part"}, 404), ({"par": "device", "de": "nope"}, 404)],
)
def test_a_part_that_does_not_exist_is_not_found(client, url, asked, code):
    assert client.get(url("footprint_origin"), asked).status_code == code


def test_an_absurd_question_takes_its_default(client, url):
    page = client.get(url("footprint_breakdown"), {"par": "<b>", "critere": "joy", "page": "x"})
    assert page.status_code == 200
    assert "<b>" not in page.content.decode()


def test_many_sites_are_paged_and_the_file_holds_them_all(client, authority):
    lines = "".join(f"Écran;{n + 1};Site {n}\n" for n in range(60))
    assess(client, authority, f"Type;Quantité;Bâtiment\n{lines}")
    pk = InventoryFile.objects.of(authority).latest("created_at").pk
    page = client.get(reverse("footprint_breakdown", args=[authority.slug, pk]), {"par": "site"})
    assert "page 1 sur 4" in text(page)
    elements = len(re.findall(r"<[a-z]", page.content.decode()))
    assert elements < 420
    file = client.get(
        reverse("footprint_breakdown_csv", args=[authority.slug, pk]), {"par": "site"}
    )
    assert file.content.count(b"\r\n") == 61


def test_a_site_written_as_a_formula_stays_text_in_the_file(client, authority):
    assess(client, authority, "Type;Quantité;Bâtiment\nÉcran;5;=1+1\nÉcran;5;Mairie\n")
    pk = InventoryFile.objects.of(authority).latest("created_at").pk
    file = client.get(
        reverse("footprint_breakdown_csv", args=[authority.slug, pk]), {"par": "site"}
    )
    assert b"\n=1+1" not in file.content


def test_the_gaps_say_what_to_do_what_it_brings_how_and_where(client, url):
    page = client.get(url("footprint_gaps"))
    seen = text(page)
    assert "La donnée la plus utile réduirait l’intervalle de" in seen
    assert re.search(r"−\d+ % d’intervalle", seen)
    assert "Comment se lit la lettre" in seen
    assert len(re.findall(r"<li><p><strong>", page.content.decode())) == 5
    for words, address in links(page).items():
        assert client.get(urljoin(url("footprint_gaps"), address)).status_code == 200, words


def test_the_tornado_stands_beside_its_table_and_its_shares_make_a_whole(client, url):
    body = client.get(url("footprint_gaps")).content.decode()
    assert "Part de la variance" in body
    assert '<figure class="chart"' in body


@pytest.mark.parametrize("name", ["footprint_result", "footprint_gaps"])
def test_a_letter_never_stands_without_its_reasons(client, url, name):
    page = client.get(url(name), {"voir": "methode"})
    seen = text(page)
    assert re.search(r"Qualité des données : [A-E]", seen)
    assert "de l’impact repose sur des valeurs par défaut." in seen


def test_what_the_footprint_rests_on_is_told_with_its_share(client, url):
    seen = text(client.get(url("footprint_gaps")))
    for words in ("Valeurs mesurées", "Valeurs déclarées", "Valeurs par défaut"):
        assert re.search(rf"{words}\s+(<\s*)?\d+\s*%", seen)


def test_a_reader_reads_every_view(reader, url):
    for name in ("footprint_breakdown", "footprint_breakdown_csv", "footprint_origin",
                 "footprint_gaps"):  # fmt: skip
        assert reader.get(url(name)).status_code == 200
