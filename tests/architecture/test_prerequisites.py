"""`make test` sets up its machine itself, or says at once, in one sentence, what to run."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from architecture.source import REPOSITORY

TOOL, LIST = REPOSITORY / "tools" / "prerequisites", REPOSITORY / "tools" / "prerequisites.txt"
# Programs a test does without, and those of every Debian.
OPTIONAL = {"podman-compose", "promtool", "systemd-analyze"}
EVERYWHERE = {"bash", "df", "env"}
PACKAGES = [line.split()[1:] for line in LIST.read_text("utf-8").splitlines() if line[:1] != "#"]


@pytest.fixture
def stripped():
    """A folder of programs with nothing but those of every Debian, and how to add a script."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # it is also read by somebody without rights
        yield _stripped(Path(folder) / "programs")


def _stripped(programs):
    programs.mkdir()
    for name in EVERYWHERE:
        (programs / name).symlink_to(shutil.which(name))

    def script(name, body):
        (programs / name).write_text(f"#!{programs}/bash\n{body}\n", "utf-8")
        (programs / name).chmod(0o755)

    return programs, script


def run(programs):
    """What the tool answers to a person without rights."""
    nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    words = nobody if os.geteuid() == 0 else []
    readable = programs.parent / "tools"
    shutil.copytree(TOOL.parent, readable, ignore=shutil.ignore_patterns("[!p]*"))
    return subprocess.run(
        [*words, "env", f"PATH={programs}", "bash", str(readable / TOOL.name)],
        capture_output=True, text=True, timeout=60, check=False, cwd=programs,
    )  # fmt: skip


def test_without_apt_it_stops_with_the_packages_to_install(stripped):
    programs, _ = stripped
    done = run(programs)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "no apt-get" in done.stderr
    assert {"chromium", "caddy", "valkey-server"} <= set(done.stderr.split())


@pytest.mark.parametrize("sudo", ["", "exit 1"], ids=["without sudo", "sudo wants a password"])
def test_without_rights_it_stops_with_the_command_to_run(stripped, sudo):
    programs, script = stripped
    script("apt-get", "exit 3")
    if sudo:
        script("sudo", sudo)
    done = run(programs)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    command = "sudo apt-get install --no-install-recommends python3 python3-pip git"
    assert command in done.stderr


def test_with_sudo_it_installs_what_is_missing_once(stripped):
    programs, script = stripped
    script("sudo", '[ "$1" = -n ] && exit 0; "$@"')
    script("apt-get", 'echo "$@"')
    script("apt-cache", '[ "$2" = redis-server ]')  # a Debian from before valkey
    done = run(programs)
    assert done.returncode == 0, done.stderr
    installed = done.stdout.splitlines()[0].removeprefix("== installing ").split()
    assert len(installed) == len(set(installed))
    assert {"python3", "caddy", "redis-server"} <= set(installed)
    assert "valkey-server" not in installed


def test_an_installation_that_fails_says_how_to_see_why(stripped):
    programs, script = stripped
    script("sudo", '[ "$1" = -n ] && exit 0; "$@"')
    script("apt-get", "exit 100")
    done = run(programs)
    assert done.returncode == 1
    assert "could not be installed" in done.stderr
    assert "sudo apt-get install" in done.stderr


def test_a_full_disk_is_named_before_anything_is_installed(stripped):
    programs, script = stripped
    script("apt-get", "exit 3")
    (programs / "df").unlink()
    script("df", "echo Filesystem 1M-blocks Used Available; echo /dev/vda 9000 7000 2000 80% /")
    done = run(programs)
    assert done.returncode == 1
    assert "2000 MB free" in done.stderr
    assert done.stderr.count("\n") == 1


def test_nothing_is_missing_where_the_tests_run():
    if os.environ.get("CI") != "true":
        pytest.skip("a machine of one's own may lack what some tests need: they are skipped")
    done = subprocess.run([TOOL], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_every_program_that_a_test_starts_is_in_the_list():
    text = LIST.read_text("utf-8")
    listed = {name for names in re.findall(r"command:(\S+)", text) for name in names.split(",")}
    called = set()
    for path in (REPOSITORY / "tests").rglob("*.py"):
        called |= set(re.findall(r"which\(\s*\"([\w-]+)\"", path.read_text("utf-8")))
    assert called - OPTIONAL <= listed


def test_the_packages_are_listed_once():
    elsewhere = [
        path.relative_to(REPOSITORY).as_posix()
        for path in (
            REPOSITORY / ".ci" / "run",
            REPOSITORY / "Makefile",
            *REPOSITORY.glob("README*"),
        )
        if re.search(r"apt-get install|apt install", path.read_text("utf-8"))
    ]
    assert elsewhere == []
