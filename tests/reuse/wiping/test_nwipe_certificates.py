"""Certificates of nwipe as PDF, the document of a certificate, and the command."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from jalons.foundation.documents.html import page
from jalons.foundation.documents.tree import plain
from jalons.reuse.cli import commands
from jalons.reuse.documents.certificate import certificate_document
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.wiping.facts import Certificate, Checked, Completion, Hidden, Method
from jalons.reuse.engine.wiping.verdict import State, judge
from reuse.wiping.logs import SIZE, Drive, log, pdf
from reuse.wiping.test_nwipe_logs import completed
from reuse.wiping.test_verdict import ERASED, OVERWRITTEN

pytest.importorskip("pypdf", reason="pypdf reads PDF certificates")

from jalons.reuse.capture.wiping_pdf import read_wiping

WHO = ["--operator", "Technicien", "--verifier", "Responsable", "--place", "Atelier"]
ROLES = [*WHO, "--host", "PC-0042", "--medium", "hdd"]


def read(content):
    (found,) = read_wiping(content)
    return found.certificate


def state(content):
    return judge(completed(read(content))).state


@pytest.mark.parametrize("version", ["0.35", "0.38", "0.42"])
def test_a_certificate_of_a_wiping_done_is_accepted(version):
    found = read(pdf(version))
    assert judge(completed(found)).state is State.ACCEPTED
    assert (found.tool_version, found.serial, found.capacity) == (version, "35H2SCTWS", SIZE)
    assert (found.completion, found.errors, found.verified) == (
        Completion.COMPLETED, 0, Checked.YES,
    )  # fmt: skip
    assert (found.passes, found.hidden) == (2, Hidden.ABSENT)
    assert "passes" in found.inferred
    assert found.ended_on == date(2026, 10, 12)


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "Verify Zeros (0x00)", "bytes": "Not applicable to method"},
        {"status": "ABORTED", "rounds": "0/1", "bytes": "512, (0.00%)"},
        {"status": "FAILED", "rounds": "0/1", "errors": "1/0/0"},
        {"errors": "0/0/4"},
        {"rounds": "1/3"},
        {"bytes": f"{SIZE - 4096}, (99.99%)"},
        {"hidden": "Hidden sectors found!"},
        {"real": f"501 GB, {SIZE + 1_000_000} bytes"},
    ],
)
def test_a_certificate_of_anything_else_is_refused_whatever_its_tick(changed):
    assert state(pdf("0.38", **changed)) is State.REFUSED


@pytest.mark.parametrize(
    "changed",
    [
        {"verify": "None"},
        {"errors": ""},
        {"status": ""},
        {"method": "A method of tomorrow"},
        {"serial": "Unknown"},
    ],
)
def test_what_a_certificate_does_not_say_is_asked(changed):
    found = read(pdf("0.42", **changed))
    facts = completed(found) if changed.get("serial") is None else found
    assert judge(facts).state is State.INCOMPLETE


def test_a_method_with_its_direction_is_still_that_method():
    assert read(pdf("0.42", method="PRNG Stream (R)")).method is Method.OVERWRITE


@pytest.mark.parametrize("content", [b"%PDF-1.4\nbroken", pdf()[:400], b"%PDF-"])
def test_a_broken_pdf_is_refused(content):
    with pytest.raises(ReuseError) as caught:
        read_wiping(content)
    assert caught.value.code in {"wipe_pdf_unreadable", "wipe_log_unknown"}


def test_another_pdf_is_not_a_certificate_of_nwipe():
    with pytest.raises(ReuseError) as caught:
        read_wiping(pdf(title="System Erasure Report"))
    assert caught.value.code == "wipe_log_unknown"


# The document ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_document_has_its_verdict_first_and_names_what_is_unknown(lang):
    tree = certificate_document(
        ERASED, authority="Ville", today=date(2026, 11, 3), lang=lang, file=("a.log", "ab" * 32)
    )
    assert "Purge" in plain(tree.blocks[0].text)
    text = page(tree)
    assert "35H2SCTWS" in text
    assert "abababab abababab" in text
    empty = page(
        certificate_document(Certificate(), authority="Ville", today=date(2026, 11, 3), lang=lang)
    )
    assert ("non renseigné" if lang == "fr" else "not known") in empty


def test_no_document_and_no_sentence_names_the_option_that_wipes_without_asking():
    from jalons.kernel.tables import package_table

    words = str(package_table("jalons.reuse", "messages")) + str(
        package_table("jalons.reuse", "nwipe")
    )
    assert "autonuke" not in words
    assert "autonuke" not in page(
        certificate_document(OVERWRITTEN, authority="Ville", today=date(2026, 11, 3), lang="fr")
    )


# The command -------------------------------------------------------------------------------------


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "bon.log"
    path.write_text(log(Drive(), version="0.42"), "utf-8")
    return str(path)


def test_the_command_accepts_a_good_log_and_refuses_it_for_leaving(good):
    run = CliRunner().invoke(commands, ["wipe", good, *ROLES])
    assert run.exit_code == 0, run.output
    assert "Ce support est effacé comme il faut" in run.output
    leaving = CliRunner().invoke(commands, ["wipe", good, "--leaving", *ROLES])
    assert leaving.exit_code == 1
    assert "Purge" in leaving.output


def test_the_command_answers_in_json_with_the_hash_of_each_file(good, tmp_path):
    other = tmp_path / "autre.txt"
    other.write_text("rien", "utf-8")
    run = CliRunner().invoke(commands, ["wipe", good, str(other), *ROLES, "--json"])
    assert run.exit_code == 1
    rows = json.loads(run.output)
    assert [row["state"] for row in rows] == ["accepted", "unread"]
    assert all(len(row["sha256"]) == 64 for row in rows)
