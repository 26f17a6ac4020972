/* Madoguchi consent snippet: docs/integration.md, "The snippet". No cookies; nothing is sent or run
   before a choice; where the desk cannot be reached, nothing is allowed. */
(() => {
  "use strict";
  const me = document.currentScript;
  const desk = me.dataset.desk || new URL(me.src).origin;
  const said = me.dataset.language || document.documentElement.lang || "ja";
  const language = said.toLowerCase().startsWith("en") ? "en" : "ja";
  const KEY = "madoguchi.choice";
  const gpc = navigator.globalPrivacyControl === true;
  const css = `
    :host { all: initial; color: #1a1a1a; font: 16px/1.7 "Noto Sans JP", "Noto Sans CJK JP", sans-serif }
    section { background: #fff; border: 2px solid #1a1a1a; box-sizing: border-box; padding: 16px 20px;
      position: fixed; z-index: 2147483647; left: 0; right: 0; bottom: 0; max-height: 80vh; overflow: auto;
      scroll-padding-bottom: 200px }
    [hidden] { display: none }
    h2 { font-size: 1.25em; margin: 0 0 8px; line-height: 1.4 } h2:focus { outline: 0; box-shadow: none }
    p, dl, ul { margin: 0 0 8px } dt { font-weight: 700 } dd { margin: 0 0 4px }
    label { display: inline-flex; gap: 8px; align-items: center; min-height: 44px; font-weight: 700 }
    input { width: 22px; height: 22px; margin: 0 }
    summary { min-height: 24px; cursor: pointer; width: fit-content } a, summary { color: #0017c1 }
    a { text-decoration: underline } .group { border-top: 1px solid #ccc; padding: 4px 0 }
    .group div { padding: 4px 0 4px 16px } li { margin-bottom: 8px }
    .buttons { display: flex; flex-wrap: wrap; gap: 8px; padding: 8px 0; position: sticky; bottom: -16px;
      background: #fff }
    button { font: inherit; font-weight: 700; background: #fff; color: #0017c1; border: 2px solid #0017c1;
      border-radius: 8px; min-height: 48px; padding: 8px 16px; flex: 1 1 200px; cursor: pointer }
    .open { position: fixed; left: 8px; bottom: 8px; min-height: 44px; flex: none; font-size: 14px }
    :focus-visible { outline: 4px solid #000; outline-offset: 2px; box-shadow: 0 0 0 2px #ffd43d }
    h2:focus-visible { outline: 0; box-shadow: none }
    [role=status] { color: #ce0000; font-weight: 700 }`;
  const running = new Set();
  let notice, panel, opener, asker, status, kept;

  const make = (tag, text, attributes, ...children) => {
    const node = document.createElement(tag);
    if (text) node.textContent = text;
    for (const name in attributes) node.setAttribute(name, attributes[name]);
    node.append(...children);
    return node;
  };
  const read = () => {
    try { return kept || JSON.parse(localStorage.getItem(KEY)); } catch { return null; }
  };
  const keep = (choice) => {
    kept = null;
    try { localStorage.setItem(KEY, JSON.stringify(choice)); } catch {
      kept = choice; /* for this page, where the browser lets nothing be stored */
      try { localStorage.removeItem(KEY); } catch { return; }
    }
  };
  /* A stored choice holds for the very words it was made under, and as long as the desk keeps its
     record. The browser's Global Privacy Control is a no to everything, unless the person said yes on
     this site while it was on. */
  const stored = () => {
    const choice = read();
    if (!choice || choice.version !== notice.version || !Array.isArray(choice.allowed)) return null;
    if (!(Date.now() - choice.at < notice.days * 864e5)) return null;
    return gpc && !choice.gpc ? null : choice;
  };
  const allowed = () => {
    const choice = notice && stored();
    return choice ? choice.allowed : [];
  };

  const getNotice = (how) =>
    fetch(`${desk}/snippet/notice.json?language=${language}`, { credentials: "omit", ...how });

  const release = () => {
    const may = {};
    for (const group of notice.groups) {
      if (!group.optional || allowed().includes(group.code)) {
        for (const row of group.transmissions) may[row.code] = group;
      }
    }
    for (const node of document.querySelectorAll("[data-madoguchi]")) {
      const code = node.dataset.madoguchi;
      if (!(code in may)) continue;
      if (may[code].optional) running.add(may[code].code);
      node.removeAttribute("data-madoguchi");
      if (node.tagName === "SCRIPT") {
        const script = make("script", node.textContent);
        for (const { name, value } of node.attributes) {
          if (name !== "type") script.setAttribute(name, value);
        }
        if (node.dataset.type) script.type = node.dataset.type;
        script.nonce = node.nonce; /* no attribute says it */
        script.async = node.hasAttribute("async"); /* the others run in their order */
        node.replaceWith(script);
      } else if (node.dataset.src) node.src = node.dataset.src;
    }
  };

  const close = () => {
    panel.hidden = true;
    opener.hidden = false;
    status.textContent = "";
    (asker || opener).focus();
  };
  const open = (event) => {
    asker = event && event.currentTarget;
    for (const box of panel.querySelectorAll("input")) box.checked = allowed().includes(box.value);
    panel.hidden = false;
    opener.hidden = true;
    panel.querySelector("h2").focus();
  };

  const choose = async (codes) => {
    const { id } = read() || {};
    const choice = { id: /^[-\da-f]{36}$/.test(id) ? id : crypto.randomUUID(), version: notice.version,
      language, allowed: codes, gpc, at: Date.now() };
    /* A no holds whether or not it can be recorded; a yes only once it is. */
    const no = allowed().some((code) => !codes.includes(code));
    if (no || !codes.length) keep({ ...choice, allowed: [] });
    try {
      const answer = await fetch(`${desk}/snippet/choices/`, {
        method: "POST", credentials: "omit", keepalive: true, body: JSON.stringify(choice),
      });
      if (answer.status === 409) {
        await getNotice({ cache: "reload" }); /* the browser's copy is of the old words */
        return location.reload();
      }
      if (!answer.ok) throw 0;
      keep(choice);
    } catch {
      if (codes.length) {
        status.textContent = notice.words.failed;
        return;
      }
    }
    close();
    document.dispatchEvent(new CustomEvent("madoguchi:choice", { detail: choice }));
    /* What runs already cannot be stopped otherwise; another page may have said the no. */
    if ([...running].some((code) => !allowed().includes(code))) location.reload();
    else release();
  };

  const groupOf = (group) => {
    const words = notice.words;
    const named = (text) => text.replace("{name}", () => group.name);
    const rows = group.transmissions.map((row) => make("li", "", {},
      make("strong", row.name),
      make("dl", "", {}, ...[
        [words.recipient, row.recipient], [words.what, row.what], [words.why, row.why],
        [words.their_use, row.their_use], [words.opt_out, row.opt_out],
      ].filter(([, text]) => text).flatMap(([name, text]) => [make("dt", name), make("dd", text)])),
      ...(row.opt_out_url ? [make("a", words.opt_out_page, { href: row.opt_out_url, rel: "noopener" })] : [])));
    const head = group.optional
      ? make("label", "", {}, make("input", "", { type: "checkbox", value: group.code }), group.name)
      : make("p", named(words.always));
    return make("div", "", { class: "group" }, head,
      make("details", "", {}, make("summary", named(words.details)),
        make("div", "", {}, make("ul", "", {}, ...rows))));
  };

  const build = () => {
    const words = notice.words;
    const host = make("div", "", { lang: language });
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    const button = (text, act) => {
      const node = make("button", text, { type: "button" });
      node.addEventListener("click", act);
      return node;
    };
    const optional = notice.groups.filter((group) => group.optional).map((group) => group.code);
    const ticked = () => [...panel.querySelectorAll("input:checked")].map((box) => box.value);
    status = make("p", "", { role: "status" });
    panel = make("section", "", { "aria-labelledby": "title" },
      make("h2", words.title, { id: "title", tabindex: "-1" }),
      make("p", words.intro), ...(gpc ? [make("p", words.gpc)] : []),
      ...notice.groups.map(groupOf), status,
      make("div", "", { class: "buttons" },
        button(words.refuse, () => choose([])),
        button(words.some, () => choose(ticked())),
        button(words.all, () => choose(optional))),
      make("p", "", {}, make("a", words.policy, { href: notice.policy })));
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && (stored() || gpc)) close();
    });
    opener = button(words.settings, open);
    opener.className = "open";
    const own = document.querySelectorAll("[data-madoguchi-settings]");
    for (const node of own) node.addEventListener("click", open);
    root.append(panel);
    if (own.length) asker = own[0]; /* the site has a place for it: no button over its pages */
    else root.append(make("nav", "", { "aria-label": words.settings }, opener));
    document.body.prepend(host);
  };

  const start = async () => {
    const answer = await getNotice();
    if (!answer.ok) throw 0;
    notice = await answer.json();
    if (document.readyState === "loading") { /* tags may come that were not read yet */
      await new Promise((done) => document.addEventListener("DOMContentLoaded", done));
    }
    build();
    const decided = stored() || gpc;
    panel.hidden = Boolean(decided);
    opener.hidden = !decided;
    release();
  };
  window.madoguchi = { allowed, open: () => notice && open() };
  start().catch(() => console.info("madoguchi: the desk cannot be reached; nothing is allowed"));
})();
