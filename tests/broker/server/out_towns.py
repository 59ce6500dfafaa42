"""A small town in a broker, for the tests of the ways out."""

from contextlib import contextmanager

from broker.server.calling import Client
from jalons.broker.engine import operations
from jalons.broker.engine.entities import expand_entity
from jalons.broker.server.alone import made
from jalons.broker.server.app import application
from jalons.broker.store.models import subjects
from jalons.broker.store.port import Step

LIGHTS = subjects()["Streetlighting"].context
AIR = subjects()["Environment"].context


def lamps(count):
    return [
        {
            "@context": LIGHTS,
            "id": f"urn:ngsi-ld:Streetlight:{n:03}",
            "type": "Streetlight",
            "powerState": {
                "value": "on" if n % 2 else "off",
                "observedAt": f"2026-11-{n % 28 + 1:02}T08:00:00Z",
            },
            "powerRating": {"value": 10 * n, "unitCode": "WTT"},
            "circuit": f"C{n % 3}",
            "location": {
                "type": "GeoProperty",
                "value": {"type": "Point", "coordinates": [-1.68 + n / 1000, 48.11]},
            },
        }
        for n in range(count)
    ]  # fmt: skip


def station():
    return {
        "@context": AIR,
        "id": "urn:ngsi-ld:AirQualityObserved:mairie",
        "type": "AirQualityObserved",
        "name": {"languageMap": {"fr": "Mairie", "en": "Town hall"}},
        "pm10": {"value": 21.5, "unitCode": "GQ", "observedAt": "2026-11-20T10:00:00Z"},
        "refDevice": {"object": "urn:ngsi-ld:Device:7"},
        "location": {"type": "Point", "coordinates": [-1.6, 48.1]},
    }


class StreamingClient(Client):
    """A client that keeps the connection open while an answer streams, perhaps behind a prefix."""

    def __init__(self, application, *, root=""):
        super().__init__(application)
        self.root = root

    async def _exchange(self, scope, body):
        asgi = {"version": "3.0", "spec_version": "2.4"}
        return await super()._exchange(scope | {"asgi": asgi, "root_path": self.root}, body)


def keep(broker, entities, *, now=1_700_000_000_000_000):
    """Have entities in a broker, as a batch would."""
    docs = [
        expand_entity(dict(item), broker.contexts.context(item["@context"])) for item in entities
    ]
    steps = [Step(doc["id"], operations.create(doc)) for doc in docs]
    return broker.store.write("", steps, now=now)


@contextmanager
def town(folder, *, count=12):
    """A broker with lamps and a station, and a client of it."""
    broker = made(
        store=f"sqlite:///{folder}/twin.db", durability="off", contexts={}, open_test_mode=True
    )
    try:
        keep(broker, [*lamps(count), station()])
        yield StreamingClient(application(broker)), broker
    finally:
        broker.store.close()
