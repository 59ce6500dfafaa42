"""Reuse: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "reuse",
    title=N_("Reuse"),
    path="reemploi/",
    public="reemploi/",
    commitments=(6,),
    topics=(
        Topic(
            N_("Devices leaving use"),
            Verb.ACT,
            "device_list",
            paths=("",),
            purpose=N_("What becomes of each device: keep, repair, give, sell or recycle, by law."),
            figure="web.devices.register:figure",
            action=N_("Decide what becomes of devices"),
            pages=(
                Page("device_list", N_("Devices")),
                Page("device_decide", N_("To decide")),
                Page("device_plan", N_("Plan of renewal")),
            ),
            order=60,
        ),
        Topic(
            N_("Data wiping"),
            Verb.ACT,
            "wipe_certificate_list",
            paths=("effacement/",),
            purpose=N_("Each drive wiped, and the proof that it may leave."),
            figure="web.wiping.queries:figure",
            action=N_("Bring the logs of a wiping"),
            pages=(
                Page("wipe_certificate_list", N_("Certificates")),
                Page("no_media_list", N_("Devices without medium")),
            ),
            order=61,
        ),
        Topic(
            N_("Lots and takers"),
            Verb.ACT,
            "lot_list",
            paths=("lots/", "repreneurs/"),
            purpose=N_("Devices that leave together, to whom, by which route, with their proofs."),
            figure="web.lots.queries:figure",
            action=N_("Prepare a lot"),
            pages=(
                Page("lot_list", N_("Lots")),
                Page("taker_list", N_("Takers")),
            ),
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        sources="web.sources:domains",
        demo="web.demo:fill",
        demo_after=("footprint",),
        daily=("web.wiping.actions:judge_again",),
        files="web.dropped",
        folders=("wiping", "lots"),
    ),
)
