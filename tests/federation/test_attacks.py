"""What an attacker, an accident or a wrong clock sends: refused, nothing overwritten."""

import contextlib
import re
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import time_machine
from tuf.api.exceptions import DownloadError, DownloadLengthMismatchError
from tuf.api.metadata import Metadata, Root, TargetFile

from federation.towns import EVERYWHERE, action, copied, lists_of, online, put, shared
from jalons.federation.engine.sharing import Credit, WorkDescription, as_signed
from jalons.federation.engine.sources import Quarantined, ReadingStatus
from jalons.federation.store.client import Harvester, _Reading
from jalons.federation.store.fetching import FolderPlace, PlaceFetcher
from jalons.federation.store.keys import new_seed, signer
from jalons.federation.store.repository import HEAD, SIGNED_AT
from jalons.federation.store.verifying import verify_read
from jalons.federation.words.sentences import say
from jalons.kernel import JalonsError

CANTEEN = "action/cantine.json"
FIRST, SECOND = action("Première version"), action("Deuxième version")


@pytest.fixture
def read(towns, tmp_path):
    """A town that was read once from a stick, its reader, and the stick."""
    town, other = towns("Valmoré", "Kerlann")
    town.publish(shared(content=FIRST))
    stick = copied(town, tmp_path / "stick")
    other.read(town, at=str(stick))
    assert other.contents() == {CANTEEN: FIRST}
    return town, other, stick


def refused(other, town, status, reason, *, contents=FIRST):
    """A reading gives this status and reason, in words, and what was read stays."""
    state = other.harvester.harvest(town.publisher).state
    assert (state.status, state.reason) == (status, reason)
    assert say(f"reason.{reason}", "fr") != say(f"reason.{reason}", "en")
    assert other.contents() == {CANTEEN: contents}
    return state


def again(town, stick):
    shutil.rmtree(stick)
    copied(town, stick)


def unchecked(town, path, content, custom, *, siblings=()):
    """Publish what ``publish`` would refuse, signed with the true keys."""
    targets = town.repository.targets
    for name in {path, *siblings}:
        entry = TargetFile.from_data(name, content, ["sha256"])
        entry.unrecognized_fields["custom"] = custom
        targets.targets[name] = entry
        town.repository._store(entry, content)
    town.repository._next("targets", targets, town.secrets, datetime.now(UTC))
    town.repository._list(town.secrets, datetime.now(UTC))


def says(**more):
    values = {"kind": "action", "title": "A", "language": "fr", "made_on": datetime.now(UTC).date(),
              "licence": "etalab-2.0", "uid": CANTEEN, "version": 2}  # fmt: skip
    return as_signed(WorkDescription(**values | more))


@pytest.mark.parametrize("part", ["timestamp", "snapshot", "targets"])
def test_a_forged_list_is_refused(read, part):
    town, other, stick = read
    town.publish(shared(content=SECOND))
    again(town, stick)
    path = lists_of(stick, part)[-1]
    forged = re.sub(rb'"expires":"20', b'"expires":"30', path.read_bytes())
    assert forged != path.read_bytes()
    path.write_bytes(forged)
    refused(other, town, ReadingStatus.REFUSED, "unsigned" if part == "timestamp" else "mixed")
    again(town, stick)
    assert other.harvester.harvest(town.publisher).updated == [CANTEEN], "and the true one is read"


def test_an_old_copy_replayed_is_refused(read, tmp_path):
    town, other, stick = read
    old = copied(town, tmp_path / "old")
    town.publish(shared(content=SECOND))
    again(town, stick)
    other.harvester.harvest(town.publisher)
    shutil.rmtree(stick)
    shutil.copytree(old, stick)
    refused(other, town, ReadingStatus.REFUSED, "older", contents=SECOND)
    assert other.sources.content(sha256(FIRST).hexdigest()) is None, "bytes in no use are gone"
    assert verify_read(other.sources) == (1, ())
    with pytest.raises(DownloadError):  # the time of a source has an end
        _Reading(None, tmp_path, {}, None, deadline=0).download(None)


def test_bytes_altered_where_they_are_stored_are_found(read):
    _town, other, _stick = read
    other.sources._base.execute("UPDATE content SET content = X'00'")
    assert verify_read(other.sources) == (0, (CANTEEN,))


