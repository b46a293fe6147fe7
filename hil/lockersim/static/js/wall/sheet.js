// The sheet at the side: one thing at a time, closed with Escape, focus goes back where it came from.

import { h, redraw } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../texts.js";

let current = null;
let before = null;

/** Open the sheet; `draw` returns its content and is called again on every refresh. */
export function openSheet({ title, draw, onClose = () => {} }) {
  if (current) current.onClose();
  else before = document.activeElement;
  current = { title, draw, onClose };
  const sheet = document.getElementById("sheet");
  sheet.hidden = false;
  sheet.scrollTop = 0;
  refreshSheet();
  sheet.querySelector("header button").focus();
}

/** Draw the open sheet again. */
export function refreshSheet() {
  if (!current) return;
  const sheet = document.getElementById("sheet");
  const top = sheet.scrollTop;
  sheet.setAttribute("aria-label", current.title());
  redraw(sheet,
    h("header", {},
      h("h2", {}, current.title()),
      h("button", { "data-key": "close", onclick: closeSheet, "aria-label": t("button.close"), title: t("button.close") }, icon("close"))),
    ...current.draw());
  sheet.scrollTop = top;
}

/** Close it; tell whether one was open. */
export function closeSheet() {
  if (!current) return false;
  hide();
  origin().focus();
  return true;
}

function hide() {
  current.onClose();
  current = null;
  document.getElementById("sheet").hidden = true;
}

/** Who goes on with the keyboard behind the sheet would not see where they are: it makes room. */
document.addEventListener("focusin", ({ target }) => {
  const sheet = document.getElementById("sheet");
  if (current && !sheet.contains(target) && target.getBoundingClientRect().right > sheet.getBoundingClientRect().left) hide();
});

/** Where the focus came from, also if that was drawn anew since. */
function origin() {
  if (before?.isConnected && before !== document.body) return before;
  const key = before?.dataset?.key;
  return (key && document.querySelector(`[data-key="${CSS.escape(key)}"]`)) || document.getElementById("cabinet");
}
