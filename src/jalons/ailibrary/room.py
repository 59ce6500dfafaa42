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
            N_("Meter watch"),
            Verb.MEASURE,
            "meter_watch_list",
            paths=("compteurs/",),
            purpose=N_("Leaks and waste seen within days in the readings of meters."),
            figure="web.meters.register:watches.headline",
            action=N_("Watch a meter"),
            pages=(
                Page("meter_watch_list", N_("Watched meters")),
                Page("meter_alert_list", N_("Meter alerts")),
            ),
            order=40,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        sources="web.sources:domains",
        daily=("web.meters.actions:daily",),
        demo="web.demo:fill",
        demo_after=("catalogue", "twin"),
        shelves="web.shelves:SHELVES",
    ),
)
