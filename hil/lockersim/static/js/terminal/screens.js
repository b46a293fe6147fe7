// Screens before a visit: start, code, pick-up number, badge, slip, and what to say when it did not work.

import { beside, h } from "../dom.js";
import { icon } from "../icons.js";
import { germanOf, t } from "../texts.js";
import { heard } from "./aloud.js";
import { digits, pad } from "./entry.js";
import { draft, show } from "./frame.js";
import { label } from "./labels.js";
import { scan } from "./scan.js";

/** One of the ways on; `words` are its text, or a label with German beside it. */
export const button = (words, glyph, action, kind = "") => h("button", { class: kind, onclick: action }, icon(glyph), h("span", {}, words));

/** The way back, and the one way forward; before it what else there is. */
export function way(onBack, ...onward) {
  return h("div", { class: "way" }, onBack && button(label("terminal.back"), "back", onBack), onward);
}

export function startScreen({ onCollect, onHandIn, onExchange, onLoad, onCopy, onWalkIn }) {
  show(
    h("h1", {}, label("terminal.welcome")),
    h("p", { class: "soft", "data-aloud": true }, label("terminal.what")),
    draft() && h("p", { class: "draft", "data-aloud": draft().spoken }, icon("draft"), h("span", {}, draft().text)),
    h("div", { class: "choices" },
      h("button", { class: "main", onclick: onCollect }, icon("letter"), h("strong", {}, label("terminal.collect")), h("span", {}, label("terminal.collect.sub"))),
      h("button", { class: "main", onclick: onHandIn }, icon("put"), h("strong", {}, label("terminal.hand_in")), h("span", {}, label("terminal.hand_in.sub"))),
      h("button", { class: "main", onclick: onExchange }, icon("swap"), h("strong", {}, label("terminal.exchange")), h("span", {}, label("terminal.exchange.sub"))),
      h("button", { onclick: onLoad }, icon("badge"), h("strong", {}, label("terminal.load")), h("span", {}, label("terminal.load.sub")))),
    h("div", { class: "way" }, button(label("terminal.copy"), "letter", onCopy), button(label("terminal.walk_in"), "put", onWalkIn)));
}

export function codeScreen({ onCode, onTyped, onNeeds, onBack, note = "", german = null }) {
  const forward = button(label("terminal.next"), "next", () => onTyped(field.value()), "main");
  forward.disabled = true;
  const field = digits({ groups: [3, 3, 3], label: t("terminal.code.label"), onDone: onTyped, onChange: (full) => { forward.disabled = !full; } });
  show(
    h("h1", {}, label("terminal.code.title")),
    note && noteBox(note, german),
    h("div", { class: "code-screen" },
      scanBox(onCode),
      h("p", { "data-aloud": true }, label("terminal.code.type")),
      field.element,
      pad(field)),
    way(onBack, button(label("terminal.needs"), "wheelchair", onNeeds), forward));
}

function scanBox(onCode) {
  const file = h("input", { type: "file", accept: "image/*", class: "unseen", tabindex: "-1", "aria-hidden": "true", onchange: () => take(file.files[0]) });
  const take = (picture) => { if (picture) onCode(scan(picture)); };
  const box = h("div", { class: "scan", id: "scan",
    ondragover: (event) => { event.preventDefault(); box.dataset.over = "true"; },
    ondragleave: () => { box.dataset.over = "false"; },
    ondrop: async (event) => { event.preventDefault(); take(await dropped(event.dataTransfer)); } },
    icon("scan"),
    h("div", {}, h("strong", { "data-aloud": true }, label("terminal.code.scan")), h("small", {}, label("terminal.code.drop"))),
    file, h("button", { onclick: () => file.click() }, label("terminal.code.choose")));
  return box;
}

/** A dropped picture: a file, or a picture dragged out of the same page. */
async function dropped(transfer) {
  if (transfer.files.length) return transfer.files[0];
  const address = transfer.getData("text/uri-list");
  if (!address || new URL(address, location.href).origin !== location.origin) return null;
  return (await fetch(address)).blob();
}

export function numberScreen({ note, german, onNumber, onBack }) {
  const forward = button(label("terminal.next"), "next", () => onNumber(field.value()), "main");
  forward.disabled = true;
  const field = digits({ groups: [4], label: t("terminal.number.label"), onDone: onNumber, onChange: (full) => { forward.disabled = !full; } });
  show(h("h1", {}, label("terminal.number.title")), noteBox(note, german), h("div", { class: "code-screen" }, field.element, pad(field)), way(onBack, forward));
}

