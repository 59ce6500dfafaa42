"""A repository: what is published, signed again, withdrawn; its keys, replaced and recovered."""

import os
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from federation.towns import action, copied, lists_of, shared
from jalons.federation.engine.errors import FederationError
from jalons.federation.engine.sharing import SharingTerritory, described
from jalons.federation.engine.sources import ReadingStatus
from jalons.federation.store.keys import Secrets
from jalons.federation.store.rotating import confirm, printed, recover, rotate
from jalons.federation.store.verifying import verify_repository

NOW = datetime.now(UTC)


def says(town, path="action/cantine.json"):
    return described(town.repository.targets.targets[path].custom)


def test_only_what_changed_is_written_and_numbered(towns):
    town = towns("Valmoré")
    files = shared() | shared("action/ecrans.json", action("Écrans prêtés"))
    assert town.publish(files).added == ["action/cantine.json", "action/ecrans.json"]
    first = {p: p.stat().st_mtime_ns for p in town.repository.files.rglob("*") if p.is_file()}
    lists = sorted(p.name for p in town.repository.lists.iterdir())

    assert town.publish(files).signed is False
    assert sorted(p.name for p in town.repository.lists.iterdir()) == lists

    done = town.publish(files | shared(content=action("Sobriété à la cantine")))
    assert (done.added, done.changed, done.unchanged) == ([], ["action/cantine.json"], 1)
    assert (says(town).version, says(town, "action/ecrans.json").version) == (2, 1)
    assert all(p.stat().st_mtime_ns == at for p, at in first.items() if p.exists())
    assert verify_repository(town.repository).wrong == ()


def test_a_removed_file_leaves_a_tombstone_and_comes_back_with_a_later_version(towns):
    town = towns("Valmoré")
    town.publish()
    assert town.publish({}).withdrawn == ["action/cantine.json"]
    assert (says(town).tombstone, says(town).version) == (True, 2)
    assert town.publish({}).signed is False
    assert town.publish().changed == ["action/cantine.json"]
    assert (says(town).tombstone, says(town).version) == (False, 3)


def test_files_of_the_list_before_stay_for_who_is_reading_then_go(towns):
    town = towns("Valmoré")
    for number in range(4):
        town.publish(shared(content=action(f"Version {number}")))
    assert len([p for p in town.repository.files.rglob("*") if p.is_file()]) == 2
    names = {p.name for p in town.repository.lists.iterdir()}
    assert {"1.root.json", "timestamp.json"} <= names
    assert len(lists_of(town.repository.folder, "targets")) == 2
    assert len(lists_of(town.repository.folder, "snapshot")) == 2


def test_a_list_signed_after_a_restore_is_later_than_those_before(towns, tmp_path):
    town, other = towns("Valmoré", "Kerlann")
    town.publish(now=NOW + timedelta(hours=1))
    other.read(town)
    saved = copied(town, tmp_path / "saved")
    town.publish(shared("action/ecrans.json"), now=NOW + timedelta(hours=2))
    other.read(town)
    shutil.rmtree(town.repository.folder)
    shutil.copytree(saved, town.repository.folder)
    town.publish(shared("action/prises.json"), now=NOW + timedelta(hours=3))
    assert other.read(town).state.status is ReadingStatus.FRESH
    assert "action/prises.json" in other.contents()


def test_signatures_are_renewed_halfway_to_their_end(towns):
    town = towns("Valmoré")
    town.publish(now=NOW)
    ends = {role: town.repository.expires(role) for role in ("root", "targets", "timestamp")}
    assert [round((end - NOW) / timedelta(days=1)) for end in ends.values()] == [400, 90, 7]
    assert town.repository.bump(town.secrets, NOW + timedelta(days=3)) is False
    assert town.repository.bump(town.secrets, NOW + timedelta(days=4)) is True
    assert town.repository.expires("targets") == ends["targets"]
    assert town.repository.bump(town.secrets, NOW + timedelta(days=201))
    assert town.repository.root.version == 2
    assert town.repository.expires("targets") > ends["targets"]
    (town.repository.lists / "._copy.root.json").write_text("left by a Mac")
    town.publish(shared(content=action("Un an après")), now=NOW + timedelta(days=420))
    assert town.repository.root.version == 3


def test_what_was_signed_while_the_clock_was_late_by_years_is_signed_again(towns):
    town = towns("Valmoré")
    town.publish(now=NOW + timedelta(days=3650))
    assert town.publish(now=NOW).signed is True
    assert town.repository.expires("timestamp") == NOW.replace(microsecond=0) + timedelta(days=7)
    assert town.publish(now=NOW).signed is False


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (shared("action/a?b.json"), "path_invalid"),
        (shared(kind="sculpture"), "kind_unknown"),
        (shared(content=b"{}"), "file_refused"),
        (shared(title="\u202eevil"), "description_invalid"),
        ({f"action/{n}.json": None for n in range(2001)}, "too_many_files"),
    ],
)
def test_what_others_would_refuse_is_not_published(towns, files, code):
    town = towns("Valmoré")
    town.publish()
    before = town.repository.targets.version
    with pytest.raises(FederationError) as refused:
        town.publish(files)
    assert refused.value.code == code
    assert str(refused.value)
    assert town.repository.targets.version == before