def test_an_old_copy_after_a_refused_one_is_refused_too(read, tmp_path):
    town, other, stick = read
    old = copied(town, tmp_path / "old")
    town.publish(shared(content=SECOND))
    again(town, stick)
    lists_of(stick, "snapshot")[-1].write_bytes(b"{}")
    refused(other, town, ReadingStatus.REFUSED, "mixed")
    shutil.rmtree(stick)
    shutil.copytree(old, stick)
    refused(other, town, ReadingStatus.REFUSED, "older")


def test_a_place_reads_nothing_outside_of_it_and_no_more_than_a_kind_allows(tmp_path):
    (tmp_path / "stick").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "stick" / "link").symlink_to(tmp_path / "secret")
    place = FolderPlace(tmp_path / "stick")
    for path in ("../secret", "link"):
        with pytest.raises(JalonsError) as outside:
            place.read(path, 100)
        assert outside.value.code == "fetch_address"
    with (tmp_path / "stick" / "large").open("wb") as file:
        file.truncate(30_000_000)
    (tmp_path / "stick" / "small").write_bytes(b"x" * 1000)
    for name, most in (("large", 10**9), ("small", 10)):
        with pytest.raises(DownloadLengthMismatchError):
            PlaceFetcher(place).download_bytes(name, most)
    assert len(PlaceFetcher(place).download_bytes("small", 1000)) == 1000


def test_a_frozen_copy_is_expired_when_its_date_ends_and_not_before(read):
    town, other, _ = read
    town.publish(shared(content=SECOND))  # never reaches the stick
    with time_machine.travel(datetime.now(UTC) + timedelta(days=6)):
        assert other.harvester.harvest(town.publisher).state.status is ReadingStatus.UNCHANGED
    with time_machine.travel(datetime.now(UTC) + timedelta(days=8)):
        refused(other, town, ReadingStatus.EXPIRED, "expired")


def test_lists_of_several_dates_mixed_are_refused(read):
    town, other, stick = read
    old = lists_of(stick, "snapshot")[-1].read_bytes()
    town.publish(shared(content=SECOND))
    again(town, stick)
    lists_of(stick, "snapshot")[-1].write_bytes(old)
    refused(other, town, ReadingStatus.REFUSED, "mixed")


def test_a_new_key_without_the_old_one_is_refused(read):
    town, other, stick = read
    thief = signer(new_seed())
    root = Metadata[Root].from_file(str(stick / "metadata" / "1.root.json"))
    for role in root.signed.roles:
        for key in list(root.signed.roles[role].keyids):
            root.signed.revoke_key(key, role)
        root.signed.add_key(thief.public_key, role)
    root.signed.version = 2
    root.sign(thief)
    (stick / "metadata" / "2.root.json").write_bytes(root.to_bytes())
    timestamp = Metadata.from_file(str(stick / "metadata" / "timestamp.json"))
    timestamp.signed.version += 1
    timestamp.sign(thief)
    (stick / "metadata" / "timestamp.json").write_bytes(timestamp.to_bytes())
    refused(other, town, ReadingStatus.REFUSED, "unsigned")


def test_a_stolen_key_signs_nothing_more_once_it_was_replaced(read):
    from jalons.federation.store.rotating import rotate

    town, other, stick = read
    stolen = town.secrets.signer("timestamp")
    rotate(town.repository, town.secrets, "timestamp", datetime.now(UTC))
    again(town, stick)
    other.harvester.harvest(town.publisher)
    timestamp = Metadata.from_file(str(stick / "metadata" / "timestamp.json"))
    timestamp.signed.version += 1
    timestamp.sign(stolen)
    (stick / "metadata" / "timestamp.json").write_bytes(timestamp.to_bytes())
    refused(other, town, ReadingStatus.REFUSED, "unsigned")


@pytest.mark.parametrize(
    ("custom", "content", "reason"),
    [
        (says(), b'{"title":"A","description":"x","cost_eur":1e300}', "file_number"),
        (says(), '{"title":"A","description":"\u202ex"}'.encode(), "file_hides"),
        (says(), b"{", "file_unreadable"),
        (says(kind="sculpture"), b"{}", "kind"),
        (says() | {"title": "A\u200b"}, SECOND, "description"),
        (says(version=1), SECOND, "conflict"),
        ({"kind": "action"}, SECOND, "description"),
    ],
)  # fmt: skip
def test_a_poisoned_value_is_set_apart_and_the_file_before_stays(read, custom, content, reason):
    town, other, stick = read
    unchecked(town, CANTEEN, content, custom)
    again(town, stick)
    for _ in range(2):  # read again, it is not read twice
        found = other.harvester.harvest(town.publisher)
        assert [(each.path, each.reason) for each in found.quarantined] in ([(CANTEEN, reason)], [])
        assert other.contents() == {CANTEEN: FIRST}
    (entry,) = other.sources.quarantined(town.publisher)
    assert isinstance(entry, Quarantined)
    town.publish(shared(content=SECOND))
    again(town, stick)
    other.harvester.harvest(town.publisher)
    assert other.sources.quarantined() == () or reason in {"conflict", "description"}


