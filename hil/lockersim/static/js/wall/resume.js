// Why the station stands still, what to look at first, and going on: who and why go on record.

import { attempt, h, post } from "../dom.js";
import { on, picture } from "../live.js";
import { isAlarm } from "../sentences.js";
import { t } from "../texts.js";
import { openCompartment } from "./compartment.js";
import { closeSheet, openSheet, refreshSheet } from "./sheet.js";

const LEAST = 3;
let open = false;
let why = "";

/** Open the sheet. */
export function openResume() {
  openSheet({ title: () => t("resume.title"), draw, onClose: () => { open = false; } });
  open = true;
}

function draw() {
  const { state, reason } = picture.service;
  if (state !== "halted") return [h("p", {}, t("resume.over"))];
  const doors = noticed();
  return [
    h("p", { class: "cause" }, t(`halt.${reason}.why`)),
    h("h3", {}, t("resume.look")),
    h("p", {}, t(`halt.${reason}.look`)),
    doors.length ? h("h3", {}, t("resume.doors")) : "",
    h("div", { class: "do" }, doors.map((id) => h("button", { "data-key": id, onclick: () => openCompartment(id) }, t("terminal.door", { id })))),
    h("form", { class: "going-on", onsubmit: goOn },
      h("h3", {}, t("resume.who")),
      h("p", {}, h("b", {}, picture.technician)),
      h("p", { class: "small" }, t("resume.who.how")),
      h("h3", {}, h("label", { for: "resume-why" }, t("resume.why"))),
      h("input", { type: "text", id: "resume-why", "data-key": "why", required: true, minlength: LEAST, maxlength: 200, autocomplete: "off", value: why, "aria-describedby": "resume-how", oninput: (event) => { why = event.target.value; } }),
      h("p", { class: "small", id: "resume-how" }, t("resume.why.how")),
      h("button", { class: "main", "data-key": "go-on" }, t("resume.do"))),
    h("p", { class: "small" }, t("resume.after")),
  ];
}

/** The doors of the alarms since the station last went on. */
function noticed() {
  const entries = picture.feed.slice(picture.feed.findLastIndex((entry) => entry.kind === "site.resumed") + 1);
  return [...new Set(entries.filter((entry) => isAlarm(entry) && entry.compartment).map((entry) => entry.compartment))];
}

async function goOn(event) {
  event.preventDefault();
  if (await attempt(() => post("/api/technician/resume", { reason: why }), t("resume.refused"))) {
    why = "";
    closeSheet();
  }
}

on("service", () => { if (open) refreshSheet(); });
