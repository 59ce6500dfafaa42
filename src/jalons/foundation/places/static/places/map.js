// Moves and zooms the map in place: drag, the wheel with Ctrl, the links around it. Without it, the
// same links and forms load the page.
const MAP = ".town";
let town = document.querySelector(MAP);

async function show(url) {
  town.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url);
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = read.querySelector(MAP);
    if (!answer.ok || !fresh) throw new Error(answer.status);
    town.replaceWith(fresh);
    town = fresh;
    const heading = read.querySelector("h1");
    if (heading) document.querySelector("h1").textContent = heading.textContent;
    history.replaceState(null, "", url);
    town.querySelector("nav a")?.focus({ preventScroll: true });
  } catch {
    location.assign(url);
  }
}

function there(east, north, zoom) {
  const { lon, lat, wide, high, zoom: level } = town.querySelector("figure").dataset;
  const asked = new URLSearchParams(location.search);
  asked.set("x", (+lon + east * wide).toFixed(5));
  asked.set("y", (+lat + north * high).toFixed(5));
  asked.set("z", Math.min(10, Math.max(0, +level + zoom)));
  return location.pathname + "?" + asked;
}

if (town) {
  let from = null;
  let moved = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest(MAP + " a");
    if (!link) return;
    const address = link.getAttribute("href");
    if (moved) event.preventDefault();
    else if (address.startsWith("?") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      show(location.pathname + address);
    }
    moved = false;
  });
  document.addEventListener("pointerdown", (event) => {
    const drawing = event.target.closest(MAP + " figure .sheet");
    moved = false;
    from = drawing && event.button === 0 ? { drawing, x: event.clientX, y: event.clientY } : null;
  });
  document.addEventListener("dragstart", (event) => { if (from) event.preventDefault(); });
  document.addEventListener("pointerup", (event) => {
    if (!from) return;
    const box = from.drawing.getBoundingClientRect();
    const east = (from.x - event.clientX) / box.width;
    const north = (event.clientY - from.y) / box.height;
    from = null;
    moved = Math.hypot(east, north) > 0.02;
    if (moved) show(there(east, north, 0));
  });
  document.addEventListener("wheel", (event) => {
    if (!event.ctrlKey || !event.target.closest(MAP + " figure .sheet")) return;
    event.preventDefault();
    if (!town.hasAttribute("aria-busy")) show(there(0, 0, event.deltaY < 0 ? 1 : -1));
  }, { passive: false });
}
