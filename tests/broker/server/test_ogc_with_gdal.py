"""The collections, opened by GDAL, the library QGIS reads maps with."""

import json
import shutil
import socket
import subprocess
import threading
import time

import pytest
import uvicorn

from broker.server.out_towns import town

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="gdal-bin is not installed"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with town(tmp_path_factory.mktemp("gdal"), count=230) as (client, _), socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        config = uvicorn.Config(client.application, log_level="error", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{door.getsockname()[1]}/ogc"
        server.should_exit = True
        thread.join()


def ogrinfo(*arguments):
    """What ogrinfo says, as JSON."""
    command = ["ogrinfo", "-json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert "ERROR" not in done.stderr
    return json.loads(done.stdout)


def test_gdal_lists_the_collections_and_counts_their_features(address):
    layers = {layer["name"]: layer for layer in ogrinfo(f"OAPIF:{address}")["layers"]}
    assert set(layers) == {"AirQualityObserved", "Streetlight"}
    assert layers["Streetlight"]["featureCount"] == 230


def test_gdal_follows_the_pages_to_the_last_feature(address):
    (layer,) = ogrinfo("-features", f"OAPIF:{address}", "Streetlight")["layers"]
    assert (
        len({feature["id"] if "id" in feature else feature["fid"] for feature in layer["features"]})
        == 230
    )
    types = {field["name"]: field["type"] for field in layer["fields"]}
    assert types["powerRating"] == "Integer"
    assert types["observedAt"] == "DateTime"


def test_gdal_filters_by_attribute_and_by_place(address):
    where = ogrinfo("-where", "powerRating >= 2280", f"OAPIF:{address}", "Streetlight")
    assert where["layers"][0]["featureCount"] == 2
    box = ["-spat", "-1.6805", "48", "-1.6775", "49"]
    assert ogrinfo(*box, f"OAPIF:{address}", "Streetlight")["layers"][0]["featureCount"] == 3


def test_gdal_asks_for_lambert_93(address):
    system = "http://www.opengis.net/def/crs/EPSG/0/2154"
    told = ogrinfo("-oo", f"CRS={system}", "-features", f"OAPIF:{address}", "AirQualityObserved")
    (feature,) = told["layers"][0]["features"]
    assert feature["geometry"]["coordinates"] == pytest.approx([357786.8, 6787720.0], abs=5_000)
