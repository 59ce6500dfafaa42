"""Every type of entity is a dataset for the catalogue."""

import pytest

from jalons.kernel.contracts import DatasetProvider
from jalons.kernel.urn import Urn
from jalons.twin.engine.ethics import Sheet
from jalons.twin.store.datasets import TwinDatasets
from jalons.twin.store.models import named
from twin.server.out_towns import town

TOWN = Urn("authority", "213503600")


@pytest.fixture
def place(tmp_path):
    with town(tmp_path) as found:
        yield found


def provider(broker) -> DatasetProvider:
    return TwinDatasets(broker.store, lambda _: "")


def test_a_type_without_a_sheet_is_an_internal_dataset_with_addresses_that_answer(place):
    client, broker = place
    found = {item.title: item for item in provider(broker).datasets(TOWN)}
    assert set(found) == {"Point lumineux", "Mesure de la qualité de l’air"}
    lights = found["Point lumineux"]
    assert lights.audience == "internal"
    assert lights.size == 12
    assert "CC BY 4.0" in lights.attribution
    for way in lights.distributions:
        answer = client.get(way.address)
        assert answer.status_code == 200, way
        assert answer.headers["content-type"].partition(";")[0] in (
            way.media_type,
            "application/json",
        )


def test_its_sheet_says_its_name_owner_and_audience(place):
    _, broker = place
    sheet = Sheet(
        type=named("Streetlight").iri,
        name="Éclairage public",
        purpose="Éclairer les rues au plus juste",
        legal_basis="not_personal",
        owner="Ville de Vitré",
        retention_days=365,
        audience="open",
    )
    broker.sheets.keep("", sheet)
    found = {item.title: item for item in provider(broker).datasets(TOWN)}
    assert found["Éclairage public"].audience == "open"
    assert found["Éclairage public"].source == "Ville de Vitré"


def test_the_name_of_a_dataset_lasts_and_is_its_own(place):
    _, broker = place
    first = [str(item.urn) for item in provider(broker).datasets(TOWN)]
    assert first == [str(item.urn) for item in provider(broker).datasets(TOWN)]
    assert len(set(first)) == 2
