"""Modest AI: where the room is shown, what it plugs in."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "ailibrary",
    title=N_("Modest AI"),
    path="ia/",
    public="ia/",
    commitments=(9,),
    topics=(
        Topic(
            N_("Modest AI"),
            Verb.ACT,
            "recipe_shelf",
            paths=("",),
            purpose=N_("Recipes that help with a task, are measured against a rule, never decide."),
            figure="web.recipes.register:uses.headline",
            action=N_("See every recipe"),
            pages=(
                Page("recipe_shelf", N_("Recipes")),
                Page("recipe_use_list", N_("Tried or used")),
            ),
            order=91,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        sources="web.sources:domains",
        demo="web.demo:fill",
        demo_after=("catalogue", "twin"),
        shelves="web.shelves:SHELVES",
        daily=("web.recipes.actions:daily",),
    ),
)
