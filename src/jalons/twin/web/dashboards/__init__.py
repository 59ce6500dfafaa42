"""Dashboards as data: tiles that ask the twin, a page for each, an editor, files in and out."""
