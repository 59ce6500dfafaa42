"""The named pages of this instance, listed for the audit.

``python -m jalons.site.pages.named_pages`` prints them as JSON: the audit reads it from a process
of its own, because rooms do not import the site.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

SLUG = "(?P<slug>[-a-zA-Z0-9_]+)"


def named_pages(*, slug: str = "") -> list[dict[str, Any]]:
    """Each named pattern: ``name``, full-path ``pattern``, ``path`` where it is known.

    It is where the page takes no parameter, or only the ``slug`` of an authority and one is passed:
    a page that is far from the others is then visited all the same.
    Pages of one ``kind`` are drawn by one view, for different registers.
    What ``data/audit.toml`` declares of a page, with its reason, is there too.
    """
    file = resources.files("jalons.site") / "data" / "audit.toml"
    allowances = tomllib.loads(file.read_text(encoding="utf-8")).get("allowance", {})
    pages: dict[str, dict[str, Any]] = {}
    for name, pattern, view in walk(get_resolver(), "/", ""):
        entry: dict[str, Any] = {"name": name, "pattern": pattern, "kind": _kind(view)}
        path = re.sub(r"\\(.)", r"\1", pattern.replace(SLUG, slug) if slug else pattern)
        if not set("(?[*+") & set(path):
            entry["path"] = path
        declared = allowances.get(name, {})
        entry |= {key: declared[key] for key in ("dom_nodes", "document") if key in declared}
        pages.setdefault(name, entry)
    return list(pages.values())


def walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[tuple[str, str, Any]]:
    """Each named page below a resolver: its name, the pattern of its whole path, its view."""
    for entry in resolver.url_patterns:
        regex = prefix + re.sub(r"^\^|(\\Z|\\z|\$)$", "", entry.pattern.regex.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from walk(entry, regex, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{space}{entry.name}", regex, entry.callback


def _kind(view: Any) -> str:
    """The name of what draws a page: its function, or its class."""
    drawn = getattr(view, "view_class", None) or inspect.unwrap(view)
    drawn = getattr(drawn, "func", drawn)
    return f"{drawn.__module__}.{drawn.__qualname__}"


def main() -> None:
    """Print the list as JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jalons.site.settings")
    django.setup()

    from jalons.foundation.accounts.models import Authority  # models are loaded only now

    known = Authority.objects.order_by("pk").values_list("slug", flat=True).first()
    json.dump(named_pages(slug=known or ""), sys.stdout)


if __name__ == "__main__":
    main()
