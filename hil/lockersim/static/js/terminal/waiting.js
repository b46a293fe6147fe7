// What waits for staff behind the doors: where, why and since when, a few doors at a time.

import { beside, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../texts.js";
import { thing, thingInGerman } from "./checklist.js";
import { show } from "./frame.js";
import { label } from "./labels.js";
import { message, way } from "./screens.js";

const AT_ONCE = 4;

/** `onChoose` is called with the number of the door to look behind. */
export function waitingScreen({ doors, onChoose, onBack, from = 0 }) {
  if (!doors.length) {
    return show(message(h("h1", {}, label("terminal.waiting.title")), h("p", { class: "soft", "data-aloud": true }, label("terminal.waiting.none"))), way(onBack));
  }
  const next = from + AT_ONCE < doors.length ? from + AT_ONCE : 0;
  const more = doors.length > AT_ONCE && h("button", { onclick: () => waitingScreen({ doors, onChoose, onBack, from: next }) }, icon("next"), h("span", {}, label("terminal.waiting.more")));
  const shown = doors.slice(from, from + AT_ONCE);
  const last = from + shown.length;
  return show(
    h("h1", {}, label("terminal.waiting.title")),
    h("p", { class: "soft", "data-aloud": true }, label("terminal.waiting.count", { from: from + 1, to: last, count: doors.length })),
    h("div", { class: "waits" }, ...shown.map((door) => row(door, onChoose))),
    way(onBack, more));
}

function row({ compartment, why, text, german, item_count: count, missing }, onChoose) {
  return h("button", { onclick: () => onChoose(compartment.id), "data-why": why },
    h("strong", {}, t("terminal.door", { id: compartment.id })),
    h("span", {}, text, beside(german)),
    count !== null && h("span", { class: "count" }, label("terminal.waiting.things", { count })),
    missing.length > 0 && h("span", { class: "lacks" }, label("terminal.waiting.missing", { things: missing.map(thing).join(", ") }, { things: missing.map(thingInGerman).join(", ") })));
}
