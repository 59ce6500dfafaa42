"""Rebuild footprint/data/countries.toml: the names of countries in French and English.

Names come from Unicode CLDR through Babel (Unicode licence 3.0); the aliases below are ours.
Run: .venv/bin/python tools/build_countries.py
"""

import json
import re
from pathlib import Path

import babel
from babel import Locale

TARGET = Path(__file__).parents[1] / "src/jalons/footprint/data/countries.toml"
NOT_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
ALIASES = {
    "FR": ["FRA", "France métropolitaine", "République française"],
    "DE": ["DEU", "Deutschland"],
    "ES": ["ESP", "España"],
    "IT": ["ITA", "Italia"],
    "BE": ["BEL"],
    "CH": ["CHE", "Schweiz"],
    "LU": ["LUX"],
    "NL": ["NLD", "Hollande"],
    "PT": ["PRT"],
    "GB": ["GBR", "UK", "Angleterre", "England", "Grande-Bretagne", "Great Britain", "Écosse"],
    "US": ["USA", "United States of America", "États-Unis d’Amérique"],
    "CN": ["CHN", "République populaire de Chine"],
    "IE": ["IRL"],
    "PL": ["POL"],
    "CZ": ["Czech Republic", "République tchèque", "Tchéquie"],
    "RE": ["Réunion", "Île de la Réunion", "REU"],
    "GP": ["GLP"],
    "MQ": ["MTQ"],
    "GF": ["GUF", "Guyane"],
    "YT": ["MYT"],
    "KR": ["Corée", "South Korea"],
    "RU": ["Russie", "Russia"],
}


def main() -> None:
    """Write the file, one line per country."""
    french, english = Locale("fr").territories, Locale("en").territories
    lines = [
        "# Names of countries by ISO 3166-1 alpha-2 code, as Unicode CLDR writes them in French",
        f"# and English (Babel {babel.__version__}, Unicode licence 3.0), and a few aliases.",
        "# Rebuilt by tools/build_countries.py.",
    ]
    for code in sorted(french):
        if re.fullmatch(r"[A-Z]{2}", code) and code not in {
            "EU",
            "EZ",
            "UN",
            "ZZ",
            "XA",
            "XB",
            "QO",
        }:
            names = dict.fromkeys([french[code], english[code], *ALIASES.get(code, [])])
            lines.append(f"{code} = {json.dumps(list(names), ensure_ascii=False)}")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
