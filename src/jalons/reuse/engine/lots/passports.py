"""The passport of a device: a JSON document signed by the instance that made it (Ed25519)."""

from __future__ import annotations

from typing import Any

from jalons.reuse.engine.lots.chain import canonical

FORMAT = "jalons-passport/1"


def sign(content: dict[str, Any], seed: bytes) -> dict[str, Any]:
    """The passport signed with a private key of 32 bytes; ``key`` is the public one, in hex."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes_raw().hex()
    signed = {"format": FORMAT, "key": public, "content": content}
    return {**signed, "signature": private.sign(canonical(signed)).hex()}


def verify_passport(passport: dict[str, Any], key: str = "") -> bool:
    """Whether a passport is as it was signed; ``key`` is the public key one trusts, if any.

    Without it the passport is only consistent: anybody may sign with a key of their own.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        signed = {name: passport[name] for name in ("format", "key", "content")}
        if set(passport) - set(signed) != {"signature"} or passport["format"] != FORMAT:
            return False
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(passport["key"]))
        public.verify(bytes.fromhex(passport["signature"]), canonical(signed))
    except (InvalidSignature, ValueError, KeyError, TypeError):
        return False
    return not key or key == passport["key"]
