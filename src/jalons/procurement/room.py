"""Procurement: where it is shown, and what it plugs into the product."""

from jalons.foundation.rooms import N_, Page, Room, Topic, Verb, Web

room = Room(
    "procurement",
    title=N_("Procurement"),
    path="achats/",
    public="rappels-achats/",
    commitments=(5,),
    front=Page("procurement_home", N_("Start from what you need to buy")),
    topics=(
        Topic(
            N_("Purchases"),
            Verb.ACT,
            "procurement_home",
            paths=("",),
            action=N_("Start from what you need to buy"),
            purpose=N_(
                "From the need to three quotes, a choice and its reason, on one page to file."
            ),
            figure="web.purchases.register:purchases.headline",
            pages=(
                Page("procurement_home", N_("What and how much")),
                Page("purchase_list", N_("Small purchases")),
                Page("procurement_cost", N_("Cost over its life")),
            ),
            order=55,
        ),
        Topic(
            N_("Tenders"),
            Verb.DECIDE,
            "tender_list",
            paths=("consultations/",),
            action=N_("Simulate an award"),
            purpose=N_("What each price formula changes, before you publish your criteria."),
            figure="web.tenders.register:tenders.headline",
        ),
        Topic(
            N_("AGEC accounts"),
            Verb.MEASURE,
            "agec",
            paths=("agec/",),
            action=N_("Bring an accounting export"),
            purpose=N_("The reused and recycled share of purchases, and its yearly declaration."),
            figure="web.agec.pages:figure",
            pages=(
                Page("agec", N_("AGEC accounts")),
                Page("agec_year_list", N_("Years of purchases")),
                Page("agec_rule_list", N_("Rules of accounts")),
            ),
        ),
        Topic(
            N_("Products and indexes"),
            Verb.ACT,
            "product_list",
            paths=("produits/",),
            action=N_("Follow what you buy"),
            purpose=N_("The repairability of what you buy, and whether it counted in the choice."),
            figure="web.products.register:headline_of",
            order=57,
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
        Topic(
            N_("Clauses"),
            Verb.ACT,
            "clauses",
            paths=("clauses/",),
            action=N_("Choose clauses"),
            purpose=N_("Clauses for responsible contracts, and what is checked of them."),
            figure="web.clauses.register:headline_of",
            pages=(
                Page("clauses", N_("Catalogue")),
                Page("clause_selection_list", N_("Contract files and checks")),
            ),
            order=56,
        ),
    ),
    cli="cli:commands",
    web=Web(
        api="web.api:endpoints",
        daily=("web.agec.reminders:daily_round", "web.clauses.reminders:send"),
        finders="web.finders",
        files="web.agec.queries:files",
        folders=("accounting",),
        shelves="web.yearly:SHELVES",
        sources="web.sourced:domains",
        demo="web.demo:fill",
        demo_after=("footprint",),
    ),
)