/** The second secret: it came by another way than the code. */
export function secretScreen({ note, german, onSecret, onDevice, onBack }) {
  const forward = button(label("terminal.next"), "next", () => onSecret(field.value()), "main");
  forward.disabled = true;
  const field = digits({ groups: [3, 4], label: t("terminal.second.number.label"), onDone: onSecret, onChange: (full) => { forward.disabled = !full; } });
  show(h("h1", {}, label("terminal.second.number.title")), noteBox(note, german), h("div", { class: "code-screen" }, field.element, pad(field)),
    h("div", { class: "way" }, button(label("terminal.back"), "back", onBack), onDevice && button(label("terminal.device.instead"), "badge", onDevice), forward));
}

/** The device beside the terminal says who stands there. Here it is simulated: it has two buttons. */
export function deviceScreen({ note, german, onPerson, onOther, onType, onBack }) {
  show(
    h("h1", {}, label("terminal.device.title")), noteBox(note, german),
    h("div", { class: "way" },
      button(label("terminal.back"), "back", onBack),
      onType && button(label("terminal.device.type"), "next", onType),
      button(label("terminal.device.other"), "badge", onOther),
      button(label("terminal.device.person"), "badge", onPerson, "main")));
}

/** The number on a receipt, or its counter: what the one and the other look like stands on the paper. */
export function copyScreen({ onNumber, onBack, counter = false, note = "", german = null }) {
  const what = counter ? "terminal.counter_of_receipt" : "terminal.copy";
  const forward = button(label("terminal.next"), "next", () => onNumber(field.value()), "main");
  forward.disabled = true;
  const length = counter ? { groups: [7], least: 1 } : { groups: [4, 4, 4] };
  const field = digits({ ...length, label: t(`${what}.label`), onDone: onNumber, onChange: (full) => { forward.disabled = !full; } });
  show(
    h("h1", {}, label(`${what}.title`)),
    note && noteBox(note, german),
    h("div", { class: "code-screen" }, h("p", { "data-aloud": true }, label(`${what}.type`)), field.element, pad(field)),
    way(onBack, forward));
}

export function badgeScreen({ onBack }) {
  show(message(h("h1", {}, label("terminal.badge.title")), mark("badge"), h("p", { class: "soft", "data-aloud": true }, label("terminal.badge.sub"))), way(onBack));
}

export function slipScreen({ authority, onToLoad, onRetrieve, onRound, onEmergency, onBack }) {
  const office = `authority.${authority}`;
  const known = label("terminal.slip.sub", { authority: t(office) }, { authority: germanOf(office) });
  show(
    message(h("h1", {}, label("terminal.slip.title")), mark("scan"), h("p", { class: "soft", "data-aloud": true }, known)),
    way(onBack,
      button(label("terminal.emergency"), "bolt", onEmergency),
      button(label("terminal.round"), "round", onRound),
      button(label("terminal.to_load"), "put", onToLoad),
      button(label("terminal.retrieve"), "take", onRetrieve, "main")));
}

/** Two people put this in: the other one shows a badge, too. */
export function secondScreen({ note, german, onBack }) {
  show(message(h("h1", {}, label("terminal.second.title")), mark("badge"), noteBox(note, german)), way(onBack));
}

export function momentScreen() {
  show(message(h("h1", {}, label("terminal.moment")), mark("scan")));
}

/** lockerd said no, in its own words. */
export function refusedScreen({ text, german, onRetry, onHome }) {
  show(
    message(h("h1", {}, label("terminal.sorry")), noteBox(text || t("terminal.off"), text ? german : germanOf("terminal.off"))),
    h("div", { class: "way" }, button(label("terminal.home"), "back", onHome), onRetry && button(label("terminal.retry"), "next", onRetry, "main")));
}

export function offScreen() {
  show(message(h("h1", {}, label("terminal.off.title")), mark("site"), noteBox(t("terminal.off"), germanOf("terminal.off"))));
}

/** lockerd runs and opens nothing now: halted, on battery, or no door can be read. */
export function closedScreen() {
  show(message(h("h1", {}, label("terminal.closed.title")), mark("off"), noteBox(t("terminal.off"), germanOf("terminal.off"))));
}

/** What everybody may hear; `german` stands beside what lockerd says in a draft. */
export const noteBox = (text, german = null) => box({ "data-aloud": true }, text, german);

/** What went wrong, as lockerd says it. */
export const troubleBox = (trouble) => box(heard(trouble), trouble.text, trouble.german);

const box = (voice, text, german) => h("div", { class: "note" }, icon("jammed"), h("div", {}, h("p", voice, text), beside(german)));

/** A screen that only says something. */
export const message = (...content) => h("div", { class: "message" }, ...content);

const mark = (glyph) => h("div", { class: "big-mark" }, icon(glyph));
