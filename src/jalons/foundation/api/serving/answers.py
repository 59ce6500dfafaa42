"""From a request to its answer: admit, read, call, write."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from tempfile import SpooledTemporaryFile
from typing import IO, Any, get_origin
from urllib.parse import unquote

import msgspec
from django.conf import settings
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from jalons.foundation.accounts.limits import row_security
from jalons.foundation.api.endpoints import AuthorityCall, Call, Endpoint
from jalons.foundation.api.problems import CAUGHT, ApiError, problem
from jalons.foundation.api.serving.access import admit
from jalons.foundation.journal.actions import acting_through

IN_MEMORY = 1_000_000
CHUNK = 1 << 16
_AT = re.compile(r" - at `\$\.?(.*?)`$")


def view_of(endpoints: Mapping[str, Endpoint]) -> Callable[..., HttpResponseBase]:
    """The Django view of one address, whose methods these are.

    Exempt from the CSRF check because a session opens readings only: writing takes a token, which
    no browser sends by itself.
    """

    @csrf_exempt
    def answer(request: HttpRequest, **values: Any) -> HttpResponseBase:
        try:
            response = _answer(request, endpoints, values)
        except CAUGHT as error:
            response = problem(error)
        patch_vary_headers(response, ("Authorization", "Cookie", "Accept-Language"))
        response.headers.setdefault("Allow", ", ".join(_allowed(endpoints)))
        return response

    answer.access = "api"  # type: ignore[attr-defined]
    answer.endpoints = endpoints  # type: ignore[attr-defined]
    return answer


def _allowed(endpoints: Mapping[str, Endpoint]) -> list[str]:
    return [*endpoints, *(["HEAD"] if "GET" in endpoints else []), "OPTIONS"]


def _answer(
    request: HttpRequest, endpoints: Mapping[str, Endpoint], values: dict[str, Any]
) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    method = "GET" if request.method == "HEAD" else str(request.method)
    if method not in endpoints:
        raise ApiError("method_unknown", method=method, known=", ".join(_allowed(endpoints)))
    endpoint = endpoints[method]
    call = admit(request, endpoint, values.pop("slug")) if endpoint.scope else Call(request)
    content = _content(request, endpoint)
    try:
        with acting_through(_means(call)), _wall(call):
            found = endpoint.function(call, **values, **content)
    finally:
        if "file" in content:
            content["file"].close()
    if isinstance(found, HttpResponseBase):
        return found
    response = HttpResponse(status=endpoint.status)
    if found is not None:
        response.content = msgspec.json.encode(found)
    response["Content-Type"] = endpoint.media_type
    response["Cache-Control"] = "private, no-cache" if endpoint.scope else "public, max-age=300"
    return response


def _wall(call: Call) -> AbstractContextManager[None]:
    """The rows of the authority of a call; all of them for a call that names none."""
    if isinstance(call, AuthorityCall):
        return row_security.bound(call.authority)
    return nullcontext()


def _means(call: Call) -> str:
    """The name of the calling token for the journal, or ""."""
    token = call.token if isinstance(call, AuthorityCall) else None
    return _("token “%(name)s”") % {"name": token.name} if token else ""


def _content(request: HttpRequest, endpoint: Endpoint) -> dict[str, Any]:
    """The query, body and file of the request, parsed and validated."""
    content: dict[str, Any] = {}
    if kind := endpoint.takes("query"):
        content["query"] = read_query(request.GET, kind)
    elif request.GET and not endpoint.takes("file"):
        raise ApiError("query_unknown", name=next(iter(request.GET)), known="–")
    if kind := endpoint.takes("body"):
        content["body"] = read_body(request, kind)
    if endpoint.takes("file"):
        content["file"] = read_file(request)
    return content


def read_query[Q](query: QueryDict, kind: type[Q]) -> Q:
    """The parameters of the address; ``ApiError`` for an unknown or an impossible one."""
    fields = {each.encode_name: each for each in msgspec.structs.fields(kind)}  # type: ignore[arg-type]
    if unknown := [name for name in query if name not in fields]:
        raise ApiError("query_unknown", name=unknown[0], known=", ".join(fields))
    values = {
        name: query.getlist(name) if get_origin(fields[name].type) is list else query[name]
        for name in query
    }
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        raise ApiError("query_invalid", **decode_params(error)) from error


def read_body[B](request: HttpRequest, kind: type[B]) -> B:
    """The JSON of the request; ``ApiError`` (``body_invalid``) names the field and the trouble."""
    try:
        return msgspec.json.decode(request.body, type=kind)
    except msgspec.DecodeError as error:
        raise ApiError("body_invalid", **decode_params(error)) from error


def decode_params(error: msgspec.DecodeError) -> dict[str, Any]:
    """The field and the reason of a decoding error, as parameters of a message."""
    said = str(error)
    place = _AT.search(said)
    return {"field": place[1] if place else "–", "trouble": _AT.sub("", said)}


def read_file(request: HttpRequest) -> File[bytes]:
    """The file of a multipart form (field ``file``) or the body itself, named by its headers.

    Raises ``ApiError``: ``file_missing``, ``too_large``.
    """
    most = settings.OPTIONS["UPLOAD_MAX_MB"] * 2**20
    if (request.content_type or "").startswith("multipart/"):
        found = request.FILES.get("file")
        if found is None:
            raise ApiError("file_missing")
        if (found.size or 0) > most:
            raise ApiError("too_large", mb=settings.OPTIONS["UPLOAD_MAX_MB"])
        return found
    buffer = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed once it was used
    try:
        size = _receive(request, buffer, most)
    except ApiError:
        buffer.close()
        raise
    file: File[bytes] = File(buffer, name=_named(request))
    file.size = size
    return file


def _receive(request: HttpRequest, buffer: IO[bytes], most: int) -> int:
    """Write the body of a request to ``buffer``, chunk by chunk; its size in bytes."""
    size = 0
    while chunk := request.read(CHUNK):
        size += len(chunk)
        if size > most:
            raise ApiError("too_large", mb=most // 2**20)
        buffer.write(chunk)
    if not size:
        raise ApiError("file_missing")
    buffer.seek(0)
    return size


def _named(request: HttpRequest) -> str:
    """The name of a raw body: that of ``?name=``, or of Content-Disposition."""
    if name := request.GET.get("name"):
        return name
    said = request.headers.get("Content-Disposition", "")
    found = re.search(r"filename\*=UTF-8''([^;]+)|filename=\"?([^\";]+)", said)
    return unquote(found[1] or found[2]) if found else "inventory"
