// One bay of the cabinet: what is true behind and at the door, what lockerd believes on it.

import { attempt, h, mark, post } from "../dom.js";
import { icon } from "../icons.js";
import { picture } from "../live.js";
import { thingName } from "../sentences.js";
import { t } from "../texts.js";
import { drawThing } from "../things.js";
import { openCompartment } from "./compartment.js";

export class Bay {
  constructor(compartment, isFirst) {
    this.id = compartment.id;
    this.things = h("span", { class: "things" });
    this.belief = h("span", { class: "belief" });
    this.tags = h("span", { class: "tags", "aria-hidden": "true" });
    this.quick = h("div", { class: "quick" });
    this.face = h("button", { class: "face", tabindex: isFirst() ? "0" : "-1", "aria-describedby": "doors-hint", onclick: () => openCompartment(this.id) },
      h("span", { class: "hole" }, this.things, h("span", { class: "hook" })),
      h("span", { class: "leaf" },
        h("span", { class: "front" }, h("span", { class: "number" }, this.id), h("span", { class: "pull" }), this.belief),
        h("span", { class: "back" })));
    this.element = h("div", { class: "bay", "data-id": this.id }, this.face, this.tags,
      h("span", { class: "flag", "aria-hidden": "true" }, "≠"), this.quick);
  }

  /** Show what is known now. */
  update() {
    const truth = picture.truth[this.id];
    const belief = picture.beliefs?.[this.id];
    const condition = belief?.condition ?? "unknown";
    const differs = picture.differences.some((difference) => difference.compartment === this.id);
    mark(this.element, "door", truth.door);
    mark(this.element, "latch", truth.latch);
    mark(this.element, "energised", truth.energised);
    mark(this.element, "condition", condition);
    mark(this.element, "differs", differs);
    this.#once("belief", condition, () => this.belief.replaceChildren(icon(condition), h("span", { class: "word" }, t(`condition.${condition}`))));
    this.#once("things", truth.items.join(), () => this.things.replaceChildren(...truth.items.slice(0, 2).map(drawThing)));
    const blind = isBlind(truth, belief);
    mark(this.element, "blind", blind);
    const tags = [blind && "blind", truth.jammed && "jammed", truth.stuck && "stuck", truth.wedged && "wedged", truth.dead_coil && "dead_coil"].filter(Boolean);
    this.#once("tags", tags.join(), () => this.tags.replaceChildren(...tags.map((tag) => h("span", {}, t(`bay.${tag}`)))));
    this.#once("quick", `${truth.door}/${truth.items.join()}`, () => this.#drawQuick(truth));
    const words = [t("bay.label", { id: this.id, door: t(`door.${truth.door}`), condition: t(`condition.${condition}`) }), ...tags.map((tag) => t(`bay.${tag}`))];
    if (differs) words.push(t("bay.differs"));
    this.face.setAttribute("aria-label", words.join(", "));
  }

  #once(name, value, draw) {
    this.drawn ??= {};
    if (this.drawn[name] === value) return;
    this.drawn[name] = value;
    draw();
  }

  #drawQuick(truth) {
    if (truth.door !== "open") return this.quick.replaceChildren();
    const act = (action, item = null) => () => attempt(() => post("/api/hands", { action, compartment: this.id, item }), t("cannot.hands"));
    const button = (name, label, action) => h("button", { "aria-label": label, title: label, onclick: action }, icon(name));
    const first = truth.items[0];
    const inHand = handed(this.id);
    return this.quick.replaceChildren(
      first && inHand !== first ? button("take", t("hands.take_out", { item: thingName(first) }), act("take_out", first)) : "",
      inHand && !first ? button("put", `${t("hands.put_in")}: ${thingName(inHand)}`, act("put_in", inHand)) : "",
      button("push", t("hands.push_shut"), act("push_shut")));
  }

  focus() {
    for (const face of document.querySelectorAll(".face")) face.tabIndex = -1;
    this.face.tabIndex = 0;
    this.face.focus();
  }

  select(selected) { mark(this.element, "selected", selected); }
  want(wanted) { mark(this.element, "wanted", wanted); }
}

/** lockerd is there, but its sensor at this door tells nothing: its board or line is silent. */
function isBlind(truth, belief) {
  if (!belief || truth.feedback === "none") return false;
  return (truth.feedback === "hook" ? belief.latch : belief.door) === "unknown";
}

/** The thing that is just being put into a compartment, by staff or by whoever brings it, and is still in their hand. */
export function handed(id) {
  const papers = [...(picture.tray?.slips ?? []), ...(picture.tray?.letters ?? [])];
  const order = picture.central?.orders.find((view) => view.compartments.includes(id) && ["loading", "handing_in", "exchanging"].includes(view.state));
  const paper = papers.find((candidate) => candidate.order === order?.order);
  const part = order?.parts.find((each) => each.compartment === id);
  if (part?.state === "exchanging" || (part?.state === "handing_in" && !paper?.brought)) return paper?.old ?? null;
  return paper && paper.lies_in === null ? paper.name : null;
}
