"""A document as a person gets it: asked, written by the worker, then downloaded."""

from typing import Any

from django.test import Client

from jalons.foundation.tasks.worker import Worker


def made(client: Client, address: str) -> Any:
    """The answer of the address of a document, once it was written."""
    answer = client.get(address)
    if answer.status_code == 202:
        Worker().run_pending()
        answer = client.get(address)
    return answer
