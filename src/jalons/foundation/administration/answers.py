"""What the views of the instance share: who asks, and a refusal shown on the next page."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest

from jalons.foundation.accounts.models import User
from jalons.foundation.design.page_language import error_words
from jalons.kernel import JalonsError

PER_PAGE = 25
UNPROCESSABLE = 422


def person_of(request: HttpRequest) -> User:
    """The administrator of the instance who asks."""
    return cast("User", request.user)


def say(request: HttpRequest, error: JalonsError) -> None:
    messages.error(request, error_words(error), "bad")
