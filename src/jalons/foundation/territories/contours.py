"""Outlines unpacked: encoded rings in, positions out."""

from __future__ import annotations

from collections.abc import Iterator

GRID = 10_000  # the rings are rounded to 1e-4 degree

type Position = tuple[float, float]


def decode(rings: str) -> Iterator[list[Position]]:
    """The rings as (longitude, latitude) in degrees, each left open.

    >>> list(decode("_ibE_ibE_ibE?"))
    [[(10.0, 10.0), (10.0, 20.0)]]
    """
    for ring in rings.split():
        steps = list(_integers(ring))
        lat = lon = 0
        points: list[Position] = []
        for down, across in zip(steps[::2], steps[1::2], strict=True):
            lat, lon = lat + down, lon + across
            points.append((lon / GRID, lat / GRID))
        yield points


def _integers(text: str) -> Iterator[int]:
    value = shift = 0
    for character in text:
        bits = ord(character) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if not bits & 0x20:
            yield ~(value >> 1) if value & 1 else value >> 1
            value = shift = 0
