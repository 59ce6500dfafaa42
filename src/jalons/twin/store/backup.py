"""What a backup asks of the store of the broker, named by the declaration of the room."""

from jalons.broker.store.postgresql.schema import postgis_of
from jalons.broker.store.sqlite.schema import later_than_known

__all__ = ["later_than_known", "postgis_of"]
