"""The register of mediation places: form, import, hours, fixes, duplicates, file, public shelf."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import member_of, signed_in
from inclusion.places.rows import VALID, row
from jalons.foundation.accounts.models import Role
from jalons.foundation.imports import actions as imports
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.publishing import actions as publishing
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import undo, write
from jalons.inclusion.capture.places import communes
from jalons.inclusion.engine.hours import read
from jalons.inclusion.engine.places import check
from jalons.inclusion.engine.places.duplicates import pairs, stops
from jalons.inclusion.web.places.models import MediationPlace, values_of
from jalons.inclusion.web.places.register import places_file
from jalons.inclusion.web.places.shelf import PLACES
from jalons.inclusion.words.hours import resident_hours
from jalons.inclusion.words.places import phone_words
from jalons.kernel.tables import package_table
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.web.observations.queries import to_observation
from jalons.tabular.files.writing import csv_text
from public_files import shared

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
HERE = {"code_insee": "51108", "code_postal": "51000", "commune": "Châlons-en-Champagne",
        "latitude": "48.9566", "longitude": "4.3624", "date_maj": TODAY.isoformat()}  # fmt: skip


PEOPLE = {}


@pytest.fixture
def town():
    PEOPLE.clear()
    return make_authority("pont-de-vene", "Pont-de-Vène")


def place(authority, **values):
    record = MediationPlace(authority=authority)
    write(authority, None, [(record, values_of(row(**HERE) | values))])
    return record


def living(authority):
    return MediationPlace.objects.of(authority).filter(deleted_at=None).order_by("name")


def client(authority, role=Role.LEAD):
    if role not in PEOPLE:
        PEOPLE[role] = member_of(authority, role)
    return signed_in(PEOPLE[role])


def url(name, authority, *more):
    stem = f"mediation_place_{name}" if name else "mediation_place"
    return reverse(stem, args=[authority.slug, *more])


def page(authority, name="list", *more, **query):
    answer = client(authority).get(url(name, authority, *more), query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u202f", " ")


def bring(authority, name, content):
    person = client(authority)
    sent = {"file": SimpleUploadedFile(name, content)}
    seen = person.post(url("import", authority), sent, follow=True)
    where = seen.redirect_chain[-1][0]
    form = seen.context["form"]
    columns = {name: field.initial or "" for name, field in form.fields.items()}
    return person, where, seen.content.decode().replace("\u202f", " "), columns


def apply(authority, person, where, columns):
    """Store the file brought last, as its job does."""
    assert person.post(where, columns | {"step": "apply"}).status_code == 302
    file = ImportFile.objects.of(authority).filter(applied_at=None).latest("dropped_at")
    imports.store(places_file, file, None)
    return file


def test_a_file_of_the_schema_comes_in_and_goes_out_equal(town):
    content = csv_text([list(VALID), list(row(**HERE).values())], delimiter=",").encode()
    person, where, seen, columns = bring(town, "lieux.csv", content)
    assert "1 ligne serait" in seen
    file = apply(town, person, where, columns)
    (stored,) = living(town)
    assert stored.row == row(**HERE)
    answer = client(town).get(url("schema", town))
    (out,) = csv.DictReader(io.StringIO(answer.content.decode()))
    assert out == row(**HERE)
    assert check([out]).findings == ()
    _person, _where, seen, _columns = bring(town, "encore.csv", answer.content)
    assert "0 ligne" in seen
    imports.take_back(places_file, file, None)
    assert living(town).count() == 0


def test_the_official_example_goes_round_up_to_the_order_of_values(town):
    content = shared("schema_lieux_mediation_numerique_exemple.csv").read_bytes()
    person, where, _seen, columns = bring(town, "exemple.csv", content)
    apply(town, person, where, columns)
    (before,) = csv.DictReader(io.StringIO(content.decode()))
    (after,) = csv.DictReader(io.StringIO(client(town).get(url("schema", town)).content.decode()))
    parts = [
        {name: set(text.split("|")) for name, text in each.items()} for each in (before, after)
    ]
    assert parts[0] == parts[1]
    assert check([after]).errors == ()


def test_a_list_with_lost_zeros_is_stored_as_written_then_fixed_at_once_and_undone(town):
    rows = [
        {"Nom": f"Poste {n}", "Commune": "Châlons", "Code postal": 1000, "ID": n} for n in (1, 2)
    ]
    person, where, _seen, columns = bring(town, "brut.json", json.dumps(rows).encode())
    apply(town, person, where, columns)
    assert [one.postcode for one in living(town)] == ["1000", "1000"]
    text = page(town, "checks")
    assert "« 1000 » n’a pas la forme demandée. Proposé : 01000." in text
    answer = person.post(url("checks", town), {"kind": "code_postal.pattern"})
    assert [one.postcode for one in living(town)] == ["01000", "01000"]
    batch = Batch.objects.of(town).get(pk=answer.url.split("fait=")[1])
    assert "fait=" in answer.url
    undo(town, None, batch)
    assert [one.postcode for one in living(town)] == ["1000", "1000"]


def test_one_place_alone_is_fixed_and_a_reader_fixes_nothing(town):
    first, second = (place(town, id=key, nom=f"Lieu {key}", adresse=f"{n} rue Haute",
                           telephone="03 26 00 00 00") for n, key in enumerate("ab"))  # fmt: skip
    sent = {"kind": "telephone.phone", "pk": str(first.pk)}
    assert client(town, Role.READER).post(url("checks", town), sent).status_code == 403
    client(town).post(url("checks", town), sent)
    phones = {one.pk: one.row["telephone"] for one in living(town)}
    assert phones == {first.pk: "+33326000000", second.pk: "03 26 00 00 00"}
    client(town).post(url("checks", town), {"kind": "rien.du_tout"})


def test_a_row_whose_values_are_unknown_is_left_aside_with_the_nearest(town):
    lines = [row(**HERE), row(**HERE, id="b", nom="B", frais_a_charge="Troc"),
             row(**HERE, id="c", nom="C", frais_a_charge="gratuit;payant"),
             row(**HERE | {"date_maj": "bientôt"}, id="d", nom="D")]  # fmt: skip
    content = csv_text([list(VALID), *(line.values() for line in lines)], delimiter=",").encode()
    _person, _where, seen, _columns = bring(town, "lieux.csv", content)
    assert "2 lignes seraient" in seen
    assert "« Troc » n’est pas une valeur du schéma" in seen
    assert "« bientôt » n’est pas une date" in seen


def test_the_page_of_a_place_says_what_was_read_of_its_hours_and_what_was_dropped(town):
    shown = page(town, "", place(town, horaires="lundi 9h-12h, voir affichage à l'accueil").pk)
    assert "3 heures" in shown or "3 h" in shown
    assert "affichage" in shown
    empty = page(town, "", place(town, nom="Autre", id="z", horaires="").pk)
    assert "Aucun horaire" in empty


def test_the_list_has_a_map_and_the_stops_of_itinerant_places(town):
    place(town, itinerance="Itinérant", horaires="mardi 9h-12h")
    place(town, id="b", nom="Sans position", latitude="", longitude="")
    shown = page(town)
    assert "<svg" in shown
    assert "mardi" in shown.casefold()
    assert "1 lieu n’a pas de position" in shown


@pytest.mark.parametrize(("query", "names"), [
    ({"service": "Utilisation sécurisée du numérique"}, {"Médiathèque des Arches"}),
    ({"frais": "Payant"}, {"Bus"}),
    ({"public": "Seniors"}, {"Bus"}),
    ({"fiche": "ancien"}, {"Bus"}),
    ({"fiche": "incomplet"}, {"Bus"}),
    ({"etat": "open"}, {"Médiathèque des Arches", "Bus"}),
])  # fmt: skip
def test_places_are_filtered_by_what_people_look_for(town, query, names):
    place(town)
    place(town, id="b", nom="Bus", services="", frais_a_charge="Payant", latitude="", longitude="",
          publics_specifiquement_adresses="Seniors", date_maj="2020-01-01")  # fmt: skip
    answer = client(town).get(url("list", town), query)
    assert {str(one) for one in answer.context["page"]} == names


def test_likely_duplicates_are_decided_by_a_person(town):
    here = place(town, telephone="")
    there = place(town, id="b", nom="MEDIATHEQUE des arches", courriels="")
    assert "Sans doute un seul lieu" in page(town, "doubles")
    sent = {"first": str(here.pk), "second": str(there.pk)}
    answer = client(town).post(url("doubles", town), sent | {"same": "1"})
    (left,) = living(town)
    assert left.pk == here.pk
    assert left.row["telephone"] == VALID["telephone"]
    undo(town, None, Batch.objects.of(town).get(pk=answer.url.split("fait=")[1]))
    assert living(town).count() == 2
    client(town).post(url("doubles", town), sent | {"apart": "1"})
    assert "Aucun lieu ne ressemble" in page(town, "doubles")
    assert living(town).count() == 2


def test_only_who_may_delete_merges_two_places(town):
    here, there = place(town), place(town, id="b")
    sent = {"first": str(here.pk), "second": str(there.pk), "same": "1"}
    contributor = client(town, Role.CONTRIBUTOR)
    assert contributor.post(url("doubles", town), sent).status_code == 403
    assert living(town).count() == 2


def test_the_indicator_counts_open_places_that_receive_people(town):
    first = place(town)
    place(town, id="b", nom="B", modalites_acces="Ce lieu n'accueille pas de public")
    rows = StoredObservation.objects.of(town).filter(indicator="inclusion.mediation_places")
    assert [to_observation(one).value.mid for one in rows] == [1]
    client(town).post(url("move", town, first.pk), {"move": "close"})
    assert not rows.all().exists()


def test_the_form_has_every_field_of_the_schema(town):
    person = client(town)
    form = person.get(url("new", town)).content.decode()
    assert form.count("<h2>") >= 4
    for name in ("booking", "special_care", "pivot", "details"):
        assert f'name="{name}"' in form
    sent = {"name": "Nouveau", "services": ["Loisirs et créations numériques"], "lat": "48,95"}
    person.post(url("new", town), sent)
    (stored,) = living(town)
    assert stored.row["services"] == "Loisirs et créations numériques"
    assert stored.row["latitude"] == "48.95"


def test_the_public_file_has_the_chosen_places_in_the_schema(client, town):
    shown, hidden = place(town), place(town, id="b", nom="Caché")
    admin = member_of(town, Role.ADMINISTRATOR)
    urns = {str(shown.urn), str(hidden.urn)}
    publishing.choose(
        authority=town, user=admin, shelf=PLACES, offered=urns, chosen={str(shown.urn)}
    )
    publishing.open_to_everybody(authority=town, user=admin)
    base = f"/public/{town.slug}/donnees/lieux-mediation-numerique"
    (out,) = csv.DictReader(io.StringIO(client.get(f"{base}.csv").content.decode("utf-8-sig")))
    assert out == row(**HERE)
    assert json.loads(client.get(f"{base}.json").content)["places"] == [row(**HERE)]
    assert "Médiathèque des Arches" in client.get(f"/public/{town.slug}/lieux/").content.decode()


def test_residents_read_days_and_numbers_as_people_write_them(client, town):
    given = {
        "Mo,Tu 09:00-12:00": "Lundi et mardi 9\u00a0h–12\u00a0h.",
        "sur rendez-vous": "sur rendez-vous",  # nothing to read: as it is written
        "Mo 09:00-12:00; demander Zoé": "Mo 09:00-12:00; demander Zoé",  # part is not read
    }
    for hours, shown in given.items():
        assert resident_hours(hours, "fr") == shown
    numbers = {"+33326111213": "03 26 11 12 13", "+262262123456": "02 62 12 34 56", "3949": "3949"}
    for number, shown in numbers.items():
        assert phone_words(number) == shown.replace(" ", "\u00a0")
    one = place(town, horaires="Mo,Tu 09:00-12:00", telephone="+33326111213")
    admin, urns = member_of(town, Role.ADMINISTRATOR), {str(one.urn)}
    publishing.choose(authority=town, user=admin, shelf=PLACES, offered=urns, chosen=urns)
    publishing.open_to_everybody(authority=town, user=admin)
    page = client.get(f"/public/{town.slug}/lieux/").content.decode()
    assert "Lundi et mardi" in page
    assert "03\u00a026\u00a011\u00a012\u00a013" in page
    assert "+33326111213" not in page


def test_a_stale_record_is_said(town):
    place(town, date_maj=(TODAY - timedelta(days=800)).isoformat())
    assert "rien n’a été vérifié depuis 26 mois" in page(town, "checks")


def test_a_map_of_many_places_gathers_them_and_moves_by_links(town):
    rows = [row(**HERE) | {"id": str(n), "latitude": str(48 + n / 99)} for n in range(70)]
    write(town, None, [(MediationPlace(authority=town), values_of(each)) for each in rows])
    shown = page(town)
    assert "Déplacer la carte" in shown
    assert len(shown) < 60_000


def test_the_demonstration_has_the_faults_that_lists_have():
    rows = [each | {"date_maj": each["date_maj"].isoformat()}
            for each in package_table("jalons.inclusion", "places_demo")["places"]]  # fmt: skip
    report = check(rows, communes=communes(), today=date(2026, 11, 28))
    assert {one.fault.code for one in report.findings} >= {"phone", "swapped", "stale", "unusable"}
    assert {one.name for one in report.errors if one.line} == {"telephone"}
    likely = [one for one in pairs(report.places) if one.same]
    assert [rows[one.first]["id"] for one in likely] == ["cs-chalons"]
    assert len(stops(report.places, read)) == 2
