"""The store of the pages does what that of the commands does: the same tests, on the database."""

from pathlib import Path

from federation.test_attacks import *  # noqa: F403
from federation.test_attacks import CANTEEN
from federation.test_exchange import *  # noqa: F403
from jalons.federation.store.verifying import verify_read
from jalons.federation.web.received.models import ItemContent


def test_bytes_altered_where_they_are_stored_are_found(read):
    _town, other, _stick = read
    for each in ItemContent.objects.of(other.sources.authority):
        Path(each.file.path).write_bytes(b"0")
    assert verify_read(other.sources) == (0, (CANTEEN,))
    for each in ItemContent.objects.of(other.sources.authority):
        Path(each.file.path).unlink()
    assert verify_read(other.sources) == (0, (CANTEEN,))
