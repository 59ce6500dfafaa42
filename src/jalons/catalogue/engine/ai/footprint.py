"""The energy of generated text, by the published method of EcoLogits: an interval, in Wh."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Any

from jalons.kernel import Interval
from jalons.kernel.tables import package_table

_SUFFIX = re.compile(r"([-:@](\d{2,8}|latest|instruct|it|chat|hf|preview|fp8|fp16|bf16|awq|gptq))*")


def _table() -> Any:
    return package_table("jalons.catalogue", "ai_footprint")


def sizes() -> list[dict[str, Any]]:
    """The size classes a person may choose for a model that is not listed."""
    return list(_table()["size"])


@cache
def known_model(name: str) -> dict[str, Any] | None:
    """The parameters of a model by its name, None when it is another one.

    >>> known_model("openai/gpt-4o-2024-11-20")["active"], known_model("gpt-4o-turbo")
    ([44, 132], None)
    """
    folded = re.sub(r"[\s_]+", "-", name.strip().lower()).replace("llama3:", "llama3-")
    folded = re.sub(r"^llama(3\.\d):", r"llama\1-", folded.rsplit("/", 1)[-1])
    found: list[tuple[int, dict[str, Any]]] = [
        (len(known), model) for model in _table()["model"] for known in model["names"]
        if folded.startswith(known) and _SUFFIX.fullmatch(folded, len(known))
    ]  # fmt: skip
    return max(found, key=lambda each: each[0])[1] if found else None


def wh_per_1000(total: float, active: float, pue: float) -> float:
    """The energy in Wh of 1,000 tokens that a model generates; parameters in billions.

    >>> round(wh_per_1000(70, 70, 1.2), 4)
    0.6575
    """
    said: dict[str, float] = _table()["method"]
    batch = said["batch"]
    memory = said["memory_margin"] * total * said["weight_bits"] / 8
    gpus = 1 << math.ceil(math.log2(math.ceil(memory / said["gpu_memory_gb"])))
    gpu = said["gpu_alpha"] * math.exp(said["gpu_beta"] * batch) * active + said["gpu_gamma"]
    latency = (said["latency_alpha"] * active + said["latency_beta"] * batch
               + said["latency_gamma"])  # fmt: skip
    share = gpus / said["server_gpus"] / batch
    return 1000.0 * pue * (gpus * gpu + latency / 3600 * said["server_watts"] * share)


def energy(model: str, size: str, output_tokens: int | None) -> Interval | None:
    """The energy in Wh of generated tokens; None when the model or the tokens are unknown.

    ``size`` is the class a person chose, used when the model is not listed.
    """
    found = known_model(model) or next((each for each in sizes() if each["id"] == size), None)
    if found is None or output_tokens is None:
        return None
    pue, spread = _table()["method"]["pue"], _table()["method"]["spread"]
    ends = [wh_per_1000(found["total"][at], found["active"][at], pue[at]) for at in (0, 1)]
    found_wh = Interval(ends[0] / spread, sum(ends) / 2, ends[1] * spread)
    return found_wh.scaled(output_tokens / 1000)


def total(known: list[Interval]) -> Interval | None:
    """The sum of energies, their uncertainty taken as common; None without any."""
    if not known:
        return None
    return Interval(*(sum(getattr(each, end) for each in known) for end in ("low", "mid", "high")))
