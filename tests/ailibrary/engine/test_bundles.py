"""A bundle is refused when one byte of it moved, and whatever could run is never read."""

import io
import json
import pickle
import zipfile
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.ailibrary.engine.bundles.format import (
    MOST_BYTES,
    SCHEMA,
    Bundle,
    Manifest,
    Training,
    digest,
    numbers,
    read,
    write,
)  # fmt: skip
from jalons.ailibrary.engine.errors import AIError

ARRAYS = {"weights": np.arange(12, dtype=np.float32).reshape(4, 3), "bias": np.zeros(3)}
BUNDLE = Bundle(
    Manifest(
        SCHEMA, "orientation", "1.0", date(2026, 11, 28), "own", ("Voirie", "Eau"),
        Training(412, 1, {"macro_f1": 0.77}), {"coverage": 0.92},
    ),
    {"features.json": b'["=rue"]', "weights.npz": numbers(ARRAYS)},
)  # fmt: skip
DATA = write(BUNDLE)


def zipped(files, compression=zipfile.ZIP_STORED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()


def files_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def npz_of(**members):
    return zipped([(f"{name}.npy", content) for name, content in members.items()])


def code_of(data):
    with pytest.raises(AIError) as refused:
        read(data)
    assert refused.value.message("fr")
    assert refused.value.message("en")
    return refused.value.code


def test_a_bundle_comes_back_as_it_was_written():
    found = read(DATA)
    assert found.manifest.labels == ("Voirie", "Eau")
    assert found.manifest.training.evaluation == {"macro_f1": 0.77}
    assert found.plain("features.json") == ["=rue"]
    assert np.array_equal(found.arrays("weights.npz")["weights"], ARRAYS["weights"])
    assert write(found) == DATA
    assert digest(DATA) == digest(write(BUNDLE))


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_a_bundle_altered_by_one_byte_is_refused(place, change):
    altered = bytearray(DATA)
    altered[place] ^= change
    with pytest.raises(AIError) as refused:
        read(bytes(altered))
    assert refused.value.code.startswith("bundle_")
    assert str(refused.value)


def test_every_byte_counts():
    for place in range(len(DATA)):
        with pytest.raises(AIError):
            read(DATA[:place] + bytes([DATA[place] ^ 1]) + DATA[place + 1 :])


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(data):
    assert code_of(data).startswith("bundle_")
    assert code_of(DATA + data + b"x").startswith("bundle_")


class Trap:
    """What a hostile pickle would run."""

    def __reduce__(self):
        return (pytest.fail, ("a pickle was read",))


def test_a_pickle_is_refused_wherever_it_hides():
    trap = pickle.dumps(Trap())
    target = io.BytesIO()
    np.lib.format.write_array(target, np.array([Trap()], dtype=object), allow_pickle=True)
    for name, content in (
        ("model.json", trap), ("weights.npz", trap), ("weights.npz", npz_of(w=trap)),
        ("weights.npz", npz_of(w=target.getvalue())),
    ):  # fmt: skip
        files = files_of(DATA) | {name: content}
        manifest = json.loads(files["manifest.json"])
        import hashlib

        manifest["files"][name] = {
            "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)
        }  # fmt: skip
        files["manifest.json"] = json.dumps(manifest).encode()
        assert code_of(zipped(files.items())) == "bundle_pickle"
        with pytest.raises(AIError, match="pickle"):
            write(Bundle(BUNDLE.manifest, {name: content}))
    assert code_of(zipped([*files_of(DATA).items(), ("model.pkl", trap)])) == "bundle_kind"


def test_what_the_manifest_does_not_say_is_refused():
    files = files_of(DATA)
    assert code_of(zipped([*files.items(), ("more.json", b"{}")])) == "bundle_unlisted"
    assert code_of(zipped([("manifest.json", files["manifest.json"])])) == "bundle_missing"
    assert code_of(zipped([("features.json", b"[]")])) == "bundle_manifest"
    changed = files | {"features.json": b'["=rue" ]'}
    assert code_of(zipped(changed.items())) == "bundle_altered"
    assert code_of(zipped(files.items())) == "bundle_altered"  # other dates than ours
    assert code_of(b"") == "bundle_shape"


@pytest.mark.parametrize(
    ("manifest", "code"),
    [
        (b"[]", "bundle_manifest"),
        (b"\xff", "bundle_manifest"),
        (b'{"schema": "jalons-ai-bundle/2"}', "bundle_schema"),
        (b'{"schema": "jalons-ai-bundle/1"}', "bundle_manifest"),
    ],
)
def test_a_manifest_of_another_shape_is_explained(manifest, code):
    assert code_of(zipped([("manifest.json", manifest)])) == code


@pytest.mark.parametrize("name", ["../evil.json", "/etc/passwd.json", "a\\b.json", ".hidden.json"])
def test_a_path_that_leaves_the_folder_is_refused(name):
    assert code_of(zipped([*files_of(DATA).items(), (name, b"{}")])) == "bundle_path"


def test_what_would_fill_the_memory_is_refused_before_it_is_read():
    bomb = zipped([("manifest.json", b"0" * (MOST_BYTES + 1))], zipfile.ZIP_DEFLATED)
    assert len(bomb) < 200_000
    assert code_of(bomb) == "bundle_too_big"
    assert code_of(zipped([("a.json", b"0" * 10_000)], zipfile.ZIP_DEFLATED)) == "bundle_compressed"
    inner = zipped([("w.npy", b"0" * (MOST_BYTES + 1))], zipfile.ZIP_DEFLATED)
    with pytest.raises(AIError, match="50"):
        Bundle(BUNDLE.manifest, {"w.npz": inner}).arrays("w.npz")
    header = io.BytesIO()
    described = {"descr": "<f8", "fortran_order": False, "shape": (10**12,)}
    np.lib.format.write_array_header_1_0(header, described)
    lying = npz_of(w=header.getvalue())
    with pytest.raises(AIError, match=r"w\.npz"):
        Bundle(BUNDLE.manifest, {"w.npz": lying}).arrays("w.npz")
