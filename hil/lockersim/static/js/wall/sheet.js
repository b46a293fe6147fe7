// The sheet at the side: one thing at a time, closed with Escape, focus goes back where it came from.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../texts.js";

let current = null;
let before = null;

/** Open the sheet; `draw` returns its content and is called again on every refresh. */
export function openSheet({ title, draw, onClose = () => {} }) {
  if (current) current.onClose();
  before = document.activeElement;
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
  const focused = sheet.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const top = sheet.scrollTop;
  sheet.setAttribute("aria-label", current.title());
  sheet.replaceChildren(
    h("header", {},
      h("h2", {}, current.title()),
      h("button", { "data-key": "close", onclick: closeSheet, "aria-label": t("button.close"), title: t("button.close") }, icon("close"))),
    ...current.draw());
  sheet.scrollTop = top;
  if (focused) sheet.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

/** Close it. */
export function closeSheet() {
  if (!current) return;
  current.onClose();
  current = null;
  document.getElementById("sheet").hidden = true;
  before?.focus?.();
}
