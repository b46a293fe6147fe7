// What a native speaker has ticked, kept in this browser, and at the end the text to sign.

const { language } = document.body.dataset;
const rows = [...document.querySelectorAll("article")];
const kept = `review ${language}`;
const known = new Set(JSON.parse(localStorage.getItem(kept) ?? "[]"));  // digests: a sentence that was changed is read again
const box = (row) => row.querySelector("input");
const name = document.getElementById("name");
const signing = document.getElementById("signing");
const copy = document.getElementById("copy");
const screen = document.getElementById("screen");
const link = (row) => row.querySelector(".where a");

function toml() {
  const ticked = rows.filter((row) => row.dataset.signed === "false");
  const table = (kind) => [`[review.${kind}]`, ...ticked.filter((row) => row.dataset.kind === kind).map((row) => `"${row.dataset.id}" = "${row.dataset.digest}"`)];
  const now = new Date();
  const date = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  return [`[[review]]`, `name = ${JSON.stringify(name.value.trim())}`, `date = ${date}`, ...table("sentences"), ...table("page"), ""].join("\n");
}

/** Show the screen of the sentence that is read now, as drawn by the terminal's own modules. */
function look(row) {
  for (const other of rows) other.toggleAttribute("data-here", other === row);
  document.getElementById("where").textContent = row.querySelector(".where :first-child").textContent;
  screen.toggleAttribute("data-none", !link(row));
  if (link(row)) screen.contentWindow.location.replace(link(row).href);  // it draws anew, and is loaded but once
}

function draw() {
  const done = rows.filter((row) => box(row).checked).length;
  document.getElementById("bar").value = done;
  document.getElementById("done").textContent = `${done} / ${rows.length}`;
  const whole = done === rows.length && name.value.trim() !== "";
  signing.value = whole ? toml() : "";
  copy.disabled = !whole;
}

for (const row of rows) {
  row.addEventListener("focusin", () => look(row));
  row.addEventListener("click", () => look(row));
  box(row).checked = row.dataset.signed === "true" || known.has(row.dataset.digest);
  box(row).disabled = false;  // a tick set before this script ran would have been forgotten
  box(row).addEventListener("change", () => {
    if (box(row).checked) known.add(row.dataset.digest); else known.delete(row.dataset.digest);
    localStorage.setItem(kept, JSON.stringify([...known]));
    draw();
    const next = rows[rows.indexOf(row) + 1];
    if (box(row).checked && next) {
      next.scrollIntoView({ block: "center" });
      box(next).focus({ preventScroll: true });
    }
  });
}
look(rows.find((row) => !box(row).checked) ?? rows[0]);
name.addEventListener("input", draw);
copy.addEventListener("click", () => navigator.clipboard.writeText(signing.value));
draw();
