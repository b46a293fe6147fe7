// The sheet about one compartment: true and believed side by side, hands, what can break, its story.

import { attempt, h, post } from "../dom.js";
import { icon } from "../icons.js";
import { on, picture } from "../live.js";
import { sentence, thingName } from "../sentences.js";
import { clock, has, t } from "../texts.js";
import { select } from "./selected.js";
import { openSheet, refreshSheet } from "./sheet.js";

const BREAKS = ["jam", "dead_coil", "wedged", "springs_open", "stuck_closed", "stuck_open", "flapping_contact", "forced_door"];
let shown = null;

/** Open the sheet about one compartment. */
export function openCompartment(id) {
  openSheet({
    title: () => t("terminal.door", { id }),
    draw: () => draw(id),
    onClose: () => { shown = null; select(null); },
  });
  shown = id;
  select(id);
}

function draw(id) {
  const truth = picture.truth[id];
  const bus = picture.wall.buses.find((line) => line.compartments.some((c) => c.id === id));
  const size = has(`size.${truth.size}`) ? t(`size.${truth.size}`) : truth.size;
  return [
    h("p", { class: "small" }, t("about.where", { size, height: truth.height_cm, bus: bus.id })),
    h("p", { class: "small" }, t(`sensor.${truth.feedback}`)),
    facts(id, truth),
    h("h3", {}, t("hands.title")),
    h("div", { class: "do" }, hands(id, truth)),
    h("h3", {}, t("hands.break.title")),
    h("div", { class: "do" }, BREAKS.map((name) => breaker(id, name))),
    h("h3", {}, t("technician.title")),
    h("div", { class: "do" },
      button("open", t("technician.open"), () => post(`/api/technician/open/${id}`, {}), { said: "cannot.technician" }),
      ...found(id),
      button("clear", t("technician.clear"), () => post(`/api/technician/clear/${id}`, {}), { said: "cannot.technician" })),
    h("h3", {}, t("story.title")),
    story(id),
  ];
}

function facts(id, truth) {
  const belief = picture.beliefs?.[id] ?? {};
  const differs = new Set(picture.differences.filter((d) => d.compartment === id).map((d) => d.what));
  const ajar = truth.door === "closed" && truth.latch === "unlatched";
  const inside = truth.items.length ? truth.items.map(thingName).join(", ") : t("item.absent");
  const rows = [
    ["door", ajar ? t("door.ajar") : t(`door.${truth.door}`), t(`door.${belief.door ?? "unknown"}`)],
    ["latch", t(`latch.${truth.latch}`), t(`latch.${belief.latch ?? "unknown"}`)],
    ["item", inside, t(truth.item_seen === null ? "item.unsensed" : `item.${belief.item ?? "unknown"}`)],
    ["condition", "", t(`condition.${belief.condition ?? "unknown"}`)],
  ];
  const differing = (what) => differs.has(what) || (what === "condition" && differs.has("contents"));
  return h("table", { class: "facts" },
    h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, t("true")), h("th", { scope: "col" }, t("believed")))),
    h("tbody", {}, rows.map(([what, really, believed]) => h("tr", { "data-differs": String(differing(what)) },
      h("th", { scope: "row" }, t(`about.${what}`)), h("td", {}, really), h("td", {}, believed)))));
}

function button(key, label, action, { glyph = null, pressed = undefined, said = "cannot.hands" } = {}) {
  return h("button", { "data-key": key, "aria-pressed": pressed, onclick: () => attempt(action, t(said)) }, glyph && icon(glyph), label);
}

function hands(id, truth) {
  const act = (action, item = null) => () => post("/api/hands", { action, compartment: id, item });
  if (truth.door === "closed") {
    return [button("pull", t("hands.pull"), act("pull"), { glyph: "pull" }), truth.latch === "unlatched" && button("push", t("hands.push_shut"), act("push_shut"), { glyph: "push" })];
  }
  const papers = [...(picture.tray?.slips ?? []), ...(picture.tray?.letters ?? [])];
  const free = [...papers.filter((paper) => paper.lies_in === null).map((paper) => paper.name), ...papers.map((paper) => paper.old).filter(Boolean)];
  const choice = h("select", { "aria-label": t("hands.put_in.what"), "data-key": "what" },
    free.map((name) => h("option", { value: name }, thingName(name))),
    h("option", { value: `foreign-${id}` }, t("hands.put_in.other")));
  return [
    ...truth.items.map((item) => button(`take-${item}`, t("hands.take_out", { item: thingName(item) }), act("take_out", item), { glyph: "take" })),
    choice,
    button("put", t("hands.put_in"), () => act("put_in", choice.value)(), { glyph: "put" }),
    button("push", t("hands.push_shut"), act("push_shut"), { glyph: "push" }),
  ];
}

/** Of an exchange it is said which of the two documents lay there. */
function found(id) {
  const report = (key, label, body) => button(key, label, () => post(`/api/technician/found/${id}`, body), { said: "cannot.technician" });
  if (picture.beliefs?.[id]?.direction !== "both") return [report("found", t("technician.found"), {})];
  return ["old", "new", "both"].map((which) => report(`found-${which}`, t(`technician.found_${which}`), { which }));
}

function breaker(id, name) {
  const active = (picture.faults ?? []).some((fault) => fault.name === name && fault.target === id);
  const toggle = () => post(`/api/faults/${name}`, { target: id, on: !active });
  const element = button(name, t(`fault.${name}`), toggle, { pressed: name === "forced_door" ? undefined : String(active), said: "cannot.fault" });
  element.title = t(`fault.${name}.expect`);
  return element;
}

function story(id) {
  const entries = picture.feed.filter((entry) => entry.compartment === id).slice(-25).reverse();
  if (!entries.length) return h("p", { class: "small" }, t("story.none"));
  return h("ol", { class: "story" }, entries.map((entry) => h("li", {},
    h("time", {}, clock(entry.at)), h("span", { title: t(`feed.source.${entry.source}`) }, icon(entry.source)), h("span", {}, sentence(entry)))));
}

const refresh = () => { if (shown) refreshSheet(); };
on("truth", (compartment) => { if (compartment.id === shown) refresh(); });
for (const part of ["beliefs", "differences", "faults"]) on(part, refresh);
