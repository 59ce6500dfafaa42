"""The repository of a territory: signed lists and the files it shares, in a folder.

The Update Framework, consistent snapshots: ``metadata/`` has the lists, ``targets/`` the files,
each named after its SHA-256. Any web host or USB stick carries it: nothing runs there.
https://theupdateframework.github.io/specification/latest/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization.json import JSONSerializer

from jalons.federation.engine.contents import fault
from jalons.federation.engine.errors import FederationError
from jalons.federation.engine.sharing import (
    SharedFile,
    SharingTerritory,
    WorkDescription,
    as_signed,
    described,
    head,
    is_path,
)
from jalons.federation.store.keys import PAPER, ROLES, Secrets
from jalons.federation.store.rules import kinds, lifetime, limits
from jalons.kernel import MessageKey
from jalons.kernel.signing import fingerprint

HEAD, SIGNED_AT = "jalons", "jalons_signed_at"
_COMPACT = JSONSerializer(compact=True)


@dataclass(slots=True)
class RepositoryChanges:
    """What a publication changed, by path; ``signed`` when new lists were written."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    unchanged: int = 0
    signed: bool = True

    def count(self, before: TargetFile | None, after: TargetFile) -> None:
        """Count an entry of the list, as it was and as it is."""
        if after is before:
            self.unchanged += 1
        elif (says := described(after.custom)) and says.tombstone:
            self.withdrawn.append(after.path)
        else:
            (self.added if before is None else self.changed).append(after.path)


