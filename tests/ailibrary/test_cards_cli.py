"""``jalons ai card``: a card that follows its schema, without Django."""

from __future__ import annotations

import json
from importlib import resources

import jsonschema
from click.testing import CliRunner

from jalons.ailibrary.cli import commands


def test_the_card_of_a_recipe_follows_its_schema(voirie):
    done = CliRunner().invoke(commands, ["card", voirie])
    assert done.exit_code == 0, done.output
    card = json.loads(done.output)
    schema = resources.files("jalons.catalogue") / "data" / "ai_card.schema.json"
    jsonschema.validate(card, json.loads(schema.read_text("utf-8")))
    assert card["carte"]["niveau"] == "documented"
    assert (card["preuve"], card["usage"], card["empreinte"]) == ({}, {}, {})


def test_an_unknown_recipe_is_said(voirie):
    done = CliRunner().invoke(commands, ["card", "nothing"])
    assert done.exit_code == 1
    assert "Aucune recette ne s’appelle" in done.output
