"""A line of the log is one line, without what opens a door."""

import logging
import logging.config

from jalons.kernel.logs import LogLine, configuration


def test_a_warning_is_one_line_with_its_time_its_level_and_its_origin(capsys):
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logging.config.dictConfig(configuration())
    try:
        logging.getLogger("jalons.twin").warning("two\nlines of ada@example.org, token=hush")
    finally:
        root.handlers, root.level = before
    (line,) = capsys.readouterr().err.splitlines()
    moment, rest = line.split(" ", 1)
    assert len(moment) == len("2026-11-27T10:00:00")
    assert rest == "WARNING jalons.twin two\\nlines of <address>, token=…"


def test_the_traceback_of_an_error_follows_its_line():
    info = None
    try:
        int("bad")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "[K7F3-2QXP] failed", None, info)
    first, _, trace = LogLine().format(record).partition("\n")
    assert first.endswith("ERROR x [K7F3-2QXP] failed")
    assert trace.startswith("Traceback")
    assert "ValueError" in trace