class Repository:
    """The repository in a folder. Raises ``FederationError`` (``repository_missing``, …_broken)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lists, self.files = folder / "metadata", folder / "targets"

    @property
    def exists(self) -> bool:
        """Whether there is one."""
        return (self.lists / "1.root.json").exists()

    def create(self, territory: SharingTerritory, secrets: Secrets, now: datetime) -> None:
        """A new repository without files, signed with the keys of ``secrets``."""
        check_new(self, territory, secrets)
        self.lists.mkdir(parents=True, exist_ok=True)
        self.files.mkdir(parents=True, exist_ok=True)
        root = Root(consistent_snapshot=True, expires=now + lifetime("root"))
        for role in ROLES:
            root.add_key(secrets.signer(role).public_key, role)
        root.add_key(secrets.signer(PAPER).public_key, "root")  # threshold 1: either is enough
        self.write(Metadata(root), [secrets.signer("root")])
        targets = Targets(expires=now + lifetime("targets"))
        targets.unrecognized_fields[HEAD] = as_signed(territory)
        self.write(Metadata(targets), [secrets.signer("targets")])
        self._list(secrets, now, Snapshot(), Timestamp())

    @property
    def publisher(self) -> str:
        """Who publishes: the SHA-256 of the first root, which no change of key alters."""
        return sha256(self._bytes("1.root.json")).hexdigest()

    @property
    def fingerprint(self) -> str:
        """The first root as people compare it aloud."""
        return fingerprint(self._bytes("1.root.json").hex())

    @property
    def territory(self) -> SharingTerritory:
        """Which territory publishes."""
        found = head(self.targets.unrecognized_fields.get(HEAD))
        if isinstance(found, str):
            raise FederationError("repository_broken", folder=self.folder, name="targets.json")
        return found

    @property
    def root(self) -> Root:
        """The keys of the roles."""
        versions = map(_number, self.lists.glob("*.root.json"))
        return self._read(Root, f"{max(versions, default=1)}.root.json")

    @property
    def timestamp(self) -> Timestamp:
        """Which snapshot is the last."""
        return self._read(Timestamp, "timestamp.json")

    @property
    def snapshot(self) -> Snapshot:
        """Which list of files is the last."""
        return self._read(Snapshot, f"{self.timestamp.snapshot_meta.version}.snapshot.json")

    @property
    def targets(self) -> Targets:
        """The list of the files."""
        return self._read(Targets, f"{self.snapshot.meta['targets.json'].version}.targets.json")

    def publish(
        self, shared: Mapping[str, SharedFile], secrets: Secrets, now: datetime,
        territory: SharingTerritory | None = None,
    ) -> RepositoryChanges:  # fmt: skip
        """Make ``shared``, by path, what the repository has; only what changed is written.

        A file that is there no more leaves a tombstone, unless it was another's, passed on.
        ``territory`` replaces the head when it has another name or key.
        Raises ``FederationError``: ``path_invalid``, ``kind_unknown``, ``file_refused``,
        ``too_many_files``, and those of ``Secrets``.
        """
        _check(shared)
        secrets.read("targets")
        targets, done, after = self.targets, RepositoryChanges(), dict[str, TargetFile]()
        before = targets.targets
        for path, file in sorted(shared.items()):
            after[path], content = _target(path, file, before.get(path), now)
            done.count(before.get(path), after[path])
            self._store(after[path], content)
        for path in sorted(before.keys() - after.keys()):
            if left := _left(before[path], now):
                after[path] = left
                done.count(before[path], left)
                self._store(left, b"")
            else:
                done.withdrawn.append(path)
        renamed = territory is not None and territory != self.territory
        if not (done.added or done.changed or done.withdrawn or renamed):
            done.signed = self.bump(secrets, now)
            return done
        targets.targets = after
        if territory is not None:
            targets.unrecognized_fields[HEAD] = as_signed(territory)
        self._next("targets", targets, secrets, now)
        self._list(secrets, now)
        self.bump(secrets, now)  # the root, when it is halfway to its end
        _tidy(self, {_place(self.files, each) for each in (*before.values(), *after.values())})
        return done

    def bump(self, secrets: Secrets, now: datetime, *, anew: bool = False) -> bool:
        """Sign again what is halfway to its end, or all but the root; whether anything was.

        And what was signed in the future, while the clock of the machine was wrong.
        """
        due = [r for r in ROLES if anew or not _is_good(self.expires(r) - now, lifetime(r))]
        if "root" in due and not anew:
            self._next("root", self.root, secrets, now)
        if "targets" in due:
            self._next("targets", self.targets, secrets, now)
        if due:
            self._list(secrets, now)
        return bool(due)

    def expires(self, role: str) -> datetime:
        """When the signature of a role ends."""
        signed: Root | Targets | Snapshot | Timestamp = getattr(self, role)
        return signed.expires

    def write(self, signed: Metadata[Any], signers: list[CryptoSigner]) -> None:
        """Sign a list and write it, whole or not at all."""
        for number, each in enumerate(signers):
            signed.sign(each, append=bool(number))
        kind = signed.signed.type
        name = "timestamp" if kind == "timestamp" else f"{signed.signed.version}.{kind}"
        _write(self.lists / f"{name}.json", signed.to_bytes(_COMPACT))

    def signer(self, role: str, secrets: Secrets) -> CryptoSigner:
        """What signs for a role; a change of key that was cut is finished first.

        Raises ``FederationError`` (``secret_other``) when the root does not know the key.
        """
        known = self.root.roles[role].keyids
        if secrets.signer(role).public_key.keyid not in known:
            if not secrets.has(f"{role}.next"):
                raise FederationError("secret_other", role=MessageKey(f"role.{role}"))
            secrets.write(role, secrets.read(f"{role}.next"))
            secrets.erase(f"{role}.next")
        return secrets.signer(role)

    def _next(self, role: str, signed: Any, secrets: Secrets, now: datetime) -> None:
        """The next version of a list, signed by the key of its role, which the root must know.

        Roots follow one another. The version of another list is at least the second it was signed
        in: after the restore of a backup nobody takes it for an old copy.
        """
        signer = self.signer(role, secrets)
        least = 0 if role == "root" else int(now.timestamp())
        signed.version = max(signed.version + 1, least)
        signed.expires = now + lifetime(role)
        if role == "timestamp":
            signed.unrecognized_fields[SIGNED_AT] = now.isoformat(timespec="seconds")
        self.write(Metadata(signed), [signer])

    def _list(
        self, secrets: Secrets, now: datetime,
        snapshot: Snapshot | None = None, timestamp: Timestamp | None = None,
    ) -> None:  # fmt: skip
        """A new snapshot of the last list of files, then a timestamp, which makes it public."""
        first = snapshot is not None
        snapshot, timestamp = snapshot or self.snapshot, timestamp or self.timestamp
        newest = max(_number(path) for path in self.lists.glob("*.targets.json"))
        content = self._bytes(f"{newest}.targets.json")
        snapshot.meta["targets.json"] = _meta(newest, content)
        snapshot.version -= first
        self._next("snapshot", snapshot, secrets, now)
        content = self._bytes(f"{snapshot.version}.snapshot.json")
        timestamp.snapshot_meta = _meta(snapshot.version, content)
        timestamp.version -= first
        self._next("timestamp", timestamp, secrets, now)

    def _store(self, target: TargetFile, content: bytes) -> None:
        place = _place(self.files, target)
        if not place.exists() or place.stat().st_size != len(content):
            place.parent.mkdir(parents=True, exist_ok=True)
            _write(place, content)

    def _bytes(self, name: str) -> bytes:
        try:
            return (self.lists / name).read_bytes()
        except FileNotFoundError as error:
            code = "repository_broken" if self.exists else "repository_missing"
            raise FederationError(code, folder=self.folder, name=name) from error

    def _read[T: (Root, Timestamp, Snapshot, Targets)](self, kind: type[T], name: str) -> T:
        try:
            signed = Metadata[Any].from_bytes(self._bytes(name)).signed
        except RepositoryError as error:
            raise FederationError("repository_broken", folder=self.folder, name=name) from error
        if not isinstance(signed, kind):
            raise FederationError("repository_broken", folder=self.folder, name=name)
        return signed


def check_new(repository: Repository, territory: SharingTerritory, secrets: Secrets) -> None:
    """``FederationError``: ``repository_exists``, ``secrets_inside``, ``territory_invalid``."""
    if repository.exists:
        raise FederationError("repository_exists", folder=repository.folder)
    if secrets.folder.resolve().is_relative_to(repository.folder.resolve()):
        raise FederationError("secrets_inside", folder=secrets.folder)
    checked = head(as_signed(territory))
    if isinstance(checked, str):
        raise FederationError("territory_invalid", why=MessageKey(f"reason.{checked}"))


def _target(
    path: str, file: SharedFile, known: TargetFile | None, now: datetime
) -> tuple[TargetFile, bytes]:
    """The entry of a file in the list, and its bytes: the same entry when nothing changed."""
    before = described(known.custom) if known else None
    made_on = file.made_on or (before.made_on if before else now.date())
    says = WorkDescription(
        file.kind, file.title, file.language, made_on, file.licence, file.uid,
        file.version or (before.version if before else 1), file.provenance, file.tombstone,
    )  # fmt: skip
    content = b"" if file.tombstone else file.content
    digest = sha256(content).hexdigest()
    if known and before == says and known.hashes["sha256"] == digest:
        return known, content
    if before and not file.version:
        number, made_on = before.version + 1, file.made_on or now.date()
        says = msgspec.structs.replace(says, version=number, made_on=made_on)
    if described(as_signed(says)) is None:
        raise FederationError("description_invalid", path=path)
    return _entry(path, content, says), content


def _tidy(repository: Repository, places: set[Path]) -> None:
    """Remove what neither the last list nor the one before names: who reads is not cut."""
    for path in repository.files.rglob("*"):
        if path.is_file() and path not in places:
            path.unlink()
    for kind in ("targets", "snapshot"):
        versions = sorted(repository.lists.glob(f"*.{kind}.json"), key=_number)
        for path in versions[:-2]:
            path.unlink()


def _is_good(left: timedelta, lifetime: timedelta) -> bool:
    return lifetime / 2 <= left <= lifetime + timedelta(days=1)


def _check(shared: Mapping[str, SharedFile]) -> None:
    if len(shared) > limits().most_files:
        raise FederationError("too_many_files", count=len(shared), most=limits().most_files)
    for path, file in shared.items():
        if not is_path(path):
            raise FederationError("path_invalid", path=path)
        kind = kinds().get(file.kind)
        if kind is None:
            raise FederationError("kind_unknown", path=path, kind=file.kind,
                                  kinds=", ".join(kinds()))  # fmt: skip
        if not file.tombstone and (found := fault(kind, path, file.content)):
            raise FederationError("file_refused", path=path, why=MessageKey(f"reason.{found}"))


def _left(known: TargetFile, now: datetime) -> TargetFile | None:
    """The tombstone of a file that is shared no more; None when it was another's."""
    says = described(known.custom)
    if says is None or says.is_relayed:
        return None
    if says.tombstone:
        return known
    gone = msgspec.structs.replace(
        says, version=says.version + 1, made_on=now.date(), tombstone=True
    )
    return _entry(known.path, b"", gone)


def _entry(path: str, content: bytes, says: WorkDescription) -> TargetFile:
    hashes = {"sha256": sha256(content).hexdigest()}
    return TargetFile(len(content), hashes, path, {"custom": as_signed(says)})


def _place(files: Path, target: TargetFile) -> Path:
    folder, _, name = target.path.rpartition("/")
    return files / folder / f"{target.hashes['sha256']}.{name}"


def _number(path: Path) -> int:
    """The version in the name of a list; 0 for what is none of ours."""
    number = path.name.partition(".")[0]
    return int(number) if number.isdecimal() else 0


def _meta(version: int, content: bytes) -> MetaFile:
    return MetaFile(version, len(content), {"sha256": sha256(content).hexdigest()})


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
