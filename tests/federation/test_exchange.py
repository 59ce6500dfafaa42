"""What others share is read: on the web, from a USB stick, through a third town, never twice."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from tuf.api.metadata import Metadata
from tuf.ngclient import Updater

from federation.towns import action, copied, online, put, shared
from jalons.federation.engine.errors import FederationError
from jalons.federation.engine.merging import ReadDecision
from jalons.federation.engine.sources import ReadingStatus
from jalons.federation.store.client import Harvester
from jalons.federation.store.relaying import relayed
from jalons.federation.store.verifying import verify_read
from jalons.kernel import JalonsError

CANTEEN = "action/cantine.json"


def test_an_unchanged_site_costs_one_conditional_request(towns):
    town, other = towns("Valmoré", "Kerlann")
    town.publish()
    with online(town) as site:
        found = other.read(town, at=site.url("/"))
        assert (found.state.status, found.added) == (ReadingStatus.FRESH, [CANTEEN])
        assert other.contents() == {CANTEEN: action()}
        site.requests.clear()
        found = other.harvester.harvest(town.publisher)
        assert (found.state.status, found.added) == (ReadingStatus.UNCHANGED, [])
        ((path, headers),) = site.requests
        assert path == "/metadata/timestamp.json"
        assert headers["If-None-Match"]

        town.publish(shared() | shared("action/ecrans.json", action("Écrans")))
        put(site, town.repository.folder)
        assert other.harvester.harvest(town.publisher).added == ["action/ecrans.json"]
        asked = [path for path, _ in site.requests if path.startswith("/targets/")]
        assert len(asked) == 1, "what is there already is not read again"

        town.repository.bump(town.secrets, datetime.now(UTC), anew=True)
        put(site, town.repository.folder)
        assert other.harvester.harvest(town.publisher).state.status is ReadingStatus.UNCHANGED


def test_the_client_of_python_tuf_reads_what_we_publish(towns, tmp_path):
    town = towns("Valmoré")
    town.publish()
    root = (town.repository.lists / "1.root.json").read_bytes()
    with online(town) as site:
        peer = Updater(str(tmp_path / "peer"), site.url("/metadata/"), str(tmp_path / "files"),
                       site.url("/targets/"), bootstrap=root)  # fmt: skip
        peer.refresh()
        path = peer.download_target(peer.get_targetinfo(CANTEEN))
    assert Path(path).read_bytes() == action()


def test_two_instances_exchange_by_usb_stick_and_nothing_is_lost_on_the_way(towns, tmp_path):
    valmore, kerlann = towns("Valmoré", "Kerlann")
    valmore.publish(shared() | shared("charter/été.md", b"# Charte\n"))
    stick = copied(valmore, tmp_path / "stick")
    assert len(kerlann.read(valmore, at=str(stick)).added) == 2
    kerlann.publish(
        shared("need/ecrans.json", b'{"title":"20 \xc3\xa9crans","subject":"equipment"}')
    )
    back = copied(kerlann, tmp_path / "stick" / "kerlann")
    assert valmore.read(kerlann, at=str(back)).added == ["need/ecrans.json"]

    valmore.publish({})  # withdrawn: the next stick says so
    shutil.rmtree(stick)
    found = kerlann.read(valmore, at=str(copied(valmore, stick)))
    assert sorted(found.removed) == [CANTEEN, "charter/été.md"]
    assert kerlann.contents() == {}
    assert verify_read(kerlann.sources) == (0, ())


def test_a_town_switched_off_for_a_month_is_expired_and_its_files_are_intact(towns):
    town, other = towns("Valmoré", "Kerlann")
    town.publish()
    other.read(town)
    fresh = other.sources.at(town.address).fresh_at
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30)):
        found = other.read(town)
        assert (found.state.status, found.state.reason) == (ReadingStatus.EXPIRED, "expired")
        assert found.state.fresh_at == fresh
        assert other.contents() == {CANTEEN: action()}
        town.repository.bump(town.secrets, datetime.now(UTC))
        assert other.read(town).state.status is ReadingStatus.UNCHANGED


def test_a_signature_about_to_end_is_not_taken_for_a_week(towns):
    town, other = towns("Valmoré", "Kerlann")
    town.publish(now=datetime.now(UTC) - timedelta(days=5))
    assert other.read(town).state.status is ReadingStatus.FRESH
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3)):
        assert other.read(town).state.status is ReadingStatus.EXPIRED


def test_everything_is_verified_again_after_a_week_though_nothing_changed(towns):
    town, other = towns("Valmoré", "Kerlann")
    town.publish()
    timestamp = town.repository.timestamp
    timestamp.expires, timestamp.version = timestamp.expires + timedelta(days=20), 9
    town.repository.write(Metadata(timestamp), [town.secrets.signer("timestamp")])
    first = other.read(town).state.verified_at
    for days, again in ((6, False), (8, True)):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
            found = other.read(town).state
            assert (found.status, found.verified_at > first) == (ReadingStatus.UNCHANGED, again)


def test_a_work_passes_from_town_to_town_with_its_credits_and_without_loop(towns):
    a, b, c = towns("Valmoré", "Kerlann", "Brassac")
    a.publish()
    b.read(a)
    b.publish({}, relay=True)
    found = c.read(b)
    (path,) = found.added
    (item,) = c.sources.items()
    assert (item.origin, item.source) == (a.publisher, b.publisher)
    assert [each.publisher for each in item.description.provenance] == [a.publisher]
    c.publish({}, relay=True)
    assert a.read(c).left == [(path, ReadDecision.OWN)], "one’s own file never comes back"
    assert b.read(c).left == [(path, ReadDecision.DIRECT)]

    c.read(a)  # who published it, directly: the same work once
    (item,) = c.sources.items()
    assert (item.source, item.path) == (a.publisher, CANTEEN)
    assert c.read(b).left == []

    a.publish({})  # the tombstone travels
    b.read(a)
    b.publish({}, relay=True)
    c.read(a)
    assert (b.contents(), c.contents()) == ({}, {})


def test_a_tombstone_travels_through_a_relay_and_old_copies_do_not_come_back(towns):
    a, b, c = towns("Valmoré", "Kerlann", "Brassac")
    a.publish()
    b.read(a)
    b.publish({}, relay=True)
    c.read(b)
    assert len(c.contents()) == 1
    a.publish({})
    b.read(a)
    b.publish({}, relay=True)
    assert len(c.read(b).removed) == 1
    assert c.contents() == {}


def test_what_a_relay_stops_passing_on_is_marked_and_its_bytes_stay(towns):
    a, b, c = towns("Valmoré", "Kerlann", "Brassac")
    a.publish()
    b.read(a)
    b.publish({}, relay=True)
    c.read(b)
    b.publish({})
    assert len(c.read(b).removed) == 1
    (item,) = c.sources.items()
    assert item.withdrawn
    assert relayed(c.sources) == {}
    assert c.sources.content(item.digest) == action()
    b.publish({}, relay=True)
    assert len(c.read(b).updated) == 1


def test_a_territory_is_followed_only_with_the_digits_that_were_compared(towns, tmp_path):
    town, other = towns("Valmoré", "Kerlann")
    digits = town.repository.fingerprint
    for address, compared, code in (
        (town.address, "0000 " + digits[5:], "fingerprint_other"),
        (str(tmp_path), digits, "not_a_repository"),
        (str(tmp_path / "valmore.example"), digits, "folder_missing"),
        (other.address, other.repository.fingerprint, "follow_own"),
    ):
        with pytest.raises(FederationError) as refused:
            other.harvester.follow(address, compared)
        assert refused.value.code == code
    (tmp_path / "metadata").mkdir()
    for false in (b"[]", b"{", (town.repository.lists / "timestamp.json").read_bytes()):
        (tmp_path / "metadata" / "1.root.json").write_bytes(false)
        with pytest.raises(FederationError) as refused:
            other.harvester.follow(str(tmp_path), digits)
        assert refused.value.code == "not_a_repository"
    assert list(other.sources.states()) == []
    assert other.harvester.follow(town.address, digits.upper().replace(" ", ""))
    with pytest.raises(FederationError, match="pas suivi"):
        other.harvester.harvest("f" * 64)


def test_an_address_that_gives_another_territory_is_not_followed_in_its_place(towns, tmp_path):
    town, other, third = towns("Valmoré", "Kerlann", "Brassac")
    place = copied(town, tmp_path / "site")
    other.read(town, at=str(place))
    shutil.rmtree(place)
    copied(third, place)
    with pytest.raises(FederationError, match="remplacé par un autre"):
        other.harvester.follow(str(place), third.repository.fingerprint)
    other.harvester.follow(third.address, third.repository.fingerprint)
    assert other.harvester.harvest(town.publisher).state.reason in {"unsigned", "older"}


def test_private_addresses_and_open_ones_are_refused_outside_of_tests(towns):
    town, other = towns("Valmoré", "Kerlann")
    strict = Harvester(other.sources)
    with online(town) as site:
        with pytest.raises(JalonsError) as refused:
            strict.follow(site.url("/"), town.repository.fingerprint)
        assert refused.value.code == "address_open"
        with pytest.raises(JalonsError) as refused:
            strict.follow(site.url("/").replace("http:", "https:"), town.repository.fingerprint)
        assert refused.value.code == "fetch_private"
        state = other.harvester.follow(site.url("/"), town.repository.fingerprint)
        assert strict.harvest(state.publisher).state.reason == "address_open"


def test_a_batch_is_stored_whole_or_not_at_all(towns):
    town, other = towns("Valmoré", "Kerlann")
    state = other.harvester.follow(town.address, town.repository.fingerprint)

    def fail():
        with other.sources.batch():
            other.sources.record(replace(state, name="Nobody"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert other.sources.state(state.publisher).name == ""
