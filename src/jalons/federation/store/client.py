"""Read the repositories of other territories: verified by python-tuf, checked, never overwritten.

An unchanged source costs one conditional request: as long as its timestamp is the one verified last
and no signature has ended, nothing else is read. Everything is verified again every few days.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.api.metadata import Metadata, Root, TargetFile, Targets
from tuf.ngclient import Updater, UpdaterConfig

from jalons.federation.engine.contents import fault
from jalons.federation.engine.errors import FederationError
from jalons.federation.engine.merging import REFUSED, TAKEN, ReadDecision, decide
from jalons.federation.engine.sharing import described, head, is_path
from jalons.federation.engine.sources import (
    Quarantined,
    ReadingStatus,
    SharedWork,
    SourceState,
    SourceStore,
    TrustedLists,
)
from jalons.federation.store.fetching import MISSING, PlaceFetcher, RepositoryPlace, place_of
from jalons.federation.store.repository import HEAD, SIGNED_AT
from jalons.federation.store.rules import kinds, limits
from jalons.kernel import JalonsError
from jalons.kernel.network.addresses import Reach
from jalons.kernel.network.fetching import PUBLIC, Fetched
from jalons.kernel.signing import fingerprint

CONFIG = UpdaterConfig()
LISTS, FILES, FIRST = "metadata/", "targets/", "metadata/1.root.json"
_NETWORK = frozenset(["fetch_private", "fetch_certificate", "fetch_slow", "fetch_cut",
                      "fetch_status", "fetch_address", "fetch_redirections",
                      "address_open"])  # fmt: skip
_REASONS: tuple[tuple[type[Exception], ReadingStatus, str], ...] = (  # the first that fits
    (ExpiredMetadataError, ReadingStatus.EXPIRED, "expired"),
    (BadVersionNumberError, ReadingStatus.REFUSED, "older"),
    (UnsignedMetadataError, ReadingStatus.REFUSED, "unsigned"),
    (LengthOrHashMismatchError, ReadingStatus.REFUSED, "mixed"),
    (RepositoryError, ReadingStatus.REFUSED, "unreadable"),
    (DownloadLengthMismatchError, ReadingStatus.REFUSED, "too_big"),
    (DownloadHTTPError, ReadingStatus.REFUSED, "incomplete"),
)


@dataclass(slots=True)
class Harvest:
    """What a reading of a source gave, by path; it is filled while its list is read."""

    state: SourceState
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    left: list[tuple[str, ReadDecision]] = field(default_factory=list)  # not read, and why
    quarantined: list[Quarantined] = field(default_factory=list)
    received: int = 0  # bytes of the files that came


@dataclass(frozen=True, slots=True)
class Probe:
    """What the first request of a reading gave: its timestamp, or why there is none."""

    state: SourceState
    answer: Fetched | JalonsError

    @property
    def nothing_new(self) -> bool:
        """Whether nothing else needs to be read."""
        found = self.answer
        if isinstance(found, JalonsError) or not _is_fast(self.state):
            return False
        return found.unchanged or sha256(found.content).hexdigest() == self.state.digest


class SourceRefused(Exception):  # noqa: N818  caught here, never shown
    """A whole source that is not read: a status and the code of a reason."""

    def __init__(self, status: ReadingStatus, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@dataclass(slots=True)
class _Reading:
    """A reading under way: what verifies, where, until when, and what was met."""

    updater: Updater
    folder: Path
    before: dict[str, Quarantined]
    harvest: Harvest
    seen: set[tuple[str, str]] = field(default_factory=set)
    pending: int = 0
    deadline: float = field(default_factory=lambda: time.monotonic() + limits().source_seconds)

    def download(self, target: TargetFile) -> bytes:
        """The bytes of a file, as signed; ``DownloadError``, ``RepositoryError``."""
        if time.monotonic() > self.deadline:
            raise DownloadError("the time of this source is over")
        path = self.folder / "file"
        self.updater.download_target(target, str(path))
        return path.read_bytes()


def first_root(address: str, reach: Reach = PUBLIC) -> tuple[bytes, str]:
    """The first root at an address, and its digits to compare by telephone.

    Raises ``JalonsError``: those of the network, and ``not_a_repository``.
    """
    try:
        content = place_of(address, reach).read(FIRST, CONFIG.root_max_length).content
        root = Metadata[Root].from_bytes(content)
        root.signed.verify_delegate("root", root.signed_bytes, root.signatures)
    except JalonsError as error:
        if error.code != "fetch_status":
            raise
        raise FederationError("not_a_repository", address=address) from error
    except (RepositoryError, AttributeError, ValueError) as error:  # signed, but no root
        raise FederationError("not_a_repository", address=address) from error
    return content, fingerprint(content.hex())


class Harvester:
    """Reads sources into a store. ``own``: one's own publisher, whose files are never read back.

    ``reach`` allows other addresses than public ones: for a test, ``Reach(anything=True)``;
    ``seconds`` is the time one file may take. ``arrived`` sees each new content that is sound,
    before it is stored; it gives the code of why it is to be set apart, else nothing.
    """

    def __init__(
        self, sources: SourceStore, *, own: str = "", reach: Reach = PUBLIC, seconds: float = 0,
        arrived: Callable[[SharedWork, bytes], str] = lambda _work, _content: "",
    ) -> None:  # fmt: skip
        self.sources, self.own, self.reach, self.arrived = sources, own, reach, arrived
        self.seconds = seconds or limits().seconds

    def follow(self, address: str, compared: str) -> SourceState:
        """Trust the repository at an address, whose digits somebody compared.

        A source that moved (a stick after the web) is found again by its first root, and loses
        nothing. Raises ``FederationError``: ``fingerprint_other``, ``address_other``,
        ``follow_own``, and those of ``first_root``.
        """
        content, digits = first_root(address, self.reach)
        if _plain(compared) != _plain(digits):
            raise FederationError("fingerprint_other", found=digits, compared=compared)
        publisher = sha256(content).hexdigest()
        if publisher == self.own:
            raise FederationError("follow_own")
        taken = self.sources.at(address)
        if taken and taken.publisher != publisher:
            raise FederationError("address_other", name=taken.name or address)
        known = self.sources.state(publisher)
        state = known or SourceState(publisher=publisher, address=address, followed_at=_now())
        state = replace(state, address=address, valid_until=None, etag="", modified="")
        with self.sources.batch():
            self.sources.record(state)
            if known is None:
                self.sources.trust(publisher, TrustedLists(content))
        return state

    def known_at(self, address: str) -> SourceState | None:
        """The source at an address, also when it moved there: its first root is the same."""
        if state := self.sources.at(address):
            return state
        content, digits = first_root(address, self.reach)
        known = self.sources.state(sha256(content).hexdigest())
        return self.follow(address, digits) if known else None

    def probe(self, state: SourceState) -> Probe:
        """The first request of a reading; it touches no store, so that many may wait together."""
        place = place_of(state.address, self.reach, self.seconds)
        try:
            found = place.read(f"{LISTS}timestamp.json", CONFIG.timestamp_max_length,
                               etag=state.etag, modified=state.modified)  # fmt: skip
        except JalonsError as error:
            return Probe(state, error)
        return Probe(state, found)

    def harvest(self, publisher: str, probe: Probe | None = None) -> Harvest:
        """Read a source: what changed is stored, what is wrong is not, and both are reported.

        ``probe`` is its first request when it was made a moment ago.
        """
        state = self.sources.state(publisher)
        if state is None:
            raise FederationError("source_unknown")
        probe = probe if probe and probe.state == state else self.probe(state)
        if isinstance(probe.answer, JalonsError):
            return self._not_read(state, _network(probe.answer))
        if probe.nothing_new:
            state = replace(state, status=ReadingStatus.UNCHANGED, reason="", checked_at=_now())
            self.sources.record(state)
            return Harvest(state)
        trusted = self.sources.trusted(publisher)
        if trusted is None:
            raise FederationError("source_unknown")
        place = place_of(state.address, self.reach, self.seconds)
        with TemporaryDirectory(prefix="jalons-") as folder:
            return self._verified(state, place, trusted, probe.answer, Path(folder))

    def _verified(
        self,
        state: SourceState,
        place: RepositoryPlace,
        trusted: TrustedLists,
        found: Fetched,
        folder: Path,
    ) -> Harvest:
        """Read a source with everything verified, in a folder of this reading alone."""
        fetcher = PlaceFetcher(place)
        try:
            updater = updater_of(folder, fetcher, trusted)
            try:
                updater.refresh()
            finally:
                trusted = stored_lists(folder, trusted)
                self.sources.trust(state.publisher, trusted)
            targets = Metadata[Targets].from_bytes(trusted.targets).signed
            state = self._accepted(state, targets, trusted)
            before = {each.path: each for each in self.sources.quarantined(state.publisher)}
            reading = _Reading(updater, folder, before, Harvest(state))
            self._read(reading, targets)
        except (RepositoryError, DownloadError) as error:
            return self._not_read(state, refusal(error, fetcher.refused))
        except SourceRefused as refused:
            return self._not_read(state, refused)
        done, now = reading.harvest, _now()
        changed = bool(done.added or done.updated or done.removed)
        digest = sha256(trusted.timestamp).hexdigest()
        is_marked = found.unchanged or sha256(found.content).hexdigest() == digest
        status = ReadingStatus.FRESH if changed or not state.fresh_at else ReadingStatus.UNCHANGED
        done.state = replace(
            state, status=status, reason="", checked_at=now, fresh_at=now, verified_at=now,
            digest=digest,
            valid_until=_end(trusted), pending=reading.pending,
            etag=(found.etag or state.etag) if is_marked else "",
            modified=(found.modified or state.modified) if is_marked else "",
        )  # fmt: skip
        self.sources.record(done.state)
        return done

    def _not_read(self, state: SourceState, refused: SourceRefused) -> Harvest:
        """Its files stay as they were; the next reading verifies everything."""
        state = replace(state, status=refused.status, reason=refused.reason, checked_at=_now(),
                        valid_until=None)  # fmt: skip
        self.sources.record(state)
        return Harvest(state, quarantined=list(self.sources.quarantined(state.publisher)))

    def _accepted(self, state: SourceState, targets: Targets, trusted: TrustedLists) -> SourceState:
        """The source with its territory, once its list is one we read; raises ``SourceRefused``."""
        found = head(targets.unrecognized_fields.get(HEAD))
        if isinstance(found, str):
            raise SourceRefused(ReadingStatus.REFUSED, found)
        if state.siren and state.siren != found.siren:
            raise SourceRefused(ReadingStatus.REFUSED, "siren_changed")
        other = self.sources.with_siren(found.siren)
        if other and other.publisher != state.publisher:
            raise SourceRefused(ReadingStatus.REFUSED, "siren_taken")
        signed: Any = Metadata.from_bytes(trusted.timestamp).signed
        if _moment(signed.unrecognized_fields.get(SIGNED_AT)) > _now() + limits().clock:
            raise SourceRefused(ReadingStatus.REFUSED, "clock")
        most = limits()
        total = sum(each.length for each in targets.targets.values())
        if len(targets.targets) > most.most_files or total > most.most_bytes:
            raise SourceRefused(ReadingStatus.REFUSED, "too_big")
        return replace(state, siren=found.siren, name=found.name)

    def _read(self, reading: _Reading, targets: Targets) -> None:
        """Read what is new of a list, set apart what is wrong, mark what it lists no more."""
        done = reading.harvest
        source = done.state.publisher
        with self.sources.batch():
            for path, target in sorted(targets.targets.items()):
                digest = target.hashes.get("sha256", "")
                item = _item(source, path, target, digest)
                reason = _fault(item, path, digest, reading.seen)
                if item is not None and not reason:
                    reason = self._take(item, target, reading)
                if reason:
                    done.quarantined.append(Quarantined(source, path, digest, reason))
            doubtful = {each.path for each in done.quarantined}  # what was there before stays
            for known in list(self.sources.items(source)):
                is_listed = (known.origin, known.description.uid) in reading.seen
                if not (known.withdrawn or is_listed or known.path in doubtful):
                    self.sources.store(replace(known, withdrawn=True))
                    done.removed.append(known.path)
            self.sources.quarantine(source, tuple(done.quarantined))

    def _take(self, item: SharedWork, target: TargetFile, reading: _Reading) -> str:
        """Store a file if it is to be; the code of what is wrong with it."""
        done, says = reading.harvest, item.description
        known = self.sources.item(item.origin, says.uid)
        followed = item.origin != item.source and self.sources.state(item.origin) is not None
        decision = decide(item, known, own=self.own, followed=followed)
        if decision in REFUSED:
            return decision.value
        if decision not in TAKEN:
            done.left += [] if decision is ReadDecision.SAME else [(item.path, decision)]
            return ""
        content = None
        if not says.tombstone and (known is None or known.digest != item.digest):
            before = reading.before.get(item.path)
            if before and before.digest == item.digest and before.reason != "not_read":
                return before.reason  # the same bytes, read once: no second reading
            try:
                content = reading.download(target)
            except (DownloadError, RepositoryError):
                reading.pending += 1
                return "not_read"
            done.received += len(content)
            reason = fault(kinds()[says.kind], item.path, content)
            if reason := reason or self.arrived(item, content):
                return reason
        self.sources.store(item, content)
        changed = done.removed if says.tombstone else done.updated if known else done.added
        changed.append(item.path)
        return ""


def updater_of(
    folder: Path,
    fetcher: PlaceFetcher,
    trusted: TrustedLists,
    *,
    lists: str = LISTS,
    files: str = FILES,
) -> Updater:
    """What verifies a place from what was verified before; it writes in ``folder`` only.

    Raises ``RepositoryError`` when the root itself is not sound.
    """
    for name in ("timestamp", "snapshot", "targets"):
        if content := getattr(trusted, name):
            (folder / f"{name}.json").write_bytes(content)
    return Updater(str(folder), lists, str(folder / "files"), files, fetcher, CONFIG,
                   bootstrap=trusted.root)  # fmt: skip


def stored_lists(folder: Path, before: TrustedLists) -> TrustedLists:
    """What python-tuf verified and wrote, also when it stopped halfway."""

    def content(name: str) -> bytes:
        path = folder / f"{name}.json"
        return path.read_bytes() if path.exists() else b""

    return TrustedLists(content("root") or before.root, content("timestamp"), content("snapshot"),
                   content("targets"))  # fmt: skip


def _item(source: str, path: str, target: TargetFile, digest: str) -> SharedWork | None:
    says = described(target.custom)
    if says is None:
        return None
    return SharedWork(origin=says.origin(source), source=source, path=path, digest=digest,
                length=target.length, description=says)  # fmt: skip


def _fault(item: SharedWork | None, path: str, digest: str, seen: set[tuple[str, str]]) -> str:
    """What is wrong with the entry of a file, before it is read."""
    if not is_path(path):
        return "path"
    if item is None or not digest:
        return "description"
    key = (item.origin, item.description.uid)
    if key in seen:
        return "twice"
    seen.add(key)
    kind = kinds().get(item.description.kind)
    if kind is None:
        return "kind"
    return "file_size" if item.length > kind.most_bytes else ""


def refusal(error: Exception, network: JalonsError | None) -> SourceRefused:
    """The status and the reason of what python-tuf refused; ``network`` is the last bad answer."""
    for kind, status, reason in _REASONS:
        if isinstance(error, kind):
            if kind is DownloadHTTPError and network and network.params["status"] != MISSING:
                break
            return SourceRefused(status, reason)
    return _network(network) if network else SourceRefused(ReadingStatus.UNREACHABLE, "unreachable")


def _network(error: JalonsError) -> SourceRefused:
    if error.code == "fetch_too_big":
        return SourceRefused(ReadingStatus.REFUSED, "too_big")
    missing = error.code == "fetch_status" and error.params.get("status") == MISSING
    code = "incomplete" if missing else error.code if error.code in _NETWORK else "unreachable"
    return SourceRefused(ReadingStatus.UNREACHABLE, code)


def _is_fast(state: SourceState) -> bool:
    """Whether nothing but the timestamp needs to be read, if it did not change."""
    now = _now()
    if state.pending or state.valid_until is None or state.verified_at is None:
        return False
    since = abs(now - state.verified_at)  # a clock that went back counts as forward
    return now < state.valid_until and since < limits().verify_every


def _end(trusted: TrustedLists) -> datetime:
    """When the first of the signatures ends."""
    lists = (trusted.root, trusted.timestamp, trusted.snapshot, trusted.targets)
    ends: list[datetime] = [Metadata[Any].from_bytes(each).signed.expires for each in lists]
    return min(ends)


def _moment(text: object) -> datetime:
    """When a list says it was signed; long ago when it does not say."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _plain(digits: str) -> str:
    return "".join(digits.lower().split())


def _now() -> datetime:
    return datetime.now(UTC)
