"""Without a mail server, nobody reads the links of others in the log, and the page is truthful."""

import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest
from django.urls import reverse

from serving import serve

TRUTH = "Cette instance n’a pas de serveur de courriel"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_reset_password", "account_reset_password_done"])
def test_the_pages_of_a_forgotten_password_say_whether_mail_leaves(client, settings, name):
    assert TRUTH in client.get(reverse(name)).content.decode()
    settings.OPTIONS = settings.OPTIONS | {"MAIL_URL": "smtp://mail.example.org"}
    page = client.get(reverse(name)).content.decode()
    assert TRUTH not in page
    assert "un lien" in page


@pytest.mark.slow
def test_a_link_to_replace_a_password_is_not_printed_by_the_server(tmp_path, demonstration):
    with serve(demonstration(tmp_path)) as instance:
        jar = CookieJar()
        web = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        page = web.open(f"{instance.address}/compte/login/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        form = {"csrfmiddlewaretoken": token, "email": "nobody@example.org"}
        answer = web.open(
            f"{instance.address}/compte/password/reset/", urllib.parse.urlencode(form).encode()
        )
        assert TRUTH in answer.read().decode()
        said = instance.said.read_text()
    assert "nobody@example.org" not in said
    assert "/compte/password" not in said
