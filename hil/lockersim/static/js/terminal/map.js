// A picture of the wall with the one door marked, drawn from the API's description of the wall.

import { t } from "../texts.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 60;
const HIGH = 84;
const GAP = 6;
const TERMINAL = 150;

function element(tag, attributes, text = "") {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

/** Draw it. `doors` is the API's wall, `place` what the API says about where the door is. */
export function drawMap(doors, compartment, place) {
  const columns = Math.max(...doors.map((door) => door.column));
  const rows = Math.max(...doors.map((door) => door.row));
  const middle = Math.ceil(columns / 2);
  const left = (column) => (column - 1) * (WIDE + GAP) + (column > middle ? TERMINAL + GAP : 0) + GAP;
  const top = (row) => (row - 1) * (HIGH + GAP) + 34;
  const width = left(columns) + WIDE + GAP;
  const height = top(rows) + HIGH + GAP;
  const svg = element("svg", { class: "map", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": t("terminal.map", { id: compartment, place }) });
  svg.append(element("rect", { class: "kiosk-box", x: left(middle) + WIDE + GAP, y: 34, width: TERMINAL, height: height - 34 - GAP, rx: 8 }));
  svg.append(element("rect", { x: left(middle) + WIDE + GAP + 25, y: 60, width: 100, height: 130, rx: 4, fill: "#7fb9be" }));
  let marked = null;
  for (const door of doors) {
    const group = element("g", {});
    group.append(element("rect", { class: "door", x: left(door.column), y: top(door.row), width: WIDE, height: HIGH, rx: 3 }));
    group.append(element("text", { x: left(door.column) + WIDE / 2, y: top(door.row) + 34, "text-anchor": "middle", "font-size": 21, fill: "#4a555b" }, door.id));
    if (door.id === compartment) marked = { group, door };
    else svg.append(group);
  }
  if (marked) {
    marked.group.setAttribute("class", "marked");
    const x = left(marked.door.column) + WIDE / 2;
    const y = top(marked.door.row);
    svg.append(marked.group, element("path", { class: "arrow", d: `M${x - 17} ${y - 32}h34L${x} ${y - 4}z` }));
  }
  return svg;
}
