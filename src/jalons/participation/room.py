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
            N_("Experiments"),
            Verb.ACT,
            "experiment_list",
            paths=("experimentations/",),
            purpose=N_("What you try for a while: a measure, a stop date, a result in any case."),
            figure="web.experiments.register:experiments.headline",
            action=N_("Describe an experiment"),
            pages=(Page("experiment_list", N_("Experiments")),),
            order=80,
        ),
        Topic(
            N_("Tests with users"),
            Verb.ACT,
            "user_test_list",
            paths=("experimentations/essais/", "experimentations/services/"),
            purpose=N_("Which services users tried before they opened, and what it changed."),
            figure="web.experiments.register:tests.headline",
            action=N_("Store a test"),
            pages=(
                Page("user_test_list", N_("Tests")),
                Page("service_year_list", N_("New services of the year")),
            ),
            order=81,
        ),
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
        demo_after=("strategy", "twin"),
        shelves="web.shelves:SHELVES",
    ),
)
