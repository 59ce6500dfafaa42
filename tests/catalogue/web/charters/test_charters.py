"""A charter binds: late commitments come first, proofs are verified, clauses follow contracts."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from factories.datasets import make_dataset
from jalons.catalogue.documents.charters import charter_document
from jalons.catalogue.engine.charters.application import CommitmentState
from jalons.catalogue.web.charters import actions, demo, queries
from jalons.catalogue.web.charters import models as stored
from jalons.catalogue.web.charters.register import commitments
from jalons.catalogue.web.charters.shelf import CHARTERS
from jalons.catalogue.web.datasets.panels import blockers_of, panels
from jalons.catalogue.web.indicators import publish_all
from jalons.catalogue.web.privacy import demo as privacy_demo
from jalons.catalogue.web.privacy.models import PersonalColumn
from jalons.catalogue.web.sources import domains
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.documents.formats import written
from jalons.foundation.publishing.actions import choose
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.register.writer import write
from jalons.procurement.web.contracts.models import Contract
from jalons.strategy.web.observations.models import StoredObservation

HOME = "/collectivite/vitre/donnees/chartes/"
TODAY = timezone.localdate


def days(count):
    return TODAY() + timedelta(days=count)


def made(model, authority, **values):
    found = model(authority=authority)
    write(authority, None, [(found, values)])
    return found


@pytest.fixture
def charter(authority):
    return made(stored.Charter, authority, name="Charte", adopted_on=days(-400))


@pytest.fixture
def late(authority, charter):
    """A commitment that is late: its only proof is not verified."""
    principle = made(stored.CharterPrinciple, authority, charter=charter, title="Rendre compte")
    found = made(stored.CharterCommitment, authority, principle=principle, due_on=days(-3),
                 text="Publier un bilan", owner="Mission numérique")  # fmt: skip
    made(stored.CommitmentProof, authority, commitment=found, title="Projet", dated_on=days(-5))
    return found


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def figures(authority):
    rows = StoredObservation.objects.of(authority).filter(indicator__startswith="catalogue.")
    return {each.indicator.partition(".")[2]: each.low for each in rows}


def test_a_draft_starts_from_a_model_and_a_person_completes_it(lead, contributor, authority):
    page = text(lead.get(f"{HOME}modeles/"))
    assert "Nantes Métropole (2019)" in page
    assert "Rendre compte (à confirmer)" in page
    assert contributor.post(f"{HOME}modeles/nantes/").status_code == 403
    assert lead.post(f"{HOME}modeles/paris/").status_code == 404
    answer = lead.post(f"{HOME}modeles/nantes/")
    charter = stored.Charter.objects.of(authority).get()
    assert answer["Location"].startswith(f"{HOME}{charter.pk}/")
    page = text(lead.get(answer["Location"]))
    assert "8 engagements, 0 prouvé, aucun en retard" in page
    assert "brouillon, pas adoptée" in page
    assert "sans échéance" in page
    assert lead.post(f"{HOME}modeles/lyon/").status_code == 302


@pytest.mark.django_db
def test_every_model_has_its_source_and_measurable_commitments():
    models = actions.models()
    assert set(models) == {"aix-marseille", "angers", "dijon", "lyon", "nantes"}
    for each in models.values():
        assert each["source"]["link"].startswith("https://")
        assert all(one["measure"] for part in each["principles"] for one in part["commitments"])
    titles = [source.source.title for domain in domains() for source in domain.sourced]
    assert len(set(titles)) >= len(models)


def test_what_is_late_comes_first_and_becomes_an_action(contributor, authority, charter, late):
    made(stored.CharterCommitment, authority, principle=late.principle, text="Former", owner="DRH",
         due_on=days(90))  # fmt: skip
    page = text(contributor.get(f"{HOME}{charter.pk}/"))
    assert "1 engagement en retard sur 2 ; 0 prouvé" in page
    assert page.index("Publier un bilan") < page.index("Former")
    assert "1 engagement en retard" in commitments.headline(authority)
    page = text(contributor.get(f"{HOME}engagements/{late.pk}/"))
    assert "en retard" in page
    assert "Mettre une action dans la feuille de route" in page
    proof = late.proofs.get()
    url = f"{HOME}engagements/{late.pk}/preuves/{proof.pk}/"
    sent = {"title": "Bilan", "link": "https://exemple.invalid/bilan", "verified_by": "Direction"}
    assert "une fonction et une date" in text(contributor.post(url, sent), 422)
    sent |= {"verified_on": TODAY().isoformat()}
    assert contributor.post(url, sent).status_code == 302
    assert (
        queries.state_of(queries.commitments(authority).get(pk=late.pk)) is CommitmentState.PROVEN
    )
    assert queries.draft_url(queries.commitments(authority).get(pk=late.pk)) == ""
    assert "prochaine échéance le" in commitments.headline(authority)


def test_a_proof_without_a_document_and_a_name_in_place_of_a_role_are_refused(authority, late):
    with pytest.raises(ValidationError, match="une adresse, ou un document"):
        made(stored.CommitmentProof, authority, commitment=late, title="Bilan")
    with pytest.raises(ValidationError, match="nom d’une personne"):
        write(authority, None, [(late, {"owner": "Mme Marie Dupont"})])
    with pytest.raises(ValidationError, match="nom d’une personne"):
        made(stored.CharterSignatory, authority, charter=late.principle.charter,
             name="Région", contact="M. Roy")  # fmt: skip


def test_signatories_and_contracts_of_the_year_are_published(authority, charter):
    assert figures(authority) == {"charter_signatories": 0}
    for name, day in (("Eau", days(-9)), ("Énergie", days(-8)), ("Plus tard", days(9))):
        made(stored.CharterSignatory, authority, charter=charter, name=name, signed_on=day)
    contracts = [made(Contract, authority, number=str(number), subject="Logiciel",
                      amount=Decimal(10), notified_on=TODAY()) for number in range(4)]  # fmt: skip
    old = made(Contract, authority, number="9", subject="Ancien", amount=Decimal(10),
               notified_on=TODAY().replace(year=TODAY().year - 1))  # fmt: skip
    urns = [str(each.urn) for each in (contracts[0], old)]
    made(stored.DataClause, authority, charter=charter, name="Propriété", contracts=urns)
    assert figures(authority) == {"charter_signatories": 2, "contracts_data_clauses": 25}
    publish_all(now=timezone.now())
    assert figures(authority)["contracts_data_clauses"] == 25


def test_a_clause_binds_contracts_and_datasets(contributor, authority, charter, late):
    dataset = make_dataset(authority, "Consommations d’eau")
    contract = made(Contract, authority, number="2026-4", subject="Délégation de l’eau",
                    amount=Decimal(10), notified_on=TODAY())  # fmt: skip
    page = text(contributor.get(f"{HOME}clauses/nouveau/"))
    assert "2026-4 – Délégation de l’eau" in page
    sent = {"charter": charter.pk, "name": "Restitution", "commitments": [late.pk],
            "datasets": [dataset.pk], "contracts": [str(contract.urn)]}  # fmt: skip
    answer = contributor.post(f"{HOME}clauses/nouveau/", sent)
    assert answer.status_code == 302, text(answer)
    page = text(contributor.get(answer["Location"]))
    assert all(each in page for each in ("2026-4", "Consommations d’eau", "Publier un bilan"))
    clause = queries.clauses(authority).get()
    assert "urn:" not in page + text(contributor.get(f"{HOME}clauses/{clause.pk}/historique/"))
    (panel,) = [each for title, each in panels.of(dataset) if "clause" in each.sentence]
    assert panel.sentence.replace("\u202f", " ") == "1 clause lie ce jeu de données : Restitution."
    assert "1" in text(contributor.get(f"{HOME}clauses/"))


def test_the_report_says_what_changed_within_a_year(contributor, authority, charter, late):
    made(stored.CommitteeOpinion, authority, charter=charter, issued_on=days(-2),
         opinion="reserved", text="Trop de retards")  # fmt: skip
    made(stored.CharterSignatory, authority, charter=charter, name="Eau", signed_on=days(-9))
    made(stored.CharterSignatory, authority, charter=charter, name="Gaz", signed_on=days(-390))
    page = text(contributor.get(f"{HOME}{charter.pk}/document.html"))
    assert "Nouveau signataire : Gaz" not in page
    for words in ("1 engagement en retard sur 1", "Passé en retard : Publier un bilan",
                  "Nouveau signataire : Eau (collectivité)",
                  "Avis du comité : réservé. Trop de retards", "pas encore vérifié"):  # fmt: skip
        assert words in page
    made(stored.CharterSignatory, authority, charter=charter, name="Région")  # did not sign yet
    document = charter_document(queries.sheet(charter), TODAY(), "en")
    assert b"Became late" in written(document, "html")
    assert "Région".encode() not in written(document, "html")
    assert written(document, "docx")[:2] == b"PK"


def test_everybody_reads_the_state_of_an_adopted_charter(client, authority, charter, late):
    draft = made(stored.Charter, authority, name="Brouillon")
    assert [str(urn) for urn, _name in CHARTERS.offered(authority)] == [str(charter.urn)]
    PublicPage.objects.create(authority=authority, is_open=True)
    urns = {str(charter.urn), str(draft.urn)}
    choose(authority=authority, user=None, shelf=CHARTERS, offered=urns, chosen=urns)
    page = text(client.get("/public/vitre/chartes/"))
    assert "1 engagement en retard sur 1" in page
    assert "Publier un bilan" in page
    assert "Brouillon" not in page
    assert "&lt;" not in page
    data = json.loads(client.get("/public/vitre/donnees/chartes.json").content)
    assert data["charters"][0]["commitments"][0]["state"] == "late"


def test_a_proof_in_the_trash_proves_nothing(authority, late):
    from jalons.foundation.register.writer import delete

    write(authority, None, [(late.proofs.get(), {"verified_by": "DPO", "verified_on": TODAY()})])
    assert queries.state_of(queries.commitments(authority).get()) is CommitmentState.PROVEN
    delete(authority, None, [late.proofs.get()])
    assert queries.state_of(queries.commitments(authority).get()) is CommitmentState.LATE


def test_the_demonstration_shows_what_is_late_and_what_is_proven(authority):
    from jalons.foundation.accounts.models import User

    people = {role: User.objects.create_user(f"{role}@example.org", "x")
              for role in (Role.LEAD, Role.CONTRIBUTOR)}  # fmt: skip
    story = Demonstration(
        authority, people, Story.at(TODAY()), timezone.now(), TODAY(), is_new=True
    )
    demo.fill(story)
    privacy_demo.fill(story)
    states = [queries.state_of(each) for each in queries.commitments(authority)]
    assert (len(states), states.count("late"), states.count("proven")) == (7, 2, 3)
    assert stored.CharterSignatory.objects.of(authority).count() == 4
    assert queries.clauses(authority).count() == 2
    column = PersonalColumn.objects.of(authority).get()
    assert (column.column, column.is_open) == ("ENFANT_PRENOM", False)
    assert not blockers_of(column.distribution.dataset)
    assert "charter_signatories" not in figures(authority)  # a draft, as its diagnosis says
    signed = [(each, {"signed_on": TODAY()})
              for each in stored.CharterSignatory.objects.of(authority)]  # fmt: skip
    charter = stored.Charter.objects.of(authority).get()
    write(authority, None, [(charter, {"adopted_on": TODAY()}), *signed])
    assert figures(authority)["charter_signatories"] == 4
