"""The tables of NumEcoEval and G4IT: headings, content of columns, how to recognise them.

Headings after the OpenAPI of NumEcoEval 2 (``/entrees/csv``) and G4IT's import templates; other
spellings are those of older versions and of G4IT's English referential.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Table(StrEnum):
    """A table of the dialect, by its own name."""

    DATACENTRE = "DataCenter"
    PHYSICAL = "EquipementPhysique"
    VIRTUAL = "EquipementVirtuel"
    APPLICATION = "Application"
    NON_IT = "OperationNonIT"
    MAIL = "Messagerie"
    ENTITY = "Entite"
    FACTORS = "facteursCaracterisation"
    ITEM_TYPES = "typeItem"
    MATCHES = "correspondanceRefEquipement"
    HYPOTHESES = "hypotheses"
    CRITERIA = "criteres"
    STAGES = "etapes"
    MIXES = "mixelecs"
    MAIL_FACTORS = "impactsMessagerie"
    NETWORK = "Reseau"  # an output only: what equipment downloads


class CellKind(StrEnum):
    """The type of the cells of a column."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table: those that must be there, the others, and other spellings.

    ``columns`` is in the order NumEcoEval writes them; the first is the key of a row.
    """

    table: Table
    required: tuple[str, ...]
    columns: tuple[str, ...]
    spellings: Mapping[str, str] = field(default_factory=dict)

    def column_of(self, heading: str) -> str | None:
        """The column a heading names, or nothing."""
        plain = heading.strip().lower().replace("_", "")
        plain = self.spellings.get(plain, plain)
        return next((column for column in self.columns if column.lower() == plain.lower()), None)


NUMBERS = frozenset(
    {
        "pue", "quantite", "dureeUsageInterne", "dureeUsageAmont", "dureeUsageAval",
        "consoElecAnnuelle", "nbCoeur", "tauxUtilisation", "nbJourUtiliseAn", "goTelecharge",
        "cleRepartition", "vCPU", "capaciteStockage", "dureeDeVie", "nombreMailEmis",
        "nombreMailEmisXDestinataires", "volumeTotalMailEmis", "nbCollaborateurs",
        "consoElecMoyenne", "valeur", "dureeVieDefaut", "constanteCoefficientDirecteur",
        "constanteOrdonneeOrigine", "nombreUtilisateur", "dureeUtilisation", "chargeMoy",
        "dureeUtilisationAnnuelle",
    }
)  # fmt: skip
DATES = frozenset({"dateAchat", "dateRetrait"})
FLAGS = frozenset({"serveur"})


def kind_of(column: str) -> CellKind:
    """The type of the cells of a column."""
    if column in NUMBERS:
        return CellKind.NUMBER
    if column in DATES:
        return CellKind.DATE
    return CellKind.FLAG if column in FLAGS else CellKind.TEXT


def _split(columns: str) -> tuple[str, ...]:
    return tuple(columns.split(";"))


_FACTOR_SPELLINGS = {
    "name": "nom", "refequipement": "nom", "refreseau": "nom", "lifecyclestep": "etapeacv",
    "etape": "etapeacv", "criterion": "critere", "level": "niveau", "tier": "tiers",
    "category": "categorie", "avgelectricityconsumption": "consoElecMoyenne",
    "location": "localisation", "value": "valeur", "unit": "unite",
}  # fmt: skip

LAYOUTS = (
    Layout(
        Table.DATACENTRE,
        ("nomCourtDatacenter", "pue"),
        _split(
            "nomCourtDatacenter;nomLongDatacenter;pue;localisation;nomEntite;qualite;nomSourceDonnee"
        ),
    ),
    Layout(
        Table.PHYSICAL,
        ("nomEquipementPhysique", "quantite", "type"),
        _split(
            "nomEquipementPhysique;modele;quantite;nomCourtDatacenter;dateAchat;dateRetrait;"
            "dureeUsageInterne;dureeUsageAmont;dureeUsageAval;type;statut;paysDUtilisation;"
            "consoElecAnnuelle;utilisateur;nomSourceDonnee;nomEntite;nbCoeur;modeUtilisation;"
            "tauxUtilisation;qualite;nbJourUtiliseAn;goTelecharge;nombreUtilisateur;"
            "dureeUtilisation;fabricant;tailleDuDisque;tailleMemoire;typeDeProcesseur"
        ),
        {"consoelecan": "consoElecAnnuelle"},
    ),
    Layout(
        Table.VIRTUAL,
        ("nomEquipementVirtuel", "vCPU"),
        _split(
            "nomEquipementVirtuel;nomEquipementPhysique;nomSourceDonneeEquipementPhysique;"
            "cleRepartition;vCPU;cluster;consoElecAnnuelle;typeEqv;capaciteStockage;nomEntite;"
            "qualite;nomSourceDonnee;typeInfrastructure;quantite;provider;typeInstance;location;"
            "chargeMoy;dureeUtilisationAnnuelle"
        ),
        {"consoelecan": "consoElecAnnuelle"},
    ),
    Layout(
        Table.APPLICATION,
        ("nomApplication", "typeEnvironnement"),
        _split(
            "nomApplication;typeEnvironnement;nomEquipementVirtuel;nomSourceEquipementVirtuel;"
            "domaine;sousDomaine;nomEntite;nomEquipementPhysique;nomSourceDonnee;qualite;"
            "associeAvecUnEquipmentCloud"
        ),
        {"nomsourcedonneeequipementvirtuel": "nomSourceEquipementVirtuel"},
    ),
    Layout(
        Table.NON_IT,
        ("nomItemNonIT", "quantite", "type"),
        _split(
            "nomItemNonIT;quantite;type;dureeDeVie;localisation;nomEntite;nomSourceDonnee;"
            "nomCourtDatacenter;description;consoElecAnnuelle;qualite"
        ),
    ),
    Layout(
        Table.MAIL,
        ("nombreMailEmis", "nombreMailEmisXDestinataires", "volumeTotalMailEmis"),
        _split(
            "MoisAnnee;nombreMailEmis;nombreMailEmisXDestinataires;volumeTotalMailEmis;nomEntite"
        ),
    ),
    Layout(
        Table.ENTITY,
        ("nomEntite", "nbCollaborateurs"),
        _split("nomEntite;nbCollaborateurs;responsableEntite;responsableNumeriqueResponsable"),
        {"responsablenumeriquedurable": "responsableNumeriqueResponsable"},
    ),
    Layout(
        Table.FACTORS,
        ("nom", "etapeacv", "critere", "valeur"),
        _split(
            "nom;etapeacv;critere;description;niveau;tiers;categorie;consoElecMoyenne;"
            "localisation;valeur;unite;source;type"
        ),
        _FACTOR_SPELLINGS,
    ),
    Layout(
        Table.ITEM_TYPES,
        ("type", "serveur"),
        _split(
            "type;categorie;serveur;commentaire;dureeVieDefaut;refHypothese;source;refItemParDefaut"
        ),
        {
            "category": "categorie", "isserver": "serveur", "comment": "commentaire",
            "defaultlifespan": "dureeVieDefaut", "refdefaultitem": "refItemParDefaut",
            "refequipementpardefaut": "refItemParDefaut",
        },
    ),
    Layout(
        Table.MATCHES,
        ("modeleEquipementSource", "refEquipementCible"),
        _split("modeleEquipementSource;refEquipementCible;nomOrganisation"),
        {"itemsource": "modeleEquipementSource", "refitemtarget": "refEquipementCible"},
    ),
    Layout(
        Table.HYPOTHESES,
        ("cle", "valeur"),
        _split("cle;valeur;source;description"),
        {"code": "cle", "value": "valeur"},
    ),
    Layout(
        Table.CRITERIA,
        ("nomCritere", "unite"),
        _split("nomCritere;description;unite;libelle"),
        {"code": "nomCritere", "unit": "unite", "label": "libelle"},
    ),
    Layout(Table.STAGES, ("code", "libelle"), _split("code;libelle"), {"label": "libelle"}),
    Layout(
        Table.MIXES,
        ("pays", "critere", "valeur"),
        _split("pays;raccourcisAnglais;critere;valeur;unite;source"),
    ),
    Layout(
        Table.MAIL_FACTORS,
        ("critere", "constanteCoefficientDirecteur", "constanteOrdonneeOrigine"),
        _split("critere;constanteCoefficientDirecteur;constanteOrdonneeOrigine;source"),
    ),
)  # fmt: skip

BY_TABLE: Mapping[Table, Layout] = {layout.table: layout for layout in LAYOUTS}

# The inputs that have an impact; data centres and entities only describe the others.
COUNTED = (Table.PHYSICAL, Table.VIRTUAL, Table.APPLICATION, Table.NON_IT, Table.MAIL)


def recognise(headings: list[str]) -> Layout | None:
    """The layout whose required headings are all there and that knows the most of the others."""
    best, known = None, 0
    for layout in LAYOUTS:
        columns = {layout.column_of(heading) for heading in headings}
        if columns.issuperset(layout.required) and len(columns) > known:
            best, known = layout, len(columns)
    return best
