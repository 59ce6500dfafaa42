"""Procedures on their pages: chosen in a list, given one desk together, shown to everybody."""

from datetime import date

import pytest
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.publishing.actions import choose
from jalons.foundation.publishing.models import PublicPage
from jalons.inclusion.web.procedures import queries
from jalons.inclusion.web.procedures.indicators import publish
from jalons.inclusion.web.procedures.models import Channel, Procedure
from jalons.inclusion.web.procedures.shelf import WITHOUT_INTERNET
from jalons.strategy.web.observations.models import StoredObservation

HOME = "/collectivite/vitre/inclusion/demarches/"


@pytest.fixture
def authority(territories):
    from jalons.foundation.territories.models import Territory

    commune = Territory.objects.get(kind="commune", code="69123")
    return Authority.objects.create(slug="vitre", name="Vitré", territory=commune)


def procedure(authority, name="Cantine", **fields):
    return Procedure.objects.create(authority=authority, name=name, **fields)


def way(procedure, **fields):
    return Channel.objects.create(authority=procedure.authority, procedure=procedure, **fields)


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode().replace("\u202f", " ")


def test_an_empty_list_proposes_the_usual_procedures(contributor, authority):
    page = text(contributor.get(HOME))
    assert "Que vous demandent les habitants" in page
    assert "usuelles/" in page


def test_usual_procedures_are_added_in_one_act_that_can_be_undone(contributor, authority):
    sent = {"chosen": ["canteen", "library", "water"]}
    answer = contributor.post(f"{HOME}usuelles/", sent)
    assert answer.status_code == 302
    assert set(queries.rows(authority).values_list("usual", flat=True)) == set(sent["chosen"])
    again = text(contributor.get(f"{HOME}usuelles/"))
    assert "Inscrire un enfant à la cantine" not in again
    assert "Annuler" in text(contributor.get(answer["Location"]))


def test_nothing_ticked_is_explained_and_loses_nothing(contributor, authority):
    assert "Cochez au moins une démarche" in text(contributor.post(f"{HOME}usuelles/", {}))


def test_one_desk_serves_several_procedures_in_one_act(contributor, authority):
    one, two = procedure(authority), procedure(authority, "Crèche")
    sent = {"way": "desk", "place": "Mairie", "hours": "Lundi au vendredi 9h-12h, samedi 9h-12h",
            "procedures": [one.pk, two.pk]}  # fmt: skip
    assert contributor.post(f"{HOME}voie-commune/", sent).status_code == 302
    assert [each.channels.get().place for each in (one, two)] == ["Mairie", "Mairie"]


def test_a_way_nobody_could_check_yet_is_refused_with_its_reason(contributor, authority):
    sent = {"way": "phone", "checked_on": "2999-01-01", "procedures": [procedure(authority).pk]}
    assert "Cette date est à venir" in text(contributor.post(f"{HOME}voie-commune/", sent))
    assert not Channel.objects.of(authority).exists()


def test_the_name_of_a_person_is_no_place(contributor, authority):
    sent = {"way": "desk", "place": "Mme Jeanne Martin", "procedures": [procedure(authority).pk]}
    assert "ressemblent au nom" in text(contributor.post(f"{HOME}voie-commune/", sent))


def test_a_procedure_of_another_authority_is_out_of_reach(contributor, authority):
    other = Authority.objects.create(slug="autre", name="Autre")
    hidden = procedure(other, "Secret")
    sent = {"way": "desk", "procedures": [hidden.pk]}
    assert "Secret" not in text(contributor.post(f"{HOME}voie-commune/", sent))
    assert not hidden.channels.exists()


def test_a_reader_reads_and_adds_nothing(reader, authority):
    procedure(authority)
    assert "Cantine" in text(reader.get(HOME))
    for page in ("usuelles/", "voie-commune/"):
        assert reader.get(HOME + page).status_code == 403


def test_gaps_come_with_what_would_help(reader, authority):
    way(procedure(authority, "Crèche"), way="desk", place="Mairie annexe", hours="Lundi 9h-17h")
    procedure(authority, "Cantine", people=900)
    page = text(reader.get(f"{HOME}manques/"))
    assert page.index("Cantine") < page.index("Crèche")
    assert "Personne ne peut aider" in page
    assert "Mairie annexe" in page


def test_the_share_says_what_was_checked_and_what_is_only_declared(reader, authority):
    today = timezone.localdate()
    way(procedure(authority, "Crèche", people=100), way="desk", checked_on=today)
    way(procedure(authority, "Cantine", people=300), way="phone")
    procedure(authority, "Stationnement")
    page = text(reader.get(HOME))
    assert "2 démarches sur 3 peuvent se faire sans internet" in page
    assert "67 % selon ce qui est déclaré, 33 % constatés" in page
    assert "connu pour 2 démarches sur 3" in page


def test_the_commune_farthest_from_a_desk_decides(authority, territories):
    from jalons.foundation.territories.models import Territory

    epci = Territory.objects.get(kind="epci", code="200040350")
    wide = Authority.objects.create(slug="bugey", name="Bugey Sud", territory=epci)
    one = procedure(wide)
    way(one, way="desk", commune="Belley", insee="01034")
    (judged,) = queries.judged(wide)
    assert judged.verdict.procedure.farthest_km > 15
    assert "reached" in judged.verdict.gaps
    way(one, way="desk", place="Ailleurs")
    (judged,) = queries.judged(wide)
    assert judged.verdict.procedure.farthest_km is None


def test_the_indicator_counts_online_procedures_only(authority):
    way(procedure(authority, "Crèche", online="only"), way="desk", checked_on=date(2020, 1, 1))
    procedure(authority, "Cantine", online="optional")
    way(procedure(authority, "Marché", online="no"), way="desk")
    publish(authority)
    stored = StoredObservation.objects.of(authority).filter(indicator="inclusion.human_channel")
    assert (stored.get().low, stored.get().high) == (0, 50)
    Procedure.objects.of(authority).filter(online__in=("only", "optional")).update(online="")
    publish(authority)
    assert not stored.exists()


def test_everybody_reads_how_to_do_without_the_internet(authority, client):
    one = procedure(authority, "Cantine", domain="childhood")
    way(one, way="phone", place="Service des écoles", phone="01 99 00 12 34")
    way(one, way="online", place="Portail familles")
    PublicPage.objects.create(authority=authority, is_open=True)
    urns = {str(one.urn)}
    choose(authority=authority, user=None, shelf=WITHOUT_INTERNET, offered=urns, chosen=urns)
    page = text(client.get("/public/vitre/sans-internet/"))
    assert "Cantine" in page
    assert "01 99 00 12 34" in page
    assert "Portail familles" not in page


def test_the_page_of_a_procedure_says_what_was_read_of_the_hours(reader, authority):
    one = procedure(authority)
    way(one, way="desk", place="Mairie", hours="Lundi 9h-12h, parfois le soir")
    page = text(reader.get(f"{HOME}{one.pk}/"))
    assert "parfois le soir" in page
    assert "lundi" in page.lower()
    assert "vérifié ces voies" in page
