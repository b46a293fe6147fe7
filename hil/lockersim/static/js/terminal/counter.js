// How many things somebody has in their hands, counted on the screen.

import { h } from "../dom.js";
import { t } from "../texts.js";

const MOST = 99;

/** Shows `counted`, with one less and one more; `onCount` is called with each new number. */
export function drawCounter(counted, onCount) {
  let count = counted;
  const output = h("output", { "aria-live": "polite" }, String(count));
  // In place: drawn anew, the screen would be read aloud from its heading again.
  const by = (step) => () => {
    count = Math.min(MOST, Math.max(1, count + step));
    output.textContent = String(count);
    onCount(count);
  };
  return h("div", { class: "counter", role: "group", "aria-label": t("terminal.counter") },
    h("button", { onclick: by(-1), "aria-label": t("terminal.counter.less") }, "−"),
    output,
    h("button", { onclick: by(1), "aria-label": t("terminal.counter.more") }, "+"));
}
