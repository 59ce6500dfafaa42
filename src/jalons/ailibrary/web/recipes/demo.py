"""The topic in the demonstration: recipes in use, one on trial, one by the rule, one suspended."""

from __future__ import annotations

from datetime import timedelta

from jalons.ailibrary.recipes import registry
from jalons.ailibrary.recipes.evaluating import shipped
from jalons.ailibrary.web.recipes import actions, queries
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    """Each recipe of the table that this version has, at its state; those in use are registered."""
    user, known = demo.people[Role.LEAD], registry.recipe_keys()
    for row in package_table("jalons.ailibrary", "recipes_demo")["recipes"]:
        if row["key"] not in known:
            continue
        made = RecipeUse(authority=demo.authority)
        since = demo.today - timedelta(days=row["days"]) if "days" in row else None
        state = {"state": row["state"], "used_since": since, "reason": row.get("reason", "")}
        write(demo.authority, user, [(made, {"key": row["key"], **row["values"], **state})])
        use = queries.uses(demo.authority).get(pk=made.pk)
        if (found := shipped(row["key"])) is not None:
            actions.store_evaluation(use, found, sample=0)
        if because := row.get("by_rule"):
            actions.fall_back(use, because)
        if row["state"] == RecipeUse.State.USED:
            actions.enrol(use, user.pk)