def test_a_work_listed_twice_and_a_path_that_leaves_the_folder_are_set_apart(read):
    town, other, stick = read
    unchecked(town, "action/b.json", FIRST, says(uid="b"), siblings=["action/../../b.json"])
    unchecked(town, "action/c.json", FIRST, says(uid=CANTEEN, version=1))
    again(town, stick)
    found = other.harvester.harvest(town.publisher)
    reasons = {each.path: each.reason for each in found.quarantined}
    assert reasons == {"action/../../b.json": "path", "action/cantine.json": "twice"}
    assert FIRST in other.contents().values()


def test_a_relay_cannot_forge_a_loop_of_credits(read):
    town, other, stick = read
    credits_ = (Credit("f" * 64, "b", 1), Credit(town.publisher, "b", 1))
    unchecked(town, "action/b.json", SECOND, says(uid="b", version=1, provenance=credits_))
    again(town, stick)
    (entry,) = other.harvester.harvest(town.publisher).quarantined
    assert entry.reason == "loop"


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    with contextlib.suppress(OSError):
        while True:
            handler.wfile.write(b"x" * 65_536)


def slow(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)


@pytest.mark.parametrize("answer", [endless, slow])
def test_an_endless_file_and_a_slow_server_cost_little_and_change_nothing(towns, answer):
    town, other = towns("Valmoré", "Kerlann")
    other.harvester = Harvester(other.sources, reach=EVERYWHERE, seconds=0.4)
    town.publish(shared(content=FIRST))
    with online(town) as site:
        other.read(town, at=site.url("/"))
        town.publish(shared(content=SECOND) | shared("action/b.json", action("B"), uid="b"))
        put(site, town.repository.folder)
        target = town.repository.targets.targets[CANTEEN]
        path = f"/targets/action/{target.hashes['sha256']}.cantine.json"
        whole, site.pages[path] = site.pages[path], answer
        started = time.monotonic()
        found = other.harvester.harvest(town.publisher)
        assert time.monotonic() - started < 5
        assert [(e.path, e.reason) for e in found.quarantined] == [(CANTEEN, "not_read")]
        assert other.contents() == {CANTEEN: FIRST, "action/b.json": action("B")}
        assert found.state.pending == 1

        site.pages[path] = whole  # nothing else changed: what waits is read all the same
        assert other.harvester.harvest(town.publisher).updated == [CANTEEN]

        site.pages["/metadata/timestamp.json"] = answer
        state = other.harvester.harvest(town.publisher).state
        expected = (
            {(ReadingStatus.REFUSED, "too_big")} if answer is endless
            else {(ReadingStatus.UNREACHABLE, "fetch_slow")}
        )  # fmt: skip
        assert {(state.status, state.reason)} == expected
        site.pages["/metadata/timestamp.json"] = (500, b"", {})
        assert other.harvester.harvest(town.publisher).state.reason == "fetch_status"
        assert other.contents()[CANTEEN] == SECOND
    assert other.harvester.harvest(town.publisher).state.reason == "unreachable"


def test_a_list_larger_than_allowed_in_all_is_refused(read):
    town, other, stick = read
    targets = town.repository.targets
    for number in range(20):
        entry = TargetFile(20_000_000, {"sha256": f"{number:064x}"}, f"catalogue/{number}.ttl")
        entry.unrecognized_fields["custom"] = says(kind="catalogue", uid=str(number))
        targets.targets[entry.path] = entry
    town.repository._next("targets", targets, town.secrets, datetime.now(UTC))
    town.repository._list(town.secrets, datetime.now(UTC))
    again(town, stick)
    refused(other, town, ReadingStatus.REFUSED, "too_big")


