"""Participation: where the room is shown, what it plugs in."""

from jalons.foundation.rooms import N_, Room, Topic, Verb, Web

room = Room(
    "participation",
    title=N_("Participation"),
    path="participation/",
    public="participation/",
    commitments=(3,),
    topics=(
        Topic(
            N_("Texts of residents"),
            Verb.ACT,
            "moderation_list",
            paths=("moderation/", "reponses/"),
            purpose=N_("Each text and each idea read by a person before anybody quotes it."),
            figure="web.moderation.queries:figure",
            action=N_("Read what waits"),
            order=95,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        sources="web.sources:domains",
        demo="web.demo:fill",
        demo_after=("strategy",),
        shelves="web.shelves:SHELVES",
    ),
)
