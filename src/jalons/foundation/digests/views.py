"""The page that a link of a mail opens: one click, no account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from jalons.foundation.accounts.access import public
from jalons.foundation.design.lookups import or_404
from jalons.foundation.digests import actions, links
from jalons.foundation.digests.digest import Digest
from jalons.foundation.digests.models import Rhythm


@csrf_exempt  # mail programs send neither session nor token: the signed address is the right
@require_http_methods(["GET", "HEAD", "POST"])
@public
def leave(request: HttpRequest, token: str, digest: Digest[Any]) -> HttpResponse:
    """Stop the mails a link comes from: GET asks first, POST does it (RFC 8058)."""
    found = or_404(links.read_token(digest, token))
    authority, user = found
    done = request.method == "POST"
    if done:
        actions.choose(digest, authority=authority, user=user, rhythm=Rhythm.NEVER)
    page = reverse(digest.page, args=[authority.slug])
    context = {"name": authority.name, "words": digest.words, "done": done, "page": page}
    return render(request, "digests/leave.html", context)
