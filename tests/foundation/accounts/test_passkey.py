"""A passkey, made and used in the real browser under the strict content policy."""

import pytest
from allauth.mfa.models import Authenticator

from jalons.foundation.accounts.models import User

PASSWORD = "correct horse battery"
VIRTUAL_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_added_then_signs_in_without_the_password(chromium, live_server):
    user = User.objects.create_user("person@example.org", PASSWORD)
    heard: list[str] = []
    with chromium.tab() as tab:
        tab.send("Log.enable")
        tab.listen(
            lambda event: (
                heard.append(str(event))
                if "Content Security Policy" in str(event) or "exceptionThrown" in str(event)
                else None
            )
        )
        tab.send("WebAuthn.enable")
        tab.send("WebAuthn.addVirtualAuthenticator", options=VIRTUAL_KEY)
        tab.open(f"{live_server.url}/compte/login/")
        tab.fill("#id_login", user.email)
        tab.fill("#id_password", PASSWORD)
        tab.click_and_wait("main form button.button")
        tab.open(f"{live_server.url}/compte/2fa/webauthn/add/")
        tab.fill("#id_password", PASSWORD)
        tab.click_and_wait("main form button.button")
        tab.fill("#id_name", "Telephone")
        tab.click("#id_passwordless")
        tab.click_and_wait("#mfa_webauthn_add")
        key = Authenticator.objects.get(user=user, type="webauthn")
        assert key.wrap().name == "Telephone"
        tab.open(f"{live_server.url}/compte/logout/")
        tab.click_and_wait("main form button.button")
        tab.open(f"{live_server.url}/compte/login/")
        tab.click_and_wait("#passkey_login")
        assert tab.url == f"{live_server.url}/mes-collectivites/"
        assert "Vous ne travaillez encore pour aucune collectivité." in tab.text()
    assert not heard
