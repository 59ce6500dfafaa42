"""Texts that several authorities write: sections, amendments, versions."""
