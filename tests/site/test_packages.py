"""What an operator installs: the wheel in an empty environment, units, compose file, role."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from broker.store.conftest import clusters
from serving import environment

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UV = ROOT / ".tools" / "bin" / "uv"
# A command of each part that needs what its extra brings, and nothing of another.
EXTRAS = {
    "": ("footprint", "--help"),
    "twin": ("twin", "--help"),
    "web": ("check",),
    "postgres": ("--version",),
    "audit": ("webaudit", "--help"),
    "federation": ("federation", "keys", "--help"),
}


def ran(*command, **more):
    words = [str(each) for each in command]
    return subprocess.run(words, capture_output=True, text=True, check=False, **more)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this tree, made as a release is."""
    if not UV.exists():
        pytest.skip("uv is missing: make setup-dev brings it")
    folder = tmp_path_factory.mktemp("wheel")
    done = ran(
        UV, "build", "--wheel", "--no-build-isolation", "--python", sys.executable,
        "--out-dir", folder, ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_wheel_works_in_an_empty_environment_with_each_extra(extra, wheel, tmp_path):
    place = tmp_path / "empty"
    assert ran(UV, "venv", "--quiet", "--python", sys.executable, place).returncode == 0
    wanted = f"jalons[{extra}] @ {wheel.as_uri()}" if extra else f"jalons @ {wheel.as_uri()}"
    pinned = ("--constraint", ROOT / "requirements" / "dev.txt")
    done = ran(UV, "pip", "install", "--python", place / "bin" / "python", *pinned, wanted)
    assert done.returncode == 0, done.stderr[-2000:]
    done = ran(place / "bin" / "jalons", *EXTRAS[extra], env=environment(tmp_path / "data"))
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert "pip install" not in said, "nothing is missing"
    assert done.returncode == 0 or extra == "web", said  # check says what is not set yet


def test_every_unit_is_one_that_systemd_understands(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is missing")
    for unit in DEPLOY.glob("*.service"):
        text = unit.read_text().replace("/opt/jalons/bin/jalons", "/bin/true")
        (tmp_path / unit.name.replace("@.", "@8001.")).write_text(text)
    (tmp_path / "jalons-backup.timer").write_text((DEPLOY / "jalons-backup.timer").read_text())
    shutil.copytree(DEPLOY / "jalons-.service.d", tmp_path / "jalons-.service.d")
    paths = os.pathsep.join([str(tmp_path), ""])
    for unit in sorted(tmp_path.glob("*.service")):
        done = ran(
            "systemd-analyze", "verify", "--man=no", unit,
            env=os.environ | {"SYSTEMD_UNIT_PATH": paths},
        )  # fmt: skip
        ours = [line for line in done.stderr.splitlines() if "jalons" in line]
        assert not ours, unit.name


def test_every_role_of_the_compose_file_has_its_command(tmp_path):
    if shutil.which("podman-compose") is None:
        pytest.skip("podman-compose is missing")
    copy = shutil.copytree(DEPLOY, tmp_path / "deploy")
    values = (copy / "compose.env.example").read_text().replace("PASSWORD=", "PASSWORD=abc")
    (copy / "compose.env").write_text(values)
    done = ran(
        "podman-compose", "--env-file", copy / "compose.env", "-f", copy / "compose.yaml", "config"
    )
    assert done.returncode == 0, done.stderr
    for role in ("migrate", "serve", "work"):
        assert f"- {role}\n" in done.stdout
    assert "PGPASSWORD: abc" in done.stdout
    assert "JALONS_HOSTS: jalons.example.org" in done.stdout


def test_the_role_of_the_compose_file_is_bound_by_row_security(tmp_path):
    with clusters() as cluster:
        address = psycopg.conninfo.conninfo_to_dict(cluster.address("postgres"))
        values = {
            "PGHOST": address["host"],
            "PGPORT": str(address["port"]),
            "POSTGRES_USER": address["user"],
            "JALONS_BASE_NAME": "town",
            "JALONS_BASE_PASSWORD": "it's a secret",
            "PATH": os.environ["PATH"],
        }
        done = ran("sh", DEPLOY / "postgresql-role.sh", env=values)
        assert done.returncode == 0, done.stderr
        base = cluster.address("town").replace(f"//{address['user']}@", "//town@")
        options = {"JALONS_DATABASE_URL": base, "JALONS_TWIN_STORE": base}
        python = Path(sys.executable).parent / "jalons"
        done = ran(python, "migrate", env=environment(tmp_path, **options))
        assert done.returncode == 0, done.stderr
        done = ran(python, "check", "--json", env=environment(tmp_path, **options))
        codes = {each["code"] for each in json.loads(done.stdout)}
        assert "check_row_security" in codes
