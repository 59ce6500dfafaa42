"""The trace of an indicator, worded as NumEcoEval words it: formula, values, sources, or error.

The sentences of errors are those seen in G4IT's public test data (``ErrCalcFonc : …``); those
NumEcoEval does not document are ours, under the same prefix. ``reserves`` says where the published
rules left a doubt that this very indicator depends on.
"""

from __future__ import annotations

import polars as pl

from jalons.footprint.engine.numecoeval.layouts import Table
from jalons.footprint.engine.numecoeval.level import Problem
from jalons.footprint.engine.numecoeval.referential import USE

HIDDEN = '"hidden data"'
_PREFIX = "ErrCalcFonc : "
ERRORS = {
    Problem.QUANTITY: "La quantité de l'équipement n'a pas pu être déterminée",
    Problem.FACTOR: "Référentiel Impact Equipement inconnue",
    Problem.LIFETIME: "La durée de vie de l'équipement n'a pas pu être déterminée",
    Problem.CONSUMPTION: "Donnée de consommation electrique manquante",
    Problem.MIX: "Il n'existe pas de mix électrique pour ce pays et ce critère",
    Problem.PUE: "Le PUE n'a pas pu être déterminé",
    Problem.HOST: "L'équipement hôte est inconnu",
    Problem.CLOUD: "Service cloud : hors du calcul par équipement hôte",
    Problem.REFUSED: "Facteur écarté par le contrôle des données",
    Problem.MAIL: "Volume ou nombre de messages manquant",
}
RESERVES = {
    "doubt_life": "amont et aval ajoutés à une durée par défaut, ou plancher d'un an sur le total",
    "doubt_pue": "PUE du centre de données appliqué à un équipement qui n'est pas un serveur",
    "doubt_share": "règle de partage non documentée pour ce cas",
    "by_factor": "usage compté par son facteur, faute de consommation électrique",
}


def with_traces(
    rows: pl.DataFrame, table: Table, sources: tuple[str, ...], *, hidden: bool
) -> pl.DataFrame:
    """The rows of a level with their ``statut`` and ``trace`` (JSON text).

    ``hidden`` replaces the values of factors, for those whose licence forbids to show them.
    """
    names = pl.Series([_escaped(name) for name in sources], dtype=pl.String)
    sourced = rows.with_columns(names.gather(rows["source"].cast(pl.UInt32)).alias("source_name"))
    formula = _FORMULAS[table](sourced, hidden)
    failed = pl.col("problem") != Problem.NONE
    return sourced.with_columns(
        pl.when(failed).then(pl.lit("ERREUR")).otherwise(pl.lit("OK")).alias("statut"),
        pl.when(failed).then(_error(table)).otherwise(formula).alias("trace"),
    )


def number(column: str) -> pl.Expr:
    """A number as Java writes a double: ``1.0``, ``4.15844E-9``."""
    text = pl.col(column).cast(pl.Float64).cast(pl.String).fill_null("null")
    return text.str.replace("e", "E", literal=True)


def _factor(*, hidden: bool) -> pl.Expr:
    return pl.lit(HIDDEN) if hidden else number("input")


def _quoted(column: str) -> pl.Expr:
    plain = pl.col(column).cast(pl.String).fill_null("")
    plain = plain.str.replace_all("\\", "\\\\", literal=True)
    plain = plain.str.replace_all('"', '\\"', literal=True)
    return pl.concat_str(pl.lit('"'), plain.str.replace_all(r"[\x00-\x1f]", " "), pl.lit('"'))


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(letter if letter >= " " else " " for letter in plain)


def _in_formula(text: pl.Expr) -> pl.Expr:
    """Quotes hidden data, inside a formula that is itself a quoted text."""
    return text.str.replace_all('"', '\\"', literal=True)


def _reserves(frame: pl.DataFrame, *columns: str) -> pl.Expr:
    """The doubts of the row as a JSON list, nothing when there is none."""
    codes = [
        pl.when(pl.col(column)).then(pl.lit(f'"{RESERVES[column]}"'))
        for column in columns
        if column in frame.columns
    ]
    if not codes:
        return pl.lit("")
    listed = pl.concat_str(*codes, separator=",", ignore_nulls=True)
    return (
        pl.when(listed != "")
        .then(pl.concat_str(pl.lit(',"reserves":['), listed, pl.lit("]")))
        .otherwise(pl.lit(""))
    )


