// What staff have to put in: what somebody asks for who stands here comes first, a few orders at a time.

import { beside, h } from "../dom.js";
import { icon } from "../icons.js";
import { show } from "./frame.js";
import { label } from "./labels.js";
import { message, way } from "./screens.js";

const AT_ONCE = 4;

/** `onChoose` is called with the case as it stands on the envelope. */
export function toLoadScreen({ orders, onChoose, onBack, from = 0 }) {
  const title = h("h1", {}, label("terminal.to_load.title"));
  if (!orders.length) {
    return show(message(title, h("p", { class: "soft", "data-aloud": true }, label("terminal.to_load.none"))), way(onBack));
  }
  const next = from + AT_ONCE < orders.length ? from + AT_ONCE : 0;
  const more = orders.length > AT_ONCE && h("button", { onclick: () => toLoadScreen({ orders, onChoose, onBack, from: next }) }, icon("next"), h("span", {}, label("terminal.waiting.more")));
  return show(title, h("div", { class: "waits" }, ...orders.slice(from, from + AT_ONCE).map((order) => row(order, onChoose))), way(onBack, more));
}

function row({ case_reference: name, asked_for: asked, text, german, item_count: count }, onChoose) {
  return h("button", { onclick: () => onChoose(name), "data-asked": asked },
    h("strong", { dir: "ltr" }, name),
    h("span", {}, text, beside(german)),
    h("span", { class: "count" }, label("terminal.waiting.things", { count })));
}
