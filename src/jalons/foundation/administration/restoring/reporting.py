"""What a restore did, in sentences, and what is left to people."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from jalons.foundation.accounts.models import Role
from jalons.foundation.administration.restoring.authority_restore import Restoration
from jalons.kernel import Messages

_WORDS = Messages.of("jalons.foundation.administration")


def lines(done: Restoration) -> Iterator[str]:
    """The lines of the report: what is there, the proof, what must be set again, who to invite."""
    say, own = _WORDS.text, done.authority
    rows = sum(done.written.rows.values())
    yield say("restored", name=own.name, slug=own.slug, rows=rows, files=done.files)
    digest = hashlib.sha256("".join(f"{k}{v[1]}" for k, v in done.hashes.items()).encode())
    yield say("restored_equal", parts=len(done.hashes), digest=digest.hexdigest()[:16])
    if done.before:
        yield say("restored_before", file=done.before)
    if own.standing != own.Standing.APPROVED:
        yield say("restored_not_approved", slug=own.slug)
    for label, count in sorted(done.written.left_out.items()):
        yield say("restored_left_out", label=label, count=count)
    again = done.again + Counter(_secrets(done))
    if again:
        yield say("restored_again")
    for key, count in sorted(again.items()):
        yield f"  – {say(key, count=count)}"
    yield from _people(done)


def _secrets(done: Restoration) -> dict[str, int]:
    return {
        f"restore_again_{label.replace('.', '_')}": count
        for label, count in done.written.secrets.items()
    }


def _people(done: Restoration) -> Iterator[str]:
    for title, found in (
        ("restored_members", done.members),
        ("restored_to_invite", done.to_invite),
    ):
        if found:
            yield _WORDS.text(title, count=len(found))
            yield from (f"  – {address} · {Role(role).label}" for address, role in found)
    for title, addresses in (
        ("restored_closed", done.people.closed),
        ("restored_doubtful", done.people.doubtful),
    ):
        if addresses:
            yield _WORDS.text(title, count=len(addresses))
            yield from (f"  – {address}" for address in addresses)
