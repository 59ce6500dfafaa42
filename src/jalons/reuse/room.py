"""Reuse: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "reuse",
    title=N_("Reuse"),
    path="reemploi/",
    commitments=(6,),
    topics=(
        Topic(
            N_("Devices leaving use"),
            Verb.ACT,
            "device_list",
            paths=("",),
            purpose=N_("What becomes of each device: keep, repair, give, sell or recycle, by law."),
            figure="web.devices.headline:figure",
            action=N_("Decide what becomes of devices"),
            pages=(
                Page("device_list", N_("Devices")),
                Page("device_decide", N_("To decide")),
                Page("device_plan", N_("Plan of renewal")),
            ),
            order=40,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        finders="web.finders",
        demo="web.demo:fill",
        demo_after=("footprint",),
    ),
)
