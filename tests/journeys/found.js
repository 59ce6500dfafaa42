// What a person means by some words on the page, marked with data-walked: the walker's eyes.
((act, wanted, near) => {
  const even = t => (t || "").replace(/\u2019/g, "'").replace(/\s+/g, " ").trim();
  const labelled = e => [...(e.labels || [])].map(l => l.innerText).join(" ");
  const legend = e => e.closest("fieldset")?.querySelector("legend")?.innerText || "";
  const isField = e => e.matches("input:not([type=submit],[type=button],[type=image]),select,textarea");
  const named = e => even(e.getAttribute("aria-label") || (isField(e) ? labelled(e) || e.placeholder
    : e.innerText) || e.value || e.title || e.querySelector("img,svg")?.getAttribute("alt")
    || e.querySelector("svg title,svg")?.getAttribute("aria-label") || e.textContent);
  const shown = e => e.checkVisibility({visibilityProperty: true, opacityProperty: false});
  // a box that is drawn by its label has no size of its own
  const target = e => e.matches("[type=radio],[type=checkbox]") && e.labels?.length
    && !e.getClientRects().length ? e.labels[0] : e;
  const KINDS = {
    click: "a[href],button,summary,input[type=submit],input[type=button],input[type=radio],input[type=checkbox],[role=tab]",
    type: "input:not([type=hidden],[type=submit],[type=button],[type=radio],[type=checkbox],[type=file]),textarea",
    choose: "select",
    attach: "input[type=file]",
  };
  document.querySelector("[data-walked]")?.removeAttribute("data-walked");
  let among = [...document.querySelectorAll(KINDS[act])];
  if (act !== "attach") among = among.filter(e => !e.disabled && shown(target(e)));
  const names = [...new Set(among.map(named))].filter(n => n);
  const has = (text, word) => even(text).toLowerCase().includes(word.toLowerCase());
  if (near) {
    // the smallest part of the page that has both
    const part = e => {
      let box = e.parentElement;
      while (box && !has(box.innerText, near)) box = box.parentElement;
      return box;
    };
    const scope = among.filter(e => wanted.some(w => has(named(e), w)));
    const sized = scope.map(e => [e, part(e)]).filter(([, box]) => box);
    sized.sort(([, a], [, b]) => a.innerText.length - b.innerText.length);
    among = sized.map(([e]) => e);
  }
  // what the page says before what its frame repeats; the whole name before a part of it
  const rank = (e, word) => {
    const name = named(e).toLowerCase(), w = word.toLowerCase();
    const exact = name === w ? 0 : name.startsWith(w) ? 1 : 2;
    return exact * 2 + (e.closest("main") ? 0 : 1);
  };
  let found = null;
  for (const word of wanted) {
    const fit = among.filter(e => has(named(e), word) || (isField(e) && has(legend(e) + " " + named(e), word)));
    if (!near) fit.sort((a, b) => rank(a, word) - rank(b, word));
    if ((found = fit[0])) break;
  }
  if (!found) return JSON.stringify({problem: "not shown", names});
  found.setAttribute("data-walked", "");
  const pointed = target(found);
  pointed.scrollIntoView({block: "center", behavior: "instant"});
  const box = pointed.getClientRects()[0] || pointed.getBoundingClientRect();
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  const top = document.elementFromPoint(x, y);
  const reaches = !top ? false : found.contains(top) || top.contains(found)
    || [...(found.labels || [])].some(l => l.contains(top));
  if (act === "click" && !reaches)
    return JSON.stringify({problem: `covered by ${top ? top.outerHTML.slice(0, 200) : "nothing: out of the window"}`, names});
  const link = found.closest("a[href]");
  const sends = found.matches("button,input[type=submit]") && found.type !== "button" && found.form;
  const here = link && link.getAttribute("href").startsWith("#");
  return JSON.stringify({
    name: named(found), kind: found.type || found.localName, group: found.name || "", x, y,
    moves: Boolean((link && !here) || sends),
    options: found.localName === "select" ? [...found.options].map(o => even(o.label)) : [],
  });
})
