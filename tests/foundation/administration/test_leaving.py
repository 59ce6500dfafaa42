"""A person and an authority take their data away, and leave nothing behind but what is said."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings as live
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from factories.people import PASSWORD, client_of, member_of, signed_in, stranger_client
from foundation.administration.conftest import dropped
from jalons.broker.engine import operations
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.port import Step
from jalons.foundation.accounts import actions as accounts
from jalons.foundation.accounts.files import quotas
from jalons.foundation.accounts.invitations import links
from jalons.foundation.accounts.models import Authority, Invitation, Role, User
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.administration import actions as jobs
from jalons.foundation.administration.archive import authority_archive, personal_data
from jalons.foundation.administration.erasure import account_deletion, authority_erasure
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.api.actions import create_token
from jalons.foundation.api.models import ApiToken
from jalons.foundation.journal.models import Entry
from jalons.foundation.tasks.models import Job
from jalons.site.server import tidy
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.models import Action
from jalons.twin.web.connection import twin_store
from samples import twin_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]
KEY = "urn:ngsi-ld:Sensor:1"


def fill(authority, user):
    dropped(authority, user, ContentFile(b"type;annee\nserveur;2020\n"), "parc.csv")
    create_action(authority=authority, user=user, values={"title": "Prolonger les postes"})
    tenant = twin_store.tenant_of(authority)
    twin_store.policies().keep(tenant, twin_sheet())
    level = {"type": "Property", "value": 3, "observedAt": "2026-11-24T10:00:00Z"}
    doc = {"id": KEY, "type": [twin_sheet().type], "attrs": {"https://example.org/level": [level]}}
    twin_store.store().write(tenant, [Step(KEY, operations.create(doc))], now=1_800_000_000_000_000)
    twin_store.store().put(
        tenant, "source", "s", {"name": "MQTT", "mqtt": {"password": "hush-hush"}}
    )


def rows_of(authority):
    return {
        model._meta.label_lower: model.objects.of(authority).count()
        for model in apps.get_models()
        if issubclass(model, AuthorityScoped)
    }


# --- an authority --------------------------------------------------------------------------------


def test_the_archive_has_every_row_every_file_and_the_twin_and_no_secret(town, mayor, tmp_path):
    fill(town, mayor)
    _token, secret = create_token(
        authority=town, user=mayor, name="x", scopes=["twin:read"], days=3, now=timezone.now()
    )
    target = tmp_path / "all.zip"
    authority_archive.write(town, target)
    assert target.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(target) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(content.pop("manifeste.json"))
    for name, part in manifest["parts"].items():
        assert hashlib.sha256(content[name]).hexdigest() == part["sha256"]
    counted = {
        name.removeprefix("donnees/").removesuffix(".jsonl"): part["lines"]
        for name, part in manifest["parts"].items()
        if name.startswith("donnees/")
    }
    assert counted == rows_of(town)
    assert counted["strategy.action"] == 1
    for name, part in content.items():
        assert not name.endswith(".jsonl") or all(map(json.loads, part.splitlines()))
    [stored] = [name for name in content if name.startswith("fichiers/inventories/")]
    assert content[stored] == b"type;annee\nserveur;2020\n"
    entity = json.loads(content["jumeau/entites.jsonl"])
    assert (entity["id"], entity["https://example.org/level"]["value"]) == (KEY, 3)
    evolution = json.loads(content["jumeau/historique.jsonl"])
    assert evolution["https://example.org/level"][0]["observedAt"] == "2026-11-24T10:00:00Z"
    whole = b"".join(content.values())
    held = ApiToken.objects.of(town).get()
    for hidden in (secret, held.digest, "hush-hush", mayor.password):
        assert hidden.encode() not in whole
    assert mayor.email.encode() in content["collectivite.jsonl"]


def test_the_archive_holds_nothing_of_another_authority(town, squatter, mayor, tmp_path):
    fill(squatter, mayor)
    authority_archive.write(town, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
        assert not [name for name in archive.namelist() if name.startswith("fichiers/")]
    for other in (b"Prolonger", KEY.encode(), b"parc.csv"):
        assert other not in whole


def test_an_export_that_is_cut_leaves_the_one_before(town, mayor, tmp_path):
    target = tmp_path / "all.zip"
    authority_archive.write(town, target)
    before = target.read_bytes()

    def stop(_done, _total, _what):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        authority_archive.write(town, target, step=stop)
    assert target.read_bytes() == before
    assert list(tmp_path.glob("all.zip*")) == [target]


def test_its_administrator_makes_the_archive_downloads_it_and_it_goes_after_a_week(town, mayor):
    client = signed_in(mayor)
    page = f"/collectivite/{town.slug}/partir/"
    assert client.get(f"{page}fichier/")["Location"] == page
    answer = client.post(f"{page}exporter/")
    job = Job.objects.of(town).get()
    assert answer["Location"].endswith(f"/{job.pk}/")
    jobs.export_job(lambda *_: None, **job.arguments)
    assert "Télécharger le fichier" in client.get(page).content.decode()
    body = b"".join(client.get(f"{page}fichier/").streaming_content)
    assert body[:2] == b"PK"
    assert Entry.objects.of(town).filter(verb="exported").exists()
    assert quotas.usage_of(town).taken == 0, "made again on demand: not counted"
    assert authority_archive.forget_old(now=timezone.now() + timedelta(days=6)) == 0
    assert authority_archive.forget_old(now=timezone.now() + timedelta(days=8)) == 1
    assert client.get(f"{page}fichier/")["Location"] == page


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.LEAD])
def test_nobody_below_an_administrator_takes_everything_away(town, role):
    client = client_of(town, role)
    for page in ("", "fichier/"):
        assert client.get(f"/collectivite/{town.slug}/partir/{page}").status_code == 403
    for page in ("exporter/", "supprimer/"):
        answer = client.post(f"/collectivite/{town.slug}/partir/{page}", {"typed": town.name})
        assert answer.status_code == 403
    town.refresh_from_db()
    assert town.deleted_at is None


def test_an_authority_that_leaves_is_erased_after_thirty_days_rows_files_and_twin(
    town, squatter, mayor, own_folder
):
    for each in (town, squatter):
        fill(each, mayor)
    tenant = twin_store.tenant_of(town)
    client = signed_in(mayor)
    client.post(f"/collectivite/{town.slug}/partir/supprimer/", {"typed": "Vitré"})
    town.refresh_from_db()
    assert town.deleted_at
    tidy(now=timezone.now() + timedelta(days=29))
    others = rows_of(squatter)
    assert rows_of(town)["strategy.action"] == 1
    assert twin_store.store().read(tenant, [KEY])
    tidy(now=timezone.now() + timedelta(days=31))
    assert not Authority.objects.filter(pk=town.pk).exists()
    assert set(rows_of(Authority(pk=town.pk)).values()) == {0}
    assert not list(own_folder.glob(f"files/*/{town.pk}"))
    assert twin_store.store().read(tenant, [KEY]) == {}
    assert twin_store.store().history(tenant, HistoryQuery(entities=(KEY,))) == []
    assert twin_store.store().documents(tenant) == []
    log = {"register.batch", "register.change"}  # what undoes acts goes after thirty days
    assert {n: c for n, c in rows_of(squatter).items() if n not in log} == {
        n: c for n, c in others.items() if n not in log
    }
    assert twin_store.store().read(twin_store.tenant_of(squatter), [KEY])
    assert list(own_folder.glob(f"files/inventories/{squatter.pk}/*"))


def test_an_erasure_cut_short_is_ended_by_the_next_round(town, mayor, root, monkeypatch):
    fill(town, mayor)
    authority_erasure.set_aside(user=root, authority=town, typed="Vitré", now=timezone.now())
    later = timezone.now() + timedelta(days=31)
    whole = Authority.delete
    monkeypatch.setattr(Authority, "delete", lambda _self: (_ for _ in ()).throw(OSError("cut")))
    with pytest.raises(OSError, match="cut"):
        authority_erasure.erase_due(now=later)
    monkeypatch.setattr(Authority, "delete", whole)
    assert authority_erasure.erase_due(now=later) == 1
    assert not Authority.objects.filter(pk=town.pk).exists()


def test_its_administrator_brings_it_back(town, mayor):
    client = signed_in(mayor)
    client.post(f"/collectivite/{town.slug}/partir/supprimer/", {"typed": "Vitré"})
    assert "Vitré" in client.get("/mes-donnees/").content.decode()
    stranger = stranger_client()
    assert stranger.post(f"/mes-donnees/retablir/{town.pk}/").status_code == 404
    client.post(f"/mes-donnees/retablir/{town.pk}/")
    assert client.get(f"/collectivite/{town.slug}/membres/").status_code == 200


# --- a person ------------------------------------------------------------------------------------


@pytest.fixture
def deputy(town):
    user = member_of(town, Role.LEAD, "adjoint@vitre.example", name="Bob")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_a_person_downloads_all_that_is_theirs_and_nothing_of_others(deputy, mayor, town, client):
    create_action(authority=town, user=deputy, values={"title": "Prolonger les postes"})
    create_action(authority=town, user=mayor, values={"title": "Autre chose"})
    client.force_login(deputy)
    answer = client.get("/mes-donnees/fichier/")
    data = json.loads(answer.content)
    assert data["account"]["email"] == deputy.email
    assert data["works_for"][0]["authority"] == "Vitré"
    assert [each["object"] for each in data["did"]] == ["Prolonger les postes"]
    assert data["own"]["account.emailaddress"][0]["email"] == deputy.email
    text = answer.content.decode()
    for hidden in (deputy.password, mayor.email, "Autre chose"):
        assert hidden not in text


def test_a_deleted_account_leaves_what_it_wrote_under_no_name(deputy, mayor, town, client):
    made = create_action(authority=town, user=deputy, values={"title": "Prolonger les postes"})
    accounts.invite(
        user=mayor, authority=town, email=deputy.email.replace("adjoint", "autre"),
        role=Role.READER, now=timezone.now(),
    )  # fmt: skip
    create_token(
        authority=town, user=deputy, name="x", scopes=["twin:read"], days=3, now=timezone.now()
    )
    pk = deputy.pk
    client.force_login(deputy)
    wrong = {"typed": deputy.email, "password": "no"}
    assert client.post("/mes-donnees/", wrong).status_code == 422
    assert User.objects.filter(pk=pk).exists()
    client.post("/mes-donnees/", {"typed": deputy.email, "password": PASSWORD})
    assert not User.objects.filter(pk=pk).exists()
    assert "_auth_user_id" not in client.session
    assert Action.objects.of(town).get(pk=made.pk).title == "Prolonger les postes"
    lines = Entry.objects.of(town).filter(label="Prolonger les postes")
    assert [each.actor_label for each in lines] == ["compte supprimé"]
    assert ApiToken.objects.of(town).get().revoked_at
    assert Invitation.objects.of(town).count() == 1, "that of somebody else"
    assert left_of("adjoint@vitre.example", "Bob") == []


def left_of(*names):
    """Where a text column of any table still says one of these words."""
    found = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                rows = model._base_manager.values_list(field.attname, flat=True)
                found += [
                    (model._meta.label, field.name, row)
                    for row in rows
                    if any(name in str(row) for name in names)
                ]
    return found


def test_the_journal_names_nobody_who_joined_was_invited_and_left(deputy, mayor, town):
    now = timezone.now()
    invitation = accounts.invite(
        user=mayor, authority=town, email="carole@vitre.example", role=Role.READER, now=now
    )
    carole = User.objects.create_user("carole@vitre.example", PASSWORD, name="Carole")
    accounts.accept_invitation(user=carole, token=links.invitation_token(invitation), now=now)
    account_deletion.delete_account(user=carole, person=carole, typed=carole.email)
    assert left_of("carole@vitre.example", "Carole") == []


def test_the_last_administrator_of_an_authority_names_another_or_deletes_it(mayor, town, client):
    with pytest.raises(AdministrationError) as refused:
        account_deletion.delete_account(user=mayor, person=mayor, typed=mayor.email)
    assert refused.value.code == "last_of_authority"
    client.force_login(mayor)
    assert f"/collectivite/{town.slug}/partir/" in client.get("/mes-donnees/").content.decode()
    authority_erasure.set_aside(user=mayor, authority=town, typed="Vitré", now=timezone.now())
    account_deletion.delete_account(user=mayor, person=mayor, typed=mayor.email)
    assert not User.objects.filter(pk=mayor.pk).exists()


def test_the_personal_file_says_what_a_new_model_that_names_people_says(deputy):
    """Generic over the models: nothing to add when a room names people in a new table."""
    named = {model._meta.label_lower for model, _field in personal_data._links()}
    assert {"accounts.membership", "account.emailaddress", "mfa.authenticator"} <= named
    assert Path(live.DATA_DIR).exists()
