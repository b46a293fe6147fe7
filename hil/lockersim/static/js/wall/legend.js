// What each sign of a door and of the list means, each beside the sign itself.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../texts.js";
import { drawThing } from "../things.js";
import { openSheet } from "./sheet.js";

const CONDITIONS = ["free", "reserved", "loading", "occupied", "handing_over", "retrieval", "to_check", "jammed", "quarantined", "unknown"];
const TRUTHS = {
  open: { door: "open", latch: "unlatched", thing: "passport" },
  unlatched: { latch: "unlatched" },
  energised: { energised: "true" },
  tag: { tag: "jammed" },
  blind: { blind: "true", tag: "blind" },
  differs: { differs: "true" },
  wanted: { wanted: "true" },
  selected: { selected: "true" },
};
const SOURCES = ["wall", "site", "central", "sim"];

/** Open the sheet. */
export function openLegend() {
  openSheet({ title: () => t("legend.title"), draw });
}

function draw() {
  return [
    h("p", { class: "small" }, t("legend.intro")),
    h("h3", {}, t("legend.belief")),
    h("ul", { class: "legend" }, CONDITIONS.map((condition) => line(door({ condition }), t(`condition.${condition}`), t(`legend.${condition}`)))),
    h("h3", {}, t("legend.truth")),
    h("ul", { class: "legend" }, Object.entries(TRUTHS).map(([name, marks]) => line(door({ condition: "occupied", ...marks }), t(`legend.${name}`), t(`legend.${name}.means`)))),
    h("h3", {}, t("legend.feed")),
    h("ul", { class: "legend" }, SOURCES.map((source) => line(icon(source), t(`feed.source.${source}`), t(`legend.${source}.means`)))),
  ];
}

function line(sign, word, meaning) {
  return h("li", {}, h("span", { class: "sign-of", "aria-hidden": "true" }, sign), h("div", {}, h("b", {}, word), h("p", {}, meaning)));
}

/** A door drawn by the same rules as those of the wall. */
function door({ condition, thing, tag, ...marks }) {
  const data = Object.fromEntries(Object.entries({ door: "closed", latch: "latched", condition, ...marks }).map(([name, value]) => [`data-${name}`, value]));
  return h("div", { class: "bay", ...data },
    h("span", { class: "hole" }, h("span", { class: "things" }, thing ? drawThing(thing) : ""), h("span", { class: "hook" })),
    h("span", { class: "leaf" },
      h("span", { class: "front" }, h("span", { class: "number" }, "A07"), h("span", { class: "pull" }), h("span", { class: "belief" }, icon(condition))),
      h("span", { class: "back" })),
    tag ? h("span", { class: "tags" }, h("span", {}, t(`bay.${tag}`))) : "",
    h("span", { class: "flag" }, "≠"));
}
