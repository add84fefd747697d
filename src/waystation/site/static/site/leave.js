// Leave now works without this. With it the page vanishes before the answer comes, and Escape three times does the same.
"use strict";
(() => {
  const form = document.querySelector("form.leave");
  let pressed = [];
  form.addEventListener("submit", () => {
    document.title = "";
    document.documentElement.hidden = true;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    pressed = [...pressed.filter((at) => event.timeStamp - at < 2000), event.timeStamp];
    if (pressed.length >= 3) form.requestSubmit();
  });
})();
