"""A valid row of the national schema, of our own making, and the municipalities around it."""

from math import nan

from jalons.inclusion.engine.places.communes import Commune, Communes
from jalons.inclusion.engine.places.schema import schema

GRATUIT = "Gratuit"
VALID = dict.fromkeys(schema(), "") | {
    "id": "l-1", "pivot": "21012853400018", "nom": "Médiathèque des Arches", "commune": "Bourg",
    "code_postal": "01000", "code_insee": "01053", "adresse": "1 place des Arches",
    "latitude": "46.2055", "longitude": "5.2255", "typologie": "BIB|MUNI",
    "telephone": "+33474000000", "courriels": "accueil@arches.example",
    "horaires": "Mo-Fr 09:00-12:00", "date_maj": "2026-09-01",
    "services": "Aide aux démarches administratives|Utilisation sécurisée du numérique",
    "frais_a_charge": GRATUIT, "modalites_acces": "Se présenter|Téléphoner",
    "modalites_accompagnement": "En autonomie|À distance", "itinerance": "Fixe",
    "presentation_resume": "Des ateliers et de l’aide sans rendez-vous.",
}  # fmt: skip
TOWNS = Communes([
    Commune("01053", "Bourg", 46.2050, 5.2250, ("01000",), ("01999",)),
    Commune("01004", "Saint-Ambre", 45.9581, 5.3589, ("01500", "01501")),
    Commune("75056", "Paris", 48.8566, 2.3522, ("75001", "75012")),
    Commune("97608", "Sans Position", nan, nan, ("97600",)),
])  # fmt: skip


def row(**values):
    """A valid row with other values."""
    return VALID | values
