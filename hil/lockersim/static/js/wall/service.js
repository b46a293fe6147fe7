// One line: whether the station serves people now, and if not why, as it says itself.

import { h, redraw } from "../dom.js";
import { icon } from "../icons.js";
import { on, picture } from "../live.js";
import { t } from "../texts.js";
import { openResume } from "./resume.js";

let linked = true;
let said = "";

/** Draw the line. */
export function drawService() {
  const { state, words } = linked ? now() : { state: "lost", words: [t("service.lost")] };
  const text = words.join(" ");
  const place = document.getElementById("service");
  if (said === state + text) return; // what has not changed is not read aloud again
  said = state + text;
  place.parentElement.dataset.state = state;
  redraw(place,
    h("p", { role: "status" }, icon(state === "open" ? "on" : "off"), h("span", {}, h("b", {}, words[0]), ` ${words.slice(1).join(" ")}`)),
    state === "halted" ? h("button", { "data-key": "resume", onclick: openResume }, icon("help"), t("resume.button")) : "");
}

function now() {
  const { state, reason, kept, silent } = picture.service ?? { state: "off", reason: "", kept: 0, silent: 0 };
  if (state === "halted") return { state, words: [t("service.no"), t(`halt.${reason}.why`)] };
  if (state !== "open") return { state, words: [t("service.no"), t(`service.${state}`)] };
  const more = [
    kept && t("service.kept", { count: kept }),
    silent && t("service.silent", { count: silent }),
    picture.central?.connected === false && t("service.alone"),
  ];
  return { state, words: [t("service.open"), ...more.filter(Boolean)] };
}

const update = () => { if (picture.site) drawService(); };
on("service", update);
on("central", update);
on("link", (up) => { linked = up; update(); });
