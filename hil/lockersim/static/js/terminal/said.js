// What lockerd says in a visit, as it stands on every screen of it.

import { beside, h } from "../dom.js";
import { heard } from "./aloud.js";

export const sentence = (visit) => h("div", {}, h("p", { class: "say", ...heard(visit) }, visit.text), beside(visit.german));

/** That somebody was called, and how much longer it may take: as long as lockerd says so. */
export const granted = ({ acknowledged }) =>
  acknowledged.length > 0 && h("div", { class: "granted", role: "status" }, acknowledged.flatMap((each) => [h("p", heard(each), each.text), beside(each.german) ?? ""]));
