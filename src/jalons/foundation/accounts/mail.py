"""The mails accounts sends by itself; allauth sends its own."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Invitation


def send_invitation(invitation: Invitation, address: str) -> bool:
    """Whether the invitation left by mail: False when the instance has no mail server."""
    if not settings.OPTIONS["MAIL_URL"]:
        return False
    authority = invitation.authority.name
    subject = _("%(authority)s invites you on Jalons") % {"authority": authority}
    body = render_to_string(
        "accounts/invitation_mail.txt", {"invitation": invitation, "address": address}
    )
    return bool(send_mail(subject, body, None, [invitation.email], fail_silently=True))
