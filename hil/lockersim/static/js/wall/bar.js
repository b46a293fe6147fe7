// The bar at the top: who we are, what runs, what can be shown.

import { h, redraw } from "../dom.js";
import { icon } from "../icons.js";
import { on, picture } from "../live.js";
import { t } from "../texts.js";
import { openFaults } from "./faults.js";
import { openFrames } from "./frames.js";
import { openLegend } from "./legend.js";
import { openShows, playButton } from "./shows.js";
import { startTour } from "./tour.js";

let handlers = {};

/** Draw the bar; the handlers change theme and language. */
export function drawBar(given = handlers) {
  handlers = given;
  redraw(document.getElementById("bar"),
    h("div", { class: "brand" },
      h("img", { src: "/static/icon.svg", alt: "" }),
      h("div", {},
        h("h1", {}, `${t("wall.title")} ${picture.site?.name ?? ""}`),
        h("p", {}, t("wall.subtitle")))),
    h("nav", { "aria-label": t("wall.title") },
      h("button", { class: "main", "data-key": "tour", onclick: startTour }, icon("play"), t("tour.button")),
      ...["collect", "hand_in", "exchange"].map((what) => playButton(what)),
      h("button", { "data-key": "shows", onclick: openShows }, icon("shows"), t("shows.button")),
      h("button", { "data-key": "legend", onclick: openLegend }, icon("help"), t("legend.button")),
      h("button", { id: "open-faults", "data-key": "faults", onclick: openFaults }, icon("bolt"), t("button.faults")),
      h("button", { "data-key": "frames", onclick: openFrames, "aria-label": t("button.frames"), title: t("button.frames") }, icon("bytes")),
      h("button", { "data-key": "language", onclick: handlers.onLanguage }, icon("language"), t("button.language")),
      h("button", { "data-key": "theme", onclick: handlers.onTheme, "aria-label": t("button.theme"), title: t("button.theme") }, icon("theme"))),
  );
  update();
}

function machines() {
  const running = picture.machines ?? {};
  const central = picture.central?.connected ?? false;
  return [
    pill("lockerd", running.lockerd, running.lockerd ? "machine.on" : "machine.off"),
    pill("broker", running.broker, running.broker ? "machine.on" : "machine.off"),
    pill("central", central, central ? "machine.connected" : "machine.cut"),
  ];
}

function pill(name, good, word) {
  return h("span", { class: "machine", "data-on": String(Boolean(good)) }, icon(good ? "on" : "off"), `${t(`machine.${name}`)} ${t(word)}`);
}

function update() {
  const place = document.getElementById("machines");
  const now = h("div", {}, machines());
  if (place.textContent !== now.textContent) place.replaceChildren(...now.children); // else it would be read aloud again
}

on("machines", update);
on("central", update);
