"""The pages say first what is so, in French, and only to those who may read."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jalons.foundation.accounts.access import TRIAL_SESSION_KEY
from jalons.foundation.accounts.models import Authority, Membership, User
from jalons.foundation.territories.queries import duties_of
from jalons.kernel import Interval, Perimeter, Period, Status, Unit, Urn
from jalons.kernel.contracts import observation_store
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.pages import next_duties
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
    assert "environ dix minutes" in html
    assert "77\u202f400 habitants · 453 agents" in html


def test_the_path_shows_measured_commitments_with_figure_and_interval(reader):
    observation_store().record([TOTAL, AGE])
    html = page(reader, "/collectivite/agglo/")
    assert "Un engagement sur neuf est mesuré." in html
    assert html.count("pas encore mesuré") == 8
    assert "<b>148</b> t CO₂e par an, en 2026" in html
    assert "entre 118 et 187" in html
    assert "/collectivite/agglo/indicateurs/footprint.total/" in html
    assert "<dt>Âge moyen du parc</dt><dd>4,1\u00a0ans</dd>" in html
    assert "tout l’engagement" in html


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
    total = len(catalogue().of_commitment(4))
    assert f"1 indicateur sur {total} est mesuré." in html
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
    assert "autre méthode" in html  # its id says nothing to a person
    assert ", 2025" in html
    assert "téléphonie fixe" in html
    assert "25\u202f% mesuré, 25\u202f% déclaré, 50\u202f% par défaut" in html
    assert "export.csv" in html


@pytest.mark.parametrize("indicator", sorted(catalogue().indicators))
def test_every_indicator_has_its_page_even_unmeasured(reader, indicator):
    html = page(reader, f"/collectivite/agglo/indicateurs/{indicator}/")
    assert "Pas encore mesuré." in html
    assert "export.csv" not in html


@pytest.mark.parametrize("indicator", sorted(catalogue().indicators))
def test_every_indicator_has_its_page_once_measured(reader, indicator):
    sheet = catalogue().get(indicator)
    observation_store().record([replace(AGE, indicator=indicator, unit=sheet.unit)])
    html = page(reader, f"/collectivite/agglo/indicateurs/{indicator}/")
    assert "4,1" in html
    assert "exact" in html


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
    stranger = Client()
    assert stranger.get(f"/collectivite/agglo/{path}").status_code == 302
    stranger.force_login(User.objects.create_user("other@example.org", "x"))
    assert stranger.get(f"/collectivite/agglo/{path}").status_code == 404


def test_a_trial_says_how_long_it_is_kept_and_how_to_keep_it(db):
    started = timezone.now() - timedelta(days=4, hours=1)
    kind = Authority.Kind.TRIAL
    trial = Authority.objects.create(slug="essai-x", name="Essai", kind=kind, created_at=started)
    client = Client()
    session = client.session
    session[TRIAL_SESSION_KEY] = trial.slug
    session.save()
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
    assert html.count('<section class="card') == len(catalogue().indicators)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/engagements/", "Make responsible public procurement the rule"),
        ("/indicateurs/", "Climate footprint of the digital fleet"),
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
    other = Authority.objects.create(slug="voisine", name="Voisine")
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


def test_next_duties_come_nearest_first_and_past_ones_are_left_out(agglo):
    shown = next_duties(duties_of(agglo.territory, staff=453), date(2026, 11, 24))
    days = [duty.days_left for duty in shown]
    assert days == sorted(days)
    assert min(days) >= 0
    declaration = next(duty for duty in shown if duty.day == "30 juin 2027")
    assert declaration.days_left == 218
    assert any(not duty.confirmed for duty in shown)
    assert any(duty.conditions for duty in shown)


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
