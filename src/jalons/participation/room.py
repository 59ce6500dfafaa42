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
            N_("Positions"),
            Verb.SHARE,
            "position_list",
            paths=("positions/",),
            purpose=N_("What territories say together: written, signed, sent, followed."),
            figure="web.positions.register:positions.headline",
            action=N_("Write a position with other territories"),
            pages=(
                Page("position_list", N_("Positions")),
                Page("position_received", N_("Received")),
                Page("partner_list", N_("Partner territories")),
            ),
            order=93,
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
