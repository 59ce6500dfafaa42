"""Hours of places as people write them count as supply."""

import numpy as np

from jalons.inclusion.capture.matrix import read_supply

SCHEMA = b"""id,latitude,longitude,horaires
a,47.1,-0.5,Mo-Fr 09:00-12:00
b,47.2,-0.5,
c,47.3,-0.5,sur rdv
"""
DAYS = b"nom;latitude;longitude;h_lundi;h_mardi\nA;47,1;-0,5;09:00 - 12:00;14:00 - 16:30\n"


def test_hours_of_the_schema_are_read_and_unknown_ones_stay_unknown():
    supply, _wrong = read_supply(SCHEMA, "lieux.csv")
    assert (supply.low[0], supply.mid[0], supply.high[0]) == (15, 15, 15)
    assert np.isnan(supply.mid[1])


def test_a_column_a_day_is_read_as_the_list_of_france_services_has_it():
    supply, _wrong = read_supply(DAYS, "fs.csv")
    assert supply.mid[0] == 5.5
