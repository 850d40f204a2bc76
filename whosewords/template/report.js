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
const links = new Map([...document.querySelectorAll(".contents > details > ol > li > a")].map((a) => [a.hash.slice(1), a]));
if ("IntersectionObserver" in window) {
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) {
      links.forEach((a) => a.removeAttribute("aria-current"));
      links.get(entry.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-20% 0px -75% 0px" });
  links.forEach((_, id) => { const at = document.getElementById(id); if (at) seen.observe(at); });
}
const contents = document.querySelector(".contents > details");
if (contents && matchMedia("(max-width: 68rem)").matches) contents.open = false;
