"""Procurement: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Room, Topic, Verb, Web

room = Room(
    "procurement",
    title=N_("Procurement"),
    path="achats/",
    commitments=(5,),
    topics=(
        Topic(
            N_("Products and indexes"),
            Verb.ACT,
            "product_list",
            paths=("produits/",),
            action=N_("Follow what you buy"),
            purpose=N_("The repairability of what you buy, and whether it counted in the choice."),
            figure="web.products.register:headline_of",
        ),
        Topic(
            N_("Signed contracts"),
            Verb.MEASURE,
            "contract_list",
            paths=("marches/",),
            action=N_("Bring the essential data"),
            purpose=N_("The share of your contracts with an environmental clause and criterion."),
            figure="web.contracts.register:headline_of",
        ),
    ),
    cli="cli:commands",
    web=Web(api="web.api:endpoints", demo="web.demo:fill", demo_after=("footprint",)),
)
