"""Codes on paper: fetched once, never stored, replaced when they are lost."""

import csv
import io
import os
import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from django.utils import timezone

from jalons.foundation.accounts.files import folders
from jalons.foundation.register.writer import delete, move, write
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.worker import Worker
from jalons.kernel import JalonsError
from jalons.participation.documents.code_slips import SlipSheet, slips_document
from jalons.participation.engine.consultations.codes import (
    hash_of,
    is_code,
    new_code,
    printed,
    typed,
)
from jalons.participation.web.consultations import actions, code_files, queries
from jalons.participation.web.consultations.commands import codes as command
from jalons.participation.web.consultations.models import Code, CodeBatch, Consultation

HOME = "/collectivite/vitre/participation/"


def made(model, authority, **values):
    found = model(authority=authority)
    write(authority, None, [(found, values)])
    return found


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def consultation(authority):
    return made(Consultation, authority, title="Réaménager la place du marché", purpose="Savoir.",
                elsewhere="À la mairie.", access="codes")  # fmt: skip


@pytest.fixture
def batch(authority, consultation):
    found = made(CodeBatch, authority, consultation=consultation, label="Lettres", count=11)
    return queries.batches(authority).get(pk=found.pk)


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_codes_are_made_fetched_once_and_never_stored(
    lead, contributor, authority, consultation, data_dir
):
    sent = {"consultation": consultation.pk, "label": "Lettres", "count": 11}
    assert contributor.post(f"{HOME}codes/nouveau/", sent).status_code == 403
    assert "Réaménager" in text(lead.get(f"{HOME}codes/nouveau/?consultation={consultation.pk}"))
    assert lead.post(f"{HOME}codes/nouveau/", sent).status_code == 302
    Worker().run_pending()
    batch = queries.batches(authority).get()
    url = f"{HOME}codes/{batch.pk}/"
    page = text(lead.get(url))
    assert "la seule copie des codes" in page
    assert "11 codes, 0 utilisé" in page
    assert contributor.post(f"{url}fichier.csv").status_code == 403
    assert lead.get(f"{url}fichier.csv").status_code == 405
    answer = lead.post(f"{url}fichier.csv")
    assert answer["Cache-Control"] == "no-store"
    heading, *rows = rows_of(answer.content)
    assert heading == ["Code", "Adresse"]
    codes = [typed(code) for code, _address in rows]
    assert len(set(codes)) == 11
    assert all(map(is_code, codes))
    secret = bytes(Consultation.objects.of(authority).get().secret)
    stored = set(Code.objects.of(authority).values_list("hash", flat=True))
    assert stored == {hash_of(code, secret, actions.PURPOSE) for code in codes}
    assert lead.post(f"{url}fichier.csv").status_code == 302  # gone
    assert lead.post(f"{url}fichier.pdf").content.startswith(b"%PDF")
    assert lead.post(f"{url}fichier.exe").status_code == 404
    left = [path for path in data_dir.rglob("*") if path.is_file()]
    assert not any(code.encode() in path.read_bytes() for path in left for code in codes)
    assert "il n’en reste pas de copie ici" in text(lead.get(url))


def test_many_slips_are_in_an_archive_of_several_files(monkeypatch, authority, batch):
    monkeypatch.setattr(actions, "IN_A_FILE", 8)
    actions.prepare(batch, None, "https://jalons.example/")
    Worker().run_pending()
    assert list(code_files.waiting(batch)) == ["zip", "csv"]
    with ZipFile(io.BytesIO(code_files.withdraw(batch, "zip"))) as archive:
        assert archive.namelist() == ["codes-1.pdf", "codes-2.pdf"]
        assert archive.read("codes-1.pdf").startswith(b"%PDF")
    monkeypatch.setattr(actions, "MOST_PRINTED", 10)
    actions.prepare(batch, None, "https://jalons.example/")
    Worker().run_pending()
    assert list(code_files.waiting(batch)) == ["csv"]


def test_new_codes_replace_those_nobody_used(lead, authority, batch):
    first = actions.renew(batch)
    used = Code.objects.of(authority).filter(batch=batch).first()
    Code.objects.of(authority).filter(pk=used.pk).update(used=True)
    assert lead.post(f"{HOME}codes/{batch.pk}/refaire/").status_code == 302
    Worker().run_pending()
    rows = rows_of(lead.post(f"{HOME}codes/{batch.pk}/fichier.csv").content)[1:]
    assert len(rows) == 10  # one was used: it is not replaced
    assert not {typed(code) for code, _address in rows} & set(first)
    assert Code.objects.of(authority).filter(batch=batch, used=True).get().pk == used.pk
    assert Code.objects.of(authority).filter(batch=batch).count() == 11


