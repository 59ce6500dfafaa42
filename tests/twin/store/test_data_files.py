"""The data files of the twin: an error in one names the file and the field."""

from __future__ import annotations

from pathlib import Path

import pytest

from jalons.twin.store.data_files import SourceRow, decode


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('title = "A"\npublisher = "B"', "source.toml: .*verified"),
        ('title = "A"\npublisher = "B"\nverified = "yes"', "source.toml: .*bool.*verified"),
        ('title = "A"\npublisher = "B"\nverified = true\nlicense = "x"', "source.toml: .*license"),
        ("title = ", "source.toml: Invalid value"),
    ],
)
def test_an_error_in_a_data_file_names_the_file_and_the_field(
    tmp_path: Path, text: str, message: str
) -> None:
    file = tmp_path / "source.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        decode(file, SourceRow)