def _equipment(frame: pl.DataFrame, hidden: bool) -> pl.Expr:  # noqa: FBT001 - a table of functions calls it
    in_use = (pl.col("etapeacv") == USE) & pl.col("by_factor").not_()
    return pl.when(in_use).then(_use(frame, hidden=hidden)).otherwise(
        _embodied(frame, hidden=hidden)
    )  # fmt: skip


def _embodied(frame: pl.DataFrame, *, hidden: bool) -> pl.Expr:
    factor = _factor(hidden=hidden)
    return pl.concat_str(
        pl.lit('{"formule":"ImpactEquipementPhysique = (Quantité('),
        number("quantite"),
        pl.lit(") * referentielFacteurCaracterisation("),
        _in_formula(factor),
        pl.lit(") * TauxUtilisation("),
        number("rate"),
        pl.lit(")) / dureeVie("),
        number("life"),
        pl.lit(')","valeurReferentielFacteurCaracterisation":'),
        factor,
        pl.lit(',"sourceReferentielFacteurCaracterisation":"'),
        pl.col("source_name"),
        pl.lit('","dureeDeVie":{"valeurRetenue":'),
        number("life"),
        pl.lit(',"methodeDureeUsage":"'),
        pl.col("life_way"),
        pl.lit('","dureeUsageAmont":'),
        number("before").replace("null", "0.0"),
        pl.lit(',"dureeUsageAval":'),
        number("after").replace("null", "0.0"),
        pl.lit(',"dateAchat":'),
        _quoted("dateAchat"),
        pl.lit(',"dateRetrait":'),
        _quoted("dateRetrait"),
        pl.lit("}"),
        _reserves(frame, "doubt_life", "by_factor"),
        pl.lit("}"),
    )


def _use(frame: pl.DataFrame, *, hidden: bool) -> pl.Expr:
    mix = (
        pl.lit(HIDDEN)
        if hidden
        else (pl.col("input") / pl.col("pue")).cast(pl.String).str.replace("e", "E", literal=True)
    )
    masked = pl.lit(hidden) & pl.col("kwh_given").not_()
    kwh = pl.when(masked).then(pl.lit(HIDDEN)).otherwise(number("kwh"))
    source = (
        pl.when("kwh_given")
        .then(pl.lit('"valeurEquipementConsoElecAnnuelle":'))
        .otherwise(pl.lit('"valeurReferentielConsoElecMoyenne":'))
    )
    return pl.concat_str(
        pl.lit('{"formule":"ImpactEquipementPhysique = Quantité('),
        number("quantite"),
        pl.lit(") * ConsoElecAnMoyenne("),
        _in_formula(kwh),
        pl.lit(") * MixElectrique("),
        number("input"),
        pl.lit(") * TauxUtilisation("),
        number("rate"),
        pl.lit(')","consoElecAnMoyenne":{"valeur":'),
        kwh,
        pl.lit(","),
        source,
        kwh,
        pl.lit('},"mixElectrique":{"valeur":'),
        number("input"),
        pl.when("pue_counts")
        .then(pl.concat_str(pl.lit(',"dataCenterPue":'), number("pue")))
        .otherwise(pl.lit("")),
        pl.lit(',"valeurReferentielMixElectrique":'),
        mix,
        pl.lit(',"sourceReferentielMixElectrique":"'),
        pl.col("source_name"),
        pl.lit('","serveur":'),
        pl.when("server").then(pl.lit("true")).otherwise(pl.lit("false")),
        pl.lit("}"),
        _reserves(frame, "doubt_pue"),
        pl.lit("}"),
    )


