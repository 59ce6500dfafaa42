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
            N_("Read the answers"),
            Verb.DECIDE,
            "reading_home",
            paths=("depouillement/",),
            purpose=N_("What residents wrote, theme by theme, and what you did about it."),
            figure="web.reading.queries:figure",
            action=N_("Read what residents wrote"),
            pages=(
                Page("reading_home", N_("Consultations to read")),
                Page("reading_theme_list", N_("Themes of residents")),
            ),
            order=59,
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
        daily=("web.reading.actions:daily",),
    ),
)
