// The feed: what happened, in plain sentences, newest first.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { on, picture } from "../live.js";
import { isAlarm, sentence } from "../sentences.js";
import { clock, t } from "../texts.js";
import { openCompartment } from "./compartment.js";

const KEEP = 250;
const SOURCES = ["wall", "site", "central"];
const shown = new Set([...SOURCES, "sim"]);
let only = "";
let list = null;

/** Build the panel anew. */
export function buildFeed() {
  const ids = Object.keys(picture.truth);
  list = h("ol", { class: "feed", tabindex: "0", "aria-label": t("feed.title") });
  document.getElementById("feed").replaceChildren(
    h("header", {},
      h("h2", { id: "feed-title" }, t("feed.title")),
      h("div", { class: "feed-filter" },
        SOURCES.map((source) => h("label", {},
          h("input", { type: "checkbox", checked: shown.has(source), onchange: (event) => choose(source, event.target.checked) }),
          icon(source), t(`feed.source.${source}`))),
        h("label", {}, t("feed.filter"),
          h("select", { onchange: (event) => { only = event.target.value; fill(); } },
            h("option", { value: "" }, t("feed.filter.all")),
            ids.map((id) => h("option", { value: id, selected: id === only }, id)))))),
    list);
  fill();
}

function choose(source, isShown) {
  if (isShown) shown.add(source); else shown.delete(source);
  fill();
}

const wanted = (entry) => shown.has(entry.source) && (!only || entry.compartment === only);

function fill() {
  const entries = picture.feed.filter(wanted).slice(-KEEP).reverse();
  list.replaceChildren(...(entries.length ? entries.map(line) : [h("li", { class: "small" }, t("feed.empty"))]));
}

function line(entry) {
  return h("li", { "data-source": entry.source, "data-alarm": String(isAlarm(entry)) },
    h("time", {}, clock(entry.at)),
    h("span", { class: "who", title: t(`feed.source.${entry.source}`) }, icon(entry.source), h("span", { class: "unseen" }, t(`feed.source.${entry.source}`))),
    entry.compartment ? h("button", { onclick: () => openCompartment(entry.compartment) }, entry.compartment) : h("span", {}),
    h("span", {}, sentence(entry), entry.number ? h("span", { class: "number" }, ` · ${entry.number}`) : ""));
}

on("feed", (entry) => {
  if (!list || !wanted(entry)) return;
  if (list.firstElementChild?.classList.contains("small")) list.replaceChildren();
  list.prepend(line(entry));
  while (list.children.length > KEEP) list.lastElementChild.remove();
});
