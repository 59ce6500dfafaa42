"""Rounding to significant digits, halves away from zero."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def significant(values: NDArray[np.float64], digits: int | None) -> NDArray[np.float64]:
    """``values`` (any shape, 0 or more) at ``digits`` significant digits; as they are when null.

    >>> significant(np.array([212.5, 0.012345]), 3).tolist()
    [213.0, 0.0123]
    """
    if digits is None:
        return values
    safe = np.where(values > 0, values, 1.0)
    step = 10.0 ** (np.floor(np.log10(safe)) - digits + 1)
    below = np.floor(safe / step)
    # Compared, not halved: a half that floating point puts a hair below is still a half.
    up = np.abs((below + 1) * step - safe) <= np.abs(below * step - safe)
    return np.where(values > 0, (below + up) * step, values)
