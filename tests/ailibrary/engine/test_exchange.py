"""Parcels between territories: whole or refused; results together, never a rank."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.exchange.envelope import (
    BUNDLE,
    LIST,
    RESULTS,
    SIGNATURE,
    Parcel,
    pack,
    unpack,
)
from jalons.ailibrary.engine.exchange.pooling import Measured, pool
from jalons.kernel import signing

pytest.importorskip("cryptography")

SEED, OTHER = b"a" * 32, b"b" * 32
SENT = Parcel("orientation", "1", "Valmont", "", date(2026, 11, 28),
              {RESULTS: b'{"score": 0.8}', BUNDLE: b"weights" * 50})  # fmt: skip


def test_a_parcel_arrives_as_it_was_sent_with_the_key_that_signed_it():
    found = unpack(pack(SENT, SEED))
    assert found.files == SENT.files
    assert (found.recipe, found.version, found.publisher) == ("orientation", "1", "Valmont")
    assert found.key == signing.public_key(SEED)


def test_the_same_content_gives_the_same_bytes():
    turned = Parcel("orientation", "1", "Valmont", "x", date(2026, 11, 28),
                    dict(reversed(SENT.files.items())))  # fmt: skip
    assert pack(SENT, SEED) == pack(turned, SEED)


@given(st.integers(min_value=0), st.integers(1, 255))
def test_one_byte_changed_is_refused_or_changes_nothing(place, change):
    data = bytearray(pack(SENT, SEED))
    data[place % len(data)] ^= change
    try:
        found = unpack(bytes(data))
    except AIError as refused:
        assert refused.code.startswith("parcel_")
    else:  # a byte of the ZIP itself that nobody reads, such as a day
        assert found == unpack(pack(SENT, SEED))


@given(st.binary(max_size=400))
def test_what_is_no_parcel_is_refused(data):
    with pytest.raises(AIError):
        unpack(data)


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
    with pytest.raises(AIError) as refused:
        unpack(repacked(weights_pkl=b"cos\nsystem\n(S'echo'\ntR."))
    assert refused.value.code == "parcel_files"
    assert "weights.pkl" in str(refused.value)


def test_a_file_of_the_list_that_is_not_there_is_refused():
    with pytest.raises(AIError, match=r"results\.json"):
        unpack(repacked(results_json=None))


def test_a_list_signed_again_by_another_key_bears_that_key():
    taken = unpack(pack(SENT, SEED))
    assert unpack(pack(taken, OTHER)).key == signing.public_key(OTHER) != taken.key


def test_a_signature_of_another_list_is_refused():
    with zipfile.ZipFile(io.BytesIO(pack(SENT, OTHER))) as archive:
        theirs = archive.read(SIGNATURE)
    with pytest.raises(AIError) as refused:
        unpack(repacked(signature=theirs))
    assert (refused.value.code, refused.value.params["name"]) == ("parcel_altered", LIST)


def test_a_parcel_that_swells_when_it_is_opened_is_refused():
    with pytest.raises(AIError) as refused:
        unpack(repacked(bundle_zip=b"\0" * 25_000_000))
    assert refused.value.code == "parcel_size"


def test_a_name_written_twice_is_refused():
    target = io.BytesIO(pack(SENT, SEED))
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(RESULTS, b"{}")
    with pytest.raises(AIError) as refused:
        unpack(target.getvalue())
    assert refused.value.code == "parcel_files"


def test_keys_are_compared_aloud_by_six_groups_of_four_digits():
    groups = signing.fingerprint(signing.public_key(SEED)).split()
    assert [len(each) for each in groups] == [4] * 6
    assert groups != signing.fingerprint(signing.public_key(OTHER)).split()


def test_what_is_no_key_signs_nothing():
    assert not signing.is_signed(b"x", "zz", signing.sign(b"x", SEED))
    assert not signing.is_signed(b"x", "", "")


def measured(publisher: str, score: float, **changes: object) -> Measured:
    values = {"version": "1", "metric": "macro_f1", "items": 200, "low": score - 0.05,
              "high": score + 0.05, "rule": 0.5, "by_rule": False}  # fmt: skip
    return Measured(publisher=publisher, score=score, **(values | changes))


def test_three_territories_give_a_median_and_two_give_none():
    two = pool([measured("Valmont", 0.7), measured("Roche", 0.8)])
    assert (two[0].territories, two[0].items, two[0].score) == (2, 400, None)
    (three,) = pool([measured("Valmont", 0.7), measured("Roche", 0.8), measured("Saule", 0.6)])
    assert (three.score, three.lowest, three.highest, three.rule) == (0.7, 0.6, 0.8, 0.5)


def test_versions_and_metrics_are_never_mixed_and_a_territory_counts_once():
    lines = pool([
        measured("Valmont", 0.7), measured("Valmont", 0.75), measured("Roche", 0.9, version="2"),
        measured("Saule", 3.0, metric="mae"),
    ])  # fmt: skip
    assert [(each.version, each.metric, each.territories) for each in lines] == [
        ("2", "macro_f1", 1), ("1", "mae", 1), ("1", "macro_f1", 1),
    ]  # fmt: skip
