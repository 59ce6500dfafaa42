"""The screens that bring data into the twin: files, sources, refused messages."""
