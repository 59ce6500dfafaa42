"""Territories on screen: met, compared by telephone, read, paused, out of date, never replaced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from federation.towns import SIRENS, Town, action, online, shared
from federation.web.reading import fresh, work, zipped
from jalons.federation.store.rotating import rotate
from jalons.federation.web.received import actions as reading
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.received.writing import content_of
from jalons.federation.web.sources import actions, queries
from jalons.federation.web.sources.models import Source, Stick
from jalons.foundation.accounts.files.quotas import dropped_files
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.register.writer import delete, move, write
from jalons.foundation.tasks.models import Job

pytestmark = pytest.mark.django_db


def page(client, source, name="", **data):
    stem = f"federation_source_{name}" if name else "federation_source"
    url = reverse(stem, args=[source.authority.slug, source.pk])
    answer = client.post(url, data, follow=True) if name else client.get(url)
    return answer.content.decode()


def items(authority, **wanted):
    return ReceivedItem.objects.of(authority).filter(**wanted)


def test_nothing_is_taken_before_a_lead_says_that_the_digits_are_the_same(
    contributor, lead, authority, town
):
    town.publish()
    with online(town) as site:
        url = reverse("federation_source_new", args=[authority.slug])
        assert contributor.post(url, {"address": site.url("/"), "name": "", "every_days": 1})
        (source,) = Source.objects.of(authority)
        Job.objects.of(authority).delete()
        actions.meet(source, None, allow_private=True)  # a site of this machine
        work()
        source = fresh(source)
        assert (source.name, source.siren) == ("Valmoré", SIRENS["Valmoré"])
        shown = page(contributor, source)
        assert town.repository.fingerprint in shown
        assert "Comparez les chiffres" in shown
        assert "Les chiffres sont les mêmes" not in shown, "only a lead confirms them"
        move = reverse("federation_source_move", args=[authority.slug, source.pk])
        assert contributor.post(move, {"move": "trust"}).status_code == 403
        actions.read(source, None, allow_private=True)
        work()
        assert not items(authority).exists()

        assert "Les chiffres sont les mêmes" in page(lead, source)
        lead.post(move, {"move": "trust"})
        Job.objects.of(authority).delete()
        actions.read(fresh(source), None, allow_private=True)
        work()
    source = fresh(source)
    assert (source.trust, source.status) == ("trusted", "fresh")
    assert source.next_on is not None
    (item,) = items(authority)
    assert (item.title, item.origin) == ("Numérique sobre à la cantine", town.publisher)
    assert content_of(authority, item.digest)
    shown = page(lead, source)
    assert "1 nouveau fichier" in shown
    assert "1 fichier est ici" in shown
    assert [each.url for each in dropped_files().of(authority)] == [
        reverse("received_item", args=[authority.slug, item.pk])
    ]


def test_an_address_without_signed_files_is_explained(lead, authority, town, tmp_path):
    source = Source(authority=authority)
    write(authority, None, [(source, {"name": "X", "address": "https://nulle-part.example.org/"})])
    (tmp_path / "rien").mkdir()
    actions.meet_now(source, folder=str(tmp_path / "rien"))
    source = fresh(source)
    assert (source.publisher, source.reason) == ("", "not_a_repository")
    shown = page(lead, source)
    assert "n’a pas pu être rencontré" in shown
    assert "Vérifiez-la avec ce territoire" in shown
    with pytest.raises(ValidationError, match="déjà lu"):
        write(authority, None, [(Source(authority=authority), {
            "name": "Y", "address": "https://nulle-part.example.org"})])  # fmt: skip
    url = reverse("federation_source_new", args=[authority.slug])
    for wrong in ("ftp://x.example.org/", "contact@ville.example.org", "javascript:alert(1)"):
        assert lead.post(url, {"address": wrong, "name": "", "every_days": 1}).status_code == 422
    open_one = Source(authority=authority)
    write(authority, None, [(open_one, {"name": "Z", "address": "http://ville.example.org/"})])
    actions.meet_now(open_one)
    assert "https://" in page(lead, open_one)


def test_the_same_territory_twice_and_two_under_one_siren_are_explained_never_mixed(
    lead, authority, town, tmp_path, follow
):
    town.publish()
    known = follow(town)
    again = follow(town, trusted=False, name="La même", address="https://ailleurs.example.org/")
    shown = page(lead, again)
    assert "c’est le même territoire" in shown
    assert "Les chiffres sont les mêmes" not in page(lead, again, "move", move="trust")
    assert fresh(again).trust == "met"
    page(lead, again, "same")
    assert fresh(known).address == "https://ailleurs.example.org/"
    assert fresh(again).deleted_at is not None

    false = Town(tmp_path / "faux", "Valmoré")
    false.publish(shared("action/faux.json"))
    double = follow(false, trusted=False, name="Valmoré bis")
    shown = page(lead, double)
    assert "Rien n’a été remplacé" in shown
    page(lead, double, "move", move="trust")
    assert fresh(double).trust == "met"
    assert items(authority).count() == 1
    false.sources.__exit__()


def test_another_root_at_a_known_address_is_refused_and_said(
    lead, authority, town, kerlann, follow
):
    source = follow(town, trusted=False)
    actions.meet_now(source, folder=kerlann.address)
    assert fresh(source).publisher == town.publisher
    shown = page(lead, source)
    assert "ne sont plus ceux d’avant" in shown

    town.publish()
    page(lead, source, "move", move="trust")
    reading.read_now(fresh(source), folder=town.address)
    kerlann.publish(shared("action/autre.json"))
    reading.read_now(source, folder=kerlann.address)
    assert fresh(source).status == "refused"
    assert [each.path for each in items(authority)] == ["action/cantine.json"]


def test_an_old_territory_is_out_of_date_its_files_intact_and_a_damaged_file_is_set_apart(
    lead, authority, town, follow
):
    town.publish(shared() | shared("action/ecrans.json"))
    (cut,) = (town.repository.files / "action").glob("*.ecrans.json")
    whole = cut.read_bytes()
    cut.write_bytes(whole[:-2])
    source = follow(town)
    shown = page(lead, source)
    assert "action/ecrans.json" in shown
    assert "sa copie est abîmée" in shown
    assert "1 mis à l’écart" in shown
    cut.write_bytes(whole)
    reading.read_now(source, folder=town.address)
    assert not queries.quarantined(source).exists()
    assert items(authority).count() == 2

    town.repository.bump(town.secrets, datetime.now(UTC) - timedelta(days=60), anew=True)
    reading.read_now(source, folder=town.address)
    assert fresh(source).status == "expired"
    shown = page(lead, source)
    assert "périmé" in shown
    assert "fichiers sont intacts" in shown
    assert items(authority, state="shared").count() == 2
    figure = lead.get(reverse("federation_source_list", args=[authority.slug])).content.decode()
    assert "1 territoire, 1 périmé." in figure


def test_readings_pause_resume_and_start_again_by_hand(contributor, authority, town, follow):
    town.publish()
    source = follow(town)
    write(authority, None, [(fresh(source), {"every_days": 7})])
    today = source.next_on - timedelta(days=1)
    assert not queries.due(authority, today).exists()
    assert list(queries.due(authority, source.next_on)) == [source]
    assert "en pause" in page(contributor, source, "move", move="pause")
    assert not queries.due(authority, source.next_on).exists()
    page(contributor, source, "move", move="resume")
    reading.read_now(fresh(source), folder=town.address)
    assert fresh(source).next_on == today + timedelta(days=7)
    assert len(queries.readings(source)) == 1, "a reading without news has no line of its own"


def test_a_stick_is_checked_compared_read_then_erased(lead, authority, town, tmp_path):
    town.publish(shared() | shared("charter/été.md", b"# Charte\n"))
    url = reverse("federation_source_bring_new", args=[authority.slug])
    old = zipped(town.repository.folder, top="CLE\\partage\\", letters="cp850")
    stick = zipped(town.repository.folder, top="CLE/partage/", extra=[("CLE/photo.jpg", b"x")])
    for file in (old, stick):
        lead.post(url, {"file": file})
        work()
    source, again = Source.objects.of(authority).order_by("created_at")
    assert "c’est le même territoire" in page(lead, again)
    page(lead, again, "same")
    source = fresh(source)
    assert not Source.objects.of(authority).filter(deleted_at=None).exclude(pk=source.pk).exists()
    assert (source.name, source.digits) == ("Valmoré", town.repository.fingerprint)
    assert not items(authority).exists()
    assert "attend d’être lue" in page(lead, source)
    page(lead, source, "move", move="trust")
    work()
    assert fresh(source).status == "fresh"
    assert items(authority).count() == 2
    assert not Stick.objects.of(authority).exists(), "what was read is erased"

    town.publish(shared())  # the charter is withdrawn; the next stick says so
    for role in ("targets", "root", "timestamp"):
        rotate(town.repository, town.secrets, role, datetime.now(UTC))
    page(lead, source, "bring", file=zipped(town.repository.folder))
    work()
    assert fresh(source).digits == source.digits, "whatever keys it replaced"
    assert sorted(items(authority).values_list("state", flat=True)) == ["shared", "withdrawn"]


def test_a_stick_that_was_half_copied_says_which_files_and_that_it_is_to_be_brought_again(
    lead, authority, town
):
    town.publish(shared() | shared("action/ecrans.json", action("Écrans")))
    url = reverse("federation_source_bring_new", args=[authority.slug])
    lead.post(url, {"file": zipped(town.repository.folder)})
    work()
    source = Source.objects.of(authority).get()
    (cut,) = (town.repository.files / "action").glob("*.ecrans.json")
    whole = cut.read_bytes()
    cut.write_bytes(whole[:20])
    page(lead, source, "bring", file=zipped(town.repository.folder))
    page(lead, source, "move", move="trust")
    work()
    shown = page(lead, source)
    assert "action/ecrans.json" in shown
    assert "Recopiez le dossier entier sur la clé USB" in shown
    assert ">Relire<" not in shown, "nothing is there to be read again"
    assert items(authority, state="shared").count() == 1
    cut.write_bytes(whole)
    page(lead, source, "bring", file=zipped(town.repository.folder))
    work()
    assert "mis à l’écart" not in page(lead, source).split("Dernières lectures")[0]
    assert items(authority, state="shared").count() == 2

    town.publish(
        shared(content=action(cost_eur=9)) | shared("action/ecrans.json", action("Écrans"))
    )
    half = zipped(town.repository.folder)
    for each in town.repository.lists.glob("*.snapshot.json"):
        each.unlink()
    page(lead, source, "bring", file=zipped(town.repository.folder))
    work()
    shown = page(lead, source)
    assert "la copie est inachevée" in shown
    assert "apportez de nouveau la clé USB" in shown
    assert items(authority, state="shared").count() == 2, "nothing is lost"
    page(lead, source, "bring", file=half)
    work()
    assert fresh(source).status == "fresh"


def test_a_list_of_a_later_version_says_to_update_and_nothing_else_changes(
    lead, authority, town, follow, monkeypatch
):
    town.publish()
    monkeypatch.setattr("jalons.federation.engine.sharing.FORMAT", 0)  # ours is older than theirs
    met = follow(town, trusted=False)
    shown = page(lead, met)
    assert "a été trouvé, et ne peut pas être lu pour l’instant" in shown
    assert "met Jalons à jour" in shown
    assert "Les chiffres sont les mêmes" not in shown, "who it is was not read"
    assert "Regarder de nouveau" in shown
    monkeypatch.undo()
    actions.meet_now(met, folder=town.address)
    page(lead, met, "move", move="trust")
    reading.read_now(fresh(met), folder=town.address)
    assert items(authority).count() == 1
    monkeypatch.setattr("jalons.federation.engine.sharing.FORMAT", 0)
    town.publish(shared(content=action(cost_eur=9)))
    reading.read_now(fresh(met), folder=town.address)
    shown = page(lead, met)
    assert "a été refusé" in shown
    assert "met Jalons à jour" in shown
    assert items(authority).get().item_version == 1


@pytest.mark.parametrize(
    ("stick", "words"),
    [
        (lambda _town: SimpleUploadedFile("a.zip", b"rien"), "pas un fichier .zip"),
        (lambda town: SimpleUploadedFile("a.zip", zipped(town.repository.folder).read()[:-50]),
         "abîmé, coupé"),
        (lambda town: zipped(town.folder / "secrets"), "il y faut les dossiers"),
        (lambda town: zipped(town.repository.folder, top="a/", extra=[
            ("b/metadata/1.root.json", b"{}")]), "plusieurs territoires"),
        (lambda town: zipped(town.repository.lists, top="../metadata/"), "il y faut les dossiers"),
        (lambda town: zipped(town.repository.folder, extra=[
            ("metadata/9.targets.json", b"0" * 5_000_001)]), "plus que ce qu’un territoire"),
    ],
)  # fmt: skip
def test_a_wrong_stick_is_explained(lead, authority, town, stick, words):
    url = reverse("federation_source_bring_new", args=[authority.slug])
    shown = ""
    for file in (stick(town), zipped(town.folder / "secrets", extra=[("autre", b"")])):
        shown += lead.post(url, {"file": file}, follow=True).content.decode()
    work()
    for source in Source.objects.of(authority):
        shown += page(lead, source)
    assert words in shown
    assert not items(authority).exists()


def test_trusting_a_territory_trusts_the_key_of_its_parcels_too(lead, authority, tmp_path, follow):
    key = "ab" * 32
    town = Town(tmp_path, "Valmoré", key=key)
    source = follow(town, trusted=False)
    page(lead, source, "move", move="trust")
    (partner,) = PartnerTerritory.objects.of(authority)
    assert (partner.key, partner.state, partner.name) == (key, "trusted", "Valmoré")
    assert "Valmoré" in partner.note
    shown = lead.get(reverse("federation_trust", args=[authority.slug])).content.decode()
    assert "Vous faites confiance à 1 territoire." in shown
    assert "les fichiers qu’il partage" in shown
    assert "ce qu’il envoie" in shown
    assert shown.count(f"lead@{authority.slug}.example.org") == 2
    move(None, partner, "doubt")
    reading.read_now(fresh(source), folder=town.address)
    assert fresh(partner).state == "met", "what a person decided stays"
    PartnerTerritory.objects.of(authority).delete()
    town.publish()
    reading.read_now(fresh(source), folder=town.address)
    assert PartnerTerritory.objects.of(authority).get().state == "trusted", "a new key is signed"
    town.sources.__exit__()


def test_a_territory_no_longer_trusted_or_deleted_is_not_read_and_its_files_stay(
    lead, authority, town, kerlann, follow
):
    town.publish()
    source = follow(town)
    page(lead, source, "move", move="doubt")
    reading.read_job(lambda *_: None, authority=authority.pk, source=str(source.pk))
    assert (fresh(source).trust, items(authority).count()) == ("met", 1)
    assert not queries.due(authority, source.next_on).exists()
    delete(authority, None, [fresh(source)])
    assert items(authority, source=source).count() == 1
    shown = lead.get(reverse("received_item_list", args=[authority.slug])).content.decode()
    assert "Numérique sobre à la cantine" in shown


def test_a_full_quota_stops_a_reading_whole_and_says_so(lead, authority, town, follow):
    town.publish(shared() | shared("action/ecrans.json", action("Écrans")))
    source = follow(town, trusted=False)
    authority.quota_files = 1
    authority.save()
    page(lead, source, "move", move="trust")
    reading.read_now(fresh(source), folder=town.address)
    assert fresh(source).reason == "quota"
    assert not items(authority).exists()
    assert "La place de votre collectivité est pleine" in page(lead, source)
