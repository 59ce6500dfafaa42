"""Room for files: counted exactly, enforced at every door, with a way out that works."""

from __future__ import annotations

import threading
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as live
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordDocument

from factories.authorities import trial_client
from factories.people import signed_in
from foundation.administration.conftest import dropped
from jalons.footprint.web.models import InventoryFile
from jalons.foundation.accounts import actions
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.files import quotas
from jalons.foundation.accounts.models import Authority
from jalons.foundation.api.actions import create_token
from jalons.foundation.register.writer import delete

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]
CSV = b"type;quantite;annee\nordinateur portable;12;2021\n"


@pytest.fixture
def option(settings):
    def set_to(**values):
        settings.OPTIONS = {**settings.OPTIONS, **values}

    return set_to


@pytest.fixture
def member(mayor):
    return signed_in(mayor)


def on_disk(authority):
    root = Path(live.DATA_DIR) / "files"
    return sum(
        each.stat().st_size for each in root.glob(f"*/{authority.pk}/**/*") if each.is_file()
    )


def upload(size=None, name="inventaire.csv"):
    return SimpleUploadedFile(name, CSV if size is None else b"x" * size)


def template():
    made = BytesIO()
    word = WordDocument()
    word.add_paragraph("{contenu}")
    word.save(made)
    return SimpleUploadedFile("modele.docx", made.getvalue())


# Every place where a file enters, and what is sent there.
def doors(town):
    return {
        reverse("footprint_drop", args=[town.slug]): {"file": upload()},
        reverse("footprint_factor_file_new", args=[town.slug]): {
            "file": upload(name="f.csv"), "licence": "x", "shown": "on",
        },
        reverse("roadmap_action_import", args=[town.slug]): {
            "file": SimpleUploadedFile("plan.csv", b"Titre;Statut\nAgir;en cours\n"),
        },
        reverse("document_template_list", args=[town.slug]): {"file": template()},
        reverse("twin_file_new", args=[town.slug]): {"file": upload()},
    }  # fmt: skip


def test_every_door_refuses_what_does_not_fit_in_words_and_stores_nothing(member, town):
    Authority.objects.filter(pk=town.pk).update(quota_mb=0)
    for address, fields in doors(town).items():
        answer = member.post(address, fields)
        assert answer.status_code == 422, address
        text = answer.content.decode()
        assert "n’est pas enregistré" in text, address
        assert "Fichiers" in text, address
    assert quotas.usage_of(town).files == 0
    assert on_disk(town) == 0


def test_every_door_lets_in_what_fits_and_it_is_counted(member, town):
    for number, (address, fields) in enumerate(doors(town).items(), 1):
        answer = member.post(address, fields)
        assert answer.status_code == 302, (address, answer.content.decode()[-3000:])
        assert quotas.usage_of(town).files == number, address
    usage = quotas.usage_of(town)
    plan = len(b"Titre;Statut\nAgir;en cours\n")
    assert usage.taken == on_disk(town) + plan
    page = member.get(f"/collectivite/{town.slug}/fichiers/").content.decode()
    for name in ("inventaire.csv", "plan.csv", "modele.docx"):
        assert name in page


def test_the_number_of_files_is_bounded_too(member, town):
    Authority.objects.filter(pk=town.pk).update(quota_files=1)
    assert member.post(f"/collectivite/{town.slug}/empreinte/deposer/", {"file": upload()})
    for address, fields in doors(town).items():
        assert member.post(address, fields).status_code == 422, address
    assert quotas.usage_of(town).files == 1


