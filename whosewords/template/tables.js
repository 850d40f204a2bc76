"use strict";
// Tables that sort by a click on a heading and keep the rows that hold some words; without it they are complete.
(() => {
  const WORDS = /* words */ {};
  const FEW = 10;
  const number = (text) => {
    const found = /^[+−-]?\d[\d,]*(?:\.\d+)?/.exec(text);
    return found ? Number(found[0].replace(/,/g, "").replace("−", "-")) : null;
  };
  const told = (row, column) => (row.cells[column]?.textContent ?? "").trim();
  const compare = (numeric) => (a, b) => {
    if (numeric) return number(a) - number(b);
    return a.localeCompare(b, "en", { numeric: true, sensitivity: "base" });
  };
  function sort(table, rows, heads, column) {
    const head = heads[column];
    const up = head.getAttribute("aria-sort") === "ascending" || (head.classList.contains("ww-number")
      && head.getAttribute("aria-sort") !== "descending") ? -1 : 1;
    heads.forEach((h) => h.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up === 1 ? "ascending" : "descending");
    const numeric = head.classList.contains("ww-number");
    const missing = (text) => text === "" || text === "–" || (numeric && number(text) === null);
    const by = compare(numeric);
    const keyed = rows.map((row, place) => ({ row, place, text: told(row, column) }));
    keyed.sort((a, b) => missing(a.text) - missing(b.text) || (missing(a.text) ? 0 : up * by(a.text, b.text)) || a.place - b.place);
    table.tBodies[0].append(...keyed.map((k) => k.row));
  }
  function filter(rows, words, count) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !wanted.every((w) => text.includes(w));
      shown += !row.hidden;
    }
    count.textContent = wanted.length
      ? WORDS.rows_of.replace("{shown}", shown.toLocaleString("en")).replace("{all}", rows.length.toLocaleString("en")) : "";
  }
  for (const table of document.querySelectorAll("table.ww-sorted:not([data-ready])")) {
    table.dataset.ready = "";
    const rows = [...table.tBodies[0].rows];
    const heads = [...table.tHead.rows[0].cells];
    if (rows.length < 2) continue;
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, rows, heads, column));
      head.append(button);
    });
    if (rows.length <= FEW) continue;
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("output");
    label.className = "ww ww-filter";
    field.type = "search";
    label.append(`${WORDS.rows_containing} `, field, " ", count);
    field.addEventListener("input", () => filter(rows, field.value, count));
    table.closest(".ww-scroll").before(label);
  }
})();
