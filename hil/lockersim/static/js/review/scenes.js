// Each screen of the terminal with a sentence in it, drawn by the terminal's own modules as it would stand there.

import { h } from "../dom.js";
import { papers } from "../papers.js";
import { t } from "../texts.js";
import { read, wish } from "../terminal/aloud.js";
import { doorScreen, reasonScreen } from "../terminal/emergency.js";
import { openDialog } from "../terminal/frame.js";
import { endedScreen, goingScreen, roundScreen } from "../terminal/round.js";
import * as screens from "../terminal/screens.js";
import { toLoadScreen } from "../terminal/to-load.js";
import { VisitScreen } from "../terminal/visit.js";
import { waitingScreen } from "../terminal/waiting.js";
import { nothingOffered, ownNeedsScreen, walkInScreen } from "../terminal/walk_in.js";

const nothing = () => {};
const HELP = { hours: "8:00–16:00", phone: "+49 6031 83-0" };
const BACK = { onBack: nothing };
const DOORS = Array.from({ length: 48 }, (_, i) => ({ id: `A${String(i + 1).padStart(2, "0")}`, column: Math.floor(i / 6) + 1, row: (i % 6) + 1, place: "" }));
const THINGS = ["passport", "form_signed", "photo"];
let visit = null;

/** End what the screen before has begun. */
export function cleared() {
  visit?.close();
  wish(false);
  document.getElementById("ask").close();
  document.getElementById("hand").replaceChildren();
  document.getElementById("hand").hidden = true;
}

/** A visit as lockerd tells of one: `step` is the sentence that stands there where another one is read, `words` what can
 * be said beside the word that is read. */
function draw(said, { step = "step.take_out", words = [], paper = null, code = null, place = said.texts.place, ...more }) {
  const [kind, read] = said.id.split(".");
  const reads = kind === "word" ? [read, ...words.filter((word) => word !== read)] : words;
  const label = (word) => { const { text, german } = kind === "word" && word === read ? own(said) : other(said, `word.${word}`); return { word, body: {}, label: text, german }; };
  visit = new VisitScreen({
    id: "read", kind: "collection", phase: "at_door", compartment: { id: "A07", place }, next_step: "take_out", trouble: null, acknowledged: [],
    checklist: [], missing: [], listed: [], round: null, item_count: null, fetch_number: null, papers: [], part: 1, privacy: "public",
    may: reads.map(label), spoken: "", ...(kind === "step" ? own(said) : other(said, step)), ...more,
  }, DOORS, { onEnd: nothing, onAnother: nothing, onNextDoor: nothing });
  visit.paper = paper;
  visit.code = code;
  visit.draw();
}

const own = ({ text, german }) => ({ text, german });
const other = ({ texts, inGerman }, id) => ({ text: texts[id], german: inGerman[id] });
/** The sentence that is read where it is one of lockerd's, else the one that stands there instead. */
const either = (said, id) => (said.text === undefined ? other(said, id) : own(said));
const says = (said) => ({ code: "read", spoken: "", privacy: "public", ...own(said) });
const note = (said, id) => { const { text, german } = either(said, id); return { note: text, german }; };
const round = (said) => ({ kind: "stocktake", left: 41, ...(said.id.startsWith("round.") ? own(said) : other(said, "round.stocktake.going")) });
const PAPER = { paper: "receipt", direction: "in", number: 17 };
const CODE = { typed_code: "123456786", pickup_number: "1234" };
const LETTER = { name: "passport-1", typed_code: "123456786", pickup_number: "1234", second_secret: "1234567", used: false, brought: false };
const collects = ["taken_out", "open_again", "wrong_item", "nothing_inside", "more_time"];
const loads = { kind: "loading", step: "step.confirm_loaded", next_step: "confirm_loaded" };

function hand({ id }) {
  const [kind, what] = id.split(".");
  const name = kind === "class" ? `${what}-1` : id === "thing.old" ? "passport-1.old" : LETTER.name;
  const used = id === "hand.letter.used";
  const tray = { letters: [{ ...LETTER, name, used, brought: id === "hand.letter.bring" }], authorities: ["stadt"], slips: [{ name: LETTER.name, authority: "stadt", order: "12345678", state: "sent", lies_in: null }] };
  const place = document.getElementById("hand");
  screens.startScreen({});
  place.hidden = false;
  place.replaceChildren(h("div", { class: "head" }, h("h2", {}, t("hand.title"))), h("div", { class: "row" }, papers(tray, nothing)));
}

function aloud(said) {
  draw(said, {});
  read("", said.texts["step.take_out"]);  // nothing that a voice would say at once
  wish(true);
}

/** By the name in the table of sentences; each is called with the sentence: its id, its text where it is lockerd's, and
 * all of lockerd's texts. */
