"""Arrays of numbers in ``.npz`` files, read without ever running what is in them."""

from __future__ import annotations

import io
import math
import zipfile
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from jalons.ailibrary.engine.errors import AIError

type Array = NDArray[Any]
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
_PLAIN_KINDS = "biufU"  # booleans, integers, floats, texts of a fixed length


def packed(array: Array) -> bytes:
    """An array as a ``.npy`` file. ``ValueError`` for an array of objects."""
    target = io.BytesIO()
    npy.write_array(target, np.ascontiguousarray(array), allow_pickle=False)
    return target.getvalue()


def arrays_of(content: bytes, name: str, most_bytes: int) -> dict[str, Array]:
    """The arrays of an ``.npz`` file, by name.

    Headers are checked before the numbers are read. ``AIError``: ``bundle_arrays``,
    ``bundle_pickle`` (objects), ``bundle_too_big``.
    """
    try:
        files = _files(content, most_bytes)
        return {key.removesuffix(".npy"): _array(found, name) for key, found in files.items()}
    except AIError:
        raise
    except Exception as wrong:  # NumPy and zipfile raise many kinds for bytes that are not theirs
        raise AIError("bundle_arrays", name=name) from wrong


def _files(content: bytes, most_bytes: int) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > most_bytes:
            raise AIError("bundle_too_big", megabytes=most_bytes // 1_000_000)
        return {entry.filename: archive.read(entry) for entry in entries}


def _array(content: bytes, name: str) -> Array:
    if content[:1] == b"\x80":
        raise AIError("bundle_pickle", name=name)
    source = io.BytesIO(content)
    header = _HEADERS[npy.read_magic(source)]
    shape, _fortran, dtype = header(source)
    if dtype.hasobject:
        raise AIError("bundle_pickle", name=name)
    expected = math.prod(shape) * dtype.itemsize
    if dtype.kind not in _PLAIN_KINDS or expected != len(source.read()):
        raise AIError("bundle_arrays", name=name)
    source.seek(0)
    return npy.read_array(source, allow_pickle=False)
