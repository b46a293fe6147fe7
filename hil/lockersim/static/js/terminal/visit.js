// The visit: a picture of the wall with the one door marked, one sentence, and what can be said now.

import { beside, h } from "../dom.js";
import { icon } from "../icons.js";
import { germanOf, t } from "../texts.js";
import { read } from "./aloud.js";
import * as api from "./api.js";
import { drawChecklist } from "./checklist.js";
import { drawCounter } from "./counter.js";
import { drawFeedback } from "./feedback.js";
import { show } from "./frame.js";
import { label } from "./labels.js";
import { drawMap } from "./map.js";
import { drawLetter, drawPaper, paperTitle } from "./paper.js";
import { afterDoor, howFar } from "./round.js";
import { granted, sentence } from "./said.js";
import { message, noteBox, troubleBox } from "./screens.js";
import { numberOf } from "./walk_in.js";

const FORWARD = { check_empty: "empty", confirm_loaded: "loaded", confirm_taken: "taken_out", confirm_in: "all_in", confirm_exchanged: "exchanged", print_code: "done", code_sent: "done", print_paper: "done", open_next: "next_door" };
const LEAVE_S = 14;
const AGAIN_MS = 500;
const channel = new BroadcastChannel("lockersim");

/** Where counting begins: what is put in is counted from the first thing on, and not read off the screen. */
const first = (visit) => (visit.kind === "loading" && visit.item_count > 1 ? 1 : visit.item_count ?? 1);

/** What tells one paper of a visit from another. */
const shown = (visit) => String([visit.papers, visit.part, visit.compartment?.id]);

/** Where in its way a visit is: what is said about one place is nothing to the next. */
const place = (visit) => String([visit.phase, visit.next_step, visit.part, visit.compartment?.id]);

/** Shows one visit until it is over: `onEnd` when the person has gone, `onAnother` for another code of theirs, `onNextDoor` in a round. */
export class VisitScreen {
  constructor(visit, doors, { onEnd, onAnother, onNextDoor }) {
    this.visit = visit;
    this.doors = doors;
    this.onEnd = onEnd;
    this.onAnother = onAnother;
    this.onNextDoor = onNextDoor;
    this.away = false;  // another code is being shown: the screen is that one's
    this.note = "";
    this.noteGerman = null;
    this.code = null;
    this.paper = null;
    this.counted = first(visit);
    this.missing = new Set(visit.missing);
    this.following = null;
    this.asked = {};  // by name, what is wanted of lockerd now: an answer to what was wanted before is nobody's
    this.closed = false;
    this.leaving = 0;
  }

  /** Draw it and follow what happens. */
  begin() {
    channel.postMessage({ kind: "marked", compartment: this.visit.compartment?.id ?? null });  // a copy has no door
    this.draw();
    this.follow();
  }

  /** The language has changed, or the stream broke off: what lockerd says comes anew. */
  async again(otherwise = "over") {
    this.following?.abort();
    const visit = await this.answer("visit", api.visit);
    if (visit === undefined) return undefined;
    if (visit === null) return this.end(otherwise);
    this.drawn = null;
    this.forget("paper");
    this.take(visit);
    return this.follow();
  }

  /** What lockerd answers now: null where it does not, nothing where something else is wanted meanwhile. */
  async answer(name, ask) {
    const mine = (this.asked[name] = {});
    const answer = await ask(this.visit.id).catch(() => null);
    return this.asked[name] === mine && !this.closed ? answer : undefined;
  }

  /** It belongs to another door, or another language. */
  forget(name) {
    this[name] = null;
    this.asked[name] = null;
  }

  async follow() {
    if (this.visit.phase === "over") return;
    this.following = new AbortController();
    const { signal } = this.following;
    try {
      await api.follow(this.visit.id, (visit) => this.take(visit), signal);
    } catch {
      if (signal.aborted) return;
    }
    if (signal.aborted || this.visit.phase === "over") return;
    // Only if it does not answer either, lockerd has no power.
    setTimeout(() => { if (!signal.aborted) this.again("lost"); }, AGAIN_MS);
  }

