"""An authority is restored alone from its archive, equal and shut, or nothing is changed."""

from __future__ import annotations

import hashlib
import json
import threading
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection, models, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.authorities import make_authority
from foundation.administration.conftest import dropped
from jalons.ailibrary.web.queue import chain
from jalons.ailibrary.web.queue.models import ChainEntry
from jalons.broker.engine import operations
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.port import Step
from jalons.footprint.web.models import InventoryFile
from jalons.foundation.accounts import actions as accounts
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.invitations import links
from jalons.foundation.accounts.models import (
    Authority,
    InstanceEntry,
    Invitation,
    Membership,
    Role,
    User,
)
from jalons.foundation.accounts.scoping import AuthorityScoped, is_owned
from jalons.foundation.administration.archive import authority_archive, comparison, reading
from jalons.foundation.administration.archive.contents import NAMES_OF_SECRETS, is_secret
from jalons.foundation.administration.erasure import authority_erasure
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.administration.restoring.authority_restore import Wish, restore
from jalons.foundation.administration.restoring.reporting import lines
from jalons.foundation.administration.restoring.staged_files import forget_abandoned
from jalons.foundation.api.actions import create_token
from jalons.foundation.api.models import ApiToken
from jalons.foundation.journal.models import Entry
from jalons.foundation.notes.models import Note
from jalons.foundation.register.models import Change
from jalons.foundation.territories.models import Territory
from jalons.site.storage import instance
from jalons.strategy.web.calendar.models import CalendarLink
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.models import Action, ActionTask, Axis, LinkedPlan
from jalons.twin.web.alerts.models import AlertRule
from jalons.twin.web.connection import twin_store
from samples import twin_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]
KEY = "urn:ngsi-ld:Sensor:1"
ODD = "été — «\u202fn° 1\u202f» %2F..,\n(1).csv"


@pytest.fixture(autouse=True)
def named(own_folder):
    """An instance that has its name, as every one that was started."""
    instance.settle()


def verified(user):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def full(town, mayor):
    """A town with the rows that are hard to move."""
    verified(mayor)
    return filled(town, mayor)


def filled(town, mayor, stem=""):
    now = timezone.now()
    child = Axis.objects.create(authority=town, name=f"{stem}Sous-axe", changed_by=mayor)
    root = Axis.objects.create(authority=town, name=f"{stem}Axe", rank=3)
    Axis.objects.of(town).filter(pk=child.pk).update(parent=root)  # the parent comes after
    plan = LinkedPlan.objects.create(authority=town, kind="pcaet", name=f"{stem}PCAET")
    values = {"title": f"{stem}Prolonger", "axis": child.pk, "lead_user": mayor.pk}
    action = create_action(authority=town, user=mayor, values=values)
    action.linked_plans.add(plan)
    create_action(authority=town, user=mayor, values={"title": "Sous", "parent": action.pk})
    Action.objects.create(authority=town, title="À la corbeille", deleted_at=now)
    Note.objects.create(
        authority=town, about=str(action.urn), text=f"Voir {child.urn}, {root.urn}."
    )
    lost = f"urn:jalons:axis:{root.pk + 5000}"  # of an axis erased for good
    Entry.objects.create(authority=town, actor=mayor, verb="deleted", urn=lost, label="Ancien axe")
    kind = chain.ChainEntry.Kind.SUGGESTION
    for hour in range(3):
        said = {"item": str(action.urn), "é": "Ω"}
        chain.append(
            town, kind, str(action.urn), said, now=now + timedelta(hours=hour, microseconds=7)
        )
    rule = AlertRule.objects.create(authority=town, name="Trop plein", type="T", attribute="level")
    rule.told_members.add(Membership.objects.get(authority=town, user=mayor))
    CalendarLink.objects.create(authority=town, user=mayor, digest=f"{stem}{town.pk}")
    create_token(authority=town, user=mayor, name="x", scopes=["twin:read"], days=3, now=now)
    accounts.invite(user=mayor, authority=town, email="new@x.example", role=Role.LEAD, now=now)
    dropped(town, mayor, ContentFile(b"type;annee\nserveur;2020\n"), ODD)
    tenant = twin_store.tenant_of(town)
    twin_store.policies().keep(tenant, twin_sheet())
    for value, hour in ((3, 10), (4, 11)):
        level = {"type": "Property", "value": value, "observedAt": f"2026-11-24T{hour}:00:00Z"}
        doc = {
            "id": KEY,
            "type": [twin_sheet().type],
            "attrs": {"https://example.org/level": [level]},
        }
        put = operations.create(doc) if hour == 10 else operations.replace(doc)
        twin_store.store().write(tenant, [Step(KEY, put)], now=1_800_000_000_000_000 + hour)
    source = {"name": "MQTT", "mqtt": {"password": "hush-hush"}, "about": str(root.urn)}
    twin_store.store().put(tenant, "source", "s", source)
    return town


