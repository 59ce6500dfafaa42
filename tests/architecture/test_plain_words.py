"""Design rule 12: the words of the house's past leave, and do not come back."""

import json
from pathlib import Path

from tools.plain_words import counts

RECORDED = json.loads(Path(__file__).with_name("plain_words.json").read_text(encoding="utf-8"))


def test_no_folder_gains_a_replaced_word():
    grown = {name: count for name, count in counts().items() if count > RECORDED.get(name, 0)}
    assert grown == {}, "python tools/plain_words.py FOLDER prints where they stand"
