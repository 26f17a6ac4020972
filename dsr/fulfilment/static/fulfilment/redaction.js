/* Draw an area on the page instead of typing its numbers; the form works without this. */
"use strict";

(() => {
  const sheet = document.querySelector(".drawable");
  const inputs = Object.fromEntries(
    ["kind", "page", "left", "top", "width", "height"].map((name) => [
      name,
      document.getElementById(`id_${name}`),
    ]),
  );
  if (!sheet || Object.values(inputs).some((input) => !input)) return;

  const picture = sheet.querySelector("img");
  picture.draggable = false;
  sheet.classList.add("drawable--ready");
  const area = document.createElement("div");
  area.className = "drawable__area";
  area.hidden = true;
  sheet.append(area);
  let start = null;

  /* Where on the page, in percent of it. */
  const at = (event) => {
    const box = picture.getBoundingClientRect();
    const percent = (value, size) => Math.min(Math.max((value / size) * 100, 0), 100);
    return { x: percent(event.clientX - box.left, box.width), y: percent(event.clientY - box.top, box.height) };
  };

  const show = (end) => {
    const drawn = {
      left: Math.min(start.x, end.x),
      top: Math.min(start.y, end.y),
      width: Math.abs(end.x - start.x),
      height: Math.abs(end.y - start.y),
    };
    area.hidden = false;
    for (const [side, value] of Object.entries(drawn)) area.style[side] = `${value}%`;
    return drawn;
  };

  sheet.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    start = at(event);
    sheet.setPointerCapture(event.pointerId);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (start) show(at(event));
  });
  sheet.addEventListener("pointercancel", () => {
    start = null;
  });
  sheet.addEventListener("pointerup", (event) => {
    if (!start) return;
    const drawn = show(at(event));
    start = null;
    if (drawn.width < 0.2 || drawn.height < 0.2) {
      area.hidden = true; // a click is no area
      return;
    }
    // left and top down, the rest up: rounding never uncovers what was drawn over
    const left = Math.floor(drawn.left * 10) / 10;
    const top = Math.floor(drawn.top * 10) / 10;
    inputs.left.value = left.toFixed(1);
    inputs.top.value = top.toFixed(1);
    inputs.width.value = Math.min(Math.ceil((drawn.left + drawn.width - left) * 10) / 10, 100 - left).toFixed(1);
    inputs.height.value = Math.min(Math.ceil((drawn.top + drawn.height - top) * 10) / 10, 100 - top).toFixed(1);
    inputs.kind.value = "AREA";
    inputs.page.value = sheet.dataset.page;
  });
})();
