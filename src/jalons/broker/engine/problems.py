"""The problems of the NGSI-LD API, with the HTTP status each maps to.

Source: ETSI GS CIM 009 V1.9.1, clauses 5.5.2 and 6.3.2 (mapping of error types).
"""

from __future__ import annotations

from typing import Any

from jalons.kernel.errors import JalonsError

ERROR_BASE = "https://uri.etsi.org/ngsi-ld/errors/"

STATUS: dict[str, int] = {
    "InvalidRequest": 400,
    "BadRequestData": 400,
    "AlreadyExists": 409,
    "OperationNotSupported": 422,
    "ResourceNotFound": 404,
    "InternalError": 500,
    "TooComplexQuery": 403,
    "TooManyResults": 403,
    "LdContextNotAvailable": 504,
    "NoMultiTenantSupport": 501,
    "NonexistentTenant": 404,
    "NotAcceptable": 406,
    "UnsupportedMediaType": 415,
    "MethodNotAllowed": 405,
    "RequestEntityTooLarge": 413,
    "LengthRequired": 411,
    "Forbidden": 403,
    "Unauthorized": 401,
    "Busy": 503,
}


class Problem(JalonsError):  # noqa: N818 - the word of RFC 9457
    """A refusal in the words of the NGSI-LD API: an error type, and what exactly is wrong."""

    package = "jalons.broker"

    def __init__(self, kind: str, detail: str, **more: Any) -> None:
        super().__init__(kind, detail=detail)
        self.kind = kind
        self.detail = detail
        self.more = more

    @property
    def status(self) -> int:
        """The HTTP status of this type of error."""
        return STATUS[self.kind]

    def document(self) -> dict[str, Any]:
        """The RFC 9457 problem document."""
        return {
            "type": f"{ERROR_BASE}{self.kind}",
            "title": self.kind,
            "detail": self.detail,
            "status": self.status,
            **self.more,
        }


def bad(detail: str) -> Problem:
    """A ``BadRequestData``: the request is well formed, its content is not."""
    return Problem("BadRequestData", detail)


def missing(what: str) -> Problem:
    """A ``ResourceNotFound``."""
    return Problem("ResourceNotFound", f"{what} is not known here")
