"""NumEcoEval's format: its tables in, its indicators out, our data as its tables."""

from jalons.footprint.engine.numecoeval.evaluation import (
    Evaluation,
    LifetimeMethod,
    evaluate,
    lifetime_of,
)
from jalons.footprint.engine.numecoeval.intake import Dataset, read_tables
from jalons.footprint.engine.numecoeval.layouts import Layout, Table
from jalons.footprint.engine.numecoeval.level import Level
from jalons.footprint.engine.numecoeval.outbound import as_tables, consumed_lines, homeless_lines
from jalons.footprint.engine.numecoeval.referential import Referential, read_referential
from jalons.footprint.engine.numecoeval.writing import csv_names, evaluation_csv, evaluation_json

__all__ = [
    "Dataset",
    "Evaluation",
    "Layout",
    "Level",
    "LifetimeMethod",
    "Referential",
    "Table",
    "as_tables",
    "consumed_lines",
    "csv_names",
    "evaluate",
    "evaluation_csv",
    "evaluation_json",
    "homeless_lines",
    "lifetime_of",
    "read_referential",
    "read_tables",
]
