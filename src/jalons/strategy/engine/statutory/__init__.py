"""The documents the law requires: checklist of the decree, days of the law, change by year."""