def test_a_clock_that_is_wrong_is_said_and_costs_nothing(read):
    town, other, stick = read
    with time_machine.travel(datetime.now(UTC) + timedelta(days=500)):  # ahead, even of the root
        refused(other, town, ReadingStatus.EXPIRED, "expired")
    with time_machine.travel(datetime.now(UTC) - timedelta(days=10)):  # behind
        refused(other, town, ReadingStatus.REFUSED, "clock")
    state = other.harvester.harvest(town.publisher).state
    assert (state.status, state.reason) == (ReadingStatus.UNCHANGED, "")
    timestamp = town.repository.timestamp
    timestamp.unrecognized_fields[SIGNED_AT] = "not a date"
    timestamp.version += 1
    town.repository.write(Metadata(timestamp), [town.secrets.signer("timestamp")])
    again(town, stick)
    assert other.harvester.harvest(town.publisher).state.status is ReadingStatus.UNCHANGED


@pytest.mark.parametrize(
    ("spoil", "status", "reason"),
    [
        (lambda stick: shutil.rmtree(stick / "metadata"), ReadingStatus.UNREACHABLE, "incomplete"),
        (lambda stick: lists_of(stick, "snapshot")[-1].unlink(), ReadingStatus.REFUSED,
         "incomplete"),
        (lambda stick: lists_of(stick, "targets")[-1].write_bytes(b""),
         ReadingStatus.REFUSED, "mixed"),
        (shutil.rmtree, ReadingStatus.UNREACHABLE, "unreachable"),
    ],
)  # fmt: skip
def test_a_half_copied_stick_is_explained_and_read_once_whole(read, spoil, status, reason):
    town, other, stick = read
    town.publish(shared(content=SECOND))
    again(town, stick)
    spoil(stick)
    refused(other, town, status, reason)
    copied(town, stick)
    assert other.harvester.harvest(town.publisher).updated == [CANTEEN]


def test_files_cut_on_a_stick_are_set_apart_and_the_others_read(read):
    town, other, stick = read
    files = shared(content=SECOND)
    for number in range(3):
        files |= shared(f"action/{number}.json", action(f"Fiche {number}"))
    town.publish(files)
    again(town, stick)
    places = {path.name.partition(".")[2]: path for path in (stick / "targets").rglob("*.json")}
    places["0.json"].unlink()
    cut = places["1.json"].read_bytes()
    places["1.json"].write_bytes(cut[: len(cut) // 2])
    found = other.harvester.harvest(town.publisher)
    assert [(e.path, e.reason) for e in found.quarantined] == [
        ("action/0.json", "not_read"), ("action/1.json", "not_read")
    ]  # fmt: skip
    assert other.contents() == {CANTEEN: SECOND, "action/2.json": action("Fiche 2")}
    again(town, stick)
    assert other.harvester.harvest(town.publisher).added == ["action/0.json", "action/1.json"]


def test_two_towns_with_one_siren_are_not_mixed(read, towns):
    town, other, _ = read
    false = towns("Brassac", siren="200066009")
    false.publish(shared(content=SECOND))
    found = other.read(false)
    assert (found.state.status, found.state.reason) == (ReadingStatus.REFUSED, "siren_taken")
    assert other.contents() == {CANTEEN: FIRST}
    assert other.sources.with_siren("200066009").publisher == town.publisher


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ({"format": 2, "siren": "200066009", "name": "Valmoré", "files": []}, "other_version"),
        ({"format": 1, "siren": "213500010", "name": "Valmoré"}, "siren_changed"),
        ({"format": 1, "siren": "200066008", "name": "Valmoré"}, "siren_invalid"),
        (None, "not_jalons"),
    ],
)
def test_a_list_of_another_version_or_of_another_town_is_refused(read, head, reason):
    town, other, stick = read
    targets = town.repository.targets
    targets.unrecognized_fields[HEAD] = head
    town.repository._next("targets", targets, town.secrets, datetime.now(UTC))
    town.repository._list(town.secrets, datetime.now(UTC))
    again(town, stick)
    for _ in range(2):  # it stays refused, though its date did not change
        refused(other, town, ReadingStatus.REFUSED, reason)


def test_what_is_stored_of_a_source_is_verified_too(read):
    town, other, _ = read
    trusted = other.sources.trusted(town.publisher)
    state = other.sources.state(town.publisher)
    other.sources.record(replace(state, valid_until=None))
    other.sources.trust(town.publisher, replace(trusted, root=b"{}"))
    assert other.harvester.harvest(town.publisher).state.reason == "unreadable"
