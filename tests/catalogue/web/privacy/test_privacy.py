"""A file is examined, a suspicion forbids to publish, a person decides, version by version."""

import json
import zipfile
from io import BytesIO

import polars
import pytest
from django.core.exceptions import ValidationError

from factories.datasets import make_address, make_dataset, make_file, new_version
from jalons.catalogue.web.datasets.models import Distribution
from jalons.catalogue.web.datasets.panels import arrived, blockers_of, panels
from jalons.catalogue.web.privacy import queries
from jalons.catalogue.web.privacy.models import FileScan, PersonalColumn, ProcessingSheet
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import delete, undo, write
from jalons.foundation.tasks.worker import Worker

HOME = "/collectivite/vitre/donnees/donnees-personnelles/"
MEMBERS = "Nom;Prénom;Ville;Tranche\nMARTIN;Léa;Vitré;18-25\nBERNARD;Hugo;Vitré;18-25\nROY;Ana;Fougères;60+\n"  # noqa: E501
NIR = "184127645108946"
WAITING = "1 fichier n’est pas encore examiné : les données personnelles y sont recherchées."


@pytest.fixture
def dataset(authority):
    made = make_dataset(authority)
    make_address(made)  # what is left to open it is the personal data
    return made


def examined(distribution):
    arrived(distribution)
    Worker().run_pending()
    return distribution


def decide(authority, column, decision="not_personal", **values):
    found = queries.columns(authority).get(column=column, is_open=True)
    values = {"reason": "Liste d’élus, déjà publique", **values}
    write(authority, None, [(found, {"decision": decision, **values})])


def sentences(dataset):
    return [each.sentence.replace("\u202f", " ") for each in blockers_of(dataset)]


def names(authority):
    return sorted(each.column for each in queries.columns(authority).filter(is_open=True))


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.django_db(transaction=True)
def test_a_file_waits_then_its_columns_are_decided_one_by_one(authority, dataset, lead, reader):
    file = make_file(dataset, MEMBERS)
    arrived(file)
    assert sentences(dataset) == [WAITING]
    assert "examiné" in text(reader.get(f"{HOME}jeux/{dataset.pk}/"))
    Worker().run_pending()
    assert sentences(dataset) == ["2 colonnes paraissent personnelles : Nom, Prénom."]
    page = text(reader.get(f"{HOME}jeux/{dataset.pk}/"))
    assert "ne peut pas encore être publié" in page
    assert "MARTIN" not in page
    assert "2 colonnes qui paraissent personnelles sont à décider" in text(reader.get(HOME))
    column = queries.columns(authority).get(column="Nom")
    assert reader.post(f"{HOME}{column.pk}/modifier/", {}).status_code == 403
    answer = lead.post(f"{HOME}{column.pk}/modifier/", {"decision": "not_personal"})
    assert "Une décision a besoin d’une raison" in text(answer, 422)
    sent = {"decision": "not_personal", "reason": "Noms de rues"}
    answer = lead.post(f"{HOME}{column.pk}/modifier/", sent)
    assert answer.status_code == 302
    assert "Noms de rues" in text(lead.get(f"{HOME}{column.pk}/historique/"))
    decide(authority, "Prénom")
    assert sentences(dataset) == []
    assert "rien n’interdit" in text(reader.get(f"{HOME}jeux/{dataset.pk}/")).lower()


@pytest.mark.django_db(transaction=True)
def test_a_new_version_asks_only_for_what_is_new(authority, dataset):
    file = examined(make_file(dataset, MEMBERS))
    decide(authority, "Nom")
    decide(authority, "Prénom", "anonymous", reference="Initiales seulement")
    assert names(authority) == []
    examined(
        new_version(file, MEMBERS.replace("Ville", "Courriel").replace("Vitré", "a.b@c.invalid"))
    )
    assert names(authority) == ["Courriel", "Prénom"]  # made anonymous was about the other file
    examined(new_version(file, "Ville;Tranche\nVitré;18-25\n"))
    assert names(authority) == []
    examined(new_version(file, f"Ville;Tranche\nVitré;{NIR}\n"))
    assert names(authority) == ["Tranche"]


