"""What Django's templates write where the page is in English."""

from jalons.wording.numbers import decimal_mark, thousands_mark

DECIMAL_SEPARATOR = decimal_mark("en")
THOUSAND_SEPARATOR = thousands_mark("en")
NUMBER_GROUPING = 3
DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = "j M Y H:i"
