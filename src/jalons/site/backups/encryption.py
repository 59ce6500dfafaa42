"""Backups under a passphrase, in the age format, so that the ``age`` tool opens them too.

Source: age-encryption.org/v1 (C2SP, c2sp.org/age), the scrypt recipient and the payload in chunks
of 64 KiB. Each chunk is sealed with its number and whether it is the last: a file cut short, put in
another order or altered is refused. Decision: docs/decisions/0011-encrypted-backups.md.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast, override

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from jalons.site.storage.databases import BackupError

MARK = b"age-encryption.org/"
VERSION_LINE = MARK + b"v1\n"
SALT_LABEL = b"age-encryption.org/v1/scrypt"
CHUNK, TAG = 64 * 1024, 16
WORK = 17  # 2^17: 128 MB and about half a second, for who tries passphrases as for us
MOST_WORK = 20  # 1 GB: a file may not ask for more
FULL_LINE = 64
SCRYPT = re.compile(rb"-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n")
END = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")

type Passphrase = Callable[[], str]


class Sealed(io.RawIOBase):
    """A file to write whose bytes are encrypted on their way; it is whole once closed."""

    def __init__(self, file: IO[bytes], passphrase: str, *, work: int = WORK) -> None:
        key, salt, nonce = (secrets.token_bytes(16) for _ in range(3))
        wrapped = ChaCha20Poly1305(_stretched(passphrase, salt, work)).encrypt(bytes(12), key, None)
        head = VERSION_LINE + b"-> scrypt %s %d\n%s\n---" % (_text(salt), work, _text(wrapped))
        file.write(head + b" " + _text(_sum(key, head).finalize()) + b"\n" + nonce)
        self._file, self._chunks = file, _Chunks(key, nonce)
        self._waiting = bytearray()

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # any bytes
        """Encrypt what makes whole chunks; the last one waits, as it is sealed apart."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._file.write(self._chunks.seal(bytes(self._waiting[:CHUNK])))
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Seal the last chunk; without it the file counts as cut short."""
        self._file.write(self._chunks.seal(bytes(self._waiting), last=True))


def opened(source: Path, file: IO[bytes], passphrase: Passphrase) -> IO[bytes]:
    """The bytes of an encrypted file, which ``source`` names in errors, read as any file."""
    return cast(
        "IO[bytes]",
        io.BufferedReader(cast("io.RawIOBase", Opened(source, file, passphrase)), CHUNK),
    )


class Opened(io.RawIOBase):
    """The bytes of an encrypted file, each chunk checked before it is returned.

    Raises ``BackupError``: backup_passphrase_wrong, backup_damaged, backup_encrypted_otherwise.
    """

    def __init__(self, source: Path, file: IO[bytes], passphrase: Passphrase) -> None:
        self._source, self._file = source, file
        key = self._key(passphrase)
        self._chunks = _Chunks(key, self._exactly(16))
        self._ahead, self._ready, self._ended = file.read(CHUNK + TAG), b"", False

    def _key(self, passphrase: Passphrase) -> bytes:
        """The key of the file, from its head and the passphrase."""
        head = self._file.readline(FULL_LINE)
        if head != VERSION_LINE:
            raise BackupError("backup_encrypted_otherwise", file=self._source)
        stanza = self._file.readline(FULL_LINE) + self._file.readline(FULL_LINE)
        match = SCRYPT.fullmatch(stanza)
        if match is None or int(match[2]) > MOST_WORK:
            raise BackupError("backup_encrypted_otherwise", file=self._source)
        end = END.fullmatch(self._file.readline(FULL_LINE))
        try:
            salt, wrapped = _bytes(match[1]), _bytes(match[3])
            kek = ChaCha20Poly1305(_stretched(passphrase(), salt, int(match[2])))
            key = kek.decrypt(bytes(12), wrapped, None)
        except InvalidTag as error:
            raise BackupError("backup_passphrase_wrong", file=self._source) from error
        except binascii.Error as error:
            raise BackupError("backup_damaged", file=self._source) from error
        try:
            _sum(key, head + stanza + b"---").verify(_bytes(end[1]) if end else b"")
        except (InvalidSignature, binascii.Error) as error:
            raise BackupError("backup_damaged", file=self._source) from error
        return key

    def _exactly(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) < size:
            raise BackupError("backup_damaged", file=self._source)
        return data

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override]  # any buffer
        """Give the next bytes; the end only once the last chunk was found whole."""
        if not self._ready and not self._ended:
            self._next()
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _next(self) -> None:
        chunk = self._ahead
        self._ahead = self._file.read(CHUNK + TAG)
        self._ended = not self._ahead
        try:
            self._ready = self._chunks.open(chunk, last=self._ended)
        except InvalidTag as error:
            raise BackupError("backup_damaged", file=self._source) from error


class _Chunks:
    """Seals and opens the chunks of one file, in their order."""

    def __init__(self, key: bytes, nonce: bytes) -> None:
        self._cipher = ChaCha20Poly1305(_derived(key, b"payload", salt=nonce))
        self._number = 0

    def _nonce(self, *, last: bool) -> bytes:
        number, self._number = self._number, self._number + 1
        return number.to_bytes(11) + bytes([last])

    def seal(self, data: bytes, *, last: bool = False) -> bytes:
        return self._cipher.encrypt(self._nonce(last=last), data, None)

    def open(self, data: bytes, *, last: bool) -> bytes:
        if last and len(data) == TAG and self._number:  # an empty chunk is never added
            raise InvalidTag
        return self._cipher.decrypt(self._nonce(last=last), data, None)


def is_encrypted(file: Path) -> bool:
    """Whether a file says that it is in the age format."""
    with file.open("rb") as start:
        return start.read(len(MARK)) == MARK


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    return Scrypt(SALT_LABEL + salt, length=32, n=1 << work, r=8, p=1).derive(passphrase.encode())


def _derived(key: bytes, label: bytes, *, salt: bytes | None = None) -> bytes:
    return HKDF(SHA256(), length=32, salt=salt, info=label).derive(key)


def _sum(key: bytes, head: bytes) -> HMAC:
    made = HMAC(_derived(key, b"header"), SHA256())
    made.update(head)
    return made


def _text(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    if _text(data) != text:  # only one way to write the same bytes
        raise binascii.Error
    return data
