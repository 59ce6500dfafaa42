// To the end of the page, 60 windows at most; whether the end was reached.
(async () => {
  const pause = ms => new Promise(done => setTimeout(done, ms));
  for (let step = 0; step < 60; step += 1) {
    const before = scrollY;
    scrollBy({top: innerHeight, behavior: "instant"});
    await pause(30);
    if (scrollY === before) return true;
  }
  return false;
})()
