// What somebody takes along who handed something in, or could not: a QR code and its text.

import { h } from "../dom.js";
import { t } from "../texts.js";
import { HEARD_ALONE } from "./aloud.js";
import * as api from "./api.js";

/** The heading: of what was handed in, collected or exchanged; a record of an attempt is no receipt. */
export const paperTitle = (paper) => (paper ? t(`terminal.paper.${paper.paper}.${paper.direction}`) : t("terminal.paper.none"));

/** The paper itself; its text comes from lockerd, line by line. */
export function drawPaper(visit, paper) {
  return h("div", { class: "letter receipt" },
    h("img", { src: api.paperPicture(visit, paper.number), alt: t("terminal.paper.picture"), width: 320, height: 320 }),
    h("div", { class: "lines" }, paper.text.split("\n").map((line) => h("p", HEARD_ALONE, line)),
      paper.german && h("div", { class: "beside", lang: "de", dir: "ltr" }, paper.german.split("\n").map((line) => h("p", {}, line)))));
}