export const SCENES = {
  start: () => screens.startScreen({}),
  code: (said) => screens.codeScreen({ ...BACK, ...(said.id === "terminal.scan.bad" ? { note: t(said.id) } : note(said)) }),
  number: (said) => screens.numberScreen({ ...BACK, ...note(said, "refusal.pickup_number_needed") }),
  secret: (said) => screens.secretScreen({ ...BACK, ...note(said, "refusal.second_secret_needed"), onDevice: nothing }),
  device: (said) => screens.deviceScreen({ ...BACK, ...(said.id === "terminal.device.not_you" ? { note: t(said.id) } : note(said, "refusal.statement_needed")), onType: nothing }),
  copy: (said) => screens.copyScreen({ ...BACK, ...note(said) }),
  counter: (said) => screens.copyScreen({ ...BACK, ...note(said), counter: true }),
  walk_in: (said) => walkInScreen({ ...BACK, classes: [{ document_class: "passport", label: t("class.passport"), spoken: "", accepted: "…", not_accepted: "", counts_until: null, trouble: said.text === undefined ? null : says(said) }] }),
  nothing_offered: () => nothingOffered(BACK),
  own_needs: () => ownNeedsScreen({ ...BACK, needs: {} }),
  moment: () => screens.momentScreen(),
  refused: (said) => screens.refusedScreen({ ...either(said, "refusal.busy"), onRetry: nothing, onHome: nothing }),
  off: () => screens.offScreen(),
  closed: () => screens.closedScreen(),
  help: ({ id }) => openDialog("terminal.help", [{ text: id === "terminal.help.none" ? t(id) : t("terminal.help.text", HELP) }], [["button.close", nothing]]),
  idle: () => openDialog("terminal.idle.title", [{ text: t("terminal.idle.text", { seconds: 20 }) }], [["terminal.idle.stay", nothing]]),
  aloud,
  hand,
  visit: (said) => draw(said, { words: ["open_again", "more_time"] }),
  place: (said) => draw(said, { place: said.text }),
  taken: (said) => draw(said, { step: "step.confirm_taken", next_step: "confirm_taken", words: collects }),
  put_in: (said) => draw(said, { step: "step.put_in.hand_in", next_step: "put_in", words: ["open_again", "more_time"] }),
  all_in: (said) => draw(said, { step: "step.confirm_in", next_step: "confirm_in", words: ["all_in", "nothing_in", "open_again", "more_time"] }),
  checklist: (said) => draw(said, { step: "step.confirm_in", next_step: "confirm_in", words: ["all_in", "missing"], checklist: [...new Set([...THINGS, ...(said.id.startsWith("thing.") ? [said.id.slice(6)] : [])])], missing: said.id === "terminal.checklist.others" ? THINGS.slice(1) : [] }),
  exchanged: (said) => draw(said, { step: "step.confirm_exchanged", next_step: "confirm_exchanged", words: ["exchanged", "open_again", "more_time"] }),
  trouble: (said) => draw(said, { trouble: says(said), words: ["open_again"] }),
  granted: (said) => draw(said, { acknowledged: [{ word: "help", ...says(said) }] }),
  load: (said) => draw(said, { ...loads, words: ["loaded", "undo"], listed: [{ compartment: "A03" }] }),
  look_first: (said) => draw(said, { ...loads, step: "step.check_empty", next_step: "check_empty", words: ["empty"] }),
  letter: (said) => draw(said, { ...loads, step: "step.print_code", next_step: "print_code", words: ["done", "undo"], code: CODE }),
  report: (said) => draw(said, { kind: "retrieval", step: "step.report", next_step: "report", words: ["found", "nothing", "other"], item_count: 2 }),
  going_round: (said) => draw(said, { kind: "retrieval", step: "step.report.stocktake", next_step: "report", words: ["as_expected", "found", "nothing", "other"], item_count: 2, round: round(said) }),
  after_door: (said) => draw(said, { phase: "over", round: round(said) }),
  round_over: (said) => draw(said, { phase: "over", round: { ...round(said), left: 0 } }),
  between: (said) => draw(said, { phase: "between", step: "step.open_next", next_step: "open_next", words: ["next_door", "another_code"] }),
  paper: (said) => draw(said, { phase: "paper_ready", step: "step.print_paper.receipt", next_step: "print_paper", words: ["done"], fetch_number: "123456789012", paper: paperOf(said) }),
  over: (said) => draw(said, { phase: "over", step: "step.goodbye", words: ["paper"] }),
  feedback: (said) => {
    draw(said, { phase: "over", step: "step.goodbye", feedback: true });
    if (said.id === "terminal.feedback.thanks") document.querySelector(".feedback button").click();
  },
  badge: () => screens.badgeScreen(BACK),
  slip: ({ id }) => screens.slipScreen({ ...BACK, authority: id === "authority.kreis" ? "kreis" : "stadt" }),
  second_badge: (said) => screens.secondScreen({ ...BACK, ...note(said, "refusal.second_badge_needed") }),
  to_load: (said) => toLoadScreen({ ...BACK, orders: said.id === "terminal.to_load.none" ? [] : [{ case_reference: "passport-1", asked_for: true, ...either(said, "to_load.waits"), item_count: 1 }] }),
  waiting: (said) => waitingScreen({ ...BACK, doors: said.id === "terminal.waiting.none" ? [] : Array.from({ length: 5 }, () => ({ compartment: { id: "A07" }, why: "", ...either(said, "waiting.handed_in"), item_count: 2, missing: ["photo"] })) }),
  round: () => roundScreen(BACK),
  round_going: (said) => goingScreen({ ...BACK, round: round(said) }),
  round_ended: (said) => endedScreen({ round: round(said) }),
  emergency: () => reasonScreen(BACK),
  which_door: () => doorScreen({ ...BACK, doors: DOORS, reason: "water" }),
};

/** Under its title, which `terminal.paper.*` says, the lines of which one is read. */
function paperOf(said) {
  const [of, , paper, direction] = said.id.split(".");
  if (said.id === "terminal.paper.none") return null;
  const lines = (text, all) => [all["paper.receipt"], all["paper.where"], of === "paper" ? text : ""].join("\n").trim();
  return { ...PAPER, ...(of === "terminal" && direction && { paper, direction }), text: lines(said.text, said.texts), german: lines(said.german, said.inGerman) };
}
