// What a page shows of its ecodesign, and whether it is a login page. Values: engine/measure.py.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const images = all("img").filter((image) => image.complete && image.naturalWidth);
  const oversized = (image) => {
    const shown = image.getBoundingClientRect();
    const raster = !/\.svg($|\?)|^data:/.test(image.currentSrc);
    return raster && shown.width > 0 && image.naturalWidth > 2 * shown.width * devicePixelRatio;
  };
  const families = [...document.fonts].filter((f) => f.status === "loaded").map((f) => f.family);
  const password = document.querySelector("input[type=password]");
  return {
    facts: {
      fonts_families: new Set(families).size,
      autoplay: all("video[autoplay], audio[autoplay]").length,
      images_unsized: all("img:not([width][height])").length,
      images_oversized: images.filter(oversized).length,
      lazy_images: all("img[loading=lazy]").length,
      lang: document.documentElement.lang,
      has_doctype: document.doctype !== null,
    },
    password: password !== null && password.checkVisibility(),
    text: `${document.title} ${document.body ? document.body.innerText.slice(0, 3000) : ""}`,
  };
})()
