"""The page that explains the strategy does what it says, command by command."""

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from jalons.strategy.cli import commands

PAGE = Path(__file__).parents[2] / "docs/howto/strategy.md"
TEXT = PAGE.read_text(encoding="utf-8")
OFFLINE = ("diagnose", "referential", "indicators", "commitments")


def test_every_command_without_database_runs_in_the_order_of_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answers = re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)[1]
    (tmp_path / "diagnostic.json").write_text(answers, encoding="utf-8")
    lines = re.findall(r"^jalons strategy (.+)$", TEXT, re.MULTILINE)
    ran = [line for line in lines if line.split()[0] in OFFLINE]
    assert len(ran) >= 4
    for line in ran:
        done = CliRunner().invoke(commands, shlex.split(line))
        assert done.exit_code == 0, (line, done.output, done.exception)
