"""Official files on screen: what is loaded, a file brought, read, removed and put back."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.register.writer import delete, undo
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.worker import Worker
from jalons.inclusion.store import official as store
from jalons.inclusion.web.official import actions, queries
from jalons.inclusion.web.official.models import OfficialData
from jalons.inclusion.web.sources import domains

pytestmark = pytest.mark.django_db
LINES = b"CODGEO;P21_ACT1564;P21_CHOM1564\n01001;100;8\n1002;50;s\n99999;1;1\n"


@pytest.fixture
def town():
    return Authority.objects.create(slug="ville", name="Ville d’Essai")


def client_of(town, role):
    user = User.objects.create_user(f"{role}@example.org", "long-enough-password")
    Membership.objects.create(user=user, authority=town, role=role)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def agent(town):
    return client_of(town, Role.CONTRIBUTOR)


def address(name, *args):
    return reverse(f"official_data{name}", args=["ville", *args])


def html(response):
    assert response.status_code in {200, 422}
    text = " ".join(response.content.decode().split())
    return text.replace("\u202f", " ").replace("\xa0", " ")


def brought(town, content=LINES, name="base.csv", year=None):
    actions.bring(town, None, SimpleUploadedFile(name, content), year)
    Worker().run_pending()
    return OfficialData.objects.of(town).order_by("-created_at").first()


def test_nothing_is_loaded_at_first_and_the_page_says_where_files_are(town):
    page = html(client_of(town, Role.READER).get(address("_list")))
    assert "Jalons connaît les âges et les mairies" in page
    assert "base-cc-diplomes-formation" in page
    assert "non chargé" in page
    assert "Apporter un fichier officiel" not in page


@pytest.mark.django_db(transaction=True)
def test_a_file_is_brought_read_and_erased_and_only_its_columns_stay(town, agent):
    sent = agent.post(address("_new"), {"file": SimpleUploadedFile("base.csv", LINES)})
    assert "/travaux/" in sent.url
    Worker().run_pending()
    data = OfficialData.objects.of(town).get()
    assert data.file.name.endswith(".npz")
    assert not [path for path in Path(data.file.path).parent.iterdir() if path.suffix == ".csv"]
    assert data.size == Path(data.file.path).stat().st_size
    page = html(agent.get(address("", data.pk)))
    assert "1 sous secret statistique" in page
    assert "1 code inconnu : 99999" in page
    assert "1 code avait perdu le zéro initial" in page
    listed = html(agent.get(address("_list")))
    assert "1 fichier officiel est chargé" in listed
    assert "Apporté le" in listed
    assert "Niveau de vie médian et taux de pauvreté" in listed
    assert "Chômage au sens du recensement" in listed


def columns(town):
    return store.columns_of(folders.dropped().near(e.name) for e in queries.columns_files(town))


def test_the_columns_of_an_authority_are_those_of_its_files(town):
    brought(town)
    other = Authority.objects.create(slug="autre", name="Autre")
    assert set(columns(town)) == {"unemployment"}
    assert columns(town)["unemployment"].values[0] == pytest.approx(0.08)
    assert columns(other) == {}


def test_the_last_import_of_a_year_is_the_one_that_counts(town):
    brought(town)
    brought(town, LINES.replace(b"100;8", b"100;9"))
    assert columns(town)["unemployment"].values[0] == pytest.approx(0.09)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_was_removed_no_longer_counts_and_comes_back(town):
    data = brought(town)
    batch = delete(town, None, [data])
    assert columns(town) == {}
    undo(town, None, batch)
    assert "unemployment" in columns(town)
    data.refresh_from_db()
    assert Path(data.file.path).exists()


@pytest.mark.django_db(transaction=True)
def test_the_files_count_in_the_quota_and_leave_with_the_trash(town):
    data = brought(town)
    path = Path(data.file.path)
    assert [file.size for file in queries.files.of(town)] == [path.stat().st_size]
    delete(town, None, [data])
    assert [file.size for file in queries.files.of(town)] == [data.size]
    assert queries.files.empty_trash(town) == 1
    assert not path.exists()
    assert not path.with_suffix(".trash").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"nom;valeur\na;1\n", "aucune colonne de codes"),
        (b"CODGEO;surface\n01001;1\n", "aucun des fichiers officiels"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "image"),
        (b"code_insee;population;population_4g\n01001;10;9\n", "ne dit pas de quelle année"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_is_erased(town, agent, content, said):
    data = brought(town, content)
    assert not data.file
    page = html(agent.get(address("", data.pk)))
    assert said in page
    assert address("_new") in page
    assert Job.objects.of(town).get().state == Job.State.DONE


def test_the_year_that_somebody_gives_is_used_when_nothing_says_it(town):
    content = b"code_insee;population;population_4g\n01001;10;9\n"
    data = brought(town, content, year=2024)
    assert data.report["columns"][0]["year"] == 2024


def test_a_form_without_file_or_with_a_year_that_is_none_is_refused(agent):
    assert agent.post(address("_new"), {"year": ""}).status_code == 422
    file = SimpleUploadedFile("base.csv", LINES)
    page = agent.post(address("_new"), {"file": file, "year": "12"})
    assert page.status_code == 422


def test_a_reader_brings_nothing(town):
    reader = client_of(town, Role.READER)
    file = SimpleUploadedFile("base.csv", LINES)
    assert reader.post(address("_new"), {"file": file}).status_code == 403


def test_the_page_of_sources_says_which_files_were_verified():
    (domain,) = domains()
    verified = {row.what: row.confirmed for row in domain.sourced}
    assert verified["Revenus et pauvreté des communes (Filosofi)"]
    assert not verified["Comparateur de territoires"]
