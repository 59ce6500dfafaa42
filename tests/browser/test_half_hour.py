"""The half hour without an account, with a real browser and the keyboard alone."""

import pytest

from serving import serve

FOCUSED = """(() => {
  const e = document.activeElement;
  return e.matches("a, button") ? e.innerText.trim() : "";
})()"""
NAMED = "(document.activeElement.name || document.activeElement.id || '')"


@pytest.fixture(scope="module")
def instance(tmp_path_factory, demonstration):
    with serve(demonstration(tmp_path_factory.mktemp("half-hour"))) as running:
        yield running


def tab_to(tab, wanted, *, what=FOCUSED, limit=150):
    """Press Tab until what holds the focus says ``wanted``."""
    for _ in range(limit):
        tab.press("Tab")
        if wanted in str(tab.evaluate(what)):
            return
    raise AssertionError(f"Tab never reaches {wanted!r} on {tab.url}")


def test_the_half_hour_is_walked_with_the_keyboard_alone(chromium, instance):
    with chromium.tab(width=1280, height=900) as tab:
        tab.open(instance.address)
        tab_to(tab, "q", what=NAMED)
        for letter in "angers loire":
            tab.press("Space" if letter == " " else letter)
        tab.press_and_wait("Enter")
        tab_to(tab, "Angers Loire")
        tab.press_and_wait("Enter")
        tab_to(tab, "Faire le diagnostic")
        tab.press_and_wait("Enter")
        tab_to(tab, "Commencer le diagnostic")
        tab.press_and_wait("Enter")
        tab_to(tab, "Enregistrer et passer aux questions")
        tab.press_and_wait("Enter")
        answered = 0
        while "/question/" in tab.url:  # one press an answer, and the next question comes
            tab_to(tab, "Fait" if answered % 3 else "Je ne sais pas")
            tab.press_and_wait("Enter")
            answered += 1
        assert 20 <= answered <= 40
        seen = tab.text("main")
        assert "du chemin est fait" in seen
        assert tab.evaluate("!!document.querySelector('.radar svg')")
        tab_to(tab, "Voir les actions proposées")
        tab.press_and_wait("Enter")
        tab_to(tab, "action", what=NAMED)
        tab.press("Space")
        tab_to(tab, "Ajouter à la feuille de route")
        tab.press_and_wait("Enter")
        assert "1 action" in tab.text("h1")
