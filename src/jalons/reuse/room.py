"""Reuse: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "reuse",
    title=N_("Reuse"),
    path="reemploi/",
    commitments=(6,),
    topics=(
        Topic(
            N_("Data wiping"),
            Verb.ACT,
            "wipe_certificate_list",
            paths=("effacement/",),
            purpose=N_("Each drive wiped, and the proof that it may leave."),
            figure="web.wiping.register:certificates.headline",
            action=N_("Bring the logs of a wiping"),
            pages=(
                Page("wipe_certificate_list", N_("Certificates")),
                Page("no_media_list", N_("Devices without medium")),
            ),
            order=61,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        demo="web.demo:fill",
        demo_after=("footprint",),
        daily=("web.wiping.actions:judge_again",),
        files="web.wiping.queries:files",
        folders=("wiping",),
    ),
)
