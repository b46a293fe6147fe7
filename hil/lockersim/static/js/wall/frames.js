// Raw bytes on a line, on demand.

import { h } from "../dom.js";
import { picture } from "../live.js";
import { t } from "../texts.js";
import { openSheet, refreshSheet } from "./sheet.js";

const KEEP = 160;
let stream = null;
let bus = null;
let paused = false;
let quiet = true;
let list = null;
let seen = new Map();

/** Open the sheet with the bytes. */
export function openFrames() {
  bus ??= picture.wall.buses[0].id;
  list = h("ol", { class: "frames", tabindex: "0", "aria-label": t("frames.title") });
  openSheet({ title: () => t("frames.title"), draw, onClose: stop });
  listen();
}

function draw() {
  const choose = (event) => { bus = event.target.value; list.replaceChildren(); listen(); };
  return [
    h("div", { class: "do" },
      h("label", { class: "pick" }, t("faults.target"), h("select", { "data-key": "bus", onchange: choose },
        picture.wall.buses.map((line) => h("option", { value: line.id, selected: line.id === bus }, `${line.id} · ${line.speed_baud} Baud`)))),
      h("button", { "data-key": "pause", "aria-pressed": String(paused), onclick: () => { paused = !paused; refreshSheet(); } }, t(paused ? "frames.resume" : "frames.pause")),
      h("label", { class: "pick" }, h("input", { type: "checkbox", "data-key": "quiet", checked: quiet, onchange: (event) => { quiet = event.target.checked; } }), t("frames.quiet"))),
    list,
  ];
}

function listen() {
  stop();
  stream = new EventSource(`/api/frames/${bus}`);
  stream.addEventListener("frame", (event) => add(JSON.parse(event.data)));
}

function stop() {
  stream?.close();
  stream = null;
  seen = new Map();
}

/** A frame that says the same as the one before from the same sender is polling. */
function isPolling(frame) {
  const same = seen.get(frame.sender) === frame.data;
  seen.set(frame.sender, frame.data);
  return same;
}

function add(frame) {
  const polling = isPolling(frame);
  if (paused || (quiet && polling)) return;
  const isHost = frame.sender === "host";
  list.prepend(h("li", { "data-host": String(isHost) },
    h("span", {}, (frame.end_ms / 1000).toFixed(3)),
    h("span", {}, isHost ? t("frames.host") : frame.sender),
    h("span", {}, `${frame.data}${frame.note ? ` (${frame.note})` : ""}`)));
  while (list.children.length > KEEP) list.lastChild.remove();
}