def _virtual(frame: pl.DataFrame, hidden: bool) -> pl.Expr:  # noqa: ARG001, FBT001 - same shape as the others
    share = (
        pl.when(pl.col("way") == "key")
        .then(
            pl.concat_str(
                pl.lit(" * equipementVirtuel.cleRepartition("), number("key"), pl.lit(")")
            )
        )
        .when(pl.col("way") == "vcpu")
        .then(_part("vCPU", "vcpu", "nbvCPU", "all_vcpu"))
        .when(pl.col("way") == "storage")
        .then(_part("capaciteStockage", "storage", "stockageTotalVirtuel", "all_storage"))
        .otherwise(pl.concat_str(pl.lit(" / nbVM("), number("among"), pl.lit(")")))
    )
    return pl.concat_str(
        pl.lit('{"formule":"valeurImpactUnitaire = valeurImpactEquipementPhysique('),
        number("input"),
        pl.lit(")"),
        share,
        pl.lit('","nbEquipementsVirtuels":'),
        number("among"),
        _reserves(frame, "doubt_share"),
        pl.lit("}"),
    )


def _part(name: str, column: str, total: str, total_column: str) -> pl.Expr:
    return pl.concat_str(
        pl.lit(f" * equipementVirtuel.{name}("),
        number(column),
        pl.lit(f") / {total}("),
        number(total_column),
        pl.lit(")"),
    )


def _application(frame: pl.DataFrame, hidden: bool) -> pl.Expr:  # noqa: ARG001, FBT001 - same shape as the others
    return pl.concat_str(
        pl.lit('{"formule":"ImpactApplication = ImpactEquipementVirtuel('),
        number("input"),
        pl.lit(") / nbApplications("),
        pl.col("among").cast(pl.String),
        pl.lit(')","nbApplications":'),
        pl.col("among").cast(pl.String),
        _reserves(frame, "doubt_share"),
        pl.lit("}"),
    )


def _network(frame: pl.DataFrame, hidden: bool) -> pl.Expr:  # noqa: ARG001, FBT001 - same shape as the others
    return pl.concat_str(
        pl.lit('{"formule":"impactReseau = goTelecharge('),
        number("goTelecharge"),
        pl.lit(") * "),
        pl.col("item"),
        pl.lit("("),
        _in_formula(_factor(hidden=hidden)),
        pl.lit(") / capacite("),
        number("capacity"),
        pl.lit(')","sourceReferentiel":"'),
        pl.col("source_name"),
        pl.lit('","reserves":["'),
        pl.lit("réseau : règle connue par la documentation de G4IT seule"),
        pl.lit('"]}'),
    )


def _mail(frame: pl.DataFrame, hidden: bool) -> pl.Expr:  # noqa: ARG001, FBT001 - same shape as the others
    return pl.concat_str(
        pl.lit('{"formule":"impactMessagerie = (a * tailleMoyenne('),
        number("size"),
        pl.lit(") + b = "),
        _in_formula(_factor(hidden=hidden)),
        pl.lit(") * nombreMailEmisXDestinataires("),
        number("sent"),
        pl.lit(')","reserves":["'),
        pl.lit("messagerie : le x de a × x + b n'est pas documenté, pris comme la taille moyenne"),
        pl.lit('"]}'),
    )


def _error(table: Table) -> pl.Expr:
    sentence = pl.col("problem").replace_strict(
        {int(problem): text for problem, text in ERRORS.items()},
        default="",
        return_dtype=pl.String,
    )
    if table in {Table.PHYSICAL, Table.NON_IT}:
        detailed = pl.concat_str(
            sentence,
            pl.lit(" : equipementPhysique : "),
            _bare("name"),
            pl.lit(", RefEquipementCible : "),
            _bare("target"),
            pl.lit(", RefEquipementParDefaut : "),
            _bare("type_item"),
        )
        sentence = (
            pl.when(pl.col("problem") == Problem.CONSUMPTION).then(detailed).otherwise(sentence)
        )
    return pl.concat_str(pl.lit(f'{{"erreur":"{_PREFIX}'), sentence, pl.lit('"}'))


def _bare(column: str) -> pl.Expr:
    return _quoted(column).str.strip_prefix('"').str.strip_suffix('"').replace("", "null")


_FORMULAS = {
    Table.PHYSICAL: _equipment,
    Table.NON_IT: _equipment,
    Table.VIRTUAL: _virtual,
    Table.APPLICATION: _application,
    Table.MAIL: _mail,
    Table.NETWORK: _network,
}
