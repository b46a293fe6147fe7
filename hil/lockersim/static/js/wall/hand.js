// What one holds in one's hand; a click holds it to the terminal's scanner.

import { h, redraw } from "../dom.js";
import { on, picture } from "../live.js";
import { papers } from "../papers.js";
import { t } from "../texts.js";

const channel = new BroadcastChannel("lockersim");

/** Draw the counter with the papers on it. */
export function drawHand() {
  const row = document.querySelector("#hand .row");
  const left = row?.scrollLeft ?? 0;
  redraw(document.getElementById("hand"),
    h("div", { class: "head" }, h("h2", { id: "hand-title" }, t("hand.title")), picture.tray.letters.length ? "" : h("p", {}, t("hand.none"))),
    h("div", { class: "row", "data-key": "row", tabindex: "0", role: "group", "aria-labelledby": "hand-title" }, papers(picture.tray, (message) => channel.postMessage(message))));
  document.querySelector("#hand .row").scrollLeft = left;
}

let told = "";
on("tray", (tray) => {
  const text = JSON.stringify(tray);
  if (picture.site && text !== told) drawHand();
  told = text;
});
