"""Datasets on their pages: described, filled with files, published or refused, found again."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.people import member_of
from jalons.catalogue.web.datasets import actions, demo, dropped, panels, queries, search_index
from jalons.catalogue.web.datasets.models import Dataset, DatasetWords, Distribution, FileVersion
from jalons.catalogue.web.datasets.register import datasets, datasets_file
from jalons.catalogue.web.duties import demo as duties
from jalons.catalogue.web.privacy.actions import scan_job
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.imports.actions import bring
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.writer import delete, move, restore, undo, write
from jalons.foundation.tasks.worker import Worker
from jalons.kernel import JalonsError

HOME = "/collectivite/vitre/donnees/"
TODAY = timezone.localdate()
READY = {
    "description": "Chaque arbre planté", "contact": "Cellule géomatique", "audience": "open",
    "licence": "fr-lo", "holder": "Direction des espaces verts",
}  # fmt: skip
CSV = b"genre;hauteur_m\nTilia;9\n"
pytestmark = pytest.mark.django_db


def dataset(authority, name="Arbres", **values):
    made = Dataset(authority=authority)
    write(authority, None, [(made, {"name": name, **values})])
    return made


def filled(found, content=CSV, name="arbres.csv", line=None):
    return actions.store_file(None, found, ContentFile(content, name), distribution=line)


def examined(found):
    """The file of a dataset once the worker read it, as a person waits for it."""
    line = filled(found)
    Worker().run_pending()
    return line


def published(authority, name="Arbres", **values):
    found = dataset(authority, name, **{**READY, **values})
    examined(found)
    move(None, found, "publish")
    return found


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def body(answer):
    return b"".join(answer.streaming_content)


# Description --------------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_bring_and_a_form_refuses_people(contributor, authority):
    assert "Quelles données avez-vous" in text(contributor.get(HOME))
    sent = {"name": "Arbres", "audience": "internal", "contact": "Mme Roy"}
    assert "ressemble au nom" in text(contributor.post(f"{HOME}nouveau/", sent), 422)
    sent |= {"contact": "Cellule SIG", "contact_email": "jeanne.dupont@vitre.invalid"}
    assert "adresse d’une personne" in text(contributor.post(f"{HOME}nouveau/", sent), 422)
    sent["contact_email"] = "donnees@vitre.invalid"
    later = {"updated_on": (TODAY + timedelta(days=1)).isoformat()}
    assert "encore à venir" in text(contributor.post(f"{HOME}nouveau/", {**sent, **later}), 422)
    wrong = {"starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    assert "précède le début" in text(contributor.post(f"{HOME}nouveau/", {**sent, **wrong}), 422)
    assert contributor.post(f"{HOME}nouveau/", sent).status_code == 302
    found = Dataset.objects.of(authority).get()
    assert (found.audience, found.state) == ("internal", "draft")
    assert "1 jeu de données, aucun publié." in text(contributor.get(HOME))


def test_an_identifier_is_set_once(authority):
    found = dataset(authority)
    assert found.identifier == str(found.pk)
    with pytest.raises(JalonsError, match="ne change jamais"):
        write(authority, None, [(found, {"identifier": "autre"})])
    taken = dataset(authority, "Repris", identifier="insee-1", origin="https://ailleurs.invalid/")
    assert taken.identifier == "insee-1"
    with pytest.raises(ValidationError):
        dataset(authority, "Double", identifier="insee-1", origin="https://ailleurs.invalid/")


def test_a_list_is_filtered_and_each_filter_counts_as_the_page_says(reader, authority):
    dataset(authority, "Frais", frequency="DAILY", updated_on=TODAY, theme="ENVI", **READY)
    old = TODAY - timedelta(days=70)
    dataset(authority, "Vieux", frequency="MONTHLY", updated_on=old, audience="partners")
    due = TODAY - timedelta(days=33)
    dataset(authority, "Attendu", frequency="MONTHLY", updated_on=due)
    dataset(authority, "Inconnu", frequency="IRREG", updated_on=TODAY)
    dataset(authority, "Sans date", frequency="DAILY", origin="twin", identifier="t")
    dataset(authority, "Fini", frequency="NEVER", updated_on=old, origin="https://a.invalid/")
    expected = {
        "fraicheur=fresh": {"Frais", "Fini"}, "fraicheur=late": {"Vieux"},
        "fraicheur=due": {"Attendu"}, "fraicheur=unknown": {"Inconnu", "Sans date"},
        "origine=twin": {"Sans date"}, "origine=elsewhere": {"Fini"},
        "audience=partners": {"Vieux"},
        "theme=ENVI": {"Frais"}, "licence=fr-lo": {"Frais"}, "etat=published": set(),
        "mots=arbre": {"Frais"},
    }  # fmt: skip
    names = {each.name for each in queries.rows(authority)}
    for query, wanted in expected.items():
        page = text(reader.get(f"{HOME}?{query}"))
        assert {each for each in names if f">{each}</a>" in page} == wanted, query
    for each in queries.rows(authority):  # the base and the engine agree
        state = queries.freshness(each).state
        assert queries.rows(authority).filter(queries.is_in(state), pk=each.pk).exists()
    page = text(reader.get(HOME))
    assert "6 jeux de données, aucun publié, 1 en retard." in page
    assert "en retard de 39 jours" in page


def test_a_list_of_the_national_schema_comes_in(authority):
    content = (
        "COLL_NOM;TITRE;DESCRIPTION;THEME;PRODUCTEUR_NOM;FREQ_MAJ;DATE_MAJ;MOTS_CLES;LICENCE;URL\n"
        "Vitré;Arbres;Les arbres;environnement;Espaces verts;annuelle;01/02/2026;arbre;"
        "Licence Ouverte 2.0;https://data.invalid/arbres\n"
        "Vitré;Budget;Le budget;;Finances;mensuelle;31/02/2026;;ODbL;\n"
    )
    done = bring(datasets_file, authority, name="catalogue.csv", content=content.encode())
    assert (done["created"], done["refused_count"]) == (1, 1)
    found = Dataset.objects.of(authority).get()
    assert (found.licence, found.frequency, found.holder) == ("fr-lo", "ANNUAL", "Espaces verts")
    assert (found.landing_page, found.audience) == ("https://data.invalid/arbres", "internal")
    assert found.identifier == str(found.pk)


# Files --------------------------------------------------------------------------------------------


def test_a_file_comes_with_its_date_and_each_next_one_leaves_a_version(
    contributor, lead, authority
):
    found = dataset(authority)
    sent = {"file": SimpleUploadedFile("arbres.csv", CSV), "updated_on": "2026-03-01"}
    assert contributor.post(f"{HOME}{found.pk}/deposer/", sent).status_code == 302
    line = Distribution.objects.of(authority).get()
    assert (line.name, line.format, line.file_name) == ("arbres", "csv", "arbres.csv")
    assert line.sha256 == sha256(CSV).hexdigest()
    assert found.latest().updated_on.isoformat() == "2026-03-01"
    where = f"{HOME}{found.pk}/fichiers/{line.pk}/"
    same = {"file": SimpleUploadedFile("b.csv", CSV)}
    assert "même que celui" in text(contributor.post(f"{where}deposer/", same), 422)
    empty = {"file": SimpleUploadedFile("b.csv", b"")}
    assert "vide" in text(contributor.post(f"{where}deposer/", empty), 422)
    future = {"file": SimpleUploadedFile("b.csv", b"x"), "updated_on": "2999-01-01"}
    assert "encore à venir" in text(contributor.post(f"{where}deposer/", future), 422)
    newer = {"file": SimpleUploadedFile("arbres 2.csv", CSV * 2)}
    assert contributor.post(f"{where}deposer/", newer).status_code == 302
    earlier = FileVersion.objects.of(authority).get()
    assert body(contributor.get(f"{where}telecharger/")) == CSV * 2
    old = f"{HOME}{found.pk}/versions/{earlier.pk}/"
    answer = contributor.get(f"{old}telecharger/")
    assert body(answer) == CSV
    assert "attachment" in answer["Content-Disposition"]
    page = text(contributor.get(f"{where}versions/"))
    assert sha256(CSV).hexdigest() in page
    assert "Effacer définitivement" not in page
    assert "arbres 2.csv" in text(contributor.get(f"{HOME}{found.pk}/"))
    assert {each.name for each in dropped.of(authority)} == {"arbres.csv", "arbres 2.csv"}
    assert contributor.post(f"{old}effacer/").status_code == 403
    path = earlier.file.name
    assert lead.post(f"{old}effacer/").status_code == 302
    assert not FileVersion.objects.of(authority).exists()
    assert "arbres.csv" in text(lead.get(f"{HOME}{found.pk}/historique/"))
    assert path  # erased with the commit


def test_erased_distributions_take_all_their_files(authority, django_capture_on_commit_callbacks):
    found = dataset(authority)
    line = filled(found)
    filled(found, CSV * 2, line=line)
    paths = [line.latest().file.name, FileVersion.objects.of(authority).get().file.name]
    delete(authority, None, [line.latest()])
    assert {bool(each.trashed_at) for each in dropped.of(authority)} == {True}
    with django_capture_on_commit_callbacks(execute=True):
        assert dropped.empty_trash(authority) == 1
    assert not any(default_storage.exists(path) for path in paths)
    assert dropped.of(authority) == []


def test_what_fails_while_a_file_arrives_leaves_nothing(authority, settings):
    found = dataset(authority)
    before = dict(panels._arrivals)
    stored = []

    def refuse(line):
        stored.append(line.file.name)
        raise RuntimeError

    panels.on_arrival("test", refuse)
    try:
        with pytest.raises(RuntimeError):
            filled(found)
    finally:
        panels._arrivals.clear()
        panels._arrivals.update(before)
    assert stored
    assert not default_storage.exists(stored[0])
    assert not Distribution.objects.of(authority).exists()
    authority.quota_mb, authority.quota_files = 1, 0
    authority.save()
    with pytest.raises(AccountsError, match="Un fichier de plus"):
        filled(found)


def test_headings_are_read_in_the_worker_and_found_again(authority):
    found = dataset(authority, "Inventaire")
    line = filled(found, b"code_insee;surface_plantee\n35360;12\n", "i.csv")
    assert scan_job(lambda *_: None, authority=authority.pk, distribution=str(line.pk))
    assert queries.search(authority, "surfaces plantées") == [found]
    bad = filled(dataset(authority, "Illisible"), b"\x00\x01\x02", "illisible.xlsx")
    assert scan_job(lambda *_: None, authority=authority.pk, distribution=str(bad.pk))
    assert not bad.latest().columns


# Publication --------------------------------------------------------------------------------------


def test_a_dataset_is_published_once_nothing_is_missing(lead, contributor, authority):
    found = dataset(authority, audience="open")
    page = text(lead.get(f"{HOME}{found.pk}/"))
    reasons = ("la description est vide", "le service qui répond", "Choisissez la licence",
               "ont besoin d’un fichier")  # fmt: skip
    assert all(each in page for each in reasons)
    with pytest.raises(RegisterError, match=r"description est vide.*besoin d’un fichier"):
        move(None, found, "publish")
    write(authority, None, [(found, READY)])
    examined(found)
    url = f"{HOME}{found.pk}/etat/"
    assert contributor.post(url, {"move": "publish"}).status_code == 403
    assert lead.post(url, {"move": "publish"}).status_code == 302
    assert found.latest().published_on == TODAY
    assert list(queries.published(authority)) == [found]
    edit = {**READY, "name": "Arbres", "licence": ""}
    assert "Choisissez la licence" in text(
        contributor.post(f"{HOME}{found.pk}/modifier/", edit), 422
    )
    lead.post(url, {"move": "withdraw"})
    assert found.latest().state == "withdrawn"
    closed = dataset(authority, "Effectifs", **READY | {"audience": "internal", "licence": ""})
    move(None, closed, "publish")
    assert closed.latest().state == "published"


def test_a_topic_forbids_and_says_where_to_decide(lead, authority):
    found = dataset(authority, **READY)
    filled(found)
    before = dict(panels._blockers)
    panels.blocker("test", lambda _one: [panels.Blocker("Noms à relire.", "/relire/", "Relire")])
    try:
        page = text(lead.get(f"{HOME}{found.pk}/"))
        assert "Noms à relire." in page
        assert 'href="/relire/"' in page
        with pytest.raises(RegisterError, match="Noms à relire"):
            move(None, found, "publish")
    finally:
        panels._blockers.clear()
        panels._blockers.update(before)


def test_an_administrator_publishes_and_shows_in_one_gesture(administrator, lead, authority):
    PublicPage.objects.create(authority=authority, is_open=True)
    found = dataset(authority, **READY)
    line = examined(found)
    public, file = f"/donnees/vitre/{found.pk}/", f"/donnees/vitre/fichiers/{line.pk}/"
    assert 'name="show"' not in text(lead.get(f"{HOME}{found.pk}/"))
    assert 'name="show"' in text(administrator.get(f"{HOME}{found.pk}/"))
    lead.post(f"{HOME}{found.pk}/etat/", {"move": "publish", "show": "1"})
    assert not Published.objects.of(authority).exists()
    assert Client().get(public).status_code == 404
    assert Client().get(file).status_code == 404
    administrator.post(f"{HOME}{found.pk}/etat/", {"move": "withdraw"})
    administrator.post(f"{HOME}{found.pk}/etat/", {"move": "publish", "show": "1"})
    page = text(Client().get(public))
    assert all(each in page for each in ("Arbres", "Cellule géomatique", "Licence Ouverte", "CSV"))
    assert body(Client().get(file)) == CSV
    shelf = text(Client().get("/public/vitre/jeux-de-donnees/"))
    assert public in shelf
    assert file in shelf
    data = Client().get("/public/vitre/donnees/jeux-de-donnees.json").json()
    assert data["datasets"][0]["files"][0]["sha256"] == sha256(CSV).hexdigest()
    assert "sur la page publique" in text(administrator.get(f"{HOME}{found.pk}/"))


@pytest.mark.parametrize("how", ["partners", "internal", "withdrawn", "closed page", "trashed"])
def test_data_that_are_not_open_never_come_out(authority, other, how):
    page = PublicPage.objects.create(authority=authority, is_open=True)
    found = published(authority)
    line = Distribution.objects.of(authority).get()
    actions.show(None, found)
    url = f"/donnees/vitre/fichiers/{line.pk}/"
    assert body(Client().get(url)) == CSV
    if how in {"partners", "internal"}:
        write(authority, None, [(found.latest(), {"audience": how})])
        shown = text(Client().get(f"/donnees/vitre/{found.pk}/"))
        assert ("réservées à des partenaires" if how == "partners" else "ne sortent pas") in shown
        assert str(line.pk) not in shown
    elif how == "withdrawn":
        move(None, found.latest(), "withdraw")
    elif how == "closed page":
        page.is_open = False
        page.save()
    else:
        delete(authority, None, [line.latest()])
    assert Client().get(url).status_code == 404
    assert Client().get(f"/donnees/rennes/fichiers/{line.pk}/").status_code == 404


def test_a_new_file_that_a_topic_refuses_waits_on_the_public_page(authority):
    PublicPage.objects.create(authority=authority, is_open=True)
    found = published(authority)
    actions.show(None, found)
    line = Distribution.objects.of(authority).get()
    before = dict(panels._blockers)
    panels.blocker("test", lambda _one: [panels.Blocker("Des noms dans le fichier.")])
    try:
        page = text(Client().get(f"/donnees/vitre/{found.pk}/"))
        assert "en cours de vérification" in page
        assert str(line.pk) not in page
        assert Client().get(f"/donnees/vitre/fichiers/{line.pk}/").status_code == 404
    finally:
        panels._blockers.clear()
        panels._blockers.update(before)


def test_a_name_in_a_public_text_waits_for_a_person(authority):
    PublicPage.objects.create(authority=authority, is_open=True)
    found = published(authority, description="Relevé par Mme Roy")
    actions.show(None, found)
    assert Client().get(f"/donnees/vitre/{found.pk}/").status_code == 404


# Search -------------------------------------------------------------------------------------------


def test_words_are_found_by_their_stems_with_or_without_accents(authority, other):
    trees = dataset(authority, "Arbres d’alignement", description="Inventaire des plantations")
    bikes = dataset(authority, "Stationnements vélo", keywords="arceaux, mobilité")
    schools = dataset(authority, "Écoles élémentaires", description="Les mobilités des élèves")
    theirs = dataset(other, "Arbres de Rennes")
    expected = {
        "arbre": [trees], "ARBRES": [trees], "alignements": [trees], "planté": [trees],
        "ecole": [schools], "écoles": [schools], "velo stationnement": [bikes],
        "stationnement pour les vélos": [bikes], "mobilite": [bikes, schools],
        "l'arbre": [trees], "arb": [trees], "baleine": [], "": [], "  ": [], '"*(': [],
        "arbre OR baleine": [], "des": [],
    }  # fmt: skip
    for words, wanted in expected.items():
        found = queries.search(authority, words)
        assert sorted(map(str, found)) == sorted(map(str, wanted)), words
    assert queries.search(other, "arbres") == [theirs]
    title = dataset(authority, "Mobilité")
    assert queries.search(authority, "mobilité")[0] == title


def test_the_index_follows_each_act(authority):
    found = dataset(authority, "Bancs publics")
    batch = write(authority, None, [(found, {"name": "Fontaines"})])
    assert queries.search(authority, "banc") == []
    assert queries.search(authority, "fontaine") == [found]
    undo(authority, None, batch)
    assert queries.search(authority, "banc") == [found.latest()]
    delete(authority, None, [found.latest()])
    assert queries.search(authority, "banc") == []
    restore(authority, None, found.latest())
    line = Distribution(authority=authority)
    values = {"dataset": found.latest(), "name": "Mobilier urbain", "url": "https://a.invalid/"}
    write(authority, None, [(line, values)])
    assert queries.search(authority, "mobilier") == [found.latest()]
    Dataset.erase(Dataset.objects.of(authority))
    assert not DatasetWords.objects.of(authority).exists()
    assert search_index.found(authority, "banc") == []


def test_creating_the_index_again_changes_nothing(authority):
    found = dataset(authority, "Bancs publics")
    search_index.create(connection.schema_editor())
    assert queries.search(authority, "banc") == [found]


def test_the_search_of_the_product_finds_datasets(reader, authority):
    dataset(authority, "Arbres d’alignement")
    page = text(reader.get("/collectivite/vitre/recherche/", {"q": "arbre alignements"}))
    assert "Arbres d’alignement" in page


# Area, export, API, demonstration -----------------------------------------------------------------


def test_the_area_is_that_of_the_territory_or_is_said_to_be_unknown(contributor, authority):
    found = dataset(authority)
    page = text(contributor.post(f"{HOME}{found.pk}/territoire/", follow=True))
    assert "contour de votre territoire n’est pas connu" in page
    write(authority, None, [(found.latest(), {"area": [-1.3, 48.0, -1.1, 48.2]})])
    page = text(contributor.get(f"{HOME}{found.pk}/"))
    assert "48,2" in page
    write(authority, None, [(found.latest(), {"area": [1, 2]})])  # from elsewhere, not whole
    assert "n’est pas précisée" in text(contributor.get(f"{HOME}{found.pk}/"))


def test_a_page_reads_as_much_for_many_files(reader, authority):
    def queries_of(found):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            text(reader.get(f"{HOME}{found.pk}/"))
        return len(seen)

    few, many = dataset(authority, "Peu"), dataset(authority, "Beaucoup")
    filled(few)
    for number in range(5):
        filled(many, CSV + bytes([48 + number]), f"{number}.csv")
    assert queries_of(few) == queries_of(many)


def test_the_demonstration_has_six_datasets(authority):
    people = {role: member_of(authority, role, f"{role}@example.org") for role in Role}
    PublicPage.objects.create(authority=authority, is_open=True)
    demonstration = Demonstration(
        authority, people, Story.at(TODAY), timezone.now(), TODAY, is_new=True
    )
    before = dict(panels._blockers)
    panels.blocker("test", lambda one: [panels.Blocker("À relire.")] * one.name.startswith("Arb"))
    try:
        demo.fill(demonstration)
        Worker().run_pending()
        demo.publish(demonstration)
        assert queries.published(authority).count() == 3
    finally:
        panels._blockers.clear()
        panels._blockers.update(before)
    demo.publish(demonstration)
    duties.fill(demonstration)
    assert datasets.headline(authority) == "6 jeux de données, 4 publiés, 2 en retard."
    page = text(Client().get("/public/vitre/jeux-de-donnees/"))
    assert "Arbres d’alignement" in page
    assert "Effectifs" not in page
    assert [each.name for each in queries.search(authority, "hauteurs")] == [
        "Arbres d’alignement et des parcs"
    ]
