// Letters, slips and badges as paper; used on the wall page and beside the terminal.

import { h } from "./dom.js";
import { thingName } from "./sentences.js";
import { t } from "./texts.js";

const WAITING = new Set(["announced", "reserved", "sent"]);

/** All papers; `hold` is called with what is held to the scanner. */
export function papers(tray, hold) {
  const letters = [...tray.letters].sort((a, b) => Number(a.used) - Number(b.used) || Number(b.brought) - Number(a.brought));
  const slips = tray.slips.filter((slip) => WAITING.has(slip.state) && slip.lies_in === null);
  return [
    letters.length ? h("h3", {}, t("hand.letters")) : "",
    ...letters.map((paper) => letter(paper, hold)),
    h("h3", {}, t("hand.slips")),
    ...tray.authorities.map((authority) => badge(authority, hold)),
    ...slips.map((paper) => slip(paper, hold)),
  ];
}

function letter(paper, hold) {
  const digits = paper.typed_code.replace(/(\d{3})(?=\d)/g, "$1 ");
  return h("article", { class: "paper", "data-used": String(paper.used) },
    h("img", { src: `/api/letters/${paper.name}/qr.png`, alt: `QR-Code ${thingName(paper.name)}`, draggable: "true", loading: "lazy", width: 104, height: 104 }),
    h("div", { class: "lines" },
      h("b", {}, paper.brought ? t("hand.letter.bring", { thing: thingName(paper.name) }) : thingName(paper.name)),
      h("small", {}, paper.used ? t("hand.letter.used") : t("hand.letter.digits")),
      h("span", { class: "digits" }, digits),
      h("small", {}, t("hand.letter.number", { number: paper.pickup_number })),
      paper.second_secret ? h("small", {}, t("hand.letter.second", { number: paper.second_secret.replace(/(\d{3})(?=\d)/, "$1 ") })) : "",
      h("button", { "data-key": `letter-${paper.name}`, onclick: () => hold({ kind: "letter", name: paper.name }) }, t("hand.letter.scan"))));
}

function slip(paper, hold) {
  return h("article", { class: "paper slip" },
    h("div", { class: "lines" },
      h("small", {}, `${t("hand.slip")} · ${t(`authority.${paper.authority}`)}`),
      h("b", {}, thingName(paper.name)),
      h("small", {}, `…${paper.order.slice(-8)}`),
      h("button", { "data-key": `slip-${paper.name}`, onclick: () => hold({ kind: "slip", name: paper.name, authority: paper.authority }) }, t("hand.slip.scan"))));
}

const HOLDERS = { "staff-1": "hand.badge.scan", "staff-2": "hand.badge.second", "lead-1": "hand.badge.lead" };

function badge(authority, hold) {
  return h("article", { class: "paper badge" },
    h("div", { class: "lines" },
      h("small", {}, t("hand.badge")),
      h("b", {}, t(`authority.${authority}`)),
      ...Object.entries(HOLDERS).map(([holder, label]) => h("button", { "data-key": `badge-${authority}-${holder}`, onclick: () => hold({ kind: "badge", authority, holder }) }, t(label)))));
}
