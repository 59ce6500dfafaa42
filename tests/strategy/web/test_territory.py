"""The page of the territory: an estimate on the first day, local figures, files, a confirmation."""

import csv
import io
import json

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.territories.models import Territory
from jalons.foundation.territories.vintage import vintage
from jalons.kernel import Status
from jalons.strategy.documents import write
from jalons.strategy.documents.prose import texts_of
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.engine.territory.known import KnownName
from jalons.strategy.web.observations.queries import latest, path_of
from jalons.strategy.web.statutory import queries as statutory
from jalons.strategy.web.territory import actions, queries
from jalons.strategy.web.territory.commands import territory as territory_command
from jalons.strategy.web.territory.models import TerritorySheet
from plain_words import found_in
from samples import api_token
from strategy.web.statutory.test_documents import DAY

pytestmark = pytest.mark.django_db

FILE = "CODGEO;P21_MEN;ETTOT22\n01001;20000;4000\n01002;15000;1000\n99999;30000000;4000000\n"
FIBRE = "code;raccordables T2 2024;logements;etablissements\n01001;18;20;4\n01002;15;15;1\n"


@pytest.fixture
def communes(agglo):
    """Two communes that make the territory up, and all of France that is loaded."""
    rest = vintage().residents - 77_400
    for code, population, epci in (
        ("01001", 45_000, agglo.territory), ("01002", 32_400, agglo.territory),
        ("99999", rest, None),
    ):  # fmt: skip
        Territory.objects.create(
            kind="commune", code=code, name=f"Commune {code}", population=population,
            epci=epci, vintage=agglo.territory.vintage,
        )  # fmt: skip


def page(client, name="territory_sheet", *args, data=None, status=200):
    address = reverse(name, args=["agglo", *args])
    answer = client.get(address) if data is None else client.post(address, data, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


def send(client, text, *, vintage_typed="", status=200):
    file = SimpleUploadedFile("communes.csv", text.encode(), content_type="text/csv")
    data = {"file": file, "source": "INSEE, comparateur de territoires", "vintage": vintage_typed}
    return page(client, "territory_import", data=data, status=status)


def type_figure(client, name, *, status=200, **values):
    data = {"as_of": "2025", "source": "Étude du syndicat"}
    return page(client, "territory_figure", name, data=data | values, status=status)


def undo(client, authority):
    """Undo the last act on the sheet, as its page offers it."""
    batch = queries.last_act(queries.sheet_of(authority))
    address = reverse("territory_sheet_undo", args=["agglo", batch.pk])
    assert address in page(client)
    assert client.post(address, follow=True).status_code == 200


def estimate(authority):
    return queries.estimate_of(queries.sheet_of(authority))


def test_the_page_estimates_on_the_first_day_and_records_nothing(lead, agglo, communes):
    shown = page(lead)
    assert "c’est une estimation" in shown
    assert "entre" in shown
    assert "moyenne nationale, 2022" in shown
    assert "Échelle de 0 à" in shown
    assert "Confirmer l’estimation" in shown
    assert "comparateur de territoires" in shown
    assert "77\u202f400 habitants" in shown
    assert estimate(agglo).total.mid == pytest.approx(29_500_000 * 77_400 / vintage().residents)
    assert latest(agglo) == {}


def test_a_territory_without_population_says_it_and_offers_a_way(lead, agglo):
    Territory.objects.update(population=None)
    shown = page(lead)
    assert "rien ne peut encore être estimé" in shown
    assert "Saisir le nombre d’habitants" in shown
    type_figure(lead, "residents", value="9 800")
    assert estimate(Authority.objects.get(slug="agglo")).residents == 9_800


def test_an_authority_without_a_territory_has_a_page(lead, agglo):
    Authority.objects.update(territory=None)
    assert "rien ne peut encore être estimé" in page(lead)


def test_a_reader_reads_and_changes_nothing(reader, agglo, communes):
    assert "Confirmer" not in page(reader)
    for name, args in (("territory_import", []), ("territory_figure", ["firms"])):
        assert reader.get(reverse(name, args=["agglo", *args])).status_code in {403, 404}
    assert reader.post(reverse("territory_confirm", args=["agglo"])).status_code in {403, 404}
    assert not TerritorySheet.unscoped.exists()


def test_a_contributor_does_not_confirm(agglo, communes):
    shown = page(client_of(agglo, Role.CONTRIBUTOR), "territory_confirm", data={})
    assert "Un responsable de la collectivité confirme" in shown
    assert latest(agglo) == {}


def test_a_public_file_narrows_the_range_and_can_be_taken_back(lead, agglo, communes):
    wide = estimate(agglo).total.width
    assert "ménages 35\u202f000, 2021" in send(lead, FILE)
    found = estimate(agglo)
    assert found.total.width < wide
    assert found.missing == ()
    undo(lead, agglo)
    assert estimate(agglo).total.width == wide
    assert queries.last_act(queries.sheet_of(agglo)) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a;b\n1;2\n", "colonnes attendues"),
        ("code;menages\n01001;3\n", "année"),
        ("CODGEO;P21_MEN\n69123;3\n", "ne dit rien de votre territoire"),
        (FILE.replace("15000", "beaucoup"), "n’est pas un nombre"),
    ],
)
def test_a_file_that_does_not_serve_is_explained_and_changes_nothing(
    lead, agglo, communes, text, words
):
    assert words in send(lead, text, status=422)
    assert not TerritorySheet.unscoped.exists()


