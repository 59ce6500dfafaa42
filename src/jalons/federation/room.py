"""Federation: commands so far, no page; what it plugs into an instance comes with its pages."""

from jalons.foundation.rooms import N_, Room

room = Room(
    "federation",
    title=N_("Between territories"),
    commitments=(8,),
    cli="cli:commands",
    extra="federation",
)