  take(visit) {
    if (JSON.stringify(visit) !== JSON.stringify(this.visit)) this.note = "";
    if (visit.part !== this.visit.part) this.missing = new Set(visit.missing);
    if (visit.compartment?.id !== this.visit.compartment?.id) this.arrive(visit);
    if (shown(visit) !== shown(this.visit)) this.forget("paper");  // each door has one of its own
    this.visit = visit;
    this.draw();
  }

  /** At another door: its things are counted anew, and another code belongs to it. */
  arrive(visit) {
    this.counted = first(visit);
    this.forget("code");
    channel.postMessage({ kind: "marked", compartment: visit.compartment?.id ?? null });
  }

  async say(word, body = {}) {
    const said = place(this.visit);
    try {
      if (word === "all_in" && this.lists()) await api.say(this.visit.id, "missing", { missing: [...this.missing] });
      // What comes of it is told by the stream; the answer itself may be older than what the stream has said since.
      await api.say(this.visit.id, word, body);
      this.note = "";
      this.draw();
    } catch (refused) {
      if (place(this.visit) !== said) return;
      this.note = refused.text || t("terminal.off");
      this.noteGerman = refused.text ? refused.german : germanOf("terminal.off");
      this.drawn = null;
      this.draw();
    }
  }

  draw() {
    if (this.closed) return undefined;
    const text = JSON.stringify([this.visit, this.note, Boolean(this.code), this.paper]);
    if (text === this.drawn) return undefined;
    this.drawn = text;
    if (this.visit.phase === "over") return this.drawEnd();
    if (this.away) return undefined;
    if (this.visit.next_step === "print_code" && !this.code) this.fetch("code");
    if (this.visit.phase === "paper_ready") return this.drawPaper();
    if (this.visit.phase === "between") return this.drawBetween();
    const { compartment } = this.visit;
    show(
      h("div", { class: "where" }, h("h1", {}, t("terminal.door", { id: compartment.id })), h("span", {}, compartment.place)),
      h("div", { class: "visit" },
        this.lists() ? drawChecklist(this.visit.checklist, this.missing, () => this.nameLast()) : drawMap(this.doors, compartment.id, compartment.place),
        sentence(this.visit),
        this.notes(),
        granted(this.visit),
        numberOf(this.visit),
        this.visit.listed.length > 0 && h("p", { class: "soft" }, label("terminal.listed", { doors: this.visit.listed.map((each) => each.compartment).join(", ") })),
        this.visit.round && howFar(this.visit.round),
        this.code && drawLetter(this.visit.id, this.code),
        (this.choice("found") || this.counts()) && this.counter(),
        h("div", { class: "spoken" }, this.words())));
    return undefined;
  }

  /** The door is done with: the paper takes the place of the wall. */
  drawPaper() {
    if (!this.paper) this.fetch("paper");
    show(
      h("h1", {}, paperTitle(this.paper)),
      sentence(this.visit),
      this.notes(),
      granted(this.visit),
      numberOf(this.visit),
      this.paper && drawPaper(this.visit.id, this.paper),
      h("div", { class: "spoken" }, this.words()));
    return undefined;
  }

  /** The turn of one code is over: the next door waits for the person, who may have their hands full. */
  drawBetween() {
    channel.postMessage({ kind: "marked", compartment: null });
    const asks = message(h("h1", {}, label("terminal.between.title")), h("div", { class: "big-mark" }, icon("letter")), sentence(this.visit), this.notes(), granted(this.visit));
    return show(asks, h("div", { class: "spoken" }, this.words()));
  }

  /** The next screen is another code's. */
  leave() { this.away = true; this.onAnother(); }

  /** Back from it: what lockerd says of the visit comes anew. */
  back() { this.away = false; return this.again(); }

  /** What did not go as wished, or was refused a moment ago. */
  notes() {
    const { trouble } = this.visit;
    if (this.note) return noteBox(this.note, this.noteGerman);
    return trouble && troubleBox(trouble);
  }

  /** A word with its label, as long as it can be said. */
  choice(word) { return this.visit.may.find((each) => each.word === word); }

