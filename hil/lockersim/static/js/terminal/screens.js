// Screens before a visit: start, code, pick-up number, badge, slip, and what to say when it did not work.

import { beside, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../texts.js";
import { heard } from "./aloud.js";
import { digits, pad } from "./entry.js";
import { draft, show } from "./frame.js";
import { scan } from "./scan.js";

const button = (label, glyph, action, kind = "") => h("button", { class: kind, onclick: action }, icon(glyph), label);

/** The way back, and the one way forward. */
export function way(onBack, forward = null) {
  return h("div", { class: "way" }, onBack && button(t("terminal.back"), "back", onBack), forward);
}

export function startScreen({ onCollect, onHandIn, onExchange, onLoad, onCopy, onWalkIn }) {
  show(
    h("h1", {}, t("terminal.welcome")),
    h("p", { class: "soft", "data-aloud": true }, t("terminal.what")),
    draft() && h("p", { class: "draft", "data-aloud": draft().spoken }, icon("draft"), h("span", {}, draft().text)),
    h("div", { class: "choices" },
      h("button", { class: "main", onclick: onCollect }, icon("letter"), h("strong", {}, t("terminal.collect")), h("span", {}, t("terminal.collect.sub"))),
      h("button", { class: "main", onclick: onHandIn }, icon("put"), h("strong", {}, t("terminal.hand_in")), h("span", {}, t("terminal.hand_in.sub"))),
      h("button", { class: "main", onclick: onExchange }, icon("swap"), h("strong", {}, t("terminal.exchange")), h("span", {}, t("terminal.exchange.sub"))),
      h("button", { onclick: onLoad }, icon("badge"), h("strong", {}, t("terminal.load")), h("span", {}, t("terminal.load.sub")))),
    h("div", { class: "way" }, button(t("terminal.copy"), "letter", onCopy), button(t("terminal.walk_in"), "put", onWalkIn)));
}

export function codeScreen({ onCode, onTyped, onNeeds, onBack, note = "", german = null }) {
  const forward = button(t("terminal.next"), "next", () => onTyped(field.value()), "main");
  forward.disabled = true;
  const field = digits({ groups: [3, 3, 3], label: t("terminal.code.label"), onDone: onTyped, onChange: (full) => { forward.disabled = !full; } });
  show(
    h("h1", {}, t("terminal.code.title")),
    note && noteBox(note, german),
    h("div", { class: "code-screen" },
      scanBox(onCode),
      h("p", { "data-aloud": true }, t("terminal.code.type")),
      field.element,
      pad(field)),
    way(onBack, [button(t("terminal.needs"), "wheelchair", onNeeds), forward]));
}

function scanBox(onCode) {
  const file = h("input", { type: "file", accept: "image/*", class: "unseen", tabindex: "-1", "aria-hidden": "true", onchange: () => take(file.files[0]) });
  const take = async (picture) => { if (picture) onCode(await scan(picture)); };
  const box = h("div", { class: "scan", id: "scan",
    ondragover: (event) => { event.preventDefault(); box.dataset.over = "true"; },
    ondragleave: () => { box.dataset.over = "false"; },
    ondrop: async (event) => { event.preventDefault(); take(await dropped(event.dataTransfer)); } },
    icon("scan"),
    h("div", {}, h("strong", { "data-aloud": true }, t("terminal.code.scan")), h("small", {}, t("terminal.code.drop"))),
    file, h("button", { onclick: () => file.click() }, t("terminal.code.choose")));
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
  const forward = button(t("terminal.next"), "next", () => onNumber(field.value()), "main");
  forward.disabled = true;
  const field = digits({ groups: [4], label: t("terminal.number.label"), onDone: onNumber, onChange: (full) => { forward.disabled = !full; } });
  show(h("h1", {}, t("terminal.number.title")), noteBox(note, german), h("div", { class: "code-screen" }, field.element, pad(field)), way(onBack, forward));
}

/** The second secret: it came by another way than the code. */
export function secretScreen({ note, german, onSecret, onDevice, onBack }) {
  const forward = button(t("terminal.next"), "next", () => onSecret(field.value()), "main");
  forward.disabled = true;
  const field = digits({ groups: [3, 4], label: t("terminal.second.number.label"), onDone: onSecret, onChange: (full) => { forward.disabled = !full; } });
  show(h("h1", {}, t("terminal.second.number.title")), noteBox(note, german), h("div", { class: "code-screen" }, field.element, pad(field)),
    h("div", { class: "way" }, button(t("terminal.back"), "back", onBack), onDevice && button(t("terminal.device.instead"), "badge", onDevice), forward));
}

/** The device beside the terminal says who stands there. Here it is simulated: it has two buttons. */
export function deviceScreen({ note, german, onPerson, onOther, onType, onBack }) {
  show(
    h("h1", {}, t("terminal.device.title")), noteBox(note, german),
    h("div", { class: "way" },
      button(t("terminal.back"), "back", onBack),
      onType && button(t("terminal.device.type"), "next", onType),
      button(t("terminal.device.other"), "badge", onOther),
      button(t("terminal.device.person"), "badge", onPerson, "main")));
}

/** The number on a receipt, or its counter: what the one and the other look like stands on the paper. */
export function copyScreen({ onNumber, onBack, counter = false, note = "", german = null }) {
  const what = counter ? "terminal.counter_of_receipt" : "terminal.copy";
  const forward = button(t("terminal.next"), "next", () => onNumber(field.value()), "main");
  forward.disabled = true;
  const length = counter ? { groups: [7], least: 1 } : { groups: [4, 4, 4] };
  const field = digits({ ...length, label: t(`${what}.label`), onDone: onNumber, onChange: (full) => { forward.disabled = !full; } });
  show(
    h("h1", {}, t(`${what}.title`)),
    note && noteBox(note, german),
    h("div", { class: "code-screen" }, h("p", { "data-aloud": true }, t(`${what}.type`)), field.element, pad(field)),
    way(onBack, forward));
}

export function badgeScreen({ onBack }) {
  show(message(h("h1", {}, t("terminal.badge.title")), mark("badge"), h("p", { class: "soft", "data-aloud": true }, t("terminal.badge.sub"))), way(onBack));
}

export function slipScreen({ authority, onToLoad, onRetrieve, onEmergency, onBack }) {
  const known = t("terminal.slip.sub", { authority: t(`authority.${authority}`) });
  const retrieve = button(t("terminal.retrieve"), "take", onRetrieve, "main");
  show(message(h("h1", {}, t("terminal.slip.title")), mark("scan"), h("p", { class: "soft", "data-aloud": true }, known)), h("div", { class: "way" }, button(t("terminal.back"), "back", onBack), button(t("terminal.emergency"), "bolt", onEmergency), button(t("terminal.to_load"), "put", onToLoad), retrieve));
}

/** Two people put this in: the other one shows a badge, too. */
export function secondScreen({ note, german, onBack }) {
  show(message(h("h1", {}, t("terminal.second.title")), mark("badge"), noteBox(note, german)), way(onBack));
}

export function momentScreen() {
  show(message(h("h1", {}, t("terminal.moment")), mark("scan")));
}

/** lockerd said no, in its own words. */
export function refusedScreen({ text, german, onRetry, onHome }) {
  show(
    message(h("h1", {}, t("terminal.sorry")), noteBox(text || t("terminal.off"), german)),
    h("div", { class: "way" }, button(t("terminal.home"), "back", onHome), onRetry && button(t("terminal.retry"), "next", onRetry, "main")));
}

export function offScreen() {
  show(message(h("h1", {}, t("terminal.off.title")), mark("site"), noteBox(t("terminal.off"))));
}

/** lockerd runs and opens nothing now: halted, on battery, or no door can be read. */
export function closedScreen() {
  show(message(h("h1", {}, t("terminal.closed.title")), mark("off"), noteBox(t("terminal.off"))));
}

/** What everybody may hear; `german` stands beside what lockerd says in a draft. */
export const noteBox = (text, german = null) => box({ "data-aloud": true }, text, german);

/** What went wrong, as lockerd says it. */
export const troubleBox = (trouble) => box(heard(trouble), trouble.text, trouble.german);

const box = (voice, text, german) => h("div", { class: "note" }, icon("jammed"), h("div", {}, h("p", voice, text), beside(german)));

/** A screen that only says something. */
export const message = (...content) => h("div", { class: "message" }, ...content);

const mark = (glyph) => h("div", { class: "big-mark" }, icon(glyph));