def test_a_local_figure_replaces_the_average_everywhere(lead, agglo, communes):
    type_figure(lead, "data_centres", value="900", low="800", high="1 000")
    shown = page(lead)
    assert "donnée locale, 2025\u202f: Étude du syndicat" in shown
    assert estimate(agglo).parts[1].value.mid == 900
    page(lead, "territory_figure", "data_centres", data={"forget": "1"})
    assert estimate(agglo).local == ()
    undo(lead, agglo)
    assert estimate(agglo).parts[1].value.high == 1_000
    verbs = list(Entry.unscoped.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["created", "changed", "changed"]
    line = Entry.unscoped.order_by("pk")[1]
    assert line.changes == [
        ("l’empreinte des centres de données", "900 (2025, Étude du syndicat)", "∅")
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"value": "12 t"}, "sans son unité"),
        ({"value": "-4"}, "négatif"),
        ({"value": "5", "low": "6"}, "au moins"),
        ({"value": "5", "as_of": "bientôt"}, "une année"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_with_a_way_out(lead, agglo, communes, values, words):
    shown = type_figure(lead, "terminals", status=422, **values)
    assert words in shown
    assert "Étude du syndicat" in shown  # what was typed stays
    assert estimate(agglo).local == ()


def test_two_people_on_one_figure_see_both_and_on_two_figures_keep_both(lead, agglo, communes):
    type_figure(lead, "terminals", value="100")
    met = type_figure(lead, "terminals", value="120", **{"initial-value": ""}, status=422)
    assert "100" in met
    assert "120" in met
    type_figure(lead, "networks", value="50")
    known = queries.known_of(queries.sheet_of(agglo))
    assert {name.value: each.value.mid for name, each in known.items()} == {
        "terminals": 100, "networks": 50,
    }  # fmt: skip


def test_what_is_undone_leaves_alone_what_was_typed_since(lead, agglo, communes):
    type_figure(lead, "terminals", value="100")
    first = queries.last_act(queries.sheet_of(agglo))
    type_figure(lead, "networks", value="50")
    done = writer.undo(agglo, None, first)
    assert (done.restored, len(done.changed_since)) == (0, 1)
    assert len(queries.known_of(queries.sheet_of(agglo))) == 2


def test_confirming_records_the_indicators_and_undoing_withdraws_them(lead, agglo, communes):
    send(lead, FIBRE)
    page(lead, "territory_confirm", data={})
    found = latest(agglo)
    assert set(found) == {
        "territory.footprint", "territory.footprint_per_resident", "territory.box_electricity",
        "territory.fibre_share",
    }  # fmt: skip
    footprint = found["territory.footprint"]
    assert footprint.status is Status.ESTIMATED
    assert footprint.value == estimate(agglo).total
    assert footprint.perimeter.included[0].startswith("Empreinte estimée du territoire")
    assert found["territory.fibre_share"].value.mid == pytest.approx(100 * 33 / 40)
    type_figure(lead, "terminals", value="100")
    assert latest(agglo)["territory.footprint"].value == estimate(agglo).total
    assert latest(agglo)["territory.footprint"].perimeter.counted != footprint.perimeter.counted
    undo(lead, agglo)
    undo(lead, agglo)
    assert latest(agglo) == {}


def test_an_average_allocated_to_the_territory_measures_no_commitment(lead, agglo, communes):
    page(lead, "territory_confirm", data={})
    assert not any(standing.measured for standing in path_of(latest(agglo)))


def test_nothing_to_confirm_is_not_confirmed(lead, agglo):
    Territory.objects.update(population=None)
    assert "ne sont pas connus" in page(lead, "territory_confirm", data={})
    assert latest(agglo) == {}


def programme(authority):
    material = statutory.material(authority, 2026, today=DAY)
    with translation.override("fr"):
        return write(DocumentKind.PROGRAMME, material, "fr")


def words_of(document):
    return " ".join(text for block in document.tree.blocks for text in texts_of(block))


def ticked(document, item):
    return next(each.answered for each in document.ticks if each.item.id == item)


def test_the_programme_is_half_written_on_the_first_day_and_ticked_once_confirmed(
    lead, agglo, communes
):
    document = programme(agglo)
    words = words_of(document)
    assert "Empreinte estimée du territoire, à partir de moyennes nationales" in words
    assert "n’a pas encore confirmé cette estimation" in words
    assert "reste à confirmer par la collectivité" in words
    assert found_in(words) == []
    assert not ticked(document, "programme.impact")
    assert not ticked(document, "programme.uses")
    send(lead, FIBRE)
    page(lead, "territory_confirm", data={})
    document = programme(agglo)
    words = words_of(document)
    assert "n’a pas encore confirmé" not in words
    assert "30 juin 2024" in words
    assert ticked(document, "programme.impact")
    assert ticked(document, "programme.uses")


def test_boxes_alone_tick_no_assessment_of_uses(lead, agglo, communes):
    page(lead, "territory_confirm", data={})
    assert not ticked(programme(agglo), "programme.uses")


def test_an_objective_on_the_estimate_answers_the_decree(lead, agglo, communes):
    page(lead, "territory_confirm", data={})
    data = {
        "baseline_on": "2022-12-31", "baseline": "33000", "target_on": "2030-12-31",
        "target": "26000", "unit": "t CO2 eq/year", "decided_by": "Délibération 12",
    }  # fmt: skip
    address = reverse("indicator_objective", args=["agglo", "territory.footprint"])
    form = lead.get(address)
    names = set(form.context["form"].fields)
    lead.post(address, {name: data.get(name, "") for name in names} | data)
    material = statutory.material(agglo, 2026, today=DAY)
    assert [each.indicator.id for each in material.aims] == ["territory.footprint"]
    assert ticked(write(DocumentKind.STRATEGY, material, "fr"), "strategy.objectives")


def test_figures_leave_as_csv_made_inert(lead, agglo, communes):
    type_figure(lead, "firms", value="12", source="=2+2")
    answer = lead.get(reverse("territory_csv", args=["agglo"]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["figure"] for row in rows] == [
        "terminals", "data_centres", "networks", "boxes", "whole", "firms",
    ]  # fmt: skip
    assert {row["origin"] for row in rows} == {"estimate", "local"}
    assert rows[-1]["source"] == "'=2+2"
    assert float(rows[4]["value"]) == estimate(agglo).total.mid


def test_one_authority_never_reads_the_sheet_of_another(agglo, communes):
    other = make_authority("autre", "Autre", territory=agglo.territory)
    figure = queries.known_of(queries.sheet_of(agglo))
    assert figure == {}
    actions.import_figures(
        authority=agglo, user=None, name="f.csv", content=FILE.encode(), source="INSEE, essai"
    )
    assert queries.known_of(queries.sheet_of(other)) == {}
    assert KnownName.HOUSEHOLDS in queries.known_of(queries.sheet_of(agglo))


def test_the_page_takes_few_queries(lead, agglo, communes, django_assert_max_num_queries):
    send(lead, FILE)
    with django_assert_max_num_queries(12):
        page(lead)


def test_the_api_gives_the_estimate_said_to_be_one(agglo, communes):
    cache.clear()
    _, secret = api_token(agglo, scopes=["strategy:read"])
    address = "/api/v1/authorities/agglo/territory"
    headers = {"Authorization": f"Bearer {secret}"}
    told = Client().get(address, headers=headers).json()
    assert (told["status"], told["confirmed"], told["residents"]) == ("estimated", False, 77_400)
    assert told["total"]["mid"] == estimate(agglo).total.mid
    assert [part["id"] for part in told["parts"]] == ["terminals", "data_centres", "networks"]
    assert told["parts"][0]["keys_not_known"] == ["households", "firms"]
    Territory.objects.update(population=None)
    assert Client().get(address, headers=headers).status_code == 404


def test_a_territory_overseas_is_told_that_averages_say_less(lead, agglo, communes):
    assert "outre-mer" not in page(lead)
    assert "outre-mer" not in words_of(programme(agglo))
    guadeloupe = Territory.objects.create(kind="departement", code="971", name="Guadeloupe")
    Territory.objects.filter(pk=agglo.territory_id).update(departement=guadeloupe)
    assert "outre-mer" in page(lead)
    assert "outre-mer" in words_of(programme(Authority.objects.get(slug="agglo")))


def run(*arguments):
    return CliRunner().invoke(territory_command, list(arguments))


def test_the_command_prints_an_estimate_or_says_why_not(agglo, communes):
    done = run("200066009", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert told["status"] == "estimated"
    assert told["total"]["mid"] == estimate(agglo).total.mid
    assert "moyennes nationales" in run("01001").output
    for code, error in (("00000", "territory_code_unknown"), ("01", "territory_code_shared")):
        Territory.objects.get_or_create(kind="region", code="01", name="Guadeloupe")
        Territory.objects.get_or_create(kind="departement", code="01", name="Ain")
        assert run(code).exception.code == error
    assert run("01", "--kind", "region").exception.code == "territory_unknown"
