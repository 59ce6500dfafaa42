"""Files in an S3-compatible store, which several machines share (``JALONS_FILES``).

Loaded only when it is set. What a library must read by a path is copied under ``copies/`` in the
data folder, named after the version of the object: a copy is never of an older one.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage

from jalons.foundation.accounts.files.stores import PIECE, StoredFile

ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
MOST_COPIES, LEAST_AGE = 2_000_000_000, 3_600  # bytes; seconds since the last use
TRIAL = ".trial"
DAY = 86_400  # seconds
DELETED_AT_ONCE = 1_000  # what the protocol accepts
FAILURES = (BotoCoreError, ClientError, OSError)


def weight_key(owner: object) -> str:
    """Where the bytes of an authority are in the cache: see ``quotas``."""
    return f"files-of-{owner}"


def _changed(name: str) -> None:
    """The bytes of an authority are to be counted again."""
    parts = PurePosixPath(name).parts
    if len(parts) > 1:
        cache.delete(weight_key(parts[1]))


_Untyped: Any = S3Storage
_Transfer: Any = TransferConfig


class BucketStore(_Untyped):  # type: ignore[misc]
    """A part of a bucket. Nothing is replaced under a name, unless by ``write`` and ``put``."""

    is_local = False

    def __init__(self, *, sealed: bool = False, **options: Any) -> None:
        """``sealed``: what is written is encrypted under the secret key of the instance."""
        self.sealed = sealed
        ways = {"addressing_style": options.pop("addressing_style", None)}
        fixed = {
            "file_overwrite": False, "default_acl": None, "max_memory_size": 1_000_000,
            "transfer_config": _Transfer(use_threads=False), "querystring_auth": True,
            "client_config": Config(  # type: ignore[no-untyped-call]
                s3=ways, connect_timeout=5, read_timeout=60,
                retries={"mode": "standard", "max_attempts": 3}),
        }  # fmt: skip
        super().__init__(**fixed, **options)

    @property
    def client(self) -> Any:
        """What speaks to the store."""
        return self.connection.meta.client

    # What every storage does, and what follows from a change ------------------------------------

    def _save(self, name: str, content: File[bytes]) -> str:
        saved: str = super()._save(name, content)
        _changed(name)
        return saved

    def delete(self, name: str) -> None:
        """Erase an object, if it is there."""
        super().delete(name)
        _changed(name)

    def _key(self, name: str) -> str:
        key: str = self._normalize_name(name.lstrip("/"))
        return key

    # Reading ------------------------------------------------------------------------------------

    def find(self, name: str) -> StoredFile | None:
        """An object, None when there is none of that name."""
        try:
            said = self.client.head_object(Bucket=self.bucket_name, Key=self._key(name))
        except ClientError as error:
            if error.response["Error"]["Code"] in ABSENT:
                return None
            raise
        return _described(name, said["ContentLength"], said)

    def walk(self, prefix: str) -> Iterator[StoredFile]:
        """The objects under a prefix."""
        start = self._prefix("")
        for page in self._pages(prefix):
            for each in page.get("Contents", ()):
                yield _described(each["Key"].removeprefix(start), each["Size"], each)

    def parts(self, prefix: str) -> list[str]:
        """What comes next in the names under a prefix."""
        found = [
            PurePosixPath(each["Prefix"]).name
            for page in self._pages(prefix, Delimiter="/")
            for each in page.get("CommonPrefixes", ())
        ]
        return sorted(found)

    def _pages(self, prefix: str, **more: str) -> Iterator[dict[str, Any]]:
        pages = self.client.get_paginator("list_objects_v2")
        where = {"Bucket": self.bucket_name, "Prefix": self._prefix(prefix)}
        yield from pages.paginate(**where, **more)

    def _prefix(self, prefix: str) -> str:
        key = self._key(prefix) if prefix else self.location.strip("/")
        return f"{key}/" if key else ""

    def weight(self, prefix: str) -> int:
        """The bytes under a prefix."""
        return sum(each.size for each in self.walk(prefix))

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of an object."""
        try:
            said = self.client.get_object(Bucket=self.bucket_name, Key=self._key(name))
        except ClientError as error:
            if error.response["Error"]["Code"] in ABSENT:
                raise FileNotFoundError(name) from error
            raise
        if self.sealed:
            yield _seal().decrypt(said["Body"].read())
        else:
            yield from said["Body"].iter_chunks(PIECE)

    def near(self, name: str) -> Path:
        """A copy of the object as it is now."""
        found = self.find(name)
        if found is None:
            raise FileNotFoundError(name)
        said = f"{self.location}/{name} {found.mark}".encode()
        path = copies() / f"{hashlib.sha256(said).hexdigest()}{PurePosixPath(name).suffix}"
        try:
            os.utime(path)
        except FileNotFoundError:
            _make_room(found.size)
            with self.copied(name) as copy:
                copy.replace(path)
        return path

    @contextmanager
    def copied(self, name: str) -> Iterator[Path]:
        """A copy for the time of a block."""
        with TemporaryDirectory(prefix="part-", dir=copies()) as folder:
            path = Path(folder, PurePosixPath(name).name)
            with path.open("xb") as file:
                file.writelines(self.pieces(name))
            yield path

    # Writing ------------------------------------------------------------------------------------

    def write(self, name: str, content: bytes) -> None:
        """Write an object, which appears whole."""
        body = _seal().encrypt(content) if self.sealed else content
        super()._save(name, ContentFile(body))
        _changed(name)

    def append(self, name: str, content: bytes) -> None:
        """An object cannot grow: it is written again."""
        before = b"".join(self.pieces(name)) if self.exists(name) else b""
        self.write(name, before + content)

    def put(self, name: str, made: Path) -> None:
        """Send a file, then erase it here."""
        with made.open("rb") as file:
            super()._save(name, File(file))
        made.unlink()
        _changed(name)

    def move(self, name: str, target: str) -> None:
        """Copy then erase, object by object: cut short, what is left has its former name."""
        names = [name] if self.find(name) else [each.name for each in self.walk(name)]
        for each in names:
            source = {"Bucket": self.bucket_name, "Key": self._key(each)}
            after = f"{target}{each.removeprefix(name)}"
            self.client.copy(source, self.bucket_name, self._key(after))
            self.delete(each)
            _changed(after)

    def erase(self, prefix: str) -> None:
        """Erase all objects under a prefix. Raises ``OSError`` when the store refuses."""
        names = [each.name for each in self.walk(prefix)]
        for start in range(0, len(names), DELETED_AT_ONCE):
            keys = [{"Key": self._key(each)} for each in names[start : start + DELETED_AT_ONCE]]
            said = self.client.delete_objects(
                Bucket=self.bucket_name, Delete={"Objects": keys, "Quiet": True}
            )
            if errors := said.get("Errors"):
                raise OSError(f"{errors[0]['Key']}: {errors[0].get('Message', '')}")
        for name in names[:1]:
            _changed(name)

    def use(self, name: str) -> None:
        """Copy an object onto itself, once a day at most: it is then dated of today."""
        found = self.find(name)
        if found and datetime.now(UTC).timestamp() - found.changed > DAY:
            key = self._key(name)
            self.client.copy_object(
                Bucket=self.bucket_name, Key=key, MetadataDirective="REPLACE",
                CopySource={"Bucket": self.bucket_name, "Key": key},
            )  # fmt: skip


