// Keeps what is typed in the forms that ask for it, every 10 seconds while it changes.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  let changed = false;
  const keep = () => {
    if (!changed) return;
    changed = false;
    const typed = new FormData(form);
    for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
    fetch(form.dataset.autosave, { method: "POST", body: new URLSearchParams(typed), keepalive: true })
      .catch(() => { changed = true; });
  };
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  setInterval(keep, 10000);
  addEventListener("pagehide", keep);
}
