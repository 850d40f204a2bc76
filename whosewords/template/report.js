"use strict";
// Conveniences only: everything on the page can be read without them.
document.documentElement.classList.add("script");
const button = document.getElementById("all-code");
if (button) button.addEventListener("click", () => {
  const show = button.getAttribute("aria-pressed") !== "true";
  document.querySelectorAll("details.code").forEach((d) => { d.open = show; });
  button.setAttribute("aria-pressed", String(show));
  button.textContent = show ? "Hide all code" : "Show all code";
});
function reveal() {
  let id = "";
  try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  const target = id && document.getElementById(id);
  if (!target) return;
  let inside = false;
  for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS" && !at.open) { at.open = true; inside = true; }
  if (inside) target.scrollIntoView();
}
addEventListener("hashchange", reveal);
reveal();
const contents = document.querySelector(".contents > details");
// The contents follow: the part that is read is marked, and its place in the list kept in view.
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
follow();
if (contents && matchMedia("(max-width: 68rem)").matches) contents.open = false;
