"""What machines of one instance share, for tests: an S3 store, a Valkey."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest

BUCKET, KEYS = "ville", {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}


def free_port() -> int:
    """A port of the loopback nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Bucket:
    """A bucket, what the product is to be set to for it, and for the class that reads it."""

    endpoint: str
    name: str
    settings: dict[str, str] = field(default_factory=dict)

    def client(self):
        """What speaks to it, without the product."""
        import boto3

        return boto3.client("s3", endpoint_url=self.endpoint, region_name="fr", **KEYS)

    def names(self) -> list[str]:
        """The keys of its objects."""
        found = self.client().list_objects_v2(Bucket=self.name)
        return [each["Key"] for each in found.get("Contents", ())]


@contextmanager
def bucket_server() -> Iterator[str]:
    """An S3 store in memory, until the block ends; its address."""
    if find_spec("moto") is None or find_spec("storages") is None:
        pytest.skip("needs the packages moto and django-storages[s3]")
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/moto-api/", timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def new_bucket(endpoint: str, name: str = BUCKET) -> Bucket:
    """An empty bucket of a store."""
    made = Bucket(endpoint, name, {
        "JALONS_FILES": f"s3://{name}/jalons?endpoint_url={endpoint}&region=fr",
        "JALONS_FILES_KEY": KEYS["aws_access_key_id"],
        "JALONS_FILES_SECRET": KEYS["aws_secret_access_key"],
    })  # fmt: skip
    place = {"LocationConstraint": "fr"}
    made.client().create_bucket(Bucket=name, CreateBucketConfiguration=place)
    return made


@contextmanager
def valkey(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Valkey until the block ends: its address, its process."""
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None or find_spec("redis") is None:
        pytest.skip("needs valkey-server and the package redis")
    port = free_port()
    process = subprocess.Popen(
        [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    try:
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.terminate()
        process.wait(20)
