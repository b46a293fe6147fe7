// A tour of one minute: it points at each part while a collection plays. It can be paused, stepped and ended at any time.

import { h, redraw } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../texts.js";
import { play } from "./shows.js";

const STEPS = [
  { name: "service", at: ".state", s: 6 },
  { name: "wall", at: "#cabinet", s: 8 },
  { name: "letter", at: "#hand", s: 6 },
  { name: "collect", at: "#cabinet", s: 14 },
  { name: "feed", at: "#feed", s: 7 },
  { name: "central", at: "#central", s: 7 },
  { name: "differences", at: "#differences", s: 6 },
  { name: "end", at: "#bar", s: 6 },
];
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let step = -1;
let running = false;
let timer = 0;
let played = false;

/** Begin; who wants less motion goes from step to step themselves. */
export function startTour() {
  running = !calm.matches;
  played = false;
  go(0);
  document.querySelector("#tour [data-key='tour-next']").focus();
}

/** End it; tell whether it ran. Whoever is simulated finishes what they do: nobody is called away from an open door. */
export function endTour() {
  if (step < 0) return false;
  clearTimeout(timer);
  step = -1;
  point(null);
  document.getElementById("tour").hidden = true;
  document.documentElement.classList.remove("touring");
  document.querySelector("#bar [data-key='tour']").focus();
  return true;
}

/** Draw it again, in another language. */
export function drawTour() {
  if (step < 0) return;
  const { name } = STEPS[step];
  redraw(document.getElementById("tour"),
    h("header", {}, h("h2", { id: "tour-title" }, t("tour.title")), h("span", {}, t("tour.step", { step: step + 1, count: STEPS.length }))),
    h("p", { role: "status" }, t(`tour.${name}`)),
    h("div", { class: "do" },
      h("button", { "data-key": "tour-back", disabled: step === 0, onclick: () => go(step - 1) }, icon("back"), t("tour.back")),
      h("button", { "data-key": "tour-pause", onclick: turn }, t(running ? "tour.pause" : "tour.go")),
      h("button", { class: "main", "data-key": "tour-next", onclick: next }, t("tour.next"), icon("next")),
      h("button", { "data-key": "tour-stop", onclick: endTour }, t("tour.stop"))));
}

function go(number) {
  step = number;
  const { name, at } = STEPS[step];
  document.getElementById("tour").hidden = false;
  document.documentElement.classList.add("touring");
  drawTour();
  point(document.querySelector(at));
  if (name === "collect" && !played) {
    played = true;
    play("collect");
  }
  wait();
}

function next() {
  if (step + 1 < STEPS.length) go(step + 1);
  else endTour();
}

function turn() {
  running = !running;
  drawTour();
  wait();
}

function wait() {
  clearTimeout(timer);
  if (running) timer = setTimeout(next, STEPS[step].s * 1000);
}

function point(place) {
  for (const pointed of document.querySelectorAll("[data-pointed]")) delete pointed.dataset.pointed;
  if (!place) return;
  place.dataset.pointed = "true";
  place.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
}