def test_a_week_erases_what_nobody_fetched(authority, batch):
    code_files.store(batch, "csv", b"x")
    assert list(code_files.waiting(batch)) == ["csv"]
    path = folders.rendered().near(code_files.name_of(batch, "csv"))
    assert path.stat().st_mode & 0o077 == 0
    actions.daily(now=timezone.now())
    assert path.exists()
    old = (timezone.now() - timedelta(days=8)).timestamp()
    os.utime(path, (old, old))
    actions.daily(now=timezone.now())
    assert not path.exists()
    assert code_files.withdraw(batch, "csv") is None


def test_codes_are_refused_where_they_are_of_no_use(lead, authority, consultation, batch):
    write(authority, None, [(consultation, {"access": "open"})])
    sent = {"consultation": consultation.pk, "label": "Comptoir", "count": 3}
    assert "des codes n’y servent à rien" in text(lead.post(f"{HOME}codes/nouveau/", sent), 422)
    write(authority, None, [(consultation, {"access": "codes"})])
    for count in (0, 50_001):
        assert lead.post(f"{HOME}codes/nouveau/", sent | {"count": count}).status_code == 422
    with pytest.raises(JalonsError, match="ne change plus"):
        write(authority, None, [(batch, {"count": 12})])
    assert lead.post(f"{HOME}codes/{batch.pk}/modifier/", {"label": "Rues"}).status_code == 302
    write(authority, None, [(consultation, {"state": "open"})])
    move(None, consultation, "close")
    assert "un code n’y sert plus" in text(lead.post(f"{HOME}codes/nouveau/", sent), 422)
    assert "les codes n’y servent plus" in text(
        lead.post(f"{HOME}codes/{batch.pk}/refaire/", follow=True)
    )
    assert not Job.objects.of(authority).filter(kind=actions.CODES).exists()
    delete(authority, None, [queries.batches(authority).get(pk=batch.pk)])
    assert not queries.batches(authority).filter(pk=batch.pk)


def test_fifty_thousand_codes_are_different():
    codes = {new_code() for _number in range(50_000)}
    assert len(codes) == 50_000
    assert all(map(is_code, list(codes)[:500]))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_slips_say_their_code_in_words_too(lang):
    codes = [new_code() for _number in range(9)]
    sheet = SlipSheet("Place & marché <2026>", "Vitré", "https://jalons.example/a/b",
                      "https://jalons.example/", "À la mairie, le matin.", None)  # fmt: skip
    document = slips_document(sheet, codes, timezone.localdate(), lang)
    first, _cut, second = document.blocks
    assert all(printed(code) in first.alternative for code in codes[:8])
    assert printed(codes[8]) in second.alternative
    assert "Place &amp; marché &lt;2026&gt;" in first.svg
    assert len(re.findall("<path", first.svg)) == 8


def test_the_command_writes_codes_in_one_file_that_did_not_exist(authority, consultation, tmp_path):
    out = tmp_path / "codes.csv"
    args = ["Réaménager la place du marché", "4", "--authority", "vitre", "--label", "Réunion",
            "--site", "https://jalons.example/", "--out", str(out)]  # fmt: skip
    done = CliRunner().invoke(command, args)
    assert done.exit_code == 0, done.output
    assert "4 codes écrits" in done.output
    assert len(rows_of(out.read_bytes())) == 5
    assert out.stat().st_mode & 0o077 == 0
    assert CliRunner().invoke(command, args).exit_code == 1  # never over a file
    assert Code.objects.of(authority).count() == 4
    unknown = CliRunner().invoke(command, ["Autre", *args[1:]])
    assert "Aucune consultation « Autre »" in unknown.output.replace("\u202f", " ")
    write(authority, None, [(consultation, {"access": "open"})])
    refused = CliRunner().invoke(command, [*args[:-1], str(tmp_path / "autre.csv")])
    assert "des codes n’y servent à rien" in refused.output
    assert not (tmp_path / "autre.csv").exists()
