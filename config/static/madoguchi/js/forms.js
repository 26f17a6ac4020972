/* Small kindnesses for forms; every form works without them.
   Words come from <html data-…> so that they follow the page's language. */
"use strict";

(() => {
  const words = document.documentElement.dataset;
  const SENDING_FOR = 10_000; // ms after which a second try is let through

  /* A second tap while the first is on its way files nothing twice. */
  const guardAgainstSecondSubmit = (form) => {
    let sentAt = -Infinity;
    const status = document.createElement("p");
    status.className = "form-status";
    status.setAttribute("role", "status");
    form.append(status);
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (performance.now() - sentAt < SENDING_FOR) {
        event.preventDefault();
        return;
      }
      sentAt = performance.now();
      status.textContent = words.textSending;
    });
    // A page brought back by the Back button may be sent again.
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      sentAt = -Infinity;
      status.textContent = "";
    });
  };

  /* Say how many characters are left; the server still decides. */
  const countCharacters = (area) => {
    const count = document.getElementById(`${area.id}_count`);
    if (!count) return;
    const limit = Number(area.getAttribute("maxlength") || area.dataset.maxlength);
    area.dataset.maxlength = String(limit);
    area.removeAttribute("maxlength"); // cutting a paste off silently would lose words
    const refresh = () => {
      // A line break is sent as two characters.
      const used = Array.from(area.value.replace(/\r?\n/g, "\r\n")).length;
      const left = limit - used;
      const word = left < 0 ? words.textOver : words.textLeft;
      count.textContent = word.replace("{n}", String(Math.abs(left)));
      count.classList.toggle("field__count--over", left < 0);
    };
    area.addEventListener("input", refresh);
    refresh();
  };

  /* Ask before leaving a form marked data-warn-unsaved whose answers are not yet sent. */
  const warnUnsaved = (form) => {
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", (event) => {
      if (!event.defaultPrevented) changed = false;
    });
    window.addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
  };

  /* Only one menu open, and Escape closes it. */
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.account-menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  };

  const start = () => {
    for (const form of document.querySelectorAll('main form[method="post"]')) guardAgainstSecondSubmit(form);
    for (const area of document.querySelectorAll("main textarea[maxlength]")) countCharacters(area);
    for (const form of document.querySelectorAll("form[data-warn-unsaved]")) warnUnsaved(form);
    for (const button of document.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
    document.querySelector(".error-summary:not([data-sample] *)")?.focus();
    document.addEventListener("click", (event) => closeMenus(event.target.closest("details.account-menu")));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      const open = document.querySelector("details.account-menu[open]");
      closeMenus(null);
      if (open?.contains(document.activeElement)) open.querySelector("summary").focus();
    });
  };

  start();
})();
