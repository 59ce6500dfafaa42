"""What seven fictional territories share, read for real; what of it is used, what changed since."""

from __future__ import annotations

import shutil
import tomllib
from base64 import b64decode
from datetime import timedelta
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from django.core.files.base import ContentFile
from django.urls import reverse

from jalons.federation.engine.sharing import SharedFile, SharingTerritory
from jalons.federation.web.received import indicators
from jalons.federation.web.received.actions import adopt, read_now
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.sources.actions import bring, meet_now
from jalons.federation.web.sources.models import Source
from jalons.federation.web.sources.queries import sources
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import move, write

DATA = files("jalons.federation") / "data" / "demonstration.toml"
AGED = timedelta(days=60)
PLACED = ("action", "need", "offer")  # files that say where their territory is
USED = "action/cantine.json"  # used here for some weeks


def fill(demo: Demonstration) -> None:
    """Real signed repositories, in a folder that goes once they were read."""
    if find_spec("tuf") is None:
        return
    with TemporaryDirectory(prefix="jalons-") as folder:
        for each in tomllib.loads(DATA.read_text("utf-8"))["territory"]:
            _read(demo, each, Path(folder) / each["siren"])
    for item in living(ReceivedItem, demo.authority).filter(path=USED):
        where = reverse("roadmap", args=[demo.authority.slug])
        write(demo.authority, demo.people[Role.LEAD], [(item, {
            "adopted": where, "adopted_digest": item.digest,
            "adopted_on": demo.today - timedelta(days=18)})])  # fmt: skip
    indicators.publish(demo.authority)


def _read(demo: Demonstration, town: dict[str, Any], folder: Path) -> None:
    """A territory publishes, comes to the list, is met, compared and read."""
    from jalons.federation.store.keys import Secrets
    from jalons.federation.store.repository import Repository

    repository, secrets = Repository(folder / "shared"), Secrets(folder / "keys")
    secrets.make()
    territory = SharingTerritory(town["siren"], town["name"], key=town.get("key", ""))
    repository.create(territory, secrets, demo.now)
    files = dict(_file(each, town["place"]) for each in town["file"])
    repository.publish(files, secrets, demo.now)
    for place in repository.files.glob(f"*/*.{town['damaged']}") if "damaged" in town else ():
        place.write_bytes(place.read_bytes()[:-9])
    authority, lead, how = demo.authority, demo.people[Role.LEAD], town["how"]
    source, copy = Source(authority=authority), str(repository.folder)
    if how == "stick":
        zipped = shutil.make_archive(str(folder / "stick"), "zip", copy)
        bring(lead, source, ContentFile(Path(zipped).read_bytes(), "cle-usb.zip"))
        copy = ""
    else:
        address = f"https://t{town['siren']}.exemple.invalid/partage/"
        write(authority, lead, [(source, {"name": town["name"], "address": address})])
    meet_now(source, folder=copy)
    if how == "waits":
        return
    move(lead, sources(authority).get(pk=source.pk), "trust")
    read_now(sources(authority).get(pk=source.pk), folder=copy)
    for each in (each for each in town["file"] if each.get("adopted")):
        rows = ReceivedItem.objects.of(authority).select_related("authority", "source")
        adopt(lead, rows.get(source=source, path=each["path"]))
    if any("after" in each for each in town["file"]):
        repository.publish(
            dict(_file(_after(each), town["place"]) for each in town["file"]), secrets, demo.now
        )
        read_now(sources(authority).get(pk=source.pk), folder=copy)
    if how == "expired":  # its machine was switched off two months ago
        repository.bump(secrets, demo.now - AGED, anew=True)
        read_now(sources(authority).get(pk=source.pk), folder=copy)


def _after(file: dict[str, Any]) -> dict[str, Any]:
    """A file as it is published later."""
    return {**file, "json": file["json"] | file["after"]} if "after" in file else file


def _file(file: dict[str, Any], place: dict[str, float]) -> tuple[str, SharedFile]:
    path, title = file["path"], file["title"]
    kind = path.partition("/")[0]
    more = {"place": place} if kind in PLACED else {}
    content = file.get("text", "").encode() or b64decode(file.get("base64", ""))
    content = content or msgspec.json.encode({"title": title, **more, **file["json"]})
    return path, SharedFile(content=content, kind=kind, title=title, licence="etalab-2.0", uid=path)