  /** Whether the list of what is expected takes the place of the wall: at the shut door, until the last word. */
  lists() { return this.visit.next_step === "confirm_in" && Boolean(this.choice("missing")); }

  /** The last word is another one where something is missing. In place: drawn anew, the tick would lose the focus. */
  nameLast() {
    const choice = this.choice("all_in");
    document.querySelector("[data-word=all_in]").replaceChildren(...this.naming(choice).filter(Boolean));
  }

  /** Whether staff count what they put in: several things belong together. */
  counts() { return Boolean(this.choice("loaded")) && this.visit.item_count > 1; }

  /** The next envelope was held to the scanner: what lies behind this door is in. */
  async putNext(scan) {
    const choice = this.choice("next");
    if (choice) await this.say("next", { ...choice.body, scan, item_count: this.counted });
  }

  /** How many things staff have in their hands. */
  counter() { return drawCounter(this.counted, (count) => { this.counted = count; }); }

  words() {
    const forward = FORWARD[this.visit.next_step];
    const main = this.visit.may.filter(({ word }) => word === forward);
    const others = this.visit.may.filter(({ word }) => ![forward, "help", "missing", "next"].includes(word));  // help has its own place, what is missing is ticked, the next envelope is read
    const asked = `${this.visit.next_step} ${this.visit.trouble?.code ?? ""}`;
    return [...main, ...others].map((choice) => {
      const { word, body } = choice;
      const say = () => (word === "another_code" ? this.leave() : this.say(word, "item_count" in body || (word === "loaded" && this.counts()) ? { ...body, item_count: this.counted } : body));
      return h("button", { class: word === forward ? "main" : "", "data-word": word, "data-asked": asked, onclick: say }, this.naming(choice));
    });
  }

  /** lockerd learns with the word itself what was ticked. */
  naming({ word, label: words, german }) { return word === "all_in" && this.missing.size ? label("terminal.checklist.others") : [words, beside(german)]; }

  /** What stands on the screen beside the visit: its code, its paper. */
  async fetch(name) {
    const found = await this.answer(name, api[name]);
    if (!found) return;
    this[name] = found;
    this.draw();
  }

  drawEnd() {
    this.away = false;
    const { trouble } = this.visit;
    const paper = this.choice("paper");
    channel.postMessage({ kind: "marked", compartment: null });
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => this.end(), LEAVE_S * (trouble || this.visit.round ? 3000 : 1000));
    if (this.visit.round) return afterDoor({ visit: this.visit, onNext: (kind) => this.goOn(kind), onEnd: () => this.end() });
    return show(
      message(
        h("h1", {}, label(trouble ? "terminal.sorry" : "terminal.done.title")),
        trouble ? troubleBox(trouble) : h("div", { class: "big-mark" }, icon("free")),
        sentence(this.visit),
        h("p", { class: "soft" }, label("terminal.done.auto")),
        drawFeedback(this.visit)),
      h("div", { class: "way" },
        h("button", { class: "main", onclick: () => this.end() }, label("terminal.done")),
        paper && h("button", { onclick: () => this.wantPaper() }, paper.label, beside(paper.german))));
  }

  /** The receipt of a collection is wanted: the visit goes on until it is printed. */
  async wantPaper() {
    clearTimeout(this.leaving);
    await this.say("paper");
    return this.again();
  }

  /** Whether it has ended, and only its last screen still stands. */
  get over() { return this.visit.phase === "over"; }

  /** Call for help during the visit; gives what lockerd says to that, or nothing. */
  async help() {
    if (!this.choice("help")) return null;
    try {
      const { acknowledged } = await api.say(this.visit.id, "help");
      return acknowledged.find(({ word }) => word === "help");
    } catch {
      return null;
    }
  }

  /** To the next door of the round. */
  goOn(kind) {
    this.close();
    this.onNextDoor(kind);
  }

  end(why = "over") { this.close(); this.onEnd(why); }

  /** Nothing of it is followed or marked any more. */
  close() {
    this.closed = true;
    clearTimeout(this.leaving);
    this.following?.abort();
    channel.postMessage({ kind: "marked", compartment: null });
    read("");
  }
}
