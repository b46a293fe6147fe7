// An emergency: why a door is opened that does not wait for staff, and which. Two people show their badges for it.

import { h } from "../dom.js";
import { t } from "../texts.js";
import { show } from "./frame.js";
import { label } from "./labels.js";
import { way } from "./screens.js";

const REASONS = ["person_waits_at_night", "court_order", "water", "fire_damage", "smell_or_noise", "other"];

/** `onChoose` is called with the reason. */
export function reasonScreen({ onChoose, onBack }) {
  show(
    h("h1", {}, label("terminal.emergency.title")),
    h("p", { class: "soft", "data-aloud": true }, label("terminal.emergency.why")),
    h("div", { class: "waits" }, REASONS.map((reason) => h("button", { "data-reason": reason, onclick: () => onChoose(reason) }, h("strong", {}, label(`terminal.emergency.${reason}`))))),
    way(onBack));
}

/** `onChoose` is called with the number of the door. */
export function doorScreen({ doors, reason, onChoose, onBack }) {
  show(
    h("h1", {}, label("terminal.emergency.which")),
    h("p", { class: "soft", "data-aloud": true }, label(`terminal.emergency.${reason}`)),
    h("div", { class: "doors" }, doors.map((door) => h("button", { "data-door": door.id, "aria-label": `${t("terminal.door", { id: door.id })}, ${door.place}`, onclick: () => onChoose(door.id) }, door.id))),
    way(onBack));
}
