"""What the room declares is what its store is made of."""

from jalons.broker.store.postgresql.schema import SCHEMA, postgis_of
from jalons.broker.store.sqlite.schema import later_than_known
from jalons.twin.room import room


def test_the_store_that_the_backup_saves_is_the_one_of_the_twin():
    store = room.web.store
    assert store.schema == SCHEMA
    assert room.load(store.is_later) is later_than_known
    assert room.load(store.extension) is postgis_of
