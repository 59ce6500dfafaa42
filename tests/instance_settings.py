"""The settings of the instance under test: the product's own, in a throw-away data folder."""

import os
import tempfile

_SHARED_OPTIONS = ("JALONS_DATABASE_URL",)
for name in [name for name in os.environ if name.startswith("JALONS_")]:
    if name not in _SHARED_OPTIONS:
        del os.environ[name]
if "PYTEST_XDIST_WORKER" in os.environ:  # each worker has one core: more threads only wait
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
os.environ["JALONS_DATA_DIR"] = tempfile.mkdtemp(prefix="jalons-tests-")

from jalons.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
STATIC_ROOT.mkdir(parents=True)  # noqa: F405  (WhiteNoise warns when the folder is missing)

# the worker of background jobs is a thread: in memory, SQLite would lock whole tables between them
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "tests.sqlite3"}  # noqa: F405

# Counts of requests are those of one process: what several count together in the database is tested
# by servers of their own (tests/site/test_on_postgresql.py).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
