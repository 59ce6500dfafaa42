// The elements, links and icons of a page, and the wait for its first byte, in ms.
(() => {
  const inSvg = e => e.parentElement && e.parentElement.closest("svg");
  const count = root => {
    let n = 0;
    for (const e of root.querySelectorAll("*")) {
      if (!inSvg(e)) n += 1;
      if (e.shadowRoot) n += count(e.shadowRoot);
    }
    return n;
  };
  const timing = performance.getEntriesByType("navigation")[0];
  const server = timing ? timing.serverTiming || [] : [];
  const total = server.find(t => t.name === "app" || t.name === "total");
  // the link of a drawing has no address as text: it is read as a page would read it
  const address = a => Object.assign(document.createElement("a"),
    {href: a.getAttribute("href")}).href.split("#")[0];
  return {
    title: document.title,
    nodes: count(document),
    links: [...document.querySelectorAll("a[href]")].map(address),
    icons: [...document.querySelectorAll("link[rel~=icon]")].map(l => l.href),
    wait: total ? total.duration : timing ? timing.responseStart - timing.requestStart : null,
  };
})()
