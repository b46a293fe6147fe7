// The bar at the top: who we are, what runs, what can be shown.

import { attempt, h, post } from "../dom.js";
import { icon } from "../icons.js";
import { on, picture } from "../live.js";
import { t } from "../texts.js";
import { openFaults } from "./faults.js";
import { openFrames } from "./frames.js";

let handlers = {};

/** Draw the bar; the handlers change theme and language. */
export function drawBar(given = handlers) {
  handlers = given;
  const show = (what) => () => attempt(() => post("/api/show", { what }), t(`cannot.show.${what}`));
  document.getElementById("bar").replaceChildren(
    h("div", { class: "brand" },
      h("img", { src: "/static/icon.svg", alt: "" }),
      h("div", {},
        h("h1", {}, `${t("wall.title")} ${picture.site?.name ?? ""}`),
        h("p", {}, t("wall.subtitle")))),
    h("div", { class: "machines", id: "machines", role: "status" }, machines()),
    h("nav", { "aria-label": t("wall.title") },
      h("button", { class: "main", onclick: show("collect") }, icon("play"), t("button.show.collect")),
      h("button", { onclick: show("hand_in") }, icon("play"), t("button.show.hand_in")),
      h("button", { onclick: show("load") }, icon("play"), t("button.show.load")),
      h("button", { onclick: show("retrieve") }, icon("play"), t("button.show.retrieve")),
      h("button", { id: "open-faults", onclick: openFaults }, icon("bolt"), t("button.faults")),
      h("button", { onclick: openFrames, "aria-label": t("button.frames"), title: t("button.frames") }, icon("bytes")),
      h("button", { onclick: handlers.onLanguage }, icon("language"), t("button.language")),
      h("button", { onclick: handlers.onTheme, "aria-label": t("button.theme"), title: t("button.theme") }, icon("theme"))),
  );
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
  document.getElementById("machines")?.replaceChildren(...machines());
}

on("machines", update);
on("central", update);
