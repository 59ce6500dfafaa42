"""Inclusion: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Room, Web

room = Room(
    "inclusion",
    title=N_("Inclusion"),
    path="inclusion/",
    public="sans-internet/",
    commitments=(1, 2),
    topics=(),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        demo="web.demo:fill",
    ),
)
