// The shows: one press each, a sentence on what happens, and which rule it shows. And back to the beginning.

import { h, post, redraw, toast } from "../dom.js";
import { icon } from "../icons.js";
import { on, picture } from "../live.js";
import { thingName } from "../sentences.js";
import { has, t } from "../texts.js";
import { closeSheet, openSheet, refreshSheet } from "./sheet.js";

const EVERYDAY = ["collect", "hand_in", "walk_in", "exchange", "old_first", "load", "retrieve"];
const TROUBLE = ["jam", "forced_door", "power_cut"];
let open = false;
let dismissed = null;

/** Begin one show, or say why not; tell whether it began. */
export async function play(what) {
  try {
    await post(what === "reset" ? "/api/reset" : "/api/show", what === "reset" ? {} : { what });
    return true;
  } catch (error) {
    toast(t(has(`cannot.show.${error.message}`) ? `cannot.show.${error.message}` : "cannot.machine"));
    return false;
  }
}

/** A button that begins a show. */
export function playButton(what, label = t(`show.${what}`), then = () => {}) {
  return h("button", { "data-key": `show-${what}`, "aria-label": `${t("shows.play")}: ${t(`show.${what}`)}`, onclick: async () => { if (await play(what)) then(); } }, icon("play"), label);
}

/** Open the sheet with all of them. */
export function openShows() {
  openSheet({ title: () => t("shows.title"), draw, onClose: () => { open = false; } });
  open = true;
}

function draw() {
  return [
    h("p", { class: "small" }, t("shows.intro")),
    h("h3", {}, t("shows.everyday")), ...EVERYDAY.map(row),
    h("h3", {}, t("shows.trouble")), ...TROUBLE.map(row),
    h("h3", {}, t("show.reset")), row("reset"),
  ];
}

function row(what) {
  return h("div", { class: "fault" },
    h("div", { class: "line" }, h("b", {}, t(`show.${what}`)), playButton(what, t("shows.play"), closeSheet)),
    h("p", {}, t(`show.${what}.about`)),
    h("p", {}, t(`show.${what}.rule`)));
}

/** What plays now, or how the last one ended. */
export function drawCaption() {
  const show = picture.show;
  const place = document.getElementById("caption");
  place.hidden = !show?.what || show === dismissed;
  if (place.hidden) return;
  place.dataset.state = !show.over ? "now" : show.good ? "done" : "failed";
  redraw(place,
    h("p", { class: "says", role: "status" },
      icon(!show.over ? "play" : show.good ? "on" : "jammed"),
      h("span", {}, h("b", {}, `${t(show.over ? "show.done" : "show.now")} · ${t(`show.${show.what}`)}: `), sentenceOf(show))),
    h("p", { class: "rule" }, h("b", {}, `${t("show.rule")}: `), t(`show.${show.what}.rule`)),
    show.over ? h("button", { "data-key": "dismiss", onclick: dismiss, "aria-label": t("show.dismiss"), title: t("show.dismiss") }, icon("close")) : "");
}

function sentenceOf({ what, step, names, over, good }) {
  if (over && !good) return t("show.failed");
  const key = `show.${what}.${over ? "over" : step}`;
  const said = { ...names, thing: names.thing ? thingName(names.thing) : "" };
  return t(has(key) ? key : `show.${step}`, said);
}

function dismiss() {
  dismissed = picture.show;
  drawCaption();
  document.querySelector("#bar [data-key='shows']").focus();
}

on("hello", () => { if (picture.show.over) dismissed = picture.show; }); // what ended before the page was opened is no news
on("show", drawCaption);
on("show", () => { if (open) refreshSheet(); });
