"use strict";
const form = document.getElementById("form"), facts = JSON.parse(form.dataset.facts);
const coder = document.getElementById("coder"), state = document.getElementById("state");
const sections = [...form.querySelectorAll(".sentence")];
const key = "whosewords coding " + facts.article;

const who = section => form.elements["speaker-" + section.dataset.sentence];
const chosen = (question, section) => {
  const value = form.elements[question + "-" + section.dataset.sentence].value;
  return question === "speaker" && chosen("voice", section) === "own" ? facts.nobody : value;
};

function show() {
  let done = 0;
  for (const section of sections) {
    const own = chosen("voice", section) === "own";
    who(section).disabled = own;
    const answered = facts.questions.every(q => chosen(q, section));
    section.classList.toggle("done", answered);
    done += answered;
  }
  state.textContent = done + " of " + sections.length + " sentences answered.";
}

function keep() {
  show();
  const answers = {};
  for (const element of form.elements) {
    if (element.name && (element.type !== "radio" || element.checked) && element.value) answers[element.name] = element.value;
  }
  try { localStorage.setItem(key, JSON.stringify({ coder: coder.value, answers })); } catch { /* no storage: the page still works */ }
}

function recall() {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch { return; }
  if (!kept || !kept.answers) return;
  coder.value = String(kept.coder || "");
  for (const [name, value] of Object.entries(kept.answers)) {
    const element = form.elements[name];
    if (element) element.value = value;
  }
}

function rows() {
  return sections
    .map(s => ({ sentence: Number(s.dataset.sentence), text: s.querySelector(".text").textContent,
      ...Object.fromEntries(facts.questions.map(q => [q, chosen(q, s)])) }))
    .filter(row => facts.questions.some(q => row[q]));
}

function named() {
  const name = coder.value.trim();
  if (/^[\p{L}\p{N}_-][\p{L}\p{N}_ -]*$/u.test(name)) return name;
  state.textContent = "First choose a code name at the top: letters, digits, - and _.";
  coder.focus();
  return "";
}

function browser() {
  let id = "";
  try { id = localStorage.getItem("whosewords browser") || ""; } catch { /* no storage */ }
  id ||= Array.from(crypto.getRandomValues(new Uint8Array(12)), b => b.toString(16).padStart(2, "0")).join("");
  try { localStorage.setItem("whosewords browser", id); } catch { /* no storage */ }
  return id;
}

document.getElementById("save").addEventListener("click", () => {
  const name = named();
  if (!name) return;
  // a text that a spreadsheet would take for a formula gets an apostrophe in front
  const cell = value => '"' + String(value).replace(/^(\s*[=+\-@])/, "'$1").replaceAll('"', '""') + '"';
  const lines = rows().map(row => facts.columns.map(c => cell({ coder: name, article: facts.article, ...row }[c] ?? "")).join(","));
  const file = new Blob(["\ufeff" + [facts.columns.join(","), ...lines].join("\r\n") + "\r\n"], { type: "text/csv" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name.replaceAll(" ", "_") + ".csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  state.textContent = "Saved as " + link.download + (document.getElementById("send") ? " on this device. The class has not got it: press Send." : ".");
});

document.getElementById("send")?.addEventListener("click", async () => {
  const name = named();
  if (!name) return;
  state.textContent = "Sending …";
  try {
    const answer = await fetch("answers" + location.search, {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ coder: name, article: facts.article, browser: browser(), rows: rows() }),
    });
    state.textContent = await answer.text();
  } catch {
    state.textContent = "Not sent: the teacher’s computer does not answer. Your answers are still here; try again, or save them as a file.";
  }
});

form.addEventListener("change", keep);
coder.addEventListener("input", keep);
form.addEventListener("submit", event => event.preventDefault());
recall();
show();
