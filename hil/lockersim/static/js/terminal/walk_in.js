// Handing in without a code: what is taken in, in the words of the site, and what the person needs.

import { beside, h } from "../dom.js";
import { germanOf, t } from "../texts.js";
import { HEARD_ALONE, heard } from "./aloud.js";
import { drawCounter } from "./counter.js";
import { show } from "./frame.js";
import { label } from "./labels.js";
import { button, message, noteBox, way } from "./screens.js";

/** `onChoose` is called with the class; one that is not taken in now says why, and where else. */
export function walkInScreen({ classes, onChoose, onBack }) {
  show(
    h("h1", {}, label("terminal.walk_in.title")),
    h("div", { class: "waits" }, ...classes.map((each) => row(each, onChoose))),
    way(onBack));
}

function row(each, onChoose) {
  const { trouble } = each;
  return h("button", { onclick: () => onChoose(each), "data-class": each.document_class, disabled: trouble !== null },
    h("strong", {}, each.label),
    h("span", { "data-aloud": each.spoken }, `${each.accepted} ${each.not_accepted}`),
    each.counts_until && h("span", { class: "count" }, each.counts_until),
    trouble && h("span", { class: "lacks", ...heard(trouble) }, trouble.text, beside(trouble.german)));
}

/** `onBegin` is called with what is sent along; nobody is asked why they need it. */
export function needsScreen({ chosen, onBegin, onBack }) {
  const needs = { within_reach: false, slow_hands: false };
  const counted = { item_count: 1 };
  const body = () => ({ needs, ...(chosen.item_count === null ? counted : {}) });
  show(
    h("h1", {}, chosen.label),
    h("p", { "data-aloud": chosen.spoken }, `${chosen.accepted} ${chosen.not_accepted} ${chosen.counts_until ?? ""}`),
    chosen.item_count === null && drawCounter(1, (count) => { counted.item_count = count; }),
    ticks(needs),
    way(onBack, button(label("terminal.next"), "next", () => onBegin(body()), "main")));
}

function ticks(needs, names = ["within_reach", "slow_hands"]) {
  const tick = (name) => h("label", {},
    h("input", { type: "checkbox", "data-need": name, checked: needs[name], onchange: (event) => { needs[name] = event.target.checked; } }),
    h("span", {}, label(`terminal.walk_in.${name}`)));
  return h("fieldset", { class: "checklist" }, h("legend", {}, label("terminal.walk_in.needs")), names.map(tick));
}

/** The same for whoever has a code: `onSay` is called with it before the code is shown. */
export function ownNeedsScreen({ needs, onSay, onBack }) {
  const said = { within_reach: false, slow_hands: false, beside: false, ...needs };
  show(
    h("h1", {}, label("terminal.needs")),
    ticks(said, Object.keys(said)),
    way(onBack, button(label("terminal.next"), "next", () => onSay(said), "main")));
}

/** The site takes nothing in without a code. */
export function nothingOffered({ onBack }) {
  show(message(h("h1", {}, label("terminal.walk_in.title")), noteBox(t("terminal.walk_in.none"), germanOf("terminal.walk_in.none"))), way(onBack));
}

/** What the person may come back with, in groups of four. */
export const numberOf = (visit) => visit.fetch_number && h("p", { class: "soft", "data-number": visit.fetch_number, ...HEARD_ALONE },
  label("terminal.walk_in.number", { number: visit.fetch_number.replace(/(\d{4})(?=\d)/g, "$1 ") }));
