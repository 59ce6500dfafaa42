"""A lawyer accepts the sources: each publisher is known, and of a kind that fits its use."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from jalons.foundation.territories import duties
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.sources.publishers import PublisherKind, host_of, publisher_of
from jalons.strategy.store import catalogue, decree, manifesto, publishers, referential
from jalons.strategy.store.publishers import read_publishers

SHIPPED = referential()
# Taken out for good: a political group, a translation of the code, shops and their blogs.
FORBIDDEN = (
    "elusgauchenm.fr",
    "french-business-law.com",
    "complianceforge-ai.com",
    "lokalaise.de",
    "blog.achatsolutions.fr",
    "aapasso.fr",
    "aguaro.io",
    "aiadopt.eu",
    "cogitis.fr",
    "marche-public.info",
    "lexbase.fr",
    "infranum.fr",
    "valdelia.org",
    "actu-environnement.com",
)


def _duties() -> Iterator[tuple[str, str, str]]:
    file = resources.files(duties.PACKAGE) / "data/duties.toml"
    for each in duties.parse(file.read_text(encoding="utf-8")):
        yield (f"duty {each.id}", each.link, each.source)


def _binding() -> Iterator[tuple[str, str, str]]:
    """What a council may be bound by: where it is found, its link, its publisher."""
    for sheet in catalogue().indicators.values():
        yield (sheet.id, sheet.source.link, sheet.source.publisher)
        if sheet.legal_basis and sheet.legal_basis.link:
            yield (f"law of {sheet.id}", sheet.legal_basis.link, "")
    for action in SHIPPED.actions:
        if action.legal_basis and action.legal_basis.link:
            yield (f"law of {action.id}", action.legal_basis.link, "")
    yield ("decree", decree().source.link, decree().source.publisher)
    for name in SHIPPED.frameworks:
        if source := SHIPPED.sources.get(name):
            yield (f"framework {name}", source.link, source.publisher)
    yield from _duties()


def _illustrating() -> Iterator[tuple[str, str, str]]:
    """What only illustrates: examples, contents of the manifesto."""
    for name, source in SHIPPED.sources.items():
        yield (f"source {name}", source.link, source.publisher)
    for commitment in manifesto().commitments:
        for row in commitment.content:
            yield (f"manifesto {commitment.number}", row.source.link, row.source.publisher)


@pytest.mark.parametrize(("where", "link", "name"), list(_binding()))
def test_what_binds_rests_on_a_publisher_a_lawyer_accepts(where: str, link: str, name: str) -> None:
    found = publisher_of(publishers(), link=link, name=name)
    assert found, f"{where}: {link or name} is in no line of publishers.toml"
    assert found.kind.accepted, f"{where}: {found.name} is of the {found.kind}"


@pytest.mark.parametrize(("where", "link", "name"), list(_illustrating()))
def test_what_illustrates_has_a_known_publisher(where: str, link: str, name: str) -> None:
    assert publisher_of(publishers(), link=link, name=name), f"{where}: {link or name}"


def test_no_data_of_the_current_version_names_a_page_that_was_taken_out() -> None:
    data = Path(str(resources.files("jalons.strategy") / "data"))
    current = data / "referential" / SHIPPED.version
    files = [
        *data.glob("*.toml"),
        *(data / "indicators").glob("*.toml"),
        *current.glob("*.toml"),
        Path(str(resources.files(duties.PACKAGE) / "data/duties.toml")),
    ]
    assert len(files) > 90
    found = {
        (file.name, host)
        for file in files
        for host in FORBIDDEN
        if host in file.read_text(encoding="utf-8")
    }
    assert found == set()


def test_every_publisher_of_the_list_is_quoted() -> None:
    quoted = {
        found.name
        for _where, link, name in (*_binding(), *_illustrating())
        if (found := publisher_of(publishers(), link=link, name=name))
    }
    assert {each.name for each in publishers()} - quoted == set()


def test_a_trusted_name_does_not_cover_the_page_of_somebody_else() -> None:
    link = "http://elusgauchenm.fr/strategie-numerique-responsable"
    assert publisher_of(publishers(), link=link, name="Nantes Métropole") is None


def test_an_owner_on_github_is_a_publisher_and_github_is_not() -> None:
    assert host_of("https://www.github.com/DISIC/RGAA/blob/x") == "github.com/DISIC"
    assert publisher_of(publishers(), link="https://github.com/someone/else") is None


def test_the_press_must_say_why_nothing_better_was_found(tmp_path: Path) -> None:
    file = tmp_path / "publishers.toml"
    file.write_text('[[publisher]]\nname = "A paper"\nkind = "press"\nhosts = []\n')
    with pytest.raises(StrategyError) as refused:
        read_publishers(file)
    assert refused.value.code == "data_key_missing"


# Documents print the licence of the decree as it is written: in words there, as SPDX elsewhere.
SAME_LICENCE = {"Licence ouverte": "etalab-2.0"}


def test_the_same_page_has_one_licence() -> None:
    found: dict[str, set[str]] = {}
    for sheet in catalogue().indicators.values():
        if sheet.source.link:
            found.setdefault(sheet.source.link, set()).add(sheet.source.licence)
    for source in (*SHIPPED.sources.values(), decree().source):
        if source.link:
            licence = SAME_LICENCE.get(source.licence, source.licence)
            found.setdefault(source.link, set()).add(licence)
    assert {link: names for link, names in found.items() if len(names) > 1} == {}


def test_kinds_say_which_bind() -> None:
    refused = {each for each in PublisherKind if not each.accepted}
    assert refused == {PublisherKind.PRESS, PublisherKind.COMPANY}
