// Where lockerd believes something else than what is true.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { on, picture } from "../live.js";
import { t } from "../texts.js";

const CONDITIONS = new Set(["free", "reserved", "occupied"]);

/** Draw the panel. */
export function drawDifferences() {
  const list = picture.beliefs === null
    ? agree("differences.away", "off")
    : picture.differences.length ? h("ul", { class: "mistakes" }, picture.differences.map(mistake)) : agree("differences.none", "on");
  document.getElementById("differences").replaceChildren(
    h("header", {}, h("h2", { id: "differences-title" }, t("differences.title"))),
    h("div", { role: "status" }, list));
}

function agree(key, glyph) {
  return h("p", { class: "agree" }, icon(glyph), h("span", {}, t(key)));
}

function mistake({ compartment, what, true: really, believed }) {
  const word = (value) => {
    if (CONDITIONS.has(value)) return t(`condition.${value}`);
    return t(`${what === "contents" ? "item" : what}.${value}`);
  };
  return h("li", {}, icon("differs"), h("span", {}, t(`difference.${what}`, { compartment, true: word(really), believed: word(believed) })));
}

for (const part of ["differences", "beliefs"]) on(part, () => { if (picture.site) drawDifferences(); });
