// What a visitor reads: the first heading and the text of the main part.
(() => {
  const main = document.querySelector("main") || document.body;
  const h1 = document.querySelector("h1");
  return {h1: h1 ? h1.innerText : "", main: main ? main.innerText : ""};
})()
