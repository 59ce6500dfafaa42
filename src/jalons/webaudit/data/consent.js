// The usual banners of consent: whether one shows and, when asked, a click on what accepts all.
((accept) => {
  const known = [
    "#didomi-notice-agree-button", "#onetrust-accept-btn-handler", "#tarteaucitronPersonalize2",
    "#CybotCookiebotDialogBodyLevelButtonLevelOptinAllowAll", "#axeptio_btn_acceptAll",
    ".orejime-Button--save", ".klaro .cm-btn-success", ".cmplz-accept", ".cc-allow",
    "#footer_tc_privacy_button_2", ".fr-consent-banner button[title*='accepter' i]",
    ".fr-consent-banner .fr-btn",
  ];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const named = known.flatMap((selector) => [...document.querySelectorAll(selector)]).find(shown);
  const yes = /^\s*(ok[,\s]+)?(tout\s+accepter|j['’]accepte|accepter|accept|allow|i agree|ok\b)/i;
  const buttons = [...document.querySelectorAll("button, a[role=button], [role=button], input[type=button]")];
  const banner = (element) => {
    for (let e = element.parentElement; e && e !== document.body; e = e.parentElement) {
      if (/cookie|traceur|consent/i.test(e.innerText || "")) {
        const position = getComputedStyle(e).position;
        const role = e.getAttribute("role");
        if (position === "fixed" || position === "sticky" || /dialog/.test(role || "")
          || e.localName === "dialog" || /cookie|consent/i.test(`${e.id} ${e.className}`)) return true;
      }
    }
    return false;
  };
  const button = named
    || buttons.find((b) => yes.test(b.innerText || b.value || "") && shown(b) && banner(b));
  if (button && accept) button.click();
  return button !== undefined;
})
