"""The footprint: what the digital equipment of the authority weighs on the environment."""

from jalons.foundation.rooms import N_, Page, Room, Start, Topic, Verb, Web

room = Room(
    "footprint",
    title=N_("Footprint"),
    path="empreinte/",
    public="facteurs/",
    commitments=(4,),
    front=Page("footprint_index", N_("Open the inventories of your equipment")),
    topics=(
        Topic(
            N_("Footprint of the equipment"),
            Verb.MEASURE,
            "footprint_index",
            paths=("",),
            action=N_("Bring or open an inventory"),
            purpose=N_("From an inventory, even with gaps, to a yearly footprint."),
            figure="web.hub_figures:inventories",
            order=10,
        ),
    ),
    guides=("footprint",),
    starts=(
        Start(
            "empreinte/",
            N_("Measure the footprint of your equipment"),
            N_(
                "For the footprint, bring the inventory file you have (CSV or Excel),"
                " even with gaps."
            ),
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        scopes="web.scopes:endpoints",
        files="web.dropped",
        folders=("inventories", "factors"),
        finders="web.finders",
        impacts="impacts:impacts",
        fleet="web.fleet_reader:fleet",
        sources="web.factors.sourced:domains",
        demo="web.demo:fill",
    ),
)
