"""What the columns of a table look like: by the forms and the check digits of their cells."""
