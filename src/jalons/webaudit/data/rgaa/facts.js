// What our own rules of accessibility read of a page, as plain facts: { doctype, public_id, title, marked, links }.
// marked: rule of data/rgaa.toml -> [nodes, targets]; links: [name, address, target]. The top document only: no frame, no shadow root.
(() => {
  const MOST = 3, MOST_LINKS = 1000, marked = {};
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const path = e => {
    const steps = [];
    for (; e && e.parentElement; e = e.parentElement) {
      // attributes, not properties: a field named "id" or "children" hides those of its form
      const id = "#" + CSS.escape(e.getAttribute("id") || "");
      if (id !== "#" && document.querySelectorAll(id).length === 1) {
        return [id, ...steps].join(" > ");
      }
      const twins = all(`:scope > ${CSS.escape(e.localName)}`, e.parentElement);
      steps.unshift(CSS.escape(e.localName) +
        (twins.length > 1 ? `:nth-of-type(${twins.indexOf(e) + 1})` : ""));
    }
    return ["html", ...steps].join(" > ");
  };
  const mark = (rule, elements) => {
    const unique = [...new Set(elements)];
    if (unique.length) marked[rule] = [unique.length, unique.slice(0, MOST).map(path)];
  };
  const drawn = e => e.parentElement && e.parentElement.closest("svg, math");
  const silent = e => e.closest("[aria-hidden=true], [hidden], template") ||
    !e.checkVisibility({visibilityProperty: true});
  const html = e => !drawn(e) && !e.localName.includes("-");
  const text = e => (e ? e.textContent : "").trim();
  const named = e => e.getAttribute("aria-label")?.trim() || e.getAttribute("title")?.trim() ||
    (e.getAttribute("aria-labelledby") || "").split(/\s+/).some(id => text(id &&
      document.getElementById(id)));

  mark("presentation-tag", all("basefont,blink,center,font,marquee,s,strike,tt,big").filter(html));
  mark("presentation-attribute", all(`[align],[background],[bgcolor],[border],[cellpadding],
    [cellspacing],[char],[charoff],[compact],[color],[frameborder],[hspace],[marginheight],
    [marginwidth],[valign],[vspace],body[alink],body[link],body[text],body[vlink],br[clear],
    hr[size],font[size],${["table", "td", "th", "tr", "thead", "tbody", "col", "colgroup", "hr",
    "pre"].map(t => `${t}[width],${t}[height]`)}`)
    .filter(e => html(e) && !["svg", "math", "link"].includes(e.localName)));
  mark("presentation-size", all("iframe,video").filter(e => e.matches("[width],[height]")));
  const ids = new Set();
  mark("duplicate-id", all("[id]").filter(e => {
    const id = e.getAttribute("id"), again = ids.has(id);
    ids.add(id);
    return id && again;
  }));
  const dir = e => e.getAttribute("dir").trim().toLowerCase();
  mark("dir-invalid", all("[dir]").filter(e => !["ltr", "rtl", "auto"].includes(dir(e))));
  mark("dir-auto", all("[dir]").filter(e => dir(e) === "auto"));

  const LATIN = /^(fr|en|es|de|it|pt|nl|br|oc|eu|ca|co|pl|ro|gsw|lb|cs|sv|da)\b/i;
  const turned = [], foreign = [], spaced = [];
  const walker = document.createTreeWalker(document.body || document, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.data, e = walker.currentNode.parentElement;
    if (!/\p{L}/u.test(words) || !e || e.closest("script,style,noscript,code,pre,svg,math")) {
      continue;
    }
    const letters = words.match(/\p{L}/gu);
    const latin = (words.match(/\p{Script=Latin}/gu) || []).length;
    const right = (words.match(/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/g) || []).length;
    const spacing = /(^|\s)(\p{L}[ \u00a0]){3,}\p{L}(\s|$)/u.test(words);
    if (!spacing && letters.length - latin < 2) continue;
    if (silent(e)) continue;
    if (spacing) spaced.push(e);
    const way = e.closest("[dir]");
    if (right > 1 && right * 2 > letters.length && !["rtl", "auto"].includes(way && dir(way))) {
      turned.push(e);
    }
    const spoken = e.closest("[lang]");
    const outside = letters.length - latin;
    if (outside > 2 && outside * 2 > letters.length && spoken && LATIN.test(spoken.lang)) {
      foreign.push(e);
    }
  }
  mark("text-direction-undeclared", turned);
  mark("text-language-undeclared", foreign);
  mark("letters-spaced", spaced);
  const language = e => (e?.getAttribute("lang") || "").split("-")[0].toLowerCase();
  mark("link-language-undeclared", all("a[hreflang]").filter(e => !silent(e) && text(e) &&
    !e.querySelector("[lang]") && language(e.closest("[lang]")) &&
    e.hreflang.split("-")[0].toLowerCase() !== language(e.closest("[lang]"))));

  const tables = all("table");
  const own = (table, selector) => all(selector, table).filter(e => e.closest("table") === table);
  const layout = table => /^(presentation|none)$/.test(table.getAttribute("role") || "");
  const filled = e => text(e) || e.querySelector("img, svg");
  mark("layout-table-markup", tables.filter(t => layout(t) && (t.getAttribute("summary")?.trim() ||
    own(t, `caption,th,thead,tfoot,colgroup,[role=rowheader],[role=columnheader],td[scope],
      td[headers],td[axis]`).length)));
  const data = tables.filter(t => !t.hasAttribute("role") && !silent(t) && own(t, "td").length);
  mark("table-without-header", data.filter(t =>
    !own(t, "th,[role=rowheader],[role=columnheader]").length));
  const heads = t => own(t, "th").filter(filled);
  const free = e => !e.hasAttribute("scope") && !e.hasAttribute("role") && !e.id;
  mark("table-header-unlinked", data.flatMap(t => {
    const rows = new Set(heads(t).map(e => e.parentElement));
    const columns = new Set(heads(t).map(e => e.cellIndex));
    return rows.size > 1 && columns.size > 1 ? heads(t).filter(free) : [];
  }));
  mark("table-scope-invalid", data.flatMap(t => own(t, "th[scope]").filter(e =>
    !/^(row|col|rowgroup|colgroup)$/i.test(e.getAttribute("scope").trim()))));
  mark("table-complex", data.filter(t => !t.caption && !t.getAttribute("summary")?.trim() &&
    !t.hasAttribute("aria-describedby") && own(t, "th").some(e => e.colSpan > 1 || e.rowSpan > 1)));

  const groups = "fieldset,[role=group],[role=radiogroup]";
  const sets = Object.values(Object.groupBy(
    all("input[type=radio][name],input[type=checkbox][name]").filter(e => !silent(e)),
    e => `${e.type} ${e.name} ${e.form ? path(e.form) : ""}`)).filter(s => s.length > 1);
  const shared = set => {
    const group = set[0].closest(groups);
    return group && set.every(e => group.contains(e)) ? group : null;
  };
  mark("choice-group-unnamed", sets.map(shared).filter(g => g && !named(g) &&
    !(g.localName === "fieldset" && text(g.querySelector(":scope > legend")))));
  mark("choice-ungrouped", sets.filter(s => !shared(s)).map(s => s[0]));
  const mains = all("main").filter(e => !silent(e));
  mark("main-repeated", mains.slice(1));
  mark("main-missing", mains.length ? [] : [document.documentElement]);
  const headings = all("h1,h2,h3,h4,h5,h6,[role=heading]").filter(e => !silent(e) &&
    (e.getAttribute("role") || "heading") === "heading");
  const level = e => Number(e.getAttribute("aria-level") || e.localName[1]) || 2;
  mark("heading-missing", headings.length ? [] : [document.documentElement]);
  const before = i => (i ? level(headings[i - 1]) : 0);
  mark("heading-skipped", headings.filter((e, i) => level(e) > before(i) + 1));
  mark("tabindex-positive", all("[tabindex]").filter(e => e.tabIndex > 0));

  const images = all("img").filter(e => !silent(e));
  const FILE = /\.(png|jpe?g|gif|svg|webp|avif|bmp)$/i;
  mark("image-alt-file", images.filter(e => FILE.test(e.alt.trim())));
  mark("image-alt-doubled", images.filter(e => e.getAttribute("alt") === "" && named(e) &&
    !/^(presentation|none)$/.test(e.getAttribute("role") || "")));
  const drawings = all("svg").filter(e => !drawn(e));
  mark("drawing-undeclared", drawings.filter(e => !silent(e) && e.getAttribute("role") !== "img" &&
    !e.closest("[role=img]")));
  mark("drawing-hidden-named", drawings.filter(e => e.getAttribute("aria-hidden") === "true" &&
    (named(e) || [...e.children].some(c => /^(title|desc)$/.test(c.localName) && text(c)))));
  const DOCUMENT = /\.(pdf|docx?|odt|xlsx?|ods|pptx?|odp|rtf|epub)$/i;
  mark("document-link", all("a[href]").filter(e => !silent(e) &&
    DOCUMENT.test(e.getAttribute("href").trim().split(/[?#]/)[0])));
  const blank = e => !e.childElementCount && !text(e).replace(/\u00a0/g, "");
  const follows = e => { let n = e.nextSibling;
    while (n && n.nodeType === 3 && !n.data.trim()) n = n.nextSibling; return n; };
  mark("block-empty", [...all("p").filter(e => blank(e) && e.checkVisibility() && !e.id &&
    !e.closest("[aria-live],[role=status],[role=alert]")),
    ...all("br").filter(e => follows(e)?.localName === "br")]);

  const name = e => e.getAttribute("aria-label") ||
    [e.innerText ?? text(e), ...all("img[alt]", e).map(i => i.alt)].join(" ");
  const here = location.href.split("#")[0];
  const address = e => {
    const whole = String(e.href.baseVal ?? e.href);
    return whole.split("#")[0] === here ? e.getAttribute("href") || "" : whole;
  };
  return {
    doctype: document.doctype ? document.doctype.name : null,
    public_id: document.doctype ? document.doctype.publicId : "",
    title: document.title,
    marked,
    links: all("a[href]").filter(e => !silent(e)).slice(0, MOST_LINKS)
      .map(e => [name(e).trim(), address(e), path(e)]),
  };
})()
