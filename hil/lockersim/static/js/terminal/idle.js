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
let asking = false;  // the question stands there

/** Begin to watch; `isIdle` tells whether this screen may be reset, `onReset` does it. */
export function watchIdle(isIdle, onReset) {
  allowed = isIdle;
  restart = onReset;
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, stirred);
  stirred();
}

/** Another screen has come: the question whether somebody is there is answered. */
export function answered() {
  if (asking) closeDialog();
  asking = false;
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
  asking = true;
  const said = (say) => say("terminal.idle.text", { seconds: left });
  openDialog("terminal.idle.title", [{ text: said(t), german: said(germanOf) }], [["terminal.idle.stay", answered]]);
  ticking = setInterval(() => {
    left -= 1;
    const text = document.querySelector("#ask p");
    if (text) text.replaceChildren(...label("terminal.idle.text", { seconds: left }).filter(Boolean));
    if (left > 0) return;
    clearInterval(ticking);
    answered();
    restart();
  }, 1000);
}
