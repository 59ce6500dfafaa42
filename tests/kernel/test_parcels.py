"""Parcels between territories: whole or refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import JalonsError, signing
from jalons.kernel.signing.parcels import LIST, SIGNATURE, Parcel, pack, unpack

pytest.importorskip("cryptography")

BUNDLE, RESULTS = "bundle.zip", "results.json"
SEED, OTHER = b"a" * 32, b"b" * 32
SENT = Parcel("ai", "Valmont", date(2026, 11, 28),
              {RESULTS: b'{"score": 0.8}', BUNDLE: b"weights" * 50},
              {"recipe": "orientation", "version": "1"})  # fmt: skip


def opened(data: bytes) -> Parcel:
    return unpack(data, "ai", {BUNDLE, RESULTS})


def test_a_parcel_arrives_as_it_was_sent_with_the_key_that_signed_it():
    found = opened(pack(SENT, SEED))
    assert found.files == SENT.files
    assert (found.kind, found.publisher, found.subject) == ("ai", "Valmont", SENT.subject)
    assert found.key == signing.public_key(SEED)


def test_the_same_content_gives_the_same_bytes():
    turned = Parcel("ai", "Valmont", date(2026, 11, 28), dict(reversed(SENT.files.items())),
                    dict(reversed(SENT.subject.items())), "x")  # fmt: skip
    assert pack(SENT, SEED) == pack(turned, SEED)


@given(st.integers(min_value=0), st.integers(1, 255))
def test_one_byte_changed_is_refused_or_changes_nothing(place, change):
    data = bytearray(pack(SENT, SEED))
    data[place % len(data)] ^= change
    try:
        found = opened(bytes(data))
    except JalonsError as refused:
        assert refused.code.startswith("parcel_")
    else:  # a byte of the ZIP itself that nobody reads, such as a day
        assert found == opened(pack(SENT, SEED))


@given(st.binary(max_size=400))
def test_what_is_no_parcel_is_refused(data):
    with pytest.raises(JalonsError):
        opened(data)


def repacked(**changes: bytes | None) -> bytes:
    """A parcel with files replaced, added, or left out (None)."""
    with zipfile.ZipFile(io.BytesIO(pack(SENT, SEED))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name, content in changes.items():
        files[name.replace("_", ".")] = content
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            if content is not None:
                archive.writestr(name, content)
    return target.getvalue()


def test_a_file_that_is_not_in_the_list_is_refused():
    with pytest.raises(JalonsError) as refused:
        opened(repacked(weights_pkl=b"cos\nsystem\n(S'echo'\ntR."))
    assert refused.value.code == "parcel_files"
    assert "weights.pkl" in str(refused.value)


def test_a_file_of_the_list_that_is_not_there_is_refused():
    with pytest.raises(JalonsError, match=r"results\.json"):
        opened(repacked(results_json=None))


def test_a_list_signed_again_by_another_key_bears_that_key():
    taken = opened(pack(SENT, SEED))
    assert opened(pack(taken, OTHER)).key == signing.public_key(OTHER) != taken.key


def test_a_signature_of_another_list_is_refused():
    with zipfile.ZipFile(io.BytesIO(pack(SENT, OTHER))) as archive:
        theirs = archive.read(SIGNATURE)
    with pytest.raises(JalonsError) as refused:
        opened(repacked(signature=theirs))
    assert (refused.value.code, refused.value.params["name"]) == ("parcel_altered", LIST)


def test_a_parcel_that_swells_when_it_is_opened_is_refused():
    with pytest.raises(JalonsError) as refused:
        opened(repacked(bundle_zip=b"\0" * 25_000_000))
    assert refused.value.code == "parcel_size"


def test_a_name_written_twice_is_refused():
    target = io.BytesIO(pack(SENT, SEED))
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(RESULTS, b"{}")
    with pytest.raises(JalonsError) as refused:
        opened(target.getvalue())
    assert refused.value.code == "parcel_files"


def test_keys_are_compared_aloud_by_six_groups_of_four_digits():
    groups = signing.fingerprint(signing.public_key(SEED)).split()
    assert [len(each) for each in groups] == [4] * 6
    assert groups != signing.fingerprint(signing.public_key(OTHER)).split()


def test_what_is_no_key_signs_nothing():
    assert not signing.is_signed(b"x", "zz", signing.sign(b"x", SEED))
    assert not signing.is_signed(b"x", "", "")
