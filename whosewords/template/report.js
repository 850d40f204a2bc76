"use strict";
// Conveniences only: everything on the page can be read without them.
(() => {
  const WORDS = /* words */ {};
  const page = document.documentElement;
  page.classList.add("script");
  const make = (tag, name, text) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text) made.textContent = text;
    return made;
  };
  const within = (start, stop) => {
    for (let at = start; at; at = at.parentElement) if (at.tagName === "DETAILS" && !at.open) { at.open = true; stop.opened = true; }
  };

  const code = document.getElementById("all-code");
  if (code) code.addEventListener("click", () => {
    const show = code.getAttribute("aria-pressed") !== "true";
    document.querySelectorAll("details.code").forEach((d) => { d.open = show; });
    code.setAttribute("aria-pressed", String(show));
    code.textContent = show ? WORDS.hide_code : WORDS.show_code;
  });

  // A link into an article opens what the place is folded in; a button leads back to the number it was followed from.
  const back = make("button", "back", WORDS.back);
  back.type = "button";
  back.hidden = true;
  document.querySelector("main").append(back);
  let origin = null;
  function reveal() {
    let id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = id && document.getElementById(id);
    if (!target) return;
    const stop = { opened: false };
    within(target, stop);
    if (stop.opened) target.scrollIntoView();
    back.hidden = !(origin && target.matches(".ww-sentence"));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || !document.getElementById(link.hash.slice(1))?.matches(".ww-sentence")) return;
    origin = link;
    if (link.hash === location.hash) setTimeout(reveal);
  });
  back.addEventListener("click", () => {
    back.hidden = true;
    within(origin, {});
    origin.scrollIntoView({ block: "center" });
    origin.focus({ preventScroll: true });
    origin = null;
  });
  addEventListener("hashchange", reveal);

  // What is told of a passage: on hover, focus or tap, from the list below its article.
  const card = make("div", "card");
  card.setAttribute("role", "status");
  card.hidden = true;
  document.querySelector("main").append(card);
  let told = null;
  let leaving = 0;
  const hide = () => { card.hidden = true; told?.classList.remove("ww-told"); told = null; };
  function row(passage) {
    const list = passage.closest(".ww-article").querySelector(".ww-passages tbody");
    return passage.dataset.p && list ? list.rows[Number(passage.dataset.p) - 1] : null;
  }
  function tell(passage) {
    clearTimeout(leaving);
    if (passage === told) return;
    hide();
    told = passage;
    passage.classList.add("ww-told");
    const facts = make("dl");
    const fact = (name, value) => facts.append(make("dt", "", name), make("dd", "", value));
    const found = row(passage);
    fact(WORDS.voice, passage.dataset.told);
    if (found) {
      const heads = found.closest("table").tHead.rows[0].cells;
      for (let n = 2; n < heads.length; n += 1) fact(heads[n].textContent, found.cells[n].textContent);
    }
    const near = [...passage.querySelectorAll("[data-told]")];
    for (let at = passage.parentElement; at && !at.matches(".ww-text"); at = at.parentElement) if (at.dataset.told) near.push(at);
    near.forEach((n) => fact(WORDS.also, n.dataset.told));
    card.replaceChildren(facts);
    card.hidden = false;
    const lines = passage.getClientRects();
    const line = lines[lines.length - 1];
    const wide = Math.min(innerWidth - 16, 400);
    card.style.width = `${wide}px`;
    card.style.left = `${scrollX + Math.max(8, Math.min(line.left, page.clientWidth - wide - 8))}px`;
    const above = line.bottom + card.offsetHeight + 12 > innerHeight && lines[0].top > card.offsetHeight + 12;
    card.style.top = `${scrollY + (above ? lines[0].top - card.offsetHeight - 8 : line.bottom + 8)}px`;
  }
  const passageOf = (event) => event.target.closest?.(".ww-ready .ww-voice");
  const leave = () => { clearTimeout(leaving); leaving = setTimeout(hide, 300); };
  document.addEventListener("pointerover", (event) => {
    const passage = passageOf(event);
    if (passage && event.pointerType !== "touch") tell(passage);
    else if (event.target.closest?.(".card")) clearTimeout(leaving);
    else if (told && told !== document.activeElement) leave();
  });
  document.addEventListener("click", (event) => {
    const passage = passageOf(event);
    if (passage) tell(passage); else if (!event.target.closest?.(".card")) hide();
  });
  document.addEventListener("focusin", (event) => {
    const passage = passageOf(event);
    if (passage) tell(passage); else if (told) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !card.hidden) { hide(); return; }
    const passage = event.target.matches?.(".ww-ready .ww-voice") ? event.target : null;
    if (!passage || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = [...passage.closest(".ww-text").querySelectorAll(".ww-voice")].filter((p) => p.checkVisibility?.() ?? true);
    const at = all.indexOf(passage);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = all[Math.max(0, Math.min(to, all.length - 1))];
    passage.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  // The switches of an article, made when it is first shown; one stop of the tab key for all of its passages.
  function ready(view) {
    const text = view.querySelector(".ww-text");
    const passages = [...view.querySelectorAll(".ww-text .ww-voice")];
    if (!passages.length || view.classList.contains("ww-ready")) return;
    view.classList.add("ww-ready");
    view.querySelectorAll(".ww-text [title]").forEach((e) => { e.dataset.told = e.title; e.removeAttribute("title"); });
    passages.forEach((p, n) => { p.tabIndex = n ? -1 : 0; });
    const switches = make("div", "ww-switches");
    const choice = make("select");
    choice.append(new Option(WORDS.all_voices, ""));
    const legend = document.querySelectorAll(".ww-legend .ww-voice");
    const kinds = new Map([...legend].map((l) => [[...l.classList].find((c) => c !== "ww-voice"), l.textContent]));
    kinds.forEach((name, kind) => { if (passages.some((p) => p.classList.contains(kind))) choice.append(new Option(name, `.${kind}`)); });
    const speakers = new Map();
    passages.forEach((p) => { const found = row(p); if (found) speakers.set(found.cells[2].textContent, [...speakers.get(found.cells[2].textContent) ?? [], p]); });
    const group = document.createElement("optgroup");
    group.label = WORDS.speaker;
    speakers.forEach((_, name) => group.append(new Option(name, `=${name}`)));
    if (speakers.size) choice.append(group);
    choice.addEventListener("change", () => {
      const kept = choice.value.startsWith("=") ? new Set(speakers.get(choice.value.slice(1))) : null;
      passages.forEach((p) => p.classList.toggle("ww-off", Boolean(choice.value) && !(kept ? kept.has(p) : p.matches(choice.value))));
    });
    const show = make("label", "", `${WORDS.show_voice} `);
    show.append(choice);
    switches.append(show);
    const toggle = (name, kind, on) => {
      const box = make("input");
      box.type = "checkbox";
      box.checked = on;
      box.addEventListener("change", () => text.classList.toggle(kind, box.checked !== on));
      const label = make("label");
      label.append(box, ` ${name}`);
      switches.append(label);
    };
    toggle(WORDS.fade_own, "ww-faded", false);
    if (view.querySelector(".ww-label, .ww-marker")) toggle(WORDS.show_labels, "ww-unlabelled", true);
    switches.append(make("p", "", WORDS.keys));
    text.before(switches);
  }
  const readyIn = (place) => place.querySelectorAll(".ww-article").forEach((view) => { if (view.checkVisibility?.() ?? true) ready(view); });
  readyIn(document);
  document.addEventListener("toggle", (event) => { if (event.target.open) readyIn(event.target); }, true);

  // What scrolls sideways can be reached by keyboard, and says so; what fits is no stop on the way.
  const measure = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const wide = target.scrollWidth > target.clientWidth + 1;
      if (wide || target.scrollHeight > target.clientHeight + 1) target.tabIndex = 0; else target.removeAttribute("tabindex");
      if (target.tagName === "PRE") continue;
      const hint = target.previousElementSibling?.matches(".ww-sideways") ? target.previousElementSibling : null;
      if (wide && !hint) target.before(make("p", "ww-sideways", WORDS.sideways));
      if (!wide && hint) hint.remove();
    }
  });
  document.querySelectorAll(".ww-scroll, .ww-frame, .rich, .prose table, pre").forEach((e) => measure.observe(e));

  // The contents follow: the part that is read is marked, and its place in the list kept in view.
  const contents = document.querySelector(".contents > details");
  const places = [...document.querySelectorAll(".contents a")]
    .map((link) => ({ link, at: document.getElementById(link.hash.slice(1)) })).filter((place) => place.at);
  let waiting = false;
  function follow() {
    waiting = false;
    let low = 0;
    for (let high = places.length; low < high;) {
      const middle = (low + high) >> 1;
      if (places[middle].at.getBoundingClientRect().top <= innerHeight / 4) low = middle + 1; else high = middle;
    }
    const link = places[low - 1]?.link;
    if (link?.hasAttribute("aria-current")) return;
    places.forEach((place) => place.link.removeAttribute("aria-current"));
    if (!link) return;
    link.setAttribute("aria-current", "true");
    link.closest("li li")?.parentElement.closest("li").querySelector("a").setAttribute("aria-current", "true");
    const top = link.getBoundingClientRect().top - contents.getBoundingClientRect().top;
    if (top < 40 || top > contents.clientHeight - 40) contents.scrollTop += top - contents.clientHeight / 3;
  }
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(follow); } }, { passive: true });
  reveal();
  follow();
  if (contents && matchMedia("(max-width: 68rem)").matches) contents.open = false;
})();
