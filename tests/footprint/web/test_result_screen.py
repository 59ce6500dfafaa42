"""The first screen of a result: what to check, the sentence, the chart, decisions, the tabs."""

import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from factories.authorities import make_trial, trial_client
from footprint.web.conftest import assess, tab
from footprint.web.test_inventory_pages import text
from footprint.web.test_result_pages import links
from jalons.footprint.web.intake.actions import import_inventory
from jalons.footprint.web.models import InventoryFile

VIEWS = ("detail", "non-compte", "methode", "exporter")
HEAVY = "Type;Modèle;Quantité\nOrdinateur portable;A;530\nSmartphone;B;4000\nServeur;C;1200\n"
FEW = "Type;Quantité\nOrdinateur portable;40\nÉcran;80\nTrancheuse;1\n"
MANY = "Type;Quantité\n" + "".join(
    f"{kind};{n}\n"
    for kind, n in {
        "Ordinateur portable": 300, "Écran": 400, "Serveur": 9, "Commutateur": 40, "Tablette": 60,
        "Imprimante": 30, "Smartphone": 200, "Vidéoprojecteur": 12,
    }.items()
)  # fmt: skip


def address(authority, name):
    pk = InventoryFile.objects.of(authority).latest("created_at").pk
    return reverse(name, args=[authority.slug, pk])


def chart_of(page):
    return re.search(r'<figure class="chart">.*?</figure>', page.content.decode(), re.S)[0]


def test_rows_that_carry_the_total_are_one_warning_whose_link_opens_them_alone(
    client, authority, reader
):
    page = assess(client, authority, HEAVY)
    body = page.content.decode()
    assert body.index('class="note warn"') < body.index("<h1>")
    assert re.search(r"La ligne 4 compte 1\s200 appareils et porte \d+\s% du total", text(page))
    opened = client.get(links(page)["Vérifier ces lignes"])
    assert "Voici les 2 lignes à vérifier." in text(opened)
    assert opened.content.decode().count("<tr>") == 3
    corrected = links(opened)["Voir et corriger le parc ligne par ligne"]
    assert client.get(corrected).status_code == 200
    read = reader.get(address(authority, "footprint_result"))
    assert "Vérifier ces lignes" in links(read)
    assert "Revoir les colonnes" not in links(read)


@pytest.mark.parametrize(
    "asked", ["", "?ligne=x", "?ligne=:99", "?ligne=nulle%20part:3", "?ligne="]
)
def test_rows_that_do_not_exist_are_no_error(client, authority, asked):
    assess(client, authority, HEAVY)
    assert client.get(address(authority, "footprint_lines") + asked).status_code == 200


def test_unknown_kinds_are_worth_naming_above_one_device_in_a_hundred(client, authority):
    page = assess(client, authority, FEW)
    assert "Nommer les types inconnus" not in links(page)
    page = assess(client, authority, FEW.replace("Trancheuse;1", "Trancheuse;9"))
    assert "9 appareils sont de types inconnus" in text(page)
    assert "Nommer les types inconnus" in links(page)


def test_six_bars_at_most_in_one_unit_under_what_they_show(client, authority):
    drawn = chart_of(assess(client, authority, MANY))
    names = re.findall(r"<text y=[^>]*>([^<]+)</text>", drawn)
    assert len(names) == 6
    assert names[-1] == "3 autres types"
    values = re.findall(r'text-anchor="end"[^>]*>([^<]+)</text>', drawn)
    assert all(each.endswith("t\u00a0CO₂e") for each in values)
    assert re.search(r"<figcaption>[^<]+ environ \d+\u202f% de l’empreinte d’un an<", drawn)


def test_one_kind_is_drawn_by_stage_of_life(client, authority):
    drawn = chart_of(assess(client, authority, "Type;Quantité\nOrdinateur portable;5\n"))
    assert "par étape de vie" in drawn
    assert "Fabrication" in drawn


def test_a_few_computers_for_many_staff_give_no_figure_per_person(client, authority):
    page = assess(client, authority, "Type;Quantité\nOrdinateur portable;1\n")
    assert "1 ordinateur pour 50 agents" in text(page)
    assert "par agent." not in text(page)
    assert "par appareil." in text(page)


