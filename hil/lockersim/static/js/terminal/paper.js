// What somebody takes along, and the letter that staff print: a QR code and its text.

import { beside, h } from "../dom.js";
import { germanOf, t } from "../texts.js";
import { HEARD_ALONE } from "./aloud.js";
import * as api from "./api.js";
import { label } from "./labels.js";

/** The heading: of what was handed in, collected or exchanged; a record of an attempt is no receipt. */
export const paperTitle = (paper) => label(paper ? `terminal.paper.${paper.paper}.${paper.direction}` : "terminal.paper.none");

/** The paper itself; its text comes from lockerd, line by line. */
export function drawPaper(visit, paper) {
  return h("div", { class: "letter receipt" },
    h("img", { src: api.paperPicture(visit, paper.number), alt: t("terminal.paper.picture"), width: 320, height: 320 }),
    h("div", { class: "lines" }, paper.text.split("\n").map((line) => h("p", HEARD_ALONE, line)),
      paper.german && h("div", { class: "beside", lang: "de", dir: "ltr" }, paper.german.split("\n").map((line) => h("p", {}, line)))));
}

/** A fresh code, as staff print it. */
export function drawLetter(visit, code) {
  const digits = code.typed_code.replace(/\s/g, "").replace(/(\d{3})(?=\d)/g, "$1 ");
  return h("div", { class: "letter" },
    h("img", { src: api.codePicture(visit, code.pickup_number), alt: "QR-Code", width: 260, height: 260 }),
    h("div", {}, h("p", {}, label("terminal.print.title")), h("p", { class: "big", dir: "ltr" }, digits),
      h("p", {}, `${t("terminal.print.number")}: ${code.pickup_number}`, beside(germanOf("terminal.print.number")))));
}
