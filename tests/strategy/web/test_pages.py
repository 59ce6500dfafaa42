"""The pages say first what is so, in French, and only to those who may read."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories.authorities import make_authority, make_trial, trial_client
from factories.people import stranger_client
from jalons.foundation.accounts.models import Authority, Membership, User
from jalons.foundation.territories.queries import duties_of
from jalons.kernel import Interval, Perimeter, Period, Status, Unit, Urn
from jalons.kernel.contracts import observation_store
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.diagnosis.actions import answer
from jalons.strategy.web.diagnosis.models import GivenAnswer
from jalons.strategy.web.path.pages import path_page
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.statutory.deadlines import Known, When, deadlines, deadlines_of
from jalons.strategy.web.statutory.models import StatutoryDocument
from strategy.web.test_observation_store import AGE, TOTAL

pytestmark = pytest.mark.django_db


def page(client, path, **kwargs):
    response = client.get(path, **kwargs)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_path_starts_with_a_sentence_and_what_to_bring(reader):
    html = page(reader, "/collectivite/agglo/")
    assert "<h1>Aucun engagement sur neuf n’est encore mesuré.</h1>" in html
    assert html.count("pas encore mesuré") == 9
    assert "une demi-heure" in html
    assert "77\u202f400 habitants · 453 agents" in html


def test_the_path_shows_measured_commitments_with_figure_and_interval(reader):
    observation_store().record([TOTAL, AGE])
    html = page(reader, "/collectivite/agglo/")
    assert "Un engagement sur neuf est mesuré." in html
    assert html.count("pas encore mesuré") == 8
    assert "<b>148</b> t CO₂e par an, en 2026" in html
    assert "entre 118 et 187" in html
    assert "/collectivite/agglo/indicateurs/footprint.total/" in html
    assert "1 autre indicateur" in html
    assert "Âge moyen du parc" not in html, "a card has one figure: the others are a click away"


def filled(html):
    """The filled buttons above the cards: label and address."""
    return re.findall(r'<a class="button" href="([^"]*)">([^<]*)</a>', html.partition("<h2")[0])


def test_one_filled_button_leads_to_what_is_late_by_law_then_planned_then_unknown(agglo, reader):
    path = "/collectivite/agglo/"
    assert filled(page(reader, path)) == [(f"{path}diagnostic/", "Répondre aux questions")]
    answer(authority=agglo, user=None, said={"1.1.1": "done"}, evidence={})
    assert filled(page(reader, path)) == [(f"{path}empreinte/", "Déposer un inventaire")]
    observation_store().record([TOTAL])
    assert filled(page(reader, path)) == [
        (f"{path}feuille-de-route/", "Ouvrir la feuille de route")
    ]
    values = {"title": "Trier les câbles", "status": "under_way", "end": date(2020, 1, 1)}
    create_action(authority=agglo, user=None, values=values)
    html = page(reader, path)
    assert filled(html) == [(f"{path}feuille-de-route/?etat=late", "Voir ce qui est en retard")]
    assert "1 action est en retard." in html
    answer(authority=agglo, user=None, said={"8.2.1": "not_done"}, evidence={})
    html = page(reader, path)
    assert filled(html) == [(f"{path}documents/", "Préparer ce que la loi attend")]
    assert "Stratégie numérique responsable\u202f: en retard depuis le 1er janvier 2025." in html


def test_a_ring_is_filled_in_proportion_of_the_milestones_reached(agglo, reader):
    assert "stroke-dasharray" not in page(reader, "/collectivite/agglo/")
    answer(authority=agglo, user=None, said={"1.1.1": "not_done"}, evidence={})
    assert 'stroke-dasharray="0 100"' in page(reader, "/collectivite/agglo/")
    one, other = path_page(agglo).milestones[0], path_page(agglo).milestones[1]
    assert (one.share, other.share) == (0, None)
    third, whole = replace(one, share=1 / 3), replace(one, share=1.0)
    assert (third.ring, whole.ring) == ("33 100", "")


def test_the_path_tells_how_a_figure_moved(reader):
    before = replace(TOTAL, period=Period.year(2025), value=Interval(195, 200, 220))
    observation_store().record([before, TOTAL])
    html = page(reader, "/collectivite/agglo/")
    assert "\u221226\u202f% depuis 2025, à périmètre égal." in html


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (9, 16, "+7\u00a0points depuis 2025, à périmètre égal."),
        (94, 95.8, "+1,8\u00a0point depuis 2025, à périmètre égal."),
        (57, 48, "\u22129\u00a0points depuis 2025, à périmètre égal."),
        (0, 4, "+4\u00a0points depuis 2025, à périmètre égal."),
        (50, 50.04, "Inchangé depuis 2025, à périmètre égal."),
    ],
)
def test_a_share_moves_by_points(reader, before, after, words):
    share = replace(TOTAL, indicator="footprint.services_share", unit=Unit.parse("%"))
    later = replace(share, value=Interval.exact(after))
    earlier = replace(share, period=Period.year(2025), value=Interval.exact(before))
    observation_store().record([earlier, later])
    assert words in page(reader, "/collectivite/agglo/indicateurs/footprint.services_share/")


def test_a_commitment_tells_its_content_its_source_and_what_is_not_measured(reader):
    observation_store().record([TOTAL])
    html = page(reader, "/collectivite/agglo/engagements/4/")
    assert "Changer les pratiques internes\u202f: penser responsable\u202f!" in html
    assert "Mesurer l’empreinte carbone du numérique." in html
    assert "Weka" in html
    total = sum(each.measures for each in catalogue().of_commitment(4))
    assert total < len(catalogue().of_commitment(4))
    assert f"1 indicateur sur {total} est mesuré." in html
    assert "<strong>Mesuré</strong>" in html
    assert "Âge moyen du parc" in html


MARK = '<a class="doubt" href="/sources/" title="source à confirmer"'


def unread(sheet):
    """How many marks of doubt the page of an indicator shows: its source, and its law."""
    law = sheet.legal_basis
    return (not sheet.source.verified) + (law is not None and not law.verified)


def test_a_source_to_confirm_has_one_discreet_mark_and_no_sentence(reader):
    for sheet in catalogue().indicators.values():
        html = page(reader, f"/collectivite/agglo/indicateurs/{sheet.id}/")
        assert html.count(MARK) == unread(sheet), sheet.id
    html = page(reader, "/collectivite/agglo/engagements/7/")
    weak = sum(not each.verified for each in manifesto().commitment(7).content)
    sources = {each.source for each in manifesto().commitment(7).content}
    weak += sum(not each.verified for each in sources)
    weak += sum(not each.verified for each in catalogue().of_commitment(7))
    assert html.count(MARK) == weak
    assert "personne n’a vérifié" not in html


def test_a_source_that_was_read_gives_its_address_and_no_mark(reader):
    html = page(reader, "/collectivite/agglo/indicateurs/webaudit.rgaa_rate/")
    assert 'href="https://github.com/DISIC/RGAA/blob/master/v4.1/md/obligations.md"' in html
    assert MARK not in html


def test_an_indicator_shows_values_sources_licence_and_method(reader):
    before = replace(TOTAL, period=Period(date(2025, 1, 1), date(2025, 6, 30)))
    observation_store().record([before, TOTAL])
    html = page(reader, "/collectivite/agglo/indicateurs/footprint.total/")
    assert "environ 148 t CO₂e par an" in html.replace("\u00a0", " ")
    assert "du 1er janvier 2025 au 30 juin 2025" in html
    assert "footprint/1.0.0" not in html
    assert "calculé d’après l’inventaire du parc" in html  # its id says nothing to a person
    assert ", 2025" in html
    assert "téléphonie fixe" in html
    assert "25\u202f% mesuré, 25\u202f% déclaré, 50\u202f% par défaut" in html
    assert "export.csv" in html


@pytest.mark.parametrize("indicator", sorted(catalogue().indicators))
def test_every_indicator_has_its_page_even_unmeasured(reader, indicator):
    html = page(reader, f"/collectivite/agglo/indicateurs/{indicator}/")
    measures = catalogue().get(indicator).measures
    assert ("Pas encore mesuré." in html) is measures
    assert ("C’est une" in html) is not measures
    assert "export.csv" not in html


@pytest.mark.parametrize("indicator", sorted(catalogue().indicators))
def test_every_indicator_has_its_page_once_measured(reader, indicator):
    sheet = catalogue().get(indicator)
    observation_store().record([replace(AGE, indicator=indicator, unit=sheet.unit)])
    html = page(reader, f"/collectivite/agglo/indicateurs/{indicator}/")
    assert "4,1" in html
    assert "exact" in html
    assert ("C’est une" in html) is not sheet.measures


@pytest.mark.parametrize("path", ["engagements/10/", "engagements/0/", "indicateurs/nothing/"])
def test_what_does_not_exist_is_not_found(reader, path):
    assert reader.get(f"/collectivite/agglo/{path}").status_code == 404


def test_an_export_of_an_unknown_indicator_is_not_found(reader):
    assert reader.get("/collectivite/agglo/indicateurs/nothing/export.csv").status_code == 404


def test_the_csv_has_one_line_a_value_and_runs_no_formula(reader):
    nasty = replace(
        TOTAL, perimeter=Perimeter(TOTAL.perimeter.authority, ('=HYPERLINK("http://x")',))
    )
    observation_store().record([nasty])
    response = reader.get("/collectivite/agglo/indicateurs/footprint.total/export.csv")
    assert response["Content-Disposition"] == 'attachment; filename="footprint.total.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1
    assert float(rows[0]["high"]) == TOTAL.value.high
    assert rows[0]["unit"] == "t CO2 eq/year"
    assert rows[0]["included"].startswith("'=")


def test_the_json_gives_every_observation_with_all_it_takes_to_trust_it(reader):
    observation_store().record([TOTAL, AGE])
    records = json.loads(page(reader, "/api/v1/authorities/agglo/observations"))["items"]
    total = records[0]
    assert [r["indicator"] for r in records] == ["footprint.total", "footprint.mean_age"]
    assert total["value"] == {"low": 118.25, "mid": 148.1, "high": 187.3333333333333}
    assert total["unit"] == "t CO2 eq/year"
    assert total["period"] == {"start": "2026-01-01", "end": "2026-12-31"}
    assert total["sources"][0]["licence"] == "etalab-2.0"
    assert total["quality"] == {"measured": 0.25, "declared": 0.25, "default": 0.5}
    assert records[1]["quality"] is None


def test_the_address_of_old_leads_to_the_api(reader):
    old = reader.get("/collectivite/agglo/observations.json")
    assert old["Location"] == "/api/v1/authorities/agglo/observations"


def test_the_api_gives_one_indicator_and_explains_one_that_does_not_exist(reader):
    observation_store().record([TOTAL, AGE])
    address = "/api/v1/authorities/agglo/observations"
    found = json.loads(page(reader, f"{address}?indicator=footprint.mean_age"))
    assert [each["indicator"] for each in found["items"]] == ["footprint.mean_age"]
    assert found["total"] == 1
    refused = reader.get(address, {"indicator": "no.such"})
    assert refused.status_code == 422
    assert refused.json()["code"] == "indicator_unknown"
    assert "no.such" in refused.json()["title"]


def test_anybody_reads_the_catalogue_and_the_commitments_through_the_api(db):
    client = Client()
    listed = client.get("/api/v1/indicators").json()
    assert {each["id"] for each in listed} == set(catalogue().indicators)
    one = client.get("/api/v1/indicators/footprint.total").json()
    assert one["unit"] == "t CO2 eq/year"
    assert one["name"]["fr"] != one["name"]["en"]
    assert [each["number"] for each in client.get("/api/v1/commitments").json()] == list(
        range(1, 10)
    )
    assert client.get("/api/v1/indicators/no.such").json()["code"] == "not_found"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "engagements/4/",
        "indicateurs/footprint.total/",
        "indicateurs/footprint.total/export.csv",
        "observations.json",
    ],
)
def test_a_stranger_learns_nothing(agglo, path):
    observation_store().record([TOTAL])
    assert Client().get(f"/collectivite/agglo/{path}").status_code == 302
    assert stranger_client().get(f"/collectivite/agglo/{path}").status_code == 404


def test_a_trial_says_how_long_it_is_kept_and_how_to_keep_it(db):
    started = timezone.now() - timedelta(days=4, hours=1)
    trial = make_trial("essai-x", created_at=started)
    client = trial_client(trial)
    html = page(client, "/collectivite/essai-x/")
    assert "gardé encore 2 jours, dans ce navigateur seulement." in html
    assert "Le conserver avec un compte" in html


def test_a_demonstration_is_labelled_on_every_page(agglo, reader):
    agglo.kind = Authority.Kind.DEMO
    agglo.save()
    observation_store().record([TOTAL])
    for path in ("", "engagements/4/", "indicateurs/footprint.total/"):
        assert "données fictives" in page(reader, f"/collectivite/agglo/{path}")


def test_a_kept_trial_keeps_its_observations_under_its_new_name(agglo, reader):
    observation_store().record([TOTAL])
    agglo.slug = "nouveau"
    agglo.save()
    total = json.loads(page(reader, "/api/v1/authorities/nouveau/observations"))["items"][0]
    assert total["perimeter"]["authority"] == "urn:jalons:authority:nouveau"


def test_anybody_reads_the_manifesto_and_the_catalogue():
    html = page(Client(), "/engagements/")
    assert "Trois ambitions, neuf engagements, aucun objectif imposé." in html
    assert html.count('id="engagement-') == 9
    html = page(Client(), "/indicateurs/")
    assert html.count("?engagement=") == 9


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/engagements/", "Make responsible public procurement the rule"),
        ("/indicateurs/?engagement=4", "Climate footprint of the digital fleet"),
        ("/collectivite/agglo/", "One of the nine commitments is measured."),
        ("/collectivite/agglo/engagements/4/", "Measure the carbon footprint"),
        ("/collectivite/agglo/indicateurs/footprint.total/", "about 148 t CO₂e per year"),
    ],
)
def test_pages_exist_in_english(reader, path, words):
    observation_store().record([replace(TOTAL, status=Status.ESTIMATED)])
    html = page(reader, path, headers={"accept-language": "en"})
    assert words in html.replace("\u00a0", " ")


def test_a_figure_in_another_unit_is_shown_in_the_indicators_own(reader):
    kilograms = replace(
        TOTAL, value=Interval(118_000, 148_000, 187_000), unit=Unit.parse("kg CO2 eq/year")
    )
    observation_store().record([kilograms])
    assert "<b>148</b> t CO₂e par an" in page(reader, "/collectivite/agglo/")


def test_two_authorities_never_mix(agglo, reader):
    other = make_authority("voisine", "Voisine")
    Membership.objects.create(user=User.objects.get(), authority=other)
    theirs = replace(
        TOTAL, perimeter=Perimeter(Urn("authority", "voisine")), origin=Urn("inventory", "9")
    )
    observation_store().record([theirs])
    assert "Aucun engagement" in page(reader, "/collectivite/agglo/")
    assert "Un engagement" in page(reader, "/collectivite/voisine/")


def test_the_path_tells_the_duties_whose_date_comes_next(reader):
    html = page(reader, "/collectivite/agglo/")
    assert "Ce que la loi demande ensuite" in html
    assert "obligations s’appliquent à votre territoire" in html
    assert "dans " in html


def test_an_authority_without_territory_has_no_duties_shown(agglo, reader):
    agglo.territory = None
    agglo.save()
    assert "Ce que la loi demande ensuite" not in page(reader, "/collectivite/agglo/")


def deadlines_on(agglo, day=date(2026, 11, 24), **known):
    return deadlines_of(duties_of(agglo.territory, staff=453), day, Known(**known))


def test_what_is_late_comes_first_then_what_has_no_day_then_the_nearest(agglo):
    shown = deadlines_on(agglo, answers={"8.2.1": "not_done"})
    assert [each.state for each in shown[:3]] == [When.LATE, When.YEARLY, When.AHEAD]
    assert shown[0].when == "en retard depuis le 1er janvier 2025"
    assert shown[0].note == "Vos réponses disent que ce n’est pas encore fait."
    assert shown[1].when == "chaque année, avant le débat d’orientation budgétaire"
    assert shown[1].duty == "reen_review"
    days = [each.days_left for each in shown[2:]]
    assert days == sorted(days)
    declaration = next(each for each in shown if each.when == "30 juin 2027")
    assert declaration.days_left == 218
    assert any(not each.confirmed for each in shown)


def test_a_duty_that_is_not_settled_is_no_deadline(agglo):
    asked = {each.duty.id for each in duties_of(agglo.territory, staff=453) if each.duty.asks}
    assert {"data_centre_report", "ai_high_risk"} <= asked
    assert not asked & {each.duty for each in deadlines_on(agglo)}
    agglo.territory.population = None
    agglo.territory.population_total = None
    assert not any(each.duty.startswith("reen") for each in deadlines_on(agglo))


@pytest.mark.parametrize(
    ("known", "state"),
    [
        ({}, When.CHECK),
        ({"answers": {"8.2.1": "unknown"}}, When.CHECK),
        ({"answers": {"8.2.1": "not_done"}}, When.LATE),
        ({"answers": {"8.2.1": "planned"}}, When.LATE),
        (
            {"answers": {"8.2.1": "planned"}, "signed": {DocumentKind.PROGRAMME: 2022}},
            When.LATE,
        ),
        ({"answers": {"8.2.1": "planned"}, "signed": {DocumentKind.STRATEGY: 2024}}, None),
        ({"answers": {"8.2.1": "done"}}, When.CHECK),
        ({"answers": {"8.1.1": "not_done"}}, When.CHECK),
        ({"answers": {"8.2.1": "not_done"}, "trial": True}, When.CHECK),
    ],
)
def test_the_strategy_is_late_only_when_an_answer_says_that_it_is_not_done(agglo, known, state):
    found = [each for each in deadlines_on(agglo, **known) if each.duty == "reen_strategy"]
    assert [each.state for each in found] == ([state] if state else [])
    assert all(each.when.endswith("1er janvier 2025") for each in found)
    assert all(("retard" in each.when) is each.late for each in found)


def test_before_its_day_the_strategy_is_ahead_and_the_programme_late(agglo):
    shown = deadlines_on(agglo, date(2024, 6, 1), answers={"8.1.1": "planned"})
    before = [e for e in shown if e.duty == "reen_strategy"]
    assert [(e.state, e.step) for e in before] == [(When.LATE, 0), (When.AHEAD, 1)]


def test_a_small_town_has_no_deadline_of_the_strategy(agglo):
    agglo.territory.population = agglo.territory.population_total = 12000
    assert not any(each.duty.startswith("reen") for each in deadlines_on(agglo))


def test_the_path_the_calendar_and_the_facts_tell_the_same_deadlines(reader, agglo):
    Membership.objects.filter(authority=agglo).update(role="contributor")
    GivenAnswer.objects.create(authority=agglo, question="8.2.1", said="not_done")
    told = ("En retard depuis", "avant le débat d’orientation budgétaire")
    addresses = ("", "feuille-de-route/calendrier/", "diagnostic/faits/")
    for address in addresses:
        html = page(reader, f"/collectivite/agglo/{address}").casefold()
        at = [html.index(each.casefold()) for each in told]
        assert at == sorted(at), address
    assert "En retard depuis le 1er janvier 2025" in page(reader, "/collectivite/agglo/documents/")
    StatutoryDocument.objects.create(
        authority=agglo, kind="strategie", year=2024, state="signed", signed_at=timezone.now()
    )
    for address in (*addresses, "documents/"):
        assert "n retard depuis" not in page(reader, f"/collectivite/agglo/{address}")


def test_a_trial_is_never_called_late(agglo, reader):
    Authority.objects.filter(pk=agglo.pk).update(kind=Authority.Kind.TRIAL)
    agglo.refresh_from_db()
    shown = deadlines(agglo)
    assert shown[0].state is When.CHECK
    assert "essai" in shown[0].note


def test_an_assumption_neither_moves_nor_is_called_estimated(reader):
    life = replace(AGE, indicator="footprint.life_laptop")
    observation_store().record([replace(life, period=Period.year(2025)), life])
    html = page(reader, "/collectivite/agglo/indicateurs/footprint.life_laptop/")
    assert len(re.findall(r"<td[^>]*>hypothèse</td>", html)) == 2
    assert "à périmètre égal" not in html
    commitment = page(reader, "/collectivite/agglo/engagements/4/")
    assert "Hypothèses et projections, qui ne sont pas des mesures" in commitment
    assert "Aucun indicateur de cet engagement n’est encore mesuré." in commitment


def test_values_that_do_not_compare_are_said_so_and_not_joined_by_a_line(reader):
    before = replace(TOTAL, period=Period.year(2025))
    observation_store().record([before, TOTAL])
    url = "/collectivite/agglo/indicateurs/footprint.total/"
    joined = page(reader, url)
    observation_store().record([replace(before, method="footprint/0.9.0"), TOTAL])
    apart = page(reader, url)
    assert "leur différence n’est pas une évolution" not in joined
    assert "leur différence n’est pas une évolution" in apart
    assert "à périmètre égal" not in apart
