"""The documents of the demonstration: figures from its data, invented texts."""

from __future__ import annotations

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.ports.demonstration import Story
from jalons.foundation.register import writer
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.web.statutory import actions

PROGRAMME = {
    "essentials": (
        "Ce programme prépare la stratégie de l’agglomération de démonstration.\n\n"
        "Il a été écrit en trois mois, par quatre services. Il dit ce que nous savons, et ce que"
        " nous ne savons pas encore."
    ),
    "impact": (
        "L’inventaire compte le matériel de cinq sites, et celui du conservatoire d’après son"
        " propre tableau. Les écoles n’y sont pas : elles relèvent des communes. Les services en"
        " ligne hébergés ailleurs restent à compter."
    ),
    "uses": (
        "Deux maisons de services accompagnent les démarches. Les secrétaires de mairie signalent"
        " chaque semaine des habitants qui renoncent à une démarche en ligne."
    ),
    "actors": (
        "Trois ateliers ont réuni les personnes et structures concernées :\n\n"
        "- les communes, par leurs secrétaires généraux ;\n"
        "- une ressourcerie et deux associations d’aide numérique ;\n"
        "- le syndicat d’informatique."
    ),
}
STRATEGY = {
    "essentials": (
        "L’agglomération veut garder son matériel plus longtemps et acheter moins.\n\n"
        "Elle veut aussi qu’aucun habitant ne soit laissé seul devant une démarche en ligne."
    ),
    "governance": (
        "Un comité se réunit chaque trimestre. Il associe les vice-présidences au numérique et à"
        " la transition, quatre services et deux communes.\n\n"
        "Un panel de douze habitants lit le bilan avant le conseil."
    ),
}
REVIEW = {
    "essentials": (
        "L’année 2026 a servi à compter et à écrire. L’inventaire a été complété, le diagnostic"
        " rempli une première fois, et le programme de travail approuvé."
    ),
    "own": (
        "Les ordinateurs remplacés sont proposés au réemploi avant le recyclage. La convention qui"
        " doit l’encadrer n’est pas encore signée."
    ),
    "territory": "Une deuxième maison de services a ouvert au printemps.",
    "purposes": (
        "Le bilan environnemental reste partiel. Le bilan social repose sur l’accueil des deux"
        " maisons de services."
    ),
    "conduct": "Chaque action est revue deux fois par an, en comité.",
    "next": "L’année 2027 commencera par le vote de la stratégie.",
}


def fill(*, authority: Authority, contributor: User, lead: User, story: Story) -> None:
    """The programme signed off, the year's review to read over, and a draft strategy."""
    for kind, written in (
        (DocumentKind.PROGRAMME, PROGRAMME),
        (DocumentKind.REVIEW, REVIEW),
        (DocumentKind.STRATEGY, STRATEGY),
    ):
        texts = {part: story.text(text) for part, text in written.items()}
        made = actions.start(authority=authority, user=contributor, kind=kind, year=story.year)
        writer.write(authority, contributor, [(made, made.with_texts(texts))])
        if kind is DocumentKind.STRATEGY:
            continue
        writer.move(contributor, made, "review")
        if kind is DocumentKind.PROGRAMME:
            actions.sign(
                document=made, user=lead, today=story.today, lang="fr", version=made.version
            )
