// How it went, in one tap at the end: three faces that nobody has to touch. Kept as a count of the day alone.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../texts.js";
import * as api from "./api.js";
import { label } from "./labels.js";

const MARKS = ["good", "fair", "poor"];

/** The row, as long as it can be said; nothing where it cannot. */
export function drawFeedback(visit) {
  if (!visit.feedback) return false;
  const row = h("div", { class: "feedback", role: "group", "aria-label": t("terminal.feedback") });
  const tell = async (mark) => {
    // Whatever comes of it: nobody is asked twice, and nobody waits for it.
    row.replaceChildren(h("span", { role: "status" }, label("terminal.feedback.thanks")));
    await api.say(visit.id, "feedback", { mark }).catch(() => null);
  };
  const faces = MARKS.map((mark) => h("button", { "data-mark": mark, onclick: () => tell(mark) }, icon(mark), h("span", {}, label(`terminal.feedback.${mark}`))));
  row.append(h("span", {}, label("terminal.feedback")), ...faces);
  return row;
}
