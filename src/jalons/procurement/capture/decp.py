"""DECP v2 files, JSON or XML: read contract by contract, validated with the official schemas.

The libraries that validate are heavy: they are imported when a file is read, in a worker.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from jalons.procurement.engine.contracts import checks
from jalons.procurement.engine.contracts.checks import CheckedContract, DecpFault
from jalons.procurement.engine.contracts.record import KINDS, contract_of, shape
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.siret import siret_problem

MOST_BYTES = 100 * 2**20
_BLANK = b"\xef\xbb\xbf \t\r\n"


def is_decp(content: bytes) -> bool:
    """Whether a file looks like JSON or XML rather than a table."""
    return content.lstrip(_BLANK)[:1] in {b"{", b"[", b"<"}


def read_decp(content: bytes, siren: str = "") -> list[CheckedContract]:
    """The contracts of a file with their faults, of the buyer ``siren`` only when there is one.

    Each identifier counts once (``resolved``). Raises ``ProcurementError``: ``decp_unread``,
    ``decp_big``, ``decp_empty``, ``decp_none``.
    """
    if len(content) > MOST_BYTES:
        raise ProcurementError("decp_big", most=MOST_BYTES // 2**20)
    content = content.lstrip(_BLANK)
    read = _of_xml(content) if content.startswith(b"<") else _of_json(content, siren)
    rows = checks.resolved(each for each in read if each.contract.buyer.startswith(siren))
    if not rows:
        raise ProcurementError("decp_none" if siren else "decp_empty", siren=siren)
    return rows


def is_valid(raw: Mapping[str, Any], kind: str) -> bool:
    """Whether a contract is valid under the official JSON schema."""
    found: bool = _validators()[kind].is_valid(raw)
    return found


def _of_json(content: bytes, siren: str) -> Iterator[CheckedContract]:
    """The contracts, parsed one after the other: little more than the file is in memory."""
    for kind, part in _parts(content):
        if siren.encode() in part and isinstance(raw := json.loads(part), dict):
            errors = _validators()[kind].iter_errors(raw)
            yield checks.checked(contract_of(kind, raw), map(_fault_of_json, errors))


def _parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes of each contract with its kind, whether the file is a list or nested."""
    import msgspec

    lists: Any = list[msgspec.Raw] | dict[str, msgspec.Raw]
    try:
        top: Any = msgspec.json.decode(content, type=lists)
        if isinstance(top, dict) and "marches" in top:
            top = msgspec.json.decode(top["marches"], type=lists)
        found = {KINDS[0]: top} if isinstance(top, list) else {
            kind: msgspec.json.decode(top[kind], type=list[msgspec.Raw])
            for kind in KINDS if kind in top
        }  # fmt: skip
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        place = re.search(r"byte (\d+)", str(error))
        line = content[: int(place[1])].count(b"\n") + 1 if place else 1
        raise ProcurementError("decp_unread", line=line) from error
    for kind, parts in found.items():
        for part in map(bytes, parts):
            yield (KINDS[1] if b'"autoriteConcedante"' in part else kind), part


@cache
def _validators() -> Mapping[str, Any]:
    """A validator of each kind of contract, from the official schema."""
    from jsonschema import Draft7Validator  # type: ignore[import-untyped]

    found = json.loads(_shipped("schema_decp_v2.0.3.json"))["definitions"]
    refs = {kind: f"#/definitions/{kind}" for kind in KINDS}
    return {k: Draft7Validator({"definitions": found, "$ref": ref}) for k, ref in refs.items()}


def _shipped(name: str) -> bytes:
    return (resources.files("jalons.procurement") / "data" / "decp" / name).read_bytes()


def _fault_of_json(error: Any) -> DecpFault:
    """An error of the schema as a fault: the field, the value, what was awaited."""
    path, value = [each for each in error.absolute_path if isinstance(each, str)], error.instance
    if error.validator in {"required", "additionalProperties"}:
        path, value = [*path, *re.findall(r"'([^']+)'", error.message)[:1]], ""
    return _fault(error.validator, ".".join(path), value, error.validator_value)


def _fault(rule: str, where: str, value: Any, awaited: Any = "", line: int | str = "") -> DecpFault:
    text = "" if isinstance(value, dict | list) else str(value)[:200]
    code, last = shape()["rules"].get(rule, "invalid"), where.rsplit(".", maxsplit=1)[-1]
    if code == "shape" and last == "codeCPV":
        code = "cpv_zero" if re.fullmatch(r"\d{7}(-\d)?", text) else "cpv_shape"
    elif code == "shape" and text.replace(" ", "").isdigit() and last == "id":
        code = siret_problem(text) or code
    elif code == "shape" and last.startswith("date"):
        code = "day"
    elif code in {"type", "invalid"} and last in shape()["xml"]["numbers"]:
        code = "number"
    words = [str(each) for each in awaited] if isinstance(awaited, list) else str(awaited)[:200]
    return DecpFault(code, where, text, {"awaited": words, "line": line})


def _of_xml(content: bytes) -> Iterator[CheckedContract]:
    """The contracts of an XML file; an error of the official schema goes to the contract around."""
    from lxml import etree  # type: ignore[import-untyped]

    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, safe)
    except etree.XMLSyntaxError as error:
        raise ProcurementError("decp_unread", line=error.lineno or 1) from error
    if root.getroottree().docinfo.doctype:  # the format has none, an entity may read elsewhere
        raise ProcurementError("decp_unread", line=1)
    schema = etree.XMLSchema(etree.fromstring(_shipped("schema_decp_v2.0.2.xsd"), safe))
    schema.validate(root)
    errors = {(e.line, e.path): e for e in reversed(schema.error_log)}.values()  # the first of each
    nodes = [each for each in root if each.tag in KINDS]
    ends = [*(each.sourceline for each in nodes[1:]), 10**9]
    for node, end in zip(nodes, ends, strict=False):
        here = (each for each in errors if node.sourceline <= each.line < end)
        yield checks.checked(contract_of(node.tag, _plain(node)), map(_fault_of_xml, here))


def _fault_of_xml(error: Any) -> DecpFault:
    """An error of the schema: the element is the last of its path, the value stands quoted."""
    where = re.sub(r"\[\d+\]", "", error.path or "").rsplit("/", 1)[-1]
    value = re.search(r"(?:value|:) '([^']*)'", error.message)
    return _fault(error.type_name, where, value[1] if value else "", line=error.line)


def _plain(node: Any) -> Any:
    """An element in the shape of the JSON format."""
    names = shape()["xml"]
    if not len(node) and node.tag not in KINDS:
        return _scalar(node.tag, (node.text or "").strip(), node.getparent().tag)
    if name := names["lists"].get(node.tag):
        return [{name: _plain(each)} for each in node if each.tag == name]
    found: dict[str, Any] = {}
    for each in node:
        if each.tag in names["sets"]:
            found.setdefault(each.tag, []).append((each.text or "").strip())
        elif isinstance(each.tag, str):  # a comment has none
            found[each.tag] = _plain(each)
    return found


def _scalar(tag: str, text: str, above: str) -> Any:
    """The text of an element as its JSON value; what is no number or yes/no stays a text."""
    names = shape()["xml"]
    ranked = (tag == "id" and above in names["ranked"]) or tag == above == "tarif"
    if (ranked or tag in names["numbers"]) and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    return names["truths"].get(text.lower(), text) if tag in names["yes_no"] else text
