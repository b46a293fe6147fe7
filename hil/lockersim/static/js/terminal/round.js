// Going round: what for, how far it is, and what comes after each door.

import { beside, h } from "../dom.js";
import { icon } from "../icons.js";
import { show } from "./frame.js";
import { label } from "./labels.js";
import { button, message, troubleBox, way } from "./screens.js";

const ROUNDS = [["stocktake", "all", "stays_in"], ["stocktake", "waiting", "stays_in"], ["emptying", "all", "takes_out"]];

/** `onChoose` is called with what they go round for, and through which doors. */
export function roundScreen({ onChoose, onBack }) {
  show(
    h("h1", {}, label("terminal.round.title")),
    h("p", { class: "soft", "data-aloud": true }, label("terminal.round.why")),
    h("div", { class: "waits" }, ROUNDS.map(([kind, scope, what]) => h("button", { "data-round": `${kind}.${scope}`, onclick: () => onChoose(kind, scope) },
      h("strong", {}, label(`terminal.round.${kind}.${scope}`)),
      h("span", {}, label(`terminal.round.${what}`))))),
    way(onBack));
}

/** How far it is, in lockerd's words. */
export const howFar = (round) => h("div", { class: "far" }, h("p", { "data-aloud": true }, round.text), beside(round.german));

/** A round that was broken off: go on with it, or end it. */
export function goingScreen({ round, onNext, onEnd, onBack }) {
  show(
    message(h("h1", {}, label("terminal.round.going.title")), howFar(round)),
    way(onBack, button(label("terminal.round.end"), "off", onEnd), button(label("terminal.round.next"), "next", onNext, "main")));
}

/** It was ended before its last door: what came of the others. */
export function endedScreen({ round, onHome }) {
  show(
    message(h("h1", {}, label("terminal.round.over.title")), round && howFar(round)),
    h("div", { class: "way" }, button(label("terminal.done"), "check", onHome, "main")));
}

/** After a door: the next one, or later; after the last one the summary. */
export function afterDoor({ visit, onNext, onEnd }) {
  const { round, trouble } = visit;
  const goesOn = round.left > 0;
  show(
    message(
      h("h1", {}, label(goesOn ? "terminal.round.between.title" : "terminal.round.over.title")),
      trouble ? troubleBox(trouble) : h("div", { class: "big-mark" }, icon("free")),
      howFar(round),
      goesOn && h("p", { class: "soft", "data-aloud": true }, label("terminal.round.stays"))),
    h("div", { class: "way" },
      button(label(goesOn ? "terminal.round.pause" : "terminal.done"), goesOn ? "back" : "check", onEnd, goesOn ? "" : "main"),
      goesOn && button(label("terminal.round.next"), "next", () => onNext(round.kind), "main")));
}
