"""Ed25519 signatures of bytes: keys and signatures in hexadecimal digits."""

from __future__ import annotations


def public_key(seed: bytes) -> str:
    """The public key of a private one of 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def sign(content: bytes, seed: bytes) -> str:
    """The signature of the content with a private key of 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).sign(content).hex()


def is_signed(content: bytes, key: str, signature: str) -> bool:
    """Whether the owner of this public key signed these bytes; false for what is no key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def fingerprint(key: str) -> str:
    """A public key as people compare it aloud: six groups of four digits of its SHA-256."""
    from hashlib import sha256

    digest = sha256(bytes.fromhex(key)).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, 24, 4))
