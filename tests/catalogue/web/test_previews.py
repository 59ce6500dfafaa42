"""The preview of a stored file: the job that reads it, its pages, its API, its public side."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.datasets.panels import arrived, panels
from jalons.catalogue.web.previews import actions, queries
from jalons.catalogue.web.previews.models import Preview
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.publishing.declaration import shelf_named
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.register.writer import store_computed
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.worker import Worker

pytestmark = pytest.mark.django_db

TREES = "Espèce;Hauteur;Plantation\n" + "".join(
    f"{kind};{n},5;{1 + n % 28:02d}/03/2020\n"
    for n, kind in enumerate(["Érable", "Chêne", "Tilleul", "=1+1"] * 30)
)
PLACES = json.dumps({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"nom": f"Banc {n}"},
     "geometry": {"type": "Point", "coordinates": [-1.2 + n / 1000, 48.1]}} for n in range(8)
]})  # fmt: skip


@pytest.fixture
def store(authority):
    """A dataset with a stored file, as the topic of datasets stores it."""
    dataset = Dataset.objects.create(authority=authority, identifier="arbres", name="Arbres")

    def storing(content, name="arbres.csv", record=None):
        made = record or Distribution.objects.create(
            authority=authority, dataset=dataset, name="Inventaire"
        )
        made.file.save(name, ContentFile(content.encode()), save=False)
        mine = Distribution.objects.of(authority).filter(pk=made.pk)
        store_computed(mine, file=made.file.name, file_name=name, size=len(content),
                       sha256=str(hash(content)), stored_at=timezone.now())  # fmt: skip
        made.refresh_from_db()
        arrived(made)
        return made

    return storing


def run(distribution, progress=lambda *_: None):
    return actions.read_job(progress, authority=distribution.authority_id,
                            distribution=str(distribution.pk),
                            sha256=distribution.sha256)  # fmt: skip


def jobs(record):
    return Job.objects.of(record.authority).filter(kind=queries.KIND)


def panel(record):
    return dict(panels.of(record.dataset))["Aperçu"]


def page(client, record, more=""):
    return client.get(f"/collectivite/vitre/donnees/apercus/{record.pk}/{more}")


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_a_file_that_arrives_is_read_in_the_background_and_shown_page_by_page(store, reader):
    record = store(TREES)
    job = jobs(record).get()
    assert "arbres.csv" in job.label
    assert actions.read(record) == job
    waiting = panel(record)
    assert waiting.mark_kind == "walk"
    assert "en cours de lecture" in text(page(reader, record))
    Worker().run_pending()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, None)
    shown = panel(record)
    assert "120" in shown.sentence
    assert str(record.pk) in shown.url
    first = text(page(reader, record))
    assert "120 lignes et 3 colonnes" in first
    assert first.count("<tr>") == 51
    assert "Tilleul" not in text(page(reader, record, "?q=erable"))
    last = text(page(reader, record, "?sort=-2&page=3"))
    assert last.index("19,5") < last.index("0,5</td>")
    assert 'aria-sort="descending"' in last
    assert "Rien ne correspond" in text(page(reader, record, "?c=1&v=Bouleau"))
    assert text(page(reader, record, "?c=99&sort=zz&t=7&page=x")) == text(
        page(reader, record, "?c=99&sort=zz&t=7&page=x")
    )


def test_a_wide_table_is_shown_some_columns_at_a_time(store, reader):
    names = ";".join(f"Mesure {n}" for n in range(1, 46))
    record = store(f"{names}\n" + ";".join("7" * 45) + "\n" + ";".join("8" * 45) + "\n")
    run(record)
    last = text(page(reader, record, "?d=3&sort=-45"))
    assert "Colonnes 41 à 45 sur 45" in last
    assert last.count("<td") + last.count('<th scope="row"') == 10
    assert text(page(reader, record, "colonnes/")).count("<tr>") == 46


def test_the_columns_of_a_file_are_described_and_drawn(store, reader):
    record = store(TREES)
    run(record)
    whole = text(page(reader, record, "colonnes/?c=2"))
    assert "nombre décimal" in whole
    assert "59,5" in whole.replace("\u202f", " ") or "119,5" in whole
    assert "<svg" in whole
    assert "Érable" in text(page(reader, record, "colonnes/?c=1"))


def test_the_rows_leave_as_csv_filtered_and_without_formulas(store, reader):
    record = store(TREES)
    run(record)
    answer = page(reader, record, "lignes.csv?c=2&v=3,5")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == ["Espèce;Hauteur;Plantation", "'=1+1;3,5;04/03/2020"]


def test_geojson_gives_a_map_and_the_area_of_the_dataset(store, reader):
    record = store(PLACES, "bancs.geojson")
    run(record)
    record.dataset.refresh_from_db()
    assert record.dataset.area == [-1.2, 48.1, pytest.approx(-1.193), 48.1]
    assert 'class="chart map"' in text(page(reader, record))
    swapped = PLACES.replace("[-1.", "[48.1, -1.").replace(", 48.1]", "]")
    run(store(swapped, "bancs.geojson", record))
    record.dataset.refresh_from_db()
    assert record.dataset.area is None
    swapped = text(page(reader, record))
    assert "semblent inversées" in swapped
    assert 'class="chart map"' not in swapped


def test_a_file_that_cannot_be_read_says_why_and_may_be_read_again(store, reader, contributor):
    record = store("%PDF-1.7 rien", "arbres.csv")
    first = actions.read(record)
    store("%PDF-1.7 autre", "arbres.csv", record)
    assert actions.read(record) != first  # the file that came meanwhile has a job of its own
    Worker().run_pending()
    shown = text(page(reader, record))
    assert "n’a pas pu être lu" in shown
    assert "PDF" in shown
    assert "relire" not in shown
    assert "relire" in text(page(contributor, record))
    assert panel(record).mark_kind == "late"
    address = f"/collectivite/vitre/donnees/apercus/{record.pk}/relire/"
    assert reader.post(address).status_code == 403
    assert contributor.post(address).status_code == 302
    assert jobs(record).count() == 3


def test_a_preview_follows_its_file_and_counts_in_the_quota(store, authority):
    record = store(TREES)
    run(record)
    before = Path(Preview.objects.of(authority).get().file.path)
    assert before.exists()
    assert before.parent == Path(record.file.path).parent
    modified = before.stat().st_mtime_ns
    run(record)
    assert before.stat().st_mtime_ns == modified
    store("a;b\n1;2\n", "autre.csv", record)
    run(record)
    after = Path(Preview.objects.of(authority).get().file.path)
    assert after != before
    assert not list(after.parent.glob("reading-*"))
    record.refresh_from_db()
    os.utime(before, (0, 0)) if before.exists() else None
    actions.daily(now=timezone.now())
    assert not before.exists()
    assert after.exists()
    Preview.objects.of(authority).delete()
    actions.daily(now=timezone.now())
    assert after.exists()  # a reading may be about to name it
    actions.daily(now=timezone.now() + timedelta(days=1))
    assert not after.exists()
    authority.quota_mb = 0
    authority.save()
    with pytest.raises(AccountsError):
        run(record)
    assert not Preview.objects.of(authority).exists()


def test_a_reading_that_is_stopped_leaves_nothing(store):
    record = store(TREES)

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(record, stop)
    folder = Path(record.file.path).parent
    assert [each.name for each in folder.iterdir() if "reading" in each.name] == []
    assert run(record).url.endswith(f"{record.pk}/")


def test_machines_read_rows_by_names_of_columns(store, reader, other):
    record = store(TREES)
    address = f"/api/v1/authorities/vitre/datasets/{record.dataset.pk}"
    assert reader.get(f"{address}/rows").json()["code"] == "preview_unread"
    run(record)
    found = reader.get(f"{address}/rows?sort=-Hauteur&limit=2&offset=1&q=chene").json()
    assert found == {"columns": ["Espèce", "Hauteur", "Plantation"], "total": 30,
                     "rows": [["Chêne", 113.5, "2020-03-02"],
                              ["Chêne", 109.5, "2020-03-26"]]}  # fmt: skip
    assert reader.get(f"{address}/rows?column=Hauteur&value=3,5").json()["total"] == 1
    assert reader.get(f"{address}/rows?sort=Age").json()["code"] == "column_unknown"
    assert reader.get(f"{address}/rows?table=2").json()["code"] == "preview_table"
    assert reader.get(f"{address}/rows?limit=9999").status_code == 400
    columns = reader.get(f"{address}/columns").json()["columns"]
    assert [each["kind"] for each in columns] == ["text", "decimal", "date"]
    elsewhere = address.replace("vitre", other.slug)
    assert reader.get(f"{elsewhere}/rows").status_code == 404


def test_open_rows_exist_only_where_the_public_page_shows_the_dataset(store, client, authority):
    record = store(TREES)
    Worker().run_pending()
    address = f"/donnees/apercus/vitre/{record.dataset.pk}/"
    assert client.get(f"{address}lignes.json").status_code == 404
    if shelf_named("jeux-de-donnees") is None:
        pytest.skip("no shelf of datasets on this instance")
    values = {"state": "published", "description": "Arbres", "contact": "Direction des parcs"}
    mine = Dataset.objects.of(authority).filter(pk=record.dataset.pk)
    mine.update(audience="open", licence="fr-lo", **values)
    PublicPage.objects.create(authority=authority, is_open=True)
    assert client.get(f"{address}lignes.json").status_code == 404
    Published.objects.create(authority=authority, urn=str(record.dataset.urn))
    found = client.get(f"{address}lignes.json?q=chene&limit=1")
    assert found.json()["rows"] == [["Chêne", 1.5, "2020-03-02"]]
    assert found["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"{address}lignes.json?sort=Age").json()["code"] == "column_unknown"
    assert b"'=1+1" in b"".join(client.get(f"{address}lignes.csv").streaming_content)
    assert client.get(f"{address}colonnes.json").json()["rows"] == 120
    mine.update(audience="internal")
    assert client.get(f"{address}lignes.json").status_code == 404
