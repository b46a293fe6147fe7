// Idle reset: first a question that can be answered, then a fresh start. Never during a visit.

import { germanOf, t } from "../texts.js";
import { closeDialog, openDialog } from "./frame.js";
import { label } from "./labels.js";

const QUIET_MS = 75_000;
const ANSWER_S = 25;
let allowed = () => false;
let restart = () => {};
let quiet = 0;
let ticking = 0;

/** Begin to watch; `isIdle` tells whether this screen may be reset, `onReset` does it. */
export function watchIdle(isIdle, onReset) {
  allowed = isIdle;
  restart = onReset;
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, stirred);
  stirred();
}

/** Somebody is there. */
export function stirred() {
  clearTimeout(quiet);
  clearInterval(ticking);
  quiet = setTimeout(question, QUIET_MS);
}

function question() {
  if (!allowed()) return stirred();
  let left = ANSWER_S;
  const said = (say) => say("terminal.idle.text", { seconds: left });
  openDialog("terminal.idle.title", [{ text: said(t), german: said(germanOf) }], [["terminal.idle.stay", stirred]]);
  ticking = setInterval(() => {
    left -= 1;
    const text = document.querySelector("#ask p");
    if (text) text.replaceChildren(...label("terminal.idle.text", { seconds: left }).filter(Boolean));
    if (left > 0) return;
    clearInterval(ticking);
    closeDialog();
    restart();
    stirred();
  }, 1000);
}