def test_decisions_stand_with_their_gain_and_open_on_their_own(client, authority):
    page = assess(client, authority, MANY)
    cards = re.findall(r'<section class="card a2">.*?</section>', page.content.decode(), re.S)
    assert 1 <= len(cards) <= 3
    for card in cards:
        assert re.search(r'class="gain">(−|Gain incertain)', card)
        href = re.search(r'href="([^"]+)"', card)[1].replace("&amp;", "&")
        assert client.get(href).status_code == 200


def test_one_button_is_filled_and_two_are_quiet_at_most(client, authority):
    assess(client, authority, MANY)
    body = assess(client, authority, MANY).content.decode().partition("<main")[2]
    first = body.partition('<ul class="tabs"')[0]
    assert first.count('class="button"') == 1
    assert first.count('class="button quiet"') == 2


def test_every_page_behind_a_result_is_under_one_of_the_tabs(client, authority):
    page = assess(client, authority, FEW)
    seen = set()
    for view in VIEWS:
        shown = tab(client, page, view)
        assert shown.content.decode().count("<") / 2 < 600
        seen |= {urlsplit(href).path for href in links(shown).values()}
    names = ("fleet", "corrections", "services", "breakdown", "lines", "kinds", "choices",
             "columns", "gaps", "scenarios", "perimeter")  # fmt: skip
    assert {address(authority, f"footprint_{name}") for name in names} <= seen
    assert {reverse("footprint_factors"), reverse("footprint_electricity")} <= seen
    pk = InventoryFile.objects.of(authority).get().pk
    files = ("rapport-pdf", "rapport-html", "rapport-docx", "rapport-odt", "resultats-xlsx",
             "resultats-csv", "resultats-json", "lignes-xlsx", "lignes-csv")  # fmt: skip
    assert {reverse("footprint_export", args=[authority.slug, pk, each]) for each in files} <= seen
    last = tab(client, page, "exporter").content.decode()
    assert reverse("footprint_inventory_delete", args=[authority.slug, pk]) in last
    assert "Supprimer cet inventaire" not in text(tab(client, page, "detail"))


def test_the_sentence_names_manufacture_only_where_it_surely_makes_the_most(client, authority):
    def sentence(content):
        return text(assess(client, authority, content)).partition("émet environ")[2][:90]

    assert "fabrication" in sentence(FEW)
    assert "fabrication" not in sentence("Type;Quantité;Pays\nServeur;5;Pologne\n")


def test_an_unknown_tab_is_the_detail(client, authority):
    page = assess(client, authority, FEW)
    assert "Par type d’appareil" in text(tab(client, page, "<b>"))


def test_a_published_figure_is_not_compared_with_another_perimeter_and_says_why(client, authority):
    seen = text(tab(client, assess(client, authority, FEW), "methode"))
    assert "Pourquoi aucun chiffre publié" in seen
    assert "460 kg CO₂e par utilisateur et par an" in seen
    assert "non par agent" in seen


def test_each_total_leads_to_what_it_covers(client, authority, reader):
    assess(client, authority, FEW)
    sheet = address(authority, "footprint_perimeter")
    for name in ("result", "breakdown", "origin", "gaps"):
        assert sheet in client.get(address(authority, f"footprint_{name}")).content.decode(), name
    seen = text(reader.get(sheet))
    assert "Ce total compte 2 lignes de l’inventaire sur 3 : 120 appareils." in seen
    inside, outside = seen.split("Ce qui ne l’est pas")
    assert "en service" in inside
    assert "réformé" in outside
    for words in ("parc.csv, déposé le", "Trancheuse", "acidification"):
        assert words in seen


def test_a_trial_has_its_result_and_is_said_to_be_in_the_browser(client, authority):
    trial = make_trial()
    made = import_inventory(
        authority=trial, user=None, name="p.csv", content=FEW.encode(), today=date(2026, 11, 24)
    )
    url = reverse("footprint_result", args=[trial.slug, made.inventory.pk])
    seen = text(trial_client(trial).get(url))
    assert "Votre parc numérique émet environ" in seen
    assert "essai" in seen
