"""The pages of wiping: bring logs, answer, read a verdict, state that there is no medium."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.register.writer import delete, move, write
from jalons.reuse.engine.wiping.verdict import State
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.wiping import actions, demo, queries
from jalons.reuse.web.wiping.models import NoMediaStatement, WipeCertificate, WipeFile
from jalons.reuse.web.wiping.register import certificates
from reuse.wiping.logs import Drive, log, pdf
from samples import api_token

pytestmark = pytest.mark.django_db
ABOUT = {
    "destination": "inside",
    "operator": "Technicien informatique",
    "verifier": "Responsable du parc",
    "place": "Atelier",
}

SOUND = {
    "serial": "A", "maker": "Samsung", "model": "870", "medium": "ssd",
    "capacity": 1, "method": "block_erase", "tool": "hdparm", "tool_version": "9",
    "completion": "completed", "verification": "last", "verified": "yes",
    "ended_on": timezone.localdate(), "operator": "Technicien", "verifier": "Responsable",
    "place": "Atelier", "destination": "outside",
}  # fmt: skip


@pytest.fixture
def authority():
    return Authority.objects.create(slug="vitre", name="Vitré")


@pytest.fixture
def client(authority):
    return client_of(authority, Role.CONTRIBUTOR)


@pytest.fixture
def device(authority):
    return made(authority, label="PC-0042", tag="INV-42", serial="7XK2L33")


def client_of(authority, role):
    user = User.objects.create_user(f"{role}-{authority.slug}@example.org", "x")
    Membership.objects.create(user=user, authority=authority, role=role)
    client = Client()
    client.force_login(user)
    return client


def made(authority, **values):
    values = {"kind": Device.Kind.LAPTOP, "state": Device.State.RETIRED, **values}
    return Device.objects.create(authority=authority, **values)


def url(authority, name, *args):
    return reverse(name, args=[authority.slug, *args])


def bring(client, authority, *files, **about):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(url(authority, "wipe_bring"), {**ABOUT, **about, "logs": sent})


def answers(authority, **typed):
    """What a person sends for each drive of the files that wait."""
    sent = {}
    for file in queries.waiting(authority):
        for place, drive in enumerate(actions.drives_of(file)):
            values = {"take": "on", "serial": drive.certificate.serial, "medium": "hdd",
                      "device": "INV-42"} | typed  # fmt: skip
            sent |= {f"{file.pk}-{place}-{name}": value for name, value in values.items()}
    return sent


def text(response):
    return response.content.decode()


def only(authority):
    return queries.certificates(authority).get()


def test_a_log_becomes_a_certificate_once_a_person_confirmed_it(client, authority, device):
    content = log(Drive(), version="0.42").encode()
    assert bring(client, authority, ("nwipe.log", content)).url == url(authority, "wipe_check")
    assert not queries.certificates(authority).exists()
    page = text(client.get(url(authority, "wipe_check")))
    assert "TOSHIBA MQ01ABD050" in page
    assert "Finished final round 1 of 1 on /dev/sda" in page
    assert "INV-42" in page  # proposed, from the serial number of the computer
    done = client.post(url(authority, "wipe_check"), answers(authority))
    assert done.status_code == 302
    found = only(authority)
    assert (found.verdict, found.device, found.file.name) == ("accepted", device, "nwipe.log")
    assert not queries.waiting(authority).exists()
    page = text(client.get(url(authority, "wipe_certificate", found.pk)))
    assert "Ce support est effacé comme il faut" in page
    assert found.file.sha256[:8] in page


def test_a_drive_without_serial_number_asks_a_person(client, authority, device):
    bring(client, authority, ("nwipe.log", log(Drive(serial=""), version="0.42").encode()))
    client.post(url(authority, "wipe_check"), answers(authority))
    found = only(authority)
    assert found.verdict == "incomplete"
    page = text(client.get(url(authority, "wipe_certificate", found.pk)))
    assert "numéro de série" in page
    write(authority, None, [(found, {"serial": "LU-SUR-LE-DISQUE"})])
    assert only(authority).verdict == "accepted"


def test_a_device_nobody_knows_is_refused_and_nothing_typed_is_lost(client, authority):
    bring(client, authority, ("nwipe.log", log(Drive(), version="0.42").encode()))
    sent = answers(authority, device="INV-99", serial="TAPE-A-LA-MAIN")
    refused = client.post(url(authority, "wipe_check"), sent)
    assert refused.status_code == 422
    assert "INV-99" in text(refused)
    assert "TAPE-A-LA-MAIN" in text(refused)
    assert not queries.certificates(authority).exists()


def test_each_drive_of_a_log_gets_its_own_certificate_and_one_may_be_left(
    client, authority, device
):
    drives = (
        Drive(),
        Drive("/dev/sdb", serial="B", outcome="aborted"),
        Drive("/dev/sdc", serial="C"),
    )
    bring(client, authority, ("nwipe.log", log(*drives, version="0.42").encode()))
    sent = answers(authority)
    del sent[next(name for name in sent if name.endswith("-2-take"))]
    client.post(url(authority, "wipe_check"), sent)
    found = dict(queries.certificates(authority).values_list("serial", "verdict"))
    assert found == {"35H2SCTWS": "accepted", "B": "refused"}


def test_a_file_that_cannot_be_read_is_stored_and_its_certificate_typed(client, authority, device):
    bring(client, authority, ("attestation.pdf", b"%PDF-1.7 autre outil"), ("x.txt", b"recu"))
    page = text(client.get(url(authority, "wipe_check")))
    assert "à la main" in page
    file = queries.waiting(authority).get(name="x.txt")
    assert len(file.sha256) == 64
    typed = {"maker": "Seagate", "model": "ST1", "serial": "Z9", "medium": "hdd",
             "method": "shred", "verified": "yes", "ended_on": "2026-10-12", "place": "Usine",
             "operator": "Technicien", "verifier": "Responsable", "destination": "outside",
             "device": device.pk}  # fmt: skip
    address = url(authority, "wipe_certificate_new") + f"?fichier={file.pk}"
    assert client.post(address, typed).status_code == 302
    assert (only(authority).verdict, only(authority).file) == ("accepted", file)
    original = client.get(url(authority, "wipe_file", file.pk))
    assert original.content == b"recu"
    assert "attachment" in original["Content-Disposition"]
    other = queries.waiting(authority).get()
    client.post(url(authority, "wipe_discard", other.pk))
    assert not WipeFile.objects.of(authority).filter(pk=other.pk).exists()


def test_a_pdf_of_nwipe_is_read(client, authority, device):
    pytest.importorskip("pypdf", reason="pypdf reads PDF certificates")
    bring(client, authority, ("rapport.pdf", pdf("0.38")))
    client.post(url(authority, "wipe_check"), answers(authority))
    assert (only(authority).serial, only(authority).verdict) == ("35H2SCTWS", "accepted")
    assert set(only(authority).inferred) == {"maker", "passes"}


def test_the_same_file_is_not_stored_twice(client, authority):
    content = log(Drive()).encode()
    bring(client, authority, ("a.log", content))
    again = bring(client, authority, ("b.log", content))
    assert "a.log" in text(client.get(again.url))
    assert WipeFile.objects.of(authority).count() == 1


def test_a_file_over_the_quota_is_refused_and_nothing_stays(client, authority):
    authority.quota_files = 1
    authority.save()
    before = set((folders.root() / "wiping").rglob("*.log"))
    two = [(f"{each}.log", log(Drive(serial=each)).encode()) for each in "AB"]
    assert bring(client, authority, *two).status_code == 422
    assert not WipeFile.objects.of(authority).exists()
    assert set((folders.root() / "wiping").rglob("*.log")) == before


def test_the_name_of_a_person_is_refused_where_a_role_is_wanted(client, authority):
    refused = bring(client, authority, ("a.log", log(Drive()).encode()), operator="Mme Roy")
    assert refused.status_code == 422
    assert "fonction" in text(refused)


def test_what_a_person_stores_is_not_inferred_any_more(client, authority, device):
    bring(client, authority, ("a.log", log(Drive(), version="0.42").encode()))
    client.post(url(authority, "wipe_check"), answers(authority))
    assert only(authority).inferred == ["maker"]
    write(authority, None, [(only(authority), {"maker": "Toshiba Europe"})])
    assert only(authority).inferred == []


def test_the_list_is_filtered_by_verdict(client, authority, device):
    drives = (Drive(serial="BON"), Drive("/dev/sdb", serial="COUPE", outcome="aborted"))
    bring(client, authority, ("a.log", log(*drives, version="0.42").encode()))
    client.post(url(authority, "wipe_check"), answers(authority))
    page = text(client.get(url(authority, "wipe_certificate_list")))
    assert "2 attestations" in page
    refused = text(client.get(url(authority, "wipe_certificate_list") + "?appreciation=refused"))
    assert "COUPE" in refused
    assert "BON" not in refused


@pytest.mark.parametrize("kind", ["html", "docx", "odt"])
def test_a_certificate_is_downloaded(client, authority, device, kind):
    bring(client, authority, ("a.log", log(Drive(), version="0.42").encode()))
    client.post(url(authority, "wipe_check"), answers(authority))
    address = url(authority, "wipe_certificate_document", only(authority).pk, kind)
    assert client.get(address).status_code in {200, 202}
    assert client.get(address.replace(kind, "exe")).status_code == 404


# Leaving ------------------------------------------------------------------------------------------


def test_a_device_leaves_with_its_certificates_or_its_statement(authority, device):
    assert not queries.ready(device).is_ready
    statement = NoMediaStatement(authority=authority)
    said = {"device": device, "reason": "Tiroir vide", "signed_by": "Responsable du parc"}
    write(authority, None, [(statement, said)])
    assert queries.ready(device).is_ready
    write(
        authority, None, [(WipeCertificate(authority=authority), {"device": device, "serial": "A"})]
    )
    assert [code for code, _values in queries.ready(device).reasons] == [
        "contradiction",
        "incomplete",
    ]
    other = made(authority, label="Écran", kind=Device.Kind.MONITOR)
    assert set(queries.ready_of(authority, [device, other])) == {device, other}


def test_a_certificate_frees_no_device_whose_drives_nobody_counted(client, authority, device):
    sound = SOUND | {"device": device}
    write(authority, None, [(WipeCertificate(authority=authority), sound)])
    assert [code for code, _values in queries.ready(device).reasons] == ["drives_unknown"]
    page = text(client.get(url(authority, "wipe_certificate", only(authority).pk)))
    assert "personne n’a compté" in page
    write(authority, None, [(device, {"drives": 2})])
    assert [code for code, _values in queries.ready(device).reasons] == ["drives"]
    write(authority, None, [(WipeCertificate(authority=authority), sound | {"serial": "B"})])
    assert queries.ready(device).is_ready


def test_a_device_that_came_back_in_use_is_wiped_again_before_it_leaves(authority, device):
    day = timezone.localdate()
    sound = SOUND | {"device": device, "ended_on": day - timedelta(days=30)}
    write(authority, None, [(device, {"drives": 1, "retired_on": day - timedelta(days=30)})])
    write(authority, None, [(WipeCertificate(authority=authority), sound)])
    assert queries.ready(device).is_ready
    move(None, device.latest(), "use_again", day - timedelta(days=20))
    move(None, device.latest(), "retire", day - timedelta(days=5))
    assert [code for code, _values in queries.ready(device.latest()).reasons] == ["used_since"]
    again = sound | {"ended_on": day}
    write(authority, None, [(WipeCertificate(authority=authority), again)])
    assert queries.ready(device.latest()).is_ready
    signed = {"device": device, "reason": "Vu", "signed_by": "Responsable du parc"}
    bare = made(authority, label="Sans support", used_again_on=day)
    write(authority, None, [(NoMediaStatement(authority=authority), signed | {"device": bare})])
    assert [code for code, _values in queries.ready(bare).reasons] == ["statement_old"]


def test_the_page_of_a_device_says_when_its_data_are_dealt_with(client, authority, device):
    write(authority, None, [(device, {"state": "retired", "decision": "give"})])
    before = text(client.get(url(authority, "device", device.pk)))
    assert "aucune attestation d’effacement" in before
    said = {"device": device, "reason": "Tiroir vide", "signed_by": "Responsable du parc"}
    write(authority, None, [(NoMediaStatement(authority=authority), said)])
    after = text(client.get(url(authority, "device", device.pk)))
    assert "Données fait Peut partir" in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", after))


def test_a_certificate_still_names_the_machine_of_a_deleted_device(client, authority, device):
    row = (WipeCertificate(authority=authority), {"device": device, "serial": "A"})
    write(authority, None, [row])
    delete(authority, None, [device])
    assert only(authority).device is None
    assert only(authority).facts.host == str(device)


def test_one_drive_does_not_free_two_devices(client, authority, device):
    other = made(authority, label="PC-2", kind=Device.Kind.LAPTOP, drives=1)
    for holder in (device, other):
        row = (WipeCertificate(authority=authority), {"device": holder, "serial": "35H2SCTWS"})
        write(authority, None, [row])
    reasons = dict(queries.ready(device).reasons)
    assert reasons["elsewhere"] == {"serial": "35H2SCTWS", "device": "PC-2"}
    write(authority, None, [(queries.certificates(authority).get(device=other), {"device": None})])
    assert "elsewhere" not in dict(queries.ready(device).reasons)


def test_of_several_files_the_one_that_is_empty_is_named(client, authority):
    page = bring(client, authority, ("a.log", log(Drive()).encode()), ("vide.log", b""))
    assert page.status_code == 422
    assert "vide.log" in text(page)


def test_a_drive_apart_is_one(authority):
    assert made(authority, label="Disque", kind=Device.Kind.DRIVE).media_count == 1
    assert made(authority, label="Serveur", kind=Device.Kind.SERVER).media_count is None


# Files, rights, days ------------------------------------------------------------------------------


def test_a_reader_brings_nothing_and_another_authority_sees_nothing(client, authority, device):
    bring(client, authority, ("a.log", log(Drive(), version="0.42").encode()))
    file = queries.waiting(authority).get()
    reader = client_of(authority, Role.READER)
    for name in ("wipe_bring", "wipe_check", "wipe_certificate_new"):
        assert reader.get(url(authority, name)).status_code == 403
    assert reader.get(url(authority, "wipe_file", file.pk)).status_code == 200
    other = Authority.objects.create(slug="rennes", name="Rennes")
    stranger = client_of(other, Role.ADMINISTRATOR)
    assert stranger.get(url(other, "wipe_file", file.pk)).status_code == 404
    assert stranger.get(url(authority, "wipe_file", file.pk)).status_code == 404


def test_files_count_in_the_quota_and_go_with_their_certificates(
    client, authority, device, django_capture_on_commit_callbacks
):
    bring(client, authority, ("a.log", log(Drive(), version="0.42").encode()))
    client.post(url(authority, "wipe_check"), answers(authority))
    (counted,) = queries.files.of(authority)
    assert (counted.name, counted.size > 1000) == ("a.log", True)
    delete(authority, None, [only(authority)])
    with django_capture_on_commit_callbacks(execute=True):
        assert queries.files.empty_trash(authority) == 1
    assert queries.files.of(authority) == []


def test_certificates_are_judged_again_each_day(authority):
    write(authority, None, [(WipeCertificate(authority=authority), {"serial": "A"})])
    WipeCertificate.objects.of(authority).update(verdict="accepted")
    actions.judge_again(now=timezone.now())
    assert only(authority).verdict == "incomplete"


def test_the_demonstration_has_ten_certificates_of_each_verdict(authority):
    made(authority, label="Écran 1", kind=Device.Kind.MONITOR)
    demonstration = Demonstration(
        authority, {}, Story(2026), timezone.now(), date(2026, 11, 3), is_new=True
    )
    demo.fill(demonstration)
    verdicts = list(queries.certificates(authority).values_list("verdict", flat=True))
    assert len(verdicts) == 10
    assert set(verdicts) == {each.value for each in State}
    assert queries.statements(authority).count() == 1
    assert "10 attestations" in certificates.headline(authority)


def test_a_machine_writes_a_certificate_and_reads_its_verdict(authority):
    scopes = {"reuse:read", "reuse:write"}
    _token, secret = api_token(authority, scopes=scopes)
    headers = {"Authorization": f"Bearer {secret}"}
    address = f"/api/v1/authorities/{authority.slug}/wiping-certificates"
    sent = {"serial": "35H2SCTWS", "medium": "hdd", "method": "overwrite", "verified": "no"}
    made = Client().post(address, sent, content_type="application/json", headers=headers)
    assert made.status_code == 201, made.content
    (found,) = Client().get(address, headers=headers).json()["items"]
    assert (found["serial"], found["verdict"], found["level"]) == ("35H2SCTWS", "refused", 0)