@pytest.mark.django_db(transaction=True)
def test_a_legal_basis_is_named_and_the_dataset_needs_one_to_be_open(authority, dataset):
    examined(make_file(dataset, "Titulaire;SIRET\nMarie Dupont;73282932000074\n"))
    with pytest.raises(ValidationError, match="référence"):
        decide(authority, "Titulaire", "legal_basis")
    with pytest.raises(ValidationError, match="nom d’une personne"):
        decide(authority, "Titulaire", reason="Vu avec Mme Dupont")
    decide(authority, "Titulaire", "legal_basis", reference="Code de la commande publique")
    assert "base légale" in sentences(dataset)[0]
    sheet = ProcessingSheet(authority=authority, dataset=dataset)
    write(authority, None, [(sheet, {"personal": "yes", "legal_basis": "legal_obligation",
                                     "assessment": "needed"})])  # fmt: skip
    assert "analyse d’impact" in sentences(dataset)[0]
    write(authority, None, [(sheet, {"assessment": "done"})])
    assert sentences(dataset) == []
    (panel,) = [each for _title, each in panels.of(dataset) if "personnelles" in each.sentence]
    assert panel.facts == (("Base légale", "obligation légale (art. 6.1.c)"),)


def test_a_dataset_for_partners_needs_no_basis_to_be_described(authority, dataset):
    assert "rien n’a été examiné" in dict(panels.of(dataset))["Données personnelles"].sentence
    sheet = ProcessingSheet(authority=authority, dataset=dataset)
    write(authority, None, [(sheet, {"personal": "yes"})])
    assert len(sentences(dataset)) == 1
    write(authority, None, [(dataset, {"audience": "partners"})])
    assert sentences(dataset) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "content"), [
    ("plan.pdf", b"%PDF-1.7 \x00\x01"), ("x.geojson", b"{"), ("x.parquet", b"PAR1"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_waits_for_a_person(authority, dataset, name, content):
    examined(make_file(dataset, content, name))
    (found,) = queries.columns(authority)
    assert (found.kind, found.is_open) == ("unread", True)
    assert "1 fichier n’a pas pu être lu" in sentences(dataset)[0]
    write(authority, None, [(found, {"decision": "not_personal", "reason": "Plan du parc"})])
    assert sentences(dataset) == []
    examined(new_version(found.distribution, content + b" ", name))
    assert "1 fichier n’a pas pu être lu" in sentences(dataset)[0]  # nobody saw this one


@pytest.mark.django_db(transaction=True)
def test_geojson_parquet_and_several_sheets_are_read(authority, dataset):
    feature = {
        "type": "Feature",
        "geometry": None,
        "properties": {"mail": "lea.roy@c.invalid", "n": 1},
    }
    examined(make_file(dataset, json.dumps({"type": "FeatureCollection", "features": [feature]}),
                       "x.geojson"))  # fmt: skip
    out = BytesIO()
    polars.DataFrame({"secu": [NIR, None], "n": [1, 2]}).write_parquet(out)
    examined(make_file(dataset, out.getvalue(), "x.parquet"))
    assert names(authority) == ["mail", "secu"]


@pytest.mark.django_db(transaction=True)
def test_every_cell_of_every_file_of_an_archive_is_examined(authority, dataset):
    rows = "".join(f"{n};arbre numéro {n}\n" for n in range(20_000))
    long = f"Espèce;Note\n{rows}1;chêne;;lea.roy@c.invalid\n"  # far under no heading
    titled = f"Liste de lea.roy@c.invalid;\nId;Note\n{rows}"  # above the headings
    examined(make_file(dataset, long))
    examined(make_file(dataset, titled))
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("a.csv", f"Ville;Tranche\nVitré;{NIR}\n")
        target.writestr("b.csv", "Lieu\nRennes\n")
    examined(make_file(dataset, archive.getvalue(), "lot.zip"))
    kinds = [(each.column, each.kind) for each in queries.columns(authority).filter(is_open=True)]
    assert sorted(kinds) == [("", "email"), ("Id", "email"), ("Tranche", "nir")]
    with zipfile.ZipFile(archive, "a") as target:
        target.writestr("c.csv", "")  # which nobody can read: a person must say
    examined(make_file(dataset, archive.getvalue(), "lot.zip"))
    assert queries.columns(authority).filter(kind="unread").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_suspicion_that_is_deleted_or_undone_comes_back(authority, dataset):
    file = examined(make_file(dataset, MEMBERS))
    delete(authority, None, list(queries.columns(authority)))
    assert sentences(dataset) == [WAITING]
    Worker().run_pending()
    assert names(authority) == ["Nom", "Prénom"]
    decide(authority, "Nom")
    undo(authority, None, Batch.objects.of(authority).order_by("-at").first())
    assert names(authority) == ["Nom", "Prénom"]
    delete(authority, None, [file])
    assert sentences(dataset) == []
    assert not queries.columns(authority).exists()
    assert Distribution.objects.of(authority).get(pk=file.pk).deleted_at


@pytest.mark.django_db(transaction=True)
def test_a_person_declares_a_column_that_was_not_found(authority, dataset, lead, contributor):
    file = examined(make_file(dataset, "Bateau;Mouillage\nLa Belle;12\n"))
    sent = {"distribution": str(file.pk), "column": "Bateau", "kind": "identifier"}
    assert contributor.post(f"{HOME}nouveau/", sent).status_code == 403
    answer = lead.post(f"{HOME}nouveau/", sent)
    assert "Quelqu’un l’a déclarée" in text(lead.get(answer["Location"]))
    assert "Bateau" in sentences(dataset)[0]
    examined(new_version(file, "Bateau;Mouillage\nLa Belle;13\n"))
    assert names(authority) == ["Bateau"]
    decide(authority, "Bateau", "anonymous", reference="Noms retirés")
    assert sentences(dataset) == []


@pytest.mark.django_db(transaction=True)
def test_small_groups_are_counted_and_never_shown(authority, dataset, contributor):
    file = make_file(dataset, MEMBERS)
    url = f"{HOME}fichiers/{file.pk}/effectifs/"
    assert contributor.get(url).status_code == 302  # not examined yet
    assert contributor.post(f"{HOME}fichiers/{file.pk}/examiner/").status_code == 302
    Worker().run_pending()
    assert "Tranche" in text(contributor.get(url))
    text(contributor.post(url, {"k": "1", "columns": ["Ville"]}), 422)
    text(contributor.post(url, {"k": "5", "columns": ["Autre"]}), 422)
    assert contributor.post(url, {"k": "2", "columns": ["Ville", "Tranche"]}).status_code == 302
    Worker().run_pending()
    (found,) = FileScan.objects.of(authority).get().counts
    assert [found[each] for each in ("rows", "groups", "smallest", "small_rows")] == [3, 2, 1, 1]
    page = text(contributor.get(f"{HOME}jeux/{dataset.pk}/"))
    assert "le plus petit groupe compte 1 ligne" in page
    assert "Fougères" not in page


def test_the_sheet_of_a_dataset_is_filled_once(authority, dataset, contributor, other):
    url, about = f"{HOME}jeux/{dataset.pk}/fiche/", {"dataset": str(dataset.pk)}
    assert "base légale" in text(contributor.get(url)).lower()
    sent = about | {"personal": "yes", "assessment": "unknown", "recipients": "M. Dupont"}
    assert "ressemble au nom d’une personne" in text(contributor.post(url, sent), 422)
    sent = about | {"personal": "yes", "legal_basis": "public_task", "assessment": "unknown",
                    "purpose": "Suivre les adhésions"}  # fmt: skip
    assert contributor.post(url, sent).status_code == 302
    assert contributor.post(url, sent | {"retention": "2 ans"}).status_code == 302
    sheet = queries.sheets(authority).get()
    assert (sheet.retention, sheet.version) == ("2 ans", 2)
    assert "mission d’intérêt public" in text(contributor.get(f"{HOME}traitements/"))
    assert not queries.sheets(other).exists()


def test_nothing_of_another_authority_is_seen(authority, other, contributor):
    theirs = make_file(make_dataset(other), MEMBERS)
    assert contributor.get(f"{HOME}jeux/{theirs.dataset_id}/").status_code == 404
    assert contributor.post(f"{HOME}fichiers/{theirs.pk}/examiner/").status_code == 404
    assert not PersonalColumn.objects.of(other).exists()
