"""The separators and dates Django writes in templates, by language: those of our own numbers.

Django reads ``<FORMAT_MODULE_PATH>.<language>.formats``. Nothing here imports Django.
"""
