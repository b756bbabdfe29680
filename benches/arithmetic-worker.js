// Bare arithmetic, as much each time: how much more of it several threads do than one says what the machine gives them at the moment.
addEventListener("message", () => {
  const start = performance.now();
  let [x, y, sum] = [1, 0.5, 0];
  for (let i = 0; i < 3e7; i++) {
    x = x * 0.999 + 1;
    y = y * 0.99 + x;
    sum += y;
  }
  // The sum, so that the loop is not left out.
  postMessage({ time: performance.now() - start, sum });
});

export {};