def test_a_false_siren_a_second_repository_and_keys_inside_it_are_refused(towns, tmp_path):
    town = towns("Valmoré")
    for repository, territory, secrets, code in (
        (town.repository, SharingTerritory("200066009", "V"), town.secrets, "repository_exists"),
        (type(town.repository)(tmp_path / "n"), SharingTerritory("200066008", "V"), town.secrets,
         "territory_invalid"),
        (type(town.repository)(tmp_path / "n"), SharingTerritory("200066009", "V"),
         Secrets(tmp_path / "n" / "keys"), "secrets_inside"),
    ):  # fmt: skip
        with pytest.raises(FederationError) as refused:
            repository.create(territory, secrets, NOW)
        assert refused.value.code == code


def test_keys_are_for_their_user_only(towns):
    town = towns("Valmoré")
    key = town.secrets.folder / "targets.key"
    assert {p.stat().st_mode & 0o777 for p in town.secrets.folder.iterdir()} == {0o600}
    with pytest.raises(FederationError, match="déjà des clés"):
        town.secrets.make()
    for spoil, code in (
        (lambda: key.chmod(0o644), "secret_open"),
        (lambda: (key.chmod(0o600), key.write_text("not a key")), "secret_unreadable"),
        (lambda: key.write_text("ab"), "secret_unreadable"),
        (key.unlink, "secret_missing"),
    ):
        spoil()
        with pytest.raises(FederationError) as refused:
            town.publish()
        assert refused.value.code == code


@pytest.mark.parametrize("role", ["root", "targets", "snapshot", "timestamp", "paper"])
def test_a_key_is_replaced_and_who_reads_follows(towns, role):
    town, other = towns("Valmoré", "Kerlann")
    town.publish()
    other.read(town)
    old = town.secrets.read(role)
    rotate(town.repository, town.secrets, role, NOW)
    assert town.secrets.read(role) != old
    town.publish(shared(content=action("Après")))
    assert other.read(town).updated == ["action/cantine.json"]
    assert verify_repository(town.repository).reason == ""
    town.secrets.write(role, old)  # the key before signs nothing any more
    use = {
        "paper": lambda: printed(town.repository, town.secrets),
        "root": lambda: rotate(town.repository, town.secrets, "targets", NOW),
    }.get(role, lambda: town.publish(shared(content=action("Volé"))))
    with pytest.raises(FederationError) as refused:
        use()
    assert refused.value.code in {"secret_other", "paper_other"}


@pytest.mark.parametrize("role", ["root", "targets"])
def test_a_change_of_key_that_was_cut_is_finished_by_the_next_signature(towns, role):
    town, other = towns("Valmoré", "Kerlann")
    town.publish()
    other.read(town)
    old = town.secrets.read(role)
    rotate(town.repository, town.secrets, role, NOW)
    new = town.secrets.read(role)
    town.secrets.write(f"{role}.next", new)  # as after a cut: the root knows the new key only
    town.secrets.write(role, old)
    rotate(town.repository, town.secrets, "timestamp", NOW)
    town.publish(shared(content=action("Après")))
    assert town.secrets.read(role) == new
    assert other.read(town).updated == ["action/cantine.json"]


def test_the_paper_key_is_erased_once_typed_and_gives_everything_back(towns, tmp_path):
    town, other = towns("Valmoré", "Kerlann")
    town.publish()
    other.read(town)
    paper = printed(town.repository, town.secrets)
    with pytest.raises(FederationError) as refused:
        confirm(town.repository, town.secrets, paper[:-1] + ("0" if paper[-1] != "0" else "1"))
    assert refused.value.code == "paper_group"
    confirm(town.repository, town.secrets, paper)
    with pytest.raises(FederationError, match="n’est plus sur cette machine"):
        printed(town.repository, town.secrets)

    fresh = Secrets(tmp_path / "fresh")  # the machine burnt: only the sheet is left
    recover(town.repository, fresh, paper.lower(), NOW)
    town.secrets = fresh
    town.publish(shared(content=action("Après l’incendie")))
    found = other.read(town)
    assert (found.state.status, found.updated) == (ReadingStatus.FRESH, ["action/cantine.json"])
    with pytest.raises(FederationError) as refused:
        recover(town.repository, Secrets(tmp_path / "third"), paper, NOW)
    assert refused.value.code == "paper_other", "a sheet that was used is replaced"
    assert not (tmp_path / "third").exists()
    assert town.repository.publisher == other.sources.at(town.address).publisher


def test_a_damaged_repository_says_what_is_damaged(towns, tmp_path):
    town = towns("Valmoré")
    town.publish()
    (file,) = (p for p in town.repository.files.rglob("*") if p.is_file())
    file.write_bytes(b"x")
    assert verify_repository(town.repository).wrong == ("action/cantine.json",)
    os.truncate(lists_of(town.repository.folder, "targets")[-1], 100)
    for path, code in ((town.repository, "repository_broken"), ("x", "repository_missing")):
        with pytest.raises(FederationError) as refused:
            verify_repository(path if path != "x" else type(town.repository)(tmp_path / "x"))
        assert refused.value.code == code
