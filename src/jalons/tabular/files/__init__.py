"""The files of tables: what they are, how they are opened, how they are written."""
