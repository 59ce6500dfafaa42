"""Small sets of NumEcoEval tables, written by hand, whose results follow with a pencil."""

from datetime import date

from jalons.footprint.engine.numecoeval import LifetimeMethod, evaluate, read_tables

_HEADS = (
    "nomEquipementPhysique;modele;quantite;nomCourtDatacenter;dateAchat;dateRetrait;"
    "dureeUsageInterne;dureeUsageAmont;dureeUsageAval;type;statut;paysDUtilisation;"
    "consoElecAnnuelle;utilisateur;nomSourceDonnee;nomEntite;nbCoeur;modeUtilisation;"
    "tauxUtilisation"
)
PHYSICAL_HEADS = _HEADS.split(";")
FACTORS = """nom;etapeacv;critere;description;niveau;tiers;categorie;consoElecMoyenne;localisation;valeur;unite;source
portable;FABRICATION;Climate change;;;;;30;;200;Item;Essai
portable;DISTRIBUTION;Climate change;;;;;30;;10;Item;Essai
portable;UTILISATION;Climate change;;;;;30;;9;Item;Essai
portable;FIN_DE_VIE;Climate change;;;;;30;;5;Item;Essai
serveur;FABRICATION;Climate change;;;;;1000;;1400;Item;Essai
serveur;UTILISATION;Climate change;;;;;1000;;50;Item;Essai
mix FR;UTILISATION;Climate change;;;;electricity-mix;;France;0.0813225;;Essai
mix DE;UTILISATION;Climate change;;;;electricity-mix;;Germany;0.5;;Essai
"""  # noqa: E501
TYPES = """type;categorie;serveur;commentaire;dureeVieDefaut;refHypothese;source;refItemParDefaut
Laptop;EquipementPhysique;false;;5;;;portable
Server;EquipementPhysique;true;;7;;;serveur
Sans duree;EquipementPhysique;false;;;;;portable
"""
HYPOTHESES = "cle;valeur;source;description\nPUEParDefaut;1.75;;\ndureeVieParDefaut;2;;\n"
CRITERIA = "nomCritere;description;unite\nClimate change;;kg CO2 eq\n"
STAGES = "code;libelle\nFABRICATION;F\nDISTRIBUTION;D\nUTILISATION;U\nFIN_DE_VIE;E\n"
MATCHES = "modeleEquipementSource;refEquipementCible\nPowerEdge;serveur\nInconnu;fantome\n"
CENTRES = (
    "nomCourtDatacenter;nomLongDatacenter;pue;localisation\n"
    "DC1;Un;1.8;France\nDC2;Deux;0.7;France\nDC3;Trois;;Germany\n"
)
REFERENTIAL = {
    "f.csv": FACTORS, "t.csv": TYPES, "h.csv": HYPOTHESES, "c.csv": CRITERIA, "e.csv": STAGES,
    "m.csv": MATCHES, "d.csv": CENTRES,
}  # fmt: skip
ON = date(2026, 1, 1)


def physical(*rows):
    """A table of equipment from rows that give only what matters to the case."""
    lines = [";".join(PHYSICAL_HEADS)]
    for at, row in enumerate(rows):
        whole = {
            "nomEquipementPhysique": f"eq-{at}", "quantite": 1, "type": "Laptop",
            "paysDUtilisation": "France",
        } | row  # fmt: skip
        lines.append(";".join(str(whole.get(head, "")) for head in PHYSICAL_HEADS))
    return "\n".join(lines)


def dataset(**tables):
    """The dataset of the referential and of the tables given, by any file name."""
    files = REFERENTIAL | {f"{name}.csv": text for name, text in tables.items()}
    return read_tables([(name, text.encode()) for name, text in files.items() if text])


def run(*rows, lifetime=LifetimeMethod.FIXE, on=ON, **tables):
    """The evaluation of a few pieces of equipment."""
    return evaluate(dataset(physical=physical(*rows), **tables), lifetime=lifetime, on=on)


def impact(evaluation, stage, *, at=0, name="equipement_physique", criterion=0):
    """One indicator."""
    level = evaluation.levels[name][0]
    return level.values[at, level.stages.index(stage), criterion]


def codes(evaluation):
    """The codes of all remarks."""
    return [notice.code for notice in evaluation.notices]
