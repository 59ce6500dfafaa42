"""What machines of one instance share, from settings: its key, its files, its counts of requests.

Each has a value for one machine alone, in its folder or its base.
"""

from __future__ import annotations

import contextlib
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jalons.site.options import OptionError
from jalons.site.storage.whole_files import write_whole

LEAST_KEY = 40  # characters
PARAMETERS = {"endpoint_url": "endpoint_url", "region": "region_name",
              "addressing": "addressing_style"}  # fmt: skip
APART = ("rendered", "secrets")  # beside the files: see ``foundation.accounts.files.folders``
FOLDER_STORE = "jalons.foundation.accounts.files.stores.FolderStore"
BUCKET_STORE = "jalons.foundation.accounts.files.buckets.BucketStore"


def secret_key(options: dict[str, Any]) -> str:
    """The key of this instance: from the environment, else from its folder, made at first start.

    Raises ``OptionError``: ``secret_key_short``, ``secret_key_unreadable``; see ``_of_folder``.
    """
    file, key = options["SECRET_KEY_FILE"], options["SECRET_KEY"]
    if file and not key:
        try:
            key = Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise OptionError("secret_key_unreadable", file=file, why=error.strerror) from error
    if not file and not key:
        return _of_folder(options["DATA_DIR"] / "secret_key")
    if len(key) < LEAST_KEY:
        raise OptionError("secret_key_short", least=LEAST_KEY)
    return str(key)


def has_own_key(options: dict[str, Any]) -> bool:
    """Whether the key is in the folder of the instance, where backups find it."""
    return not options["SECRET_KEY"] and not options["SECRET_KEY_FILE"]


def _of_folder(path: Path) -> str:
    """Written whole or not at all: a full disk at first start leaves no key rather than an empty
    one. Of processes that start together, all have the key of the first.

    Raises ``OptionError``: ``secret_key_empty``, ``secret_key_unwritable``.
    """
    if not path.exists():
        try:
            with contextlib.suppress(FileExistsError):
                write_whole(path, secrets.token_urlsafe(60), replace=False)
        except OSError as error:
            raise OptionError("secret_key_unwritable", file=path, why=error.strerror) from error
    key = path.read_text(encoding="utf-8").strip()
    if not key:
        raise OptionError("secret_key_empty", file=path)
    return key


def file_stores(options: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Django's settings of the stores of files: a folder, or parts of a bucket.

    Raises ``OptionError``: ``files_address``, ``files_parameter_unknown``.
    """
    address = options["FILES"]
    if not address:
        place = {"location": options["DATA_DIR"] / "files"}
        return {"default": {"BACKEND": FOLDER_STORE, "OPTIONS": place}}
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc:
        raise OptionError("files_address")
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(said) - set(PARAMETERS)):
        known = ", ".join(sorted(PARAMETERS))
        raise OptionError("files_parameter_unknown", name=unknown[0], known=known)
    for module in ("boto3", "storages"):
        if find_spec(module) is None:  # Django would say it in a traceback
            raise ModuleNotFoundError(module, name=module)
    bucket = {"bucket_name": parts.netloc, **{PARAMETERS[name]: said[name] for name in said}}
    if options["FILES_KEY"]:  # else the variables of AWS, or the role of the machine
        bucket |= {"access_key": options["FILES_KEY"], "secret_key": options["FILES_SECRET"]}
    prefix = parts.path.strip("/")

    def store(name: str) -> dict[str, Any]:
        place = {"location": f"{prefix}/{name}".strip("/"), "sealed": name == "secrets"}
        return {"BACKEND": BUCKET_STORE, "OPTIONS": bucket | place}

    return {"default": store("files"), **{name: store(name) for name in APART}}


def request_counts(options: dict[str, Any]) -> dict[str, Any]:
    """Django's settings of the cache, which counts sign-ins and calls.

    Servers on PostgreSQL count together in its table, or in Valkey. SQLite has one server on a
    folder, which counts in memory and spares the one writer of the file.
    Raises ``OptionError`` (``cache_address``).
    """
    if address := options["CACHE"]:
        if urlsplit(address).scheme not in {"redis", "rediss", "unix"}:
            raise OptionError("cache_address")
        if find_spec("redis") is None:
            raise ModuleNotFoundError("redis", name="redis")
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": address,
            "KEY_PREFIX": "jalons",
            "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
        }
    most = {"MAX_ENTRIES": 50_000}
    if options["DATABASE_URL"]:
        table = "django.core.cache.backends.db.DatabaseCache"
        return {"BACKEND": table, "LOCATION": "jalons_cache", "OPTIONS": most}
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": most}