def exported(authority, path: Path) -> Path:
    authority_archive.write(authority, path)
    return path


def hashes(path):
    with reading.opened(path) as archive:
        return comparison.hashes(archive)


def rows_of(*authorities):
    """Every row of some authorities, and what their twin stores, as the base says them."""
    found = {}
    for model in apps.get_models():
        if is_owned(model):
            rows = model._base_manager.filter(authority__in=authorities).order_by("pk")
            found[model._meta.label] = list(map(str, rows.values_list()))
    tenants = [twin_store.tenant_of(each) for each in authorities]
    return found, [
        (twin_store.store().history(each, HistoryQuery((KEY,), time="stamp")),
         twin_store.store().documents(each)) for each in tenants
    ]  # fmt: skip


def everything(folder):
    """Every row of the base and every file on the disk."""
    rows = {
        model._meta.label: sorted(map(str, model._base_manager.values_list()))
        for model in apps.get_models()
    }
    return rows, sorted(str(each) for each in folder.glob("files/**/*") if each.is_file())


def rewritten(path: Path, change, target: Path) -> Path:
    """An archive somebody changed: its parts by name, then its sums made again."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("manifeste.json"))
    change(parts, manifest)
    for name, content in parts.items():
        manifest["parts"].setdefault(name, {"lines": None})["sha256"] = hashlib.sha256(
            content
        ).hexdigest()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("manifeste.json", json.dumps(manifest))
    return target


def abroad(parts, manifest):
    manifest["instance"] = "another one"


def refused(file, code, wish=None):
    with pytest.raises(AdministrationError) as error:
        restore(file, wish or Wish(), now=timezone.now())
    assert error.value.code == code
    assert str(error.value)
    return error.value


# --- what comes back -----------------------------------------------------------------------------


def test_what_was_erased_comes_back_as_it_was_and_lets_nobody_in(full, mayor, squatter, tmp_path):
    Membership.objects.create(user=mayor, authority=squatter, role=Role.LEAD)
    filled(squatter, mayor, "Autre ")
    neighbour, number = rows_of(squatter), full.pk
    axes = sorted(Axis.objects.of(full).values_list("pk", "name", "parent"))
    entries = sorted(Entry.objects.of(full).values_list("pk", "when", "urn"))
    sent = Invitation.objects.of(full).get()
    invitation, before = links.invitation_token(sent), timezone.now()
    sent.pk, sent.email, sent.accepted_at = None, "came@x.example", before
    sent.save()
    file = exported(full, tmp_path / "a.zip")
    authority_erasure.erase(authority=Authority.objects.get(pk=number))
    done = restore(file, Wish(), now=timezone.now())
    own = Authority.objects.get(slug=full.slug)
    assert own.pk == number, "free on its own instance"
    assert sorted(Axis.objects.of(own).values_list("pk", "name", "parent")) == axes
    assert sorted(Entry.objects.of(own).values_list("pk", "when", "urn")) == entries
    assert all(before == after for before, after in done.hashes.values())
    again = hashes(exported(own, tmp_path / "b.zip"))
    assert comparison.different(hashes(file), again) == [
        "collectivite.jsonl",
        "liens/twin.alertrule_told_members.jsonl",
    ], "its members, and nothing else"
    assert rows_of(squatter) == neighbour
    assert not own.members.exists()
    assert done.to_invite == [(mayor.email, "administrator")]
    assert ApiToken.objects.of(own).get().revoked_at
    assert Invitation.objects.of(own).get(accepted_at=before).revoked_at is None
    with pytest.raises(AccountsError, match="retirée"):
        accounts.accept_invitation(user=mayor, token=invitation, now=timezone.now())
    file_row = InventoryFile.objects.of(own).get()
    assert file_row.name == ODD
    with file_row.file.open() as stored:
        assert stored.read() == b"type;annee\nserveur;2020\n"
    assert chain.verify(own, whole=True).broken_seq is None
    assert InstanceEntry.objects.filter(verb="restored_whole").exists()
    said = "\n".join(lines(done))
    assert mayor.email in said
    assert "urn:" not in said
    assert "\u202f: 1, révoquées ici" in said


def test_an_archive_of_another_instance_takes_new_numbers_and_every_link_follows(
    full, mayor, squatter, tmp_path
):
    file = rewritten(exported(full, tmp_path / "a.zip"), abroad, tmp_path / "b.zip")
    old = set(Axis.objects.of(full).values_list("pk", flat=True))
    authority_erasure.erase(authority=Authority.objects.get(pk=full.pk))
    taken = [Axis.objects.create(authority=squatter, name=f"{n}").pk for n in range(20)]
    done = restore(file, Wish(with_members=True), now=timezone.now())
    own = done.authority
    root, child = Axis.objects.of(own).get(name="Axe"), Axis.objects.of(own).get(name="Sous-axe")
    assert not {root.pk, child.pk} & {*old, *taken}
    assert child.parent == root
    assert child.changed_by == mayor, "by the address, which is verified"
    assert Note.objects.of(own).get().text == f"Voir {child.urn}, {root.urn}."
    action = Action.objects.of(own).get(title="Prolonger")
    assert [each.name for each in action.linked_plans.all()] == ["PCAET"]
    logged = Change.objects.of(own).filter(urn=str(action.urn)).latest("pk")
    assert logged.after["axis"] == child.pk
    assert logged.after["lead_user"] == mayor.pk
    gone = Entry.objects.of(own).get(label="Ancien axe").urn
    assert gone.startswith("urn:jalons:axis:-"), "the number of nothing, never of something else"
    source = twin_store.store().get(twin_store.tenant_of(own), "source", "s")
    assert source == {"name": "MQTT", "mqtt": {}, "about": str(root.urn)}
    assert [each.user for each in own.memberships.all()] == [mayor]
    assert AlertRule.objects.of(own).get().told_members.get().user == mayor
    assert comparison.different(hashes(file), hashes(exported(own, tmp_path / "c.zip"))) == []
    assert Axis.objects.create(authority=own, name="next").pk > child.pk


def test_a_copy_beside_the_original_shares_no_name_with_it_and_waits_for_approval(
    full, mayor, tmp_path
):
    file = exported(full, tmp_path / "a.zip")
    before = rows_of(full)
    done = restore(file, Wish(slug="copie", with_members=True), now=timezone.now())
    own = done.authority
    assert rows_of(full) == before
    assert (own.slug, own.store_name, own.standing) == ("copie", "copie", "waiting")
    for model in apps.get_models():
        if is_owned(model) and model._meta.label != "journal.Entry":
            keys = set(model._base_manager.filter(authority=own).values_list("pk", flat=True))
            assert not keys & set(
                model._base_manager.filter(authority=full).values_list("pk", flat=True)
            ), model
    action = Action.objects.of(own).get(title="Prolonger")
    assert Action.objects.of(own).get(title="Sous").parent == action
    assert Note.objects.of(own).get().about == str(action.urn)
    assert chain.verify(own, whole=True).broken_seq is None, "what is sealed stays as it was"
    assert str(action.urn) not in set(ChainEntry.objects.of(own).values_list("item", flat=True))
    assert "copie" in "\n".join(lines(done))


def test_a_replaced_authority_is_exported_first_and_its_files_are_set_aside(
    full, mayor, own_folder, tmp_path
):
    file = exported(full, tmp_path / "a.zip")
    create_action(authority=full, user=mayor, values={"title": "Écrite depuis"})
    refused(file, "restore_slug_taken")
    refused(file, "restore_nothing_to_replace", Wish(slug="nulle-part", replace=True))
    done = restore(file, Wish(replace=True, with_members=True), now=timezone.now())
    own = Authority.objects.get(slug=full.slug)
    assert own.pk != full.pk
    assert not Action.objects.of(own).filter(title="Écrite depuis").exists()
    assert (own_folder / "files" / "inventories" / str(full.pk)).exists(), "for the daily round"
    assert done.before
    assert done.before.stat().st_mode & 0o077 == 0
    assert not list((own_folder / "files").glob("restoring/*"))
    assert comparison.different(hashes(file), hashes(done.before))
    assert twin_store.store().read(own.store_name, [KEY])
    assert not twin_store.store().read(full.store_name, [KEY])
    assert comparison.different(hashes(file), hashes(exported(own, tmp_path / "b.zip"))) == []
    back = restore(done.before, Wish(replace=True), now=timezone.now()).authority
    assert Action.objects.of(back).filter(title="Écrite depuis").exists()


def test_people_are_recognised_by_a_verified_address_and_by_nothing_else(full, mayor, tmp_path):
    other = User.objects.create_user("agent@vitre.example", "correct horse battery", name="Eve")
    Membership.objects.create(user=other, authority=full, role=Role.LEAD)
    Axis.objects.create(authority=full, name="D’Eve", changed_by=other)
    CalendarLink.objects.create(authority=full, user=other, digest="of-eve")
    file = rewritten(exported(full, tmp_path / "a.zip"), abroad, tmp_path / "b.zip")
    authority_erasure.erase(authority=Authority.objects.get(pk=full.pk))
    EmailAddress.objects.all().delete()
    mayor.delete()
    done = restore(file, Wish(with_members=True), now=timezone.now())
    assert not done.authority.members.exists()
    assert done.people.doubtful == [other.email], "somebody took the address: nothing is theirs"
    axis = Axis.objects.of(done.authority).get(name="D’Eve")
    assert axis.changed_by is None
    assert done.written.left_out == {"strategy.calendarlink": 1}
    assert f"{other.email} · pilotage" in "\n".join(lines(done))
    closed = User.objects.get(email="maire@vitre.example")
    assert done.people.closed == [closed.email]
    assert not closed.is_active
    assert not closed.has_usable_password()
    assert Action.objects.of(done.authority).get(title="Prolonger").lead_user == closed
    assert "Eve" not in str(Change.objects.of(done.authority).values_list("after"))


# --- what is refused, and changes nothing --------------------------------------------------------


def cut(parts, manifest):
    parts["donnees/strategy.axis.jsonl"] = parts["donnees/strategy.axis.jsonl"][:-30]


def doubled(parts, manifest):
    """A row twice: the base refuses it after others were written."""
    axis = parts["donnees/strategy.axis.jsonl"].splitlines(keepends=True)[0]
    parts["donnees/strategy.axis.jsonl"] += axis


def nul(parts, manifest):
    name = "donnees/twin.alertrule.jsonl"
    parts[name] = parts[name].replace(b'"type": "T"', b'"type": null')


def later(parts, manifest):
    manifest["format"] = 99


def former(parts, manifest):
    del manifest["format"]


def stranger(parts, manifest):
    parts["donnees/weather.rain.jsonl"] = b""


def outside(parts, manifest):
    parts["fichiers/inventories/../../../secret_key"] = b"x"


def reserved(parts, manifest):
    parts["fichiers/exports/collectivite.zip"] = b"x"


def newer_column(parts, manifest):
    name = "donnees/strategy.linkedplan.jsonl"
    parts[name] = (
        parts[name]
        .replace(b'{"id"', b'{"moons": 2, "id"')
        .replace(b'{"authority_id"', b'{"moons": 2, "authority_id"')
    )


def nowhere(parts, manifest):
    name = "collectivite.jsonl"
    parts[name] = parts[name].replace(b'"35360"', b'"99999"')


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (doubled, "restore_row_refused"), (nul, "restore_row_refused"), (later, "archive_later"),
        (former, "archive_former"), (stranger, "archive_part_unknown"),
        (outside, "archive_part_unknown"), (reserved, "archive_part_unknown"),
        (newer_column, "archive_later"), (nowhere, "restore_territory_unknown"),
        (cut, "archive_damaged"),
    ],
)  # fmt: skip
def test_an_archive_that_cannot_be_restored_whole_changes_nothing(
    full, tmp_path, own_folder, change, code
):
    file = rewritten(exported(full, tmp_path / "a.zip"), change, tmp_path / "b.zip")
    tenant = full.store_name
    authority_erasure.erase(authority=Authority.objects.get(pk=full.pk))
    before = everything(own_folder)
    refused(file, code)
    assert everything(own_folder) == before
    assert twin_store.store().read(tenant, [KEY]) == {}
    assert twin_store.store().documents(tenant) == []
    assert not list((own_folder / "files").glob("restoring/*"))


@pytest.mark.parametrize(
    "manifest",
    ["[]", "3", '{"format": "2"}', '{"format": 2, "migrations": [], "parts": {}}',
     '{"format": 2, "version": "1", "migrations": {"accounts": 3}, "parts": {}}'],
)  # fmt: skip
def test_a_file_whose_manifest_is_no_manifest_of_ours_is_refused_in_words(tmp_path, manifest):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("manifeste.json", manifest)
    refused(tmp_path / "a.zip", "archive_unreadable")


@pytest.mark.django_db(transaction=True)
def test_what_is_written_during_an_export_is_in_it_whole_or_not_at_all(full, mayor, tmp_path):
    """Actions are read before their tasks: one of each comes in between."""
    if connection.vendor != "postgresql":
        pytest.skip("in memory, nobody writes in SQLite while somebody reads")
    came = []

    def another_person():
        action = create_action(authority=full, user=mayor, values={"title": "Entre-temps"})
        came.append(ActionTask.objects.create(authority=full, action=action, title="Après"))
        connection.close()

    def meanwhile(execute, sql, *query):
        if "strategy_actiontask" in sql and not came:
            thread = threading.Thread(target=another_person)
            thread.start()
            thread.join(20)
        return execute(sql, *query)

    with connection.execute_wrapper(meanwhile):
        exported(full, tmp_path / "a.zip")
    assert came
    with reading.opened(tmp_path / "a.zip") as archive:
        actions = {row["id"] for row in archive.rows(Action)}
        assert {row["action_id"] for row in archive.rows(ActionTask)} <= actions
    with transaction.atomic():
        came[0].delete()  # the connection reads and writes as before


def test_a_part_that_was_altered_is_named(full, tmp_path, squatter):
    file = exported(full, tmp_path / "a.zip")
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["jumeau/documents.jsonl"] = parts["jumeau/documents.jsonl"].replace(b"MQTT", b"MQTU")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    error = refused(tmp_path / "b.zip", "archive_damaged", Wish(slug="copie"))
    assert "jumeau/documents.jsonl" in str(error)
    (tmp_path / "c.zip").write_bytes(file.read_bytes()[:-200])
    refused(tmp_path / "c.zip", "archive_unreadable", Wish(slug="copie"))
    for slug in ("où ?", "a" * 61):
        refused(file, "restore_slug_invalid", Wish(slug=slug))


def test_the_territory_of_another_approved_authority_the_quota_and_the_disk(
    full, tmp_path, territory, settings
):
    file = exported(full, tmp_path / "a.zip")
    options = settings.OPTIONS
    for quota in ("QUOTA_FILES", "QUOTA_MB"):
        settings.OPTIONS = {**options, quota: 0}
        refused(file, "restore_quota", Wish(slug="copie"))
    settings.OPTIONS = {**options, "DISK_FLOOR_MB": 10**9}
    refused(file, "restore_disk", Wish(slug="copie"))
    settings.OPTIONS = options
    authority_erasure.erase(authority=Authority.objects.get(pk=full.pk))
    other = make_authority("autre", "Vitré encore", territory=territory)
    refused(file, "restore_territory_taken")
    assert Territory.objects.count() == 1
    other.deleted_at = timezone.now()  # set aside, it no longer has the territory
    other.save()
    assert restore(file, Wish(), now=timezone.now()).authority.standing == "approved"


def test_what_a_killed_restore_left_is_erased_the_next_day(full, own_folder):
    left = own_folder / "files" / "restoring" / "killed"
    left.parent.mkdir(parents=True)
    left.write_text("nobody")
    twin_store.store().put("nobody", "source", "s", {"name": "left"})
    now = timezone.now()
    assert forget_abandoned(now=now + timedelta(hours=23)) == 0
    assert forget_abandoned(now=now + timedelta(hours=25)) == 1
    assert not left.exists()
    assert twin_store.store().documents("nobody") == []
    Authority.objects.filter(pk=full.pk).update(slug="vitre-2", tenant=full.store_name)
    make_authority("nobody", "Personne", tenant="elsewhere")  # its data are not of that name
    twin_store.store().put("nobody", "source", "s", {"name": "replaced"})
    left.write_text(f"nobody\n{full.store_name}")
    before = rows_of(full)
    assert forget_abandoned(now=now + timedelta(hours=25)) == 1
    assert twin_store.store().documents("nobody") == []
    assert rows_of(full) == before, "restored in the end: its twin is its own"


# --- the comparison ------------------------------------------------------------------------------


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9),
                  st.integers(0, 30)), min_size=1, max_size=9,
    ),
    st.data(),
)  # fmt: skip
def test_any_tree_of_rows_is_equal_once_restored_and_a_changed_link_is_seen(
    tmp_path, db, tree, data
):
    with transaction.atomic():
        town = make_authority(f"ville-{Authority.objects.count()}", "Ville")
        made = [Axis.objects.create(authority=town, name=name) for name, _at in tree]
        for each, (_name, at) in zip(made[1:], tree[1:], strict=True):
            each.parent = made[at % made.index(each)]
            each.save()
        file = exported(town, tmp_path / "a.zip")
        own = restore(file, Wish(slug="copie"), now=timezone.now()).authority
        before = hashes(file)
        changed = data.draw(st.sampled_from(list(Axis.objects.of(own).order_by("pk"))))
        changed.name += "!"
        changed.save()
        again = hashes(exported(own, tmp_path / "b.zip"))
        assert comparison.different(before, again) == ["donnees/strategy.axis.jsonl"]
        twin_store.close()
        transaction.set_rollback(True)


def test_every_field_named_as_a_secret_is_declared_so_or_known_to_be_none():
    """A new field of such a name is looked at before it is in archives, or in none."""
    public = {
        "ailibrary.chainentry.digest", "ailibrary.chainhead.digest", "ailibrary.parcel.digest",
        "ailibrary.queueitem.digest", "catalogue.algorithm.secret", "federation.itemcontent.digest",
        "federation.listedmember.digest", "federation.quarantine.digest",
        "federation.receiveditem.digest",
        "federation.source.digest", "federation.storedfigure.digest",
        "publishing.textreading.digest",
    }  # fmt: skip
    found = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        if issubclass(model, AuthorityScoped)
        for field in model._meta.concrete_fields
        if field.attname in NAMES_OF_SECRETS and not is_secret(field)
    }
    assert found == public


def test_every_link_of_what_an_authority_owns_leads_to_what_a_restore_finds_again():
    known = {"accounts.user", "accounts.authority", "accounts.membership", "territories.territory"}
    for model in apps.get_models():
        if issubclass(model, AuthorityScoped):
            assert isinstance(model._meta.pk, models.UUIDField | models.BigAutoField), model
            for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
                related = field.related_model
                if related is not None:
                    is_known = related._meta.label_lower in known
                    assert issubclass(related, AuthorityScoped) or is_known, field
    assert connection.vendor in {"sqlite", "postgresql"}
