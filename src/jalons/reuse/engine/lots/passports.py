"""The passport of a device: a JSON document signed by the instance that made it (Ed25519)."""

from __future__ import annotations

import json
from typing import Any

from jalons.kernel import signing
from jalons.reuse.engine.lots.chain import canonical

FORMAT = "jalons-passport/1"


def sign(content: dict[str, Any], seed: bytes) -> dict[str, Any]:
    """The passport signed with a private key of 32 bytes; ``key`` is the public one, in hex."""
    signed = {"format": FORMAT, "key": signing.public_key(seed), "content": content}
    return {**signed, "signature": signing.sign(canonical(signed), seed)}


def is_whole(raw: bytes, key: str = "") -> bool:
    """Whether each passport of a file is as it was signed; ``key`` is the public key one trusts.

    Without it the passports are only consistent: anybody may sign with a key of their own.
    """
    try:
        found = json.loads(raw)
        return all(
            _is_signed(each, key) for each in (found if isinstance(found, list) else [found])
        )
    except (ValueError, RecursionError):
        return False


def _is_signed(passport: Any, key: str) -> bool:
    try:
        signed = dict(passport)
        signature, said = signed.pop("signature"), signed["key"]
        whole = signing.is_signed(canonical(signed), said, signature)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return whole and bool(signed["format"] == FORMAT and key in {"", said})
