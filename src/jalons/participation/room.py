"""Participation: where the room is shown, what it plugs in."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "participation",
    title=N_("Participation"),
    path="participation/",
    public="participation/",
    commitments=(3,),
    topics=(
        Topic(
            N_("Answers from elsewhere"),
            Verb.DECIDE,
            "answer_import_list",
            paths=("imports/",),
            purpose=N_("What residents answered on another platform, without who answered."),
            figure="web.exchange.register:imports.headline",
            action=N_("Bring answers"),
            pages=(Page("answer_import_list", N_("Files of answers")),),
            order=64,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        stored=("web.exchange.commands:import_", "web.exchange.commands:export"),
        daily=("web.exchange.actions:forget",),
        finders="web.finders",
        sources="web.sources:domains",
        demo="web.demo:fill",
        demo_after=("strategy",),
        shelves="web.shelves:SHELVES",
    ),
)
