"""The JSON of portals: CKAN (package_search) and an organisation of data.gouv.fr (udata)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from jalons.catalogue.capture.catalogues import values
from jalons.catalogue.capture.catalogues.rdf import CataloguePage
from jalons.catalogue.engine.dcat.access import audience_of
from jalons.catalogue.engine.dcat.records import Agent, Contact, Dataset, Distribution, Period
from jalons.catalogue.engine.errors import CatalogueError

ROWS = 100
type Reader = Callable[[bytes, str], CataloguePage]


def ckan_address(url: str, start: int = 0) -> str:
    """The address of a page of the datasets of a CKAN portal, from any of its addresses."""
    base = url.partition("/api/3/")[0].partition("/dataset")[0].rstrip("/")
    return f"{base}/api/3/action/package_search?{urlencode({'rows': ROWS, 'start': start})}"


def ckan_page(content: bytes, url: str) -> CataloguePage:
    """The datasets of an answer of ``package_search``."""
    answer = _object(content, url)
    result = answer.get("result")
    if not answer.get("success") or not isinstance(result, dict):
        raise CatalogueError("harvest_portal", url=url)
    packages = _list(result.get("results"))
    start = next((int(part[6:]) for part in urlsplit(url).query.split("&")
                  if part.startswith("start=") and part[6:].isdecimal()), 0)  # fmt: skip
    total = result.get("count") if isinstance(result.get("count"), int) else None
    more = packages and total is not None and start + len(packages) < total
    after = ckan_address(url, start + len(packages)) if more else ""
    return CataloguePage(tuple(_package(each, url) for each in packages), after, total)


def organisation_address(url: str) -> str:
    """The address that identifies an organisation of data.gouv.fr, from that of its page."""
    parts = urlsplit(url)
    words = [word for word in parts.path.split("/") if word]
    if "organizations" not in words[:-1]:
        raise CatalogueError("harvest_organisation", url=url)
    name = words[words.index("organizations") + 1]
    return f"{parts.scheme}://{parts.netloc}/api/1/organizations/{quote(name)}/"


def organisation_datasets(content: bytes, url: str) -> str:
    """The address of the first page of the datasets of an organisation."""
    found = _object(content, url).get("id")
    if not isinstance(found, str) or not found:
        raise CatalogueError("harvest_portal", url=url)
    parts = urlsplit(url)
    query = urlencode({"organization": found, "page_size": ROWS})
    return f"{parts.scheme}://{parts.netloc}/api/1/datasets/?{query}"


def udata_page(content: bytes, url: str) -> CataloguePage:
    """The datasets of a page of ``/api/1/datasets/``."""
    answer = _object(content, url)
    if not isinstance(answer.get("data"), list):
        raise CatalogueError("harvest_portal", url=url)
    total = answer.get("total") if isinstance(answer.get("total"), int) else None
    datasets = (_udata(each) for each in _list(answer["data"])
                if not each.get("private") and not each.get("deleted"))  # fmt: skip
    return CataloguePage(tuple(datasets), values.web_address(answer.get("next_page")), total)


def _package(found: Mapping[str, Any], url: str) -> Dataset:
    extras = {str(each.get("key")): each.get("value") for each in _list(found.get("extras"))}
    organisation = _table(found.get("organization"))
    name = str(found.get("name") or "")
    uri = values.web_address(extras.get("uri"))
    page = f"{url.partition('/api/3/')[0]}/dataset/{quote(name)}" if name else ""
    title = values.role(organisation.get("title"))
    return Dataset(
        identifier=values.text(found.get("id"), 200),
        title=values.text(found.get("title") or name, 200),
        description=values.text(found.get("notes"), 5_000),
        uri=uri,
        keywords=tuple(filter(None, (values.text(each.get("display_name") or each.get("name"), 60)
                                     for each in _list(found.get("tags"))))),
        publisher=Agent(title) if title else None,
        contact=_contact(found.get("maintainer") or found.get("author"),
                         found.get("maintainer_email") or found.get("author_email")),
        audience="partners" if found.get("private") else "",
        licence=values.licence(found.get("license_id"), found.get("license_url"),
                               found.get("license_title")),
        frequency=values.frequency(extras.get("frequency")),
        issued=values.day(extras.get("issued") or found.get("metadata_created")),
        modified=values.day(extras.get("modified") or found.get("metadata_modified")),
        area=values.box(extras.get("spatial")),
        landing_page=values.web_address(found.get("url"), 500) or values.web_address(page, 500),
        distributions=_distributions(_list(found.get("resources")), "name", "last_modified"),
        names=_names(extras.get("guid"), extras.get("identifier"), extras.get("uri")),
    )  # fmt: skip


def _udata(found: Mapping[str, Any]) -> Dataset:
    harvest, period = _table(found.get("harvest")), _table(found.get("temporal_coverage"))
    organisation = _table(found.get("organization"))
    name = values.role(organisation.get("name"))
    contacts = _list(found.get("contact_points")) or [{}]
    audiences = {str(each.get("role")): str(each.get("condition"))
                 for each in _list(found.get("access_audiences"))}  # fmt: skip
    spatial = _table(found.get("spatial"))
    frequency = found.get("frequency")
    return Dataset(
        identifier=values.text(found.get("id"), 200),
        title=values.text(found.get("title"), 200),
        description=values.text(found.get("description"), 5_000),
        uri=values.web_address(found.get("uri")),
        keywords=tuple(str(each)[:60] for each in found.get("tags") or ()),
        publisher=Agent(name, values.web_address(organisation.get("page"))) if name else None,
        contact=_contact(contacts[0].get("name"), contacts[0].get("email")),
        audience=audience_of(str(found.get("access_type") or ""), audiences),
        licence=values.licence(found.get("license")),
        frequency=values.frequency(frequency),
        issued=values.day(found.get("created_at")),
        modified=values.day(found.get("last_update") or found.get("last_modified")),
        period=Period(values.day(period.get("start")), values.day(period.get("end"))),
        area=values.box(json.dumps(spatial.get("geom"))) if spatial.get("geom") else None,
        landing_page=values.web_address(found.get("page"), 500),
        distributions=_distributions(_list(found.get("resources")), "title", "last_modified"),
        names=_names(harvest.get("remote_id"), harvest.get("uri"), harvest.get("dct_identifier")),
    )


def _distributions(
    found: Sequence[Mapping[str, Any]], title: str, modified: str
) -> tuple[Distribution, ...]:
    rows: dict[str, Distribution] = {}
    for each in found:
        if url := values.web_address(each.get("url")):
            size = each.get("filesize") or each.get("size")
            rows[url] = Distribution(
                url, values.text(each.get(title), 200),
                values.format_code(each.get("format"), each.get("mime") or each.get("mimetype"),
                                   urlsplit(url).path.rpartition(".")[2][:10]),
                is_file=True, size=size if isinstance(size, int) and size >= 0 else None,
                modified=values.day(each.get(modified)),
            )  # fmt: skip
    return tuple(rows.values())


def _contact(name: object, email: object) -> Contact | None:
    found = Contact(values.role(name), values.email(email))
    return found if found != Contact() else None


def _names(*found: object) -> frozenset[str]:
    return frozenset(str(each)[:500] for each in found if each)


def _object(content: bytes, url: str) -> dict[str, Any]:
    """A JSON object; ``CatalogueError`` for another answer."""
    start = content[:200].lstrip().lower()
    if start.startswith(b"<"):
        raise CatalogueError("harvest_html", url=url)
    try:
        found = json.loads(content)
    except ValueError as error:
        cut = start.startswith((b"{", b"[")) and not content.rstrip().endswith((b"}", b"]"))
        code = "harvest_truncated" if cut else "harvest_portal"
        raise CatalogueError(code, url=url) from error
    if not isinstance(found, dict):
        raise CatalogueError("harvest_portal", url=url)
    return found


def _list(value: Any) -> list[dict[str, Any]]:
    found = value if isinstance(value, list) else []
    return [each for each in found if isinstance(each, dict)]


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
