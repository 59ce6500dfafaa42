"""What the address of the main database says reaches the driver, or is refused."""

from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from broker.store.conftest import clusters
from jalons.site.options import OptionError
from jalons.site.storage.main_database import database
from serving import jalons

FOLDER = Path("/srv/jalons")


def parts(url):
    found = database(url, folder=FOLDER)
    return tuple(found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://me:hush@db:5433/town", ("me", "hush", "db", "5433", "town")),
        ("postgres://me@db/town", ("me", "", "db", "", "town")),
        ("postgresql:///town", ("", "", "", "", "town")),
        ("postgresql://me:h%40u%2Fsh@db/town", ("me", "h@u/sh", "db", "", "town")),
        ("postgresql://me:h:ush@[::1]:5433/town", ("me", "h:ush", "::1", "5433", "town")),
        ("postgresql://me@[fe80::1]/town", ("me", "", "fe80::1", "", "town")),
        ("postgresql://me@a:1,b:2/town", ("me", "", "a,b", "1,2", "town")),
        ("postgresql://me@%2Frun%2Fpostgresql/town", ("me", "", "/run/postgresql", "", "town")),
        ("postgresql://me@a,b/la%20ville", ("me", "", "a,b", "", "la ville")),
    ],
)
def test_the_parts_of_an_address_are_read(url, expected):
    assert parts(url) == expected


def test_the_options_of_an_address_reach_the_driver():
    url = "postgresql://me@a,b/town?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem"
    url += "&connect_timeout=5&target_session_attrs=read-write"
    assert database(url, folder=FOLDER)["OPTIONS"] == {
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ca.pem",
        "connect_timeout": "5",
        "target_session_attrs": "read-write",
    }
    assert database(url, folder=FOLDER)["CONN_HEALTH_CHECKS"] is True


@pytest.mark.parametrize("query", ["ssl=true", "sslmod=require", "SSLMODE=require", "pool=1"])
def test_an_unknown_option_is_refused_and_no_password_is_shown(query):
    with pytest.raises(OptionError) as refused:
        database(f"postgresql://me:hush@db/town?{query}", folder=FOLDER)
    assert refused.value.code == "database_parameter_unknown"
    assert "hush" not in str(refused.value)
    assert "sslmode" in refused.value.hint()


@pytest.mark.parametrize("url", ["sqlite:///a.db", "mysql://me:hush@db/town", "db/town"])
def test_another_kind_of_base_is_refused(url):
    with pytest.raises(OptionError) as refused:
        database(url, folder=FOLDER)
    assert refused.value.code == "database_scheme"
    assert "hush" not in str(refused.value)


def test_the_command_says_so_in_a_sentence(tmp_path):
    done = jalons("check", data=tmp_path, JALONS_DATABASE_URL="postgresql://u:hush@db/a?ssl=1")
    assert done.returncode == 1
    assert "ssl" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hush" not in done.stderr


@pytest.fixture(scope="module")
def cluster(django_db_blocker):
    with clusters() as made, django_db_blocker.unblock():
        yield made


@pytest.mark.slow
def test_a_base_without_tls_refuses_who_requires_it(cluster):
    address = cluster.made()
    base = ConnectionHandler({"default": database(f"{address}?sslmode=disable", folder=FOLDER)})
    with base["default"].cursor() as cursor:
        cursor.execute("SELECT 1")
    base.close_all()
    base = ConnectionHandler({"default": database(f"{address}?sslmode=require", folder=FOLDER)})
    with pytest.raises(OperationalError, match="SSL"):
        base["default"].ensure_connection()


@pytest.mark.slow
def test_a_base_that_restarted_is_found_again_by_the_next_request(cluster):
    base = ConnectionHandler({"default": database(cluster.made(), folder=FOLDER)})["default"]
    base.ensure_connection()
    cluster.stop()
    cluster.start()
    base.close_if_unusable_or_obsolete()  # as Django does when a request begins
    with base.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    base.close()
