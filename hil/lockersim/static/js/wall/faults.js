// The drawer of faults: each with the sentence on what should happen then.

import { attempt, h, post } from "../dom.js";
import { on, picture } from "../live.js";
import { t } from "../texts.js";
import { openSheet, refreshSheet } from "./sheet.js";

const GROUPS = [["board", "faults.boards"], ["bus", "faults.buses"], ["compartment", "faults.compartments"]];
const chosen = { board: null, bus: null, compartment: null, pair: null };
let open = false;

/** Open the drawer. */
export function openFaults() {
  openSheet({ title: () => t("faults.title"), draw, onClose: () => { open = false; } });
  open = true;
}

function targets(where) {
  const buses = picture.wall.buses;
  const compartments = buses.flatMap((bus) => bus.compartments.map((c) => c.id));
  if (where === "bus") return buses.map((bus) => bus.id);
  if (where === "board") return buses.flatMap((bus) => bus.boards.map((board) => `${bus.id}/${board.address}`));
  if (where === "pair") return compartments.slice(0, -1).map((id, index) => `${id},${compartments[index + 1]}`);
  return compartments;
}

function boardName(target) {
  const [bus, address] = target.split("/");
  const board = picture.wall.buses.find((line) => line.id === bus)?.boards.find((b) => String(b.address) === address);
  return board ? `${board.family.toUpperCase()} (${target})` : target;
}

function draw() {
  const kinds = picture.fault_kinds;
  return [
    h("p", { class: "small" }, t("faults.intro")),
    h("h3", {}, t("faults.active")),
    active(),
    h("h3", {}, t("faults.machines")),
    machine("lockerd", "faults.power"),
    machine("broker", "faults.broker"),
    ...GROUPS.flatMap(([where, title]) => [
      h("h3", {}, t(title)),
      picker(where),
      ...kinds.filter((kind) => kind.where === where).map((kind) => row(kind, where)),
    ]),
    picker("pair"),
    ...kinds.filter((kind) => kind.where === "pair").map((kind) => row(kind, "pair")),
  ];
}

function active() {
  if (!picture.faults.length) return h("p", { class: "small" }, t("faults.active.none"));
  return h("ul", { class: "active" }, picture.faults.map(({ name, target }) => h("li", {},
    `${t(`fault.${name}`)}: ${target}`,
    h("button", { "data-key": `mend-${name}-${target}`, onclick: () => set(name, target, false) }, t("faults.off")))));
}

function machine(name, key) {
  const running = picture.machines[name];
  return h("div", { class: "fault", "data-on": String(!running) },
    h("div", { class: "line" },
      h("b", {}, t(key)),
      h("button", { "data-key": name, onclick: () => attempt(() => post(`/api/machines/${name}`, { on: !running }), t("cannot.machine")) }, t(`${key}.${running ? "off" : "on"}`))),
    h("p", {}, t(`${key}.expect`)));
}

function picker(where) {
  const all = targets(where);
  chosen[where] ??= all[0];
  const select = h("select", { "data-key": `pick-${where}`, onchange: (event) => { chosen[where] = event.target.value; refreshSheet(); } },
    all.map((target) => h("option", { value: target, selected: target === chosen[where] }, where === "board" ? boardName(target) : target.replace(",", " ↔ "))));
  return h("label", { class: "pick" }, t("faults.target"), select);
}

function hasItemSensor(id) {
  const parts = [...picture.wall.buses, picture.wall.pins].filter(Boolean);
  return parts.some((part) => part.compartments.some((c) => c.id === id && c.item_sensor === "fitted"));
}

function row(kind, where) {
  const target = chosen[where];
  const idle = kind.name.endsWith("_item_sensor") && !hasItemSensor(target);
  const isOn = picture.faults.some((fault) => fault.name === kind.name && fault.target === target);
  return h("div", { class: "fault", "data-on": String(isOn) },
    h("div", { class: "line" },
      h("b", {}, t(`fault.${kind.name}`)),
      h("button", { "data-key": kind.name, disabled: idle, onclick: () => set(kind.name, target, !isOn) }, t(isOn ? "faults.off" : "faults.on"))),
    h("p", {}, t(idle ? "faults.no_item_sensor" : `fault.${kind.name}.expect`)));
}

function set(name, target, isOn) {
  return attempt(() => post(`/api/faults/${name}`, { target, on: isOn }), t("cannot.fault"));
}

for (const part of ["faults", "machines"]) on(part, () => { if (open) refreshSheet(); });