def test_the_api_refuses_as_the_pages_do(town, mayor, client):
    Authority.objects.filter(pk=town.pk).update(quota_mb=0)
    _held, secret = create_token(
        authority=town, user=mayor, name="x", scopes=["footprint:write"], days=3,
        now=timezone.now(),
    )  # fmt: skip
    answer = client.post(
        f"/api/v1/authorities/{town.slug}/inventories",
        data=CSV,
        content_type="text/csv",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "quota_bytes"
    assert not InventoryFile.objects.of(town).exists()


def test_a_trial_has_its_own_smaller_room(territory, option):
    option(TRIAL_QUOTA_MB=1, TRIAL_QUOTA_FILES=20)
    trial = actions.start_trial(territory=territory)
    client = trial_client(trial)
    page = f"/collectivite/{trial.slug}/empreinte/deposer/"
    assert client.post(page, {"file": upload(400_000)}).status_code == 302
    taken = quotas.usage_of(trial).taken
    for _ in range(10):
        client.post(page, {"file": upload(700_000)})
    assert quotas.usage_of(trial).taken == taken
    assert quotas.usage_of(trial).files == 1


def test_a_deleted_file_still_counts_until_the_trash_is_emptied(
    member, town, mayor, django_capture_on_commit_callbacks
):
    Authority.objects.filter(pk=town.pk).update(quota_mb=1)
    dropped(town, mayor, ContentFile(b"x" * 900_000), "gros.csv")
    drop = f"/collectivite/{town.slug}/empreinte/deposer/"
    assert member.post(drop, {"file": upload(200_000)}).status_code == 422
    held = InventoryFile.objects.of(town).get()
    delete(held.authority, mayor, [held])
    assert member.post(drop, {"file": upload(200_000)}).status_code == 422, (
        "it is still on the disk"
    )
    files = f"/collectivite/{town.slug}/fichiers/"
    assert "0,9 Mo" in member.get(files).content.decode().replace("\u202f", " ").replace(
        "\xa0", " "
    )
    with django_capture_on_commit_callbacks(execute=True):
        emptied = member.post(f"{files}vider/", follow=True).content.decode()
    assert "effacé pour de bon" in emptied
    assert on_disk(town) == 0
    assert member.post(drop, {"file": upload(200_000)}).status_code == 302


def test_emptying_the_trash_leaves_the_files_in_use_and_those_of_others(
    member, town, mayor, squatter
):
    mine = dropped(town, mayor, ContentFile(CSV), "a.csv")
    other = dropped(squatter, mayor, ContentFile(CSV), "b.csv")
    delete(other.authority, mayor, [other])
    member.post(f"/collectivite/{town.slug}/fichiers/vider/")
    assert InventoryFile.objects.of(town).get() == mine
    assert InventoryFile.objects.of(squatter).get() == other


def test_an_authority_near_its_quota_is_informed_on_every_page(member, town, mayor):
    Authority.objects.filter(pk=town.pk).update(quota_mb=1)
    page = f"/collectivite/{town.slug}/membres/"
    assert "peu de place" not in member.get(page).content.decode()
    dropped(town, mayor, ContentFile(b"x" * 800_000), "gros.csv")
    assert "peu de place" in member.get(page).content.decode()


def test_no_file_enters_when_the_disk_is_almost_full(member, town, option):
    option(DISK_FLOOR_MB=10**9)
    answer = member.post(f"/collectivite/{town.slug}/empreinte/deposer/", {"file": upload()})
    assert answer.status_code == 422
    assert "presque plein" in answer.content.decode()
    assert on_disk(town) == 0


def test_a_file_is_admitted_within_the_transaction_that_stores_it_only(town):
    if not connection.in_atomic_block:
        with pytest.raises(RuntimeError):
            quotas.admit(authority=town, size=1)
    with transaction.atomic():
        quotas.admit(authority=town, size=1)


@pytest.mark.django_db(transaction=True)
def test_two_files_that_come_at_once_never_pass_the_quota_together(town, mayor):
    Authority.objects.filter(pk=town.pk).update(quota_mb=1)
    outcomes = []

    def drop():
        try:
            dropped(town, mayor, ContentFile(b"x" * 300_000), "a.csv")
            outcomes.append("in")
        except AccountsError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=drop) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert sorted(outcomes) == ["in"] * 3 + ["quota_bytes"] * 5
    assert on_disk(town) == 900_000
