"""Files under a passphrase: another program opens them, and what was altered is refused."""

from __future__ import annotations

import base64
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.site.backups.encryption import CHUNK, TAG, Opened, Sealed
from jalons.site.storage.databases import BackupError

SECRET = "clé de la mairie"
# Written by pyrage 1.4.0 (the age of Rust) under SECRET.
FOREIGN = """
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBVbUUzTVI4RFZlSGQ0SEQ1Z0lpMDd3IDE5Cm05MG1zSnZHY2U1c2Z
WUEdncGkvcFordi9OZWR0ZlZzYkF6NFp1ZElqalkKLS0tIFRvV3AxbUdoSCtiOUNvTVJiSElmbzJQaGJCUjd3RHkwWktNMG
9oU05iYmcKvYQUBTS1+zcEMuUMZEufHixEX8/yfVA17pFEubWPY28JusUvKy3xrFcR5qF1fXpuB5+47BUSQFF3IHJqMIKBl
nYVMWc=
"""


def sealed(data: bytes, secret: str = SECRET) -> bytes:
    file = io.BytesIO()
    made = Sealed(file, secret, work=2)
    for start in range(0, len(data), 50_000):
        made.write(data[start : start + 50_000])
    made.finish()
    return file.getvalue()


def opened(data: bytes, tmp_path, secret: str = SECRET) -> bytes:
    reader = Opened(tmp_path / "b.age", io.BytesIO(data), lambda: secret)
    return io.BufferedReader(reader).read()


def code(data: bytes, tmp_path, secret: str = SECRET) -> str:
    with pytest.raises(BackupError) as refused:
        opened(data, tmp_path, secret)
    return refused.value.code


def test_a_file_made_by_another_program_of_the_format_is_read(tmp_path):
    text = opened(base64.b64decode(FOREIGN), tmp_path).decode()
    assert text == "un territoire numérique responsable"


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 5 * CHUNK + 7])
def test_what_was_written_comes_back_whatever_its_size(tmp_path, size):
    data = bytes(range(256)) * (size // 256 + 1)
    assert opened(sealed(data[:size]), tmp_path) == data[:size]


def test_another_passphrase_opens_nothing(tmp_path):
    assert code(sealed(b"secret"), tmp_path, "clé de la Mairie") == "backup_passphrase_wrong"


def test_the_same_text_never_makes_the_same_file():
    assert sealed(b"secret")[100:] != sealed(b"secret")[100:]


def body(data: bytes) -> int:
    """Where the chunks of a file begin."""
    return data.index(b"\n", data.index(b"\n--- ") + 1) + 1 + 16


@pytest.mark.parametrize("cut", [0, 1, TAG, CHUNK + TAG, CHUNK + TAG + 5, 2 * (CHUNK + TAG)])
def test_a_file_cut_short_is_refused_also_between_two_chunks(tmp_path, cut):
    data = sealed(b"x" * (2 * CHUNK + 9))
    assert code(data[: body(data) + cut], tmp_path) == "backup_damaged"


def test_chunks_in_another_order_repeated_or_added_are_refused(tmp_path):
    data, size = sealed(b"x" * (3 * CHUNK)), CHUNK + TAG
    start = body(data)
    one, two, three = (data[start + n * size : start + (n + 1) * size] for n in range(3))
    for changed in (two + one + three, one + one + two + three, one + two + three + three):
        assert code(data[:start] + changed, tmp_path) == "backup_damaged"


FILE = sealed(b"x" * (CHUNK + 100))


@given(st.integers(0, len(FILE) - 1), st.integers(0, 7))
def test_no_bit_can_be_turned(tmp_path_factory, place, bit):
    data = bytearray(FILE)
    data[place] ^= 1 << bit
    with pytest.raises(BackupError):
        opened(bytes(data), tmp_path_factory.getbasetemp())


@pytest.mark.parametrize(
    "head",
    [
        b"age-encryption.org/v2\n",
        b"age-encryption.org/v1\n-> X25519 abc\nabc\n--- abc\n",
        b"age-encryption.org/v1\n-> scrypt " + b"a" * 22 + b" 31\n" + b"a" * 43 + b"\n--- abc\n",
        b"age-encryption.org/v1\n",
    ],
)
def test_what_jalons_cannot_open_is_said_and_no_memory_is_spent(tmp_path, head):
    assert code(head, tmp_path) == "backup_encrypted_otherwise"
