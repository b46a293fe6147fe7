// Central's own copy, and its orders.

import { attempt, h, post, redraw } from "../dom.js";
import { icon } from "../icons.js";
import { on, picture } from "../live.js";
import { thingName } from "../sentences.js";
import { clock, t } from "../texts.js";

const CLASSES = ["identity_card", "passport", "driving_licence", "vehicle_papers", "number_plate", "key", "weapon_licence", "birth_certificate", "court_file"];
let picked = CLASSES[0];

/** Draw the panel. */
export function drawCentral() {
  const central = picture.central;
  const panel = document.getElementById("central");
  if (panel.contains(document.activeElement) && document.activeElement.tagName === "SELECT") return;
  const pick = h("select", { "aria-label": t("central.class"), onchange: (event) => { picked = event.target.value; } },
    CLASSES.map((name) => h("option", { value: name, selected: name === picked }, t(`class.${name}`))));
  redraw(panel,
    h("header", {}, h("h2", { id: "central-title" }, t("central.title")), h("span", { class: "small" }, t("central.numbers", central))),
    copy(central),
    central.repeated ? h("p", { class: "small" }, t("central.repeated", { count: central.repeated })) : "",
    h("h3", {}, t("central.orders")),
    orders(central.orders),
    h("div", { class: "announce" }, pick,
      h("button", { "data-key": "announce", onclick: () => announce("collection") }, t("central.announce")),
      h("button", { "data-key": "announce-hand-in", onclick: () => announce("hand_in") }, t("central.announce.hand_in"))));
}

function announce(kind) {
  const authority = ["vehicle_papers", "number_plate"].includes(picked) ? "kreis" : "stadt";
  return attempt(() => post("/api/orders", { document_class: picked, authority, kind }), t("cannot.order"));
}

let heardAt = 0;

function copy(central) {
  if (!central.connected) return cut(central);
  heardAt = Date.now() / 1000;
  let text = t("central.complete", central);
  if (central.problems.length) text = t("central.problem", { detail: central.problems.at(-1) });
  else if (central.gaps.length) text = t(central.asked.length ? "central.asked" : "central.gap", { gaps: central.gaps.join(", ") });
  else if (!central.head) text = t("central.empty");
  return h("p", { class: "copy", "data-good": String(central.complete), role: "status" }, icon(central.complete ? "on" : "jammed"), h("span", {}, text));
}

/** What central last knew is no news while nothing reaches it. */
function cut(central) {
  const text = central.head ? t("central.cut", { ...central, time: heardAt ? clock(heardAt) : "?" }) : t("central.cut.none");
  return h("p", { class: "copy", "data-good": "false", role: "status" }, icon("off"), h("span", {}, text));
}

const receipts = (view) => view.parts.filter((part) => part.receipt !== null).map((part) => t("central.receipt", { number: part.receipt }));

function orders(views) {
  if (!views.length) return h("p", { class: "small" }, t("central.orders.none"));
  return h("ul", { class: "orders", "data-key": "orders", tabindex: "0", "aria-label": t("central.orders") }, [...views].reverse().map((view) => h("li", {},
    h("span", {}, thingName(view.case_reference || view.order.slice(0, 8))),
    h("span", {}, [t(`order.${view.state}`), ...view.compartments, ...receipts(view)].join(" · ")))));
}

on("central", () => { if (picture.site) drawCentral(); });
