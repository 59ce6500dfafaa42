"""What each optional part of the wheel brings is enough for what it promises."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions, requires

import pytest
from packaging.requirements import Requirement

from serving import environment

# Hides the modules that the parts in question do not bring, then runs the command line.
PROGRAM = """
import sys
from importlib import import_module

hidden, modules = set(sys.argv[1].split(",")), sys.argv[2].split()

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hidden())
sys.argv = ["jalons", *sys.argv[3:]]
from jalons.site.cli import load_django, main
if "jalons.site.server" in modules:
    load_django()
for module in modules:
    import_module(module)
main()
"""


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def brought(name, *extras):
    """The distributions that installing ``name[extras]`` brings, itself among them."""
    found, waiting = {}, [(name, frozenset(extras))]
    while waiting:
        each, wanted = canonical(waiting[-1][0]), waiting.pop()[1]
        if each in found and wanted <= found[each]:
            continue
        found[each] = found.get(each, frozenset()) | wanted
        try:
            needs = [Requirement(line) for line in requires(each) or []]
        except ModuleNotFoundError:  # for another system: not installed here
            continue
        waiting += [
            (need.name, frozenset(need.extras))
            for need in needs
            if any(not need.marker or need.marker.evaluate({"extra": e}) for e in {"", *wanted})
        ]
    return set(found)


def run(data, *command, extras, modules="", **values):
    """Run a command where only what ``jalons[extras]`` brings is installed."""
    ours = brought("jalons", *extras)
    hidden = [
        module
        for module, names in packages_distributions().items()
        if not ours.intersection(map(canonical, names))
    ]
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, ",".join(hidden), modules, *command],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment(data, **values),
    )


def test_the_pages_need_nothing_that_web_does_not_bring(tmp_path):
    done = run(tmp_path, "check", extras=["web"], modules="jalons.site.server jalons.site.urls")
    assert "Traceback" not in done.stderr, done.stderr
    assert "Documents PDF" in done.stdout


def test_the_broker_alone_needs_nothing_that_twin_does_not_bring(tmp_path):
    modules = "jalons.broker.server.alone jalons.broker.server.ingest.mqtt_source"
    done = run(tmp_path, "twin", "serve", "--help", extras=["twin"], modules=modules)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("extras", "command", "part"),
    [
        ((), ["serve"], "web"),
        ((), ["check"], "web"),
        ((), ["strategy", "authorities"], "web"),
        (("twin",), ["demo", "load"], "web"),
        ((), ["twin", "serve"], "twin"),
        (("web",), ["check"], "postgres"),
    ],
)
def test_a_command_says_which_part_it_needs(tmp_path, extras, command, part):
    base = {"JALONS_DATABASE_URL": "postgresql://a@127.0.0.1/b"} if part == "postgres" else {}
    done = run(tmp_path, *command, extras=extras, **base)
    assert done.returncode == 1
    assert f'pip install "jalons[{part}]"' in done.stderr
    assert "Traceback" not in done.stderr
