"""The twin: the sensors and the data of the town, seen, watched and tried."""

from jalons.foundation.rooms import N_, Every, Page, Room, Store, Topic, Verb, Web

room = Room(
    "twin",
    title=N_("Twin of the territory"),
    path="jumeau/",
    public="capteurs/",
    commitments=(7,),
    front=Page("twin_home", N_("Open the twin of the territory")),
    topics=(
        Topic(
            N_("Twin of the territory"),
            Verb.MEASURE,
            "twin_home",
            paths=("",),
            action=N_("Open the twin"),
            purpose=N_("Sensors and files on a map, with their histories and alerts."),
            figure="web.hub_figures:entities",
            pages=(
                Page("twin_data", N_("Bring data in")),
                Page("twin_map", N_("Map")),
                Page("twin_dashboard_list", N_("Dashboards")),
                Page("twin_alerts", N_("Alerts")),
                Page("twin_whatif_list", N_("What if")),
                Page("twin_case_list", N_("Use cases")),
                Page("twin_heat", N_("Heat of server rooms")),
                Page("twin_sheets", N_("Sheets")),
            ),
        ),
        Topic(
            N_("What if"),
            Verb.DECIDE,
            "twin_whatif_list",
            action=N_("Try a decision"),
            purpose=N_("A decision, tried before it is taken."),
            figure="web.hub_figures:scenarios",
        ),
        Topic(
            N_("Use cases"),
            Verb.ACT,
            "twin_case_list",
            action=N_("See the use cases"),
            purpose=N_("Which decisions the data help, what they saved."),
            figure="web.hub_figures:cases",
        ),
    ),
    cli="cli:commands",
    extra="twin",
    web=Web(
        api="web.api:endpoints",
        daily=("web.daily:daily_round",),
        every=(
            Every(5, "web.periodic:write_accesses", everywhere=True),
            Every(60, "web.periodic:judge_alerts"),
        ),
        at_end=("web.connection.twin_store:close",),
        store=Store(
            "twin",
            is_later="store.backup:later_than_known",
            extension="store.backup:postgis_of",
        ),
        serves="web.connection.twin_mount:TwinMount",
        health="web.connection.twin_store:is_healthy",
        files="web.ingest.files.dropped",
        leaving="web.authority_data",
        finders="web.finders",
        live="web.entities.live:live",
        meters="web.entities.meters:meters",
        sources="web.cited_sources:domains",
        demo="web.demo:fill",
    ),
)