def trial(store: Any) -> None:
    """Write, read, list and erase a file; one of ``FAILURES`` when a right or the store lacks."""
    name = f"{TRIAL}/{secrets.token_hex(8)}"
    store.write(name, b"trial")
    try:
        if b"".join(store.pieces(name)) != b"trial" or not any(store.walk(TRIAL)):
            raise OSError("what was written is not what is read")
    finally:
        store.delete(name)


def _described(name: str, size: int, said: dict[str, Any]) -> StoredFile:
    changed = int(said["LastModified"].timestamp() * 1e9)
    return StoredFile(name, size, changed, said["ETag"].strip('"'))


def copies() -> Path:
    """The folder of the copies of this machine."""
    folder = Path(settings.DATA_DIR) / "copies"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def forget_copies(*, most: int = 0) -> None:
    """Erase the copies that nobody used for an hour, the oldest first, until ``most`` bytes stay.

    And what a process that was killed left of a copy.
    """
    before, seen = time.time() - LEAST_AGE, list[tuple[float, int, Path]]()
    for path in copies().rglob("*"):
        with suppress(FileNotFoundError):
            found = path.stat()
            seen.append((found.st_mtime, 0 if path.is_dir() else found.st_size, path))
    size = sum(each for _at, each, _path in seen)
    for at, bytes_, path in sorted(seen):
        if at >= before or size <= most:
            break
        with suppress(OSError):  # another process was faster, or a folder is not empty yet
            path.rmdir() if path.is_dir() else path.unlink()
            size -= bytes_


def _make_room(size: int) -> None:
    forget_copies(most=max(0, MOST_COPIES - size))


def _seal() -> Any:
    from cryptography.fernet import Fernet

    key = hashlib.sha256(b"jalons.files.sealed" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
