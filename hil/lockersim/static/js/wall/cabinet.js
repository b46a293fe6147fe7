// The cabinet, drawn to scale from the wall's description, the terminal in its middle.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { on, picture } from "../live.js";
import { has, language, t } from "../texts.js";
import { Bay } from "./bay.js";
import { onSelect } from "./selected.js";

const BAY_CM = 25;
const SCREEN_WIDTH = 640;
const bays = new Map();
let frame = null;

/** Build the cabinet anew. */
export function buildCabinet() {
  const compartments = picture.wall.buses.flatMap((bus) => bus.compartments.map((c) => ({ ...c, bus: bus.id })));
  const columns = [...new Set(compartments.map((c) => c.column))].sort((a, b) => a - b);
  const middle = columns[Math.ceil(columns.length / 2) - 1];
  const cabinet = document.getElementById("cabinet");
  document.getElementById("stage-title").textContent = t("wall.cabinet", { count: compartments.length });
  document.getElementById("lettering").textContent = picture.site.name;
  bays.clear();
  const left = block(compartments.filter((c) => c.column <= middle));
  const right = block(compartments.filter((c) => c.column > middle));
  cabinet.style.setProperty("--left", `${left.columns}fr`);
  cabinet.style.setProperty("--right", `${right.columns}fr`);
  cabinet.replaceChildren(sign(), left.element, terminal(), right.element, h("div", { class: "plinth", "aria-hidden": "true" }));
  cabinet.onkeydown = (event) => move(event, compartments);
  fitScreen();
  update();
}

function sign() {
  return h("div", { class: "sign", id: "sign" });
}

/** Whether the station serves, in words, shape and colour: nobody shall be invited to a station that is shut. */
function drawSign() {
  const { state, reason } = picture.service ?? { state: "off", reason: "" };
  const words = { open: "wall.sign.hours", off: "wall.sign.off", halted: "wall.sign.halted", battery: "wall.sign.battery", closed: "wall.sign.closed" };
  const why = has(`reason.${reason}`) ? t(`reason.${reason}`) : reason;
  document.getElementById("cabinet").dataset.state = state;
  const place = document.getElementById("sign");
  place.dataset.state = state;
  place.replaceChildren(h("b", {}, t("wall.sign")), h("span", { role: "status" }, icon(state === "open" ? "free" : "off"), t(words[state], { reason: why })));
}

function block(compartments) {
  const first = Math.min(...compartments.map((c) => c.column));
  const columns = Math.max(...compartments.map((c) => c.column)) - first + 1;
  const heights = [...new Set(compartments.map((c) => c.height_cm))].sort((a, b) => b - a);
  const pitch = heights.length > 1 ? heights[0] - heights[1] : 35;
  const element = h("div", { class: "block", style: `grid-template-columns: repeat(${columns}, 1fr); --pitch: ${(pitch * 25) / BAY_CM}` });
  for (const compartment of compartments) {
    const bay = new Bay(compartment, () => compartment.id === firstId());
    bay.element.style.gridColumn = String(compartment.column - first + 1);
    bay.element.style.gridRow = String(compartment.row);
    bays.set(compartment.id, bay);
    element.append(bay.element);
  }
  return { element, columns };
}

const firstId = () => bays.keys().next().value;

function terminal() {
  frame ??= h("iframe", { src: `/terminal?embedded=1&lang=${language()}`, title: t("wall.terminal"), loading: "eager" });
  return h("div", { class: "console" },
    h("div", { class: "screen" }, frame),
    h("div", { class: "slots" },
      h("div", { class: "scanner", id: "scanner", "aria-hidden": "true" }),
      h("a", { href: "/terminal", target: "_blank", rel: "opener" }, icon("window"), t("wall.terminal.own"))));
}

function fitScreen() {
  const screen = document.querySelector(".screen");
  new ResizeObserver(() => {
    const scale = screen.clientWidth / SCREEN_WIDTH;
    frame.style.width = `${SCREEN_WIDTH}px`;
    frame.style.height = `${screen.clientHeight / scale}px`;
    frame.style.transform = `scale(${scale})`;
  }).observe(screen);
}

function move(event, compartments) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const id = event.target.closest?.(".bay")?.dataset.id;
  if (!step || !id) return;
  event.preventDefault();
  const here = compartments.find((c) => c.id === id);
  const next = compartments.find((c) => c.row === here.row + step[0] && c.column === here.column + step[1]);
  if (next) bays.get(next.id).focus();
}

function update() {
  drawSign();
  for (const bay of bays.values()) bay.update();
}

onSelect((id) => { for (const bay of bays.values()) bay.select(bay.id === id); });
on("truth", (compartment) => bays.get(compartment.id)?.update());
on("beliefs", update);
on("service", drawSign);
on("differences", update);
new BroadcastChannel("lockersim").addEventListener("message", ({ data }) => {
  if (data.kind === "marked") for (const bay of bays.values()) bay.want(bay.id === data.compartment);
  if (data.kind === "scanning") document.getElementById("scanner").dataset.busy = String(data.busy);
});
