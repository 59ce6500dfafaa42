"""What Django's templates write where the page is in French."""

from jalons.wording.numbers import decimal_mark, thousands_mark

DECIMAL_SEPARATOR = decimal_mark("fr")
THOUSAND_SEPARATOR = thousands_mark("fr")
NUMBER_GROUPING = 3
DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
