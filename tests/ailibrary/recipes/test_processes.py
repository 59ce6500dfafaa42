"""A process apart: it gets all of its input, nothing of our secrets, and ends in time."""

import json
import os
import sys

import pytest

from jalons.ailibrary.recipes.processes import run

SHOW = "import os; print(sorted(os.environ))"


def test_a_long_input_is_read_whole_and_what_goes_wrong_is_said():
    many = json.dumps(["é" * 100] * 20_000).encode()
    done = run("json.tool", "--compact", "--no-ensure-ascii", content=many, seconds=60)
    assert (done.status, json.loads(done.out)) == (0, json.loads(many))
    wrong = run("json.tool", content=b"{", seconds=60)
    assert wrong.status == 1
    assert "Expecting property name" in wrong.last_line


@pytest.mark.parametrize("bare", [False, True])
def test_neither_secrets_nor_proxies_go_along(bare, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid")
    monkeypatch.setenv("JALONS_SECRET_KEY", "secret")
    monkeypatch.setenv("HOME", "/nowhere")
    out = run("timeit", "-n1", "-r1", SHOW, seconds=60, bare=bare).out
    assert b"PYTHONPATH" in out
    assert b"OMP_NUM_THREADS" in out
    assert b"PROXY" not in out
    assert b"SECRET" not in out
    assert (b"HOME" in out) is not bare


def test_it_ends_in_time_or_when_nobody_wants_it_any_more():
    endless = ("timeit", "-n1", "-r1", "import time; time.sleep(60)")
    with pytest.raises(TimeoutError):
        run(*endless, seconds=0.3)

    def stop(_errors):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(*endless, seconds=60, follow=stop)
