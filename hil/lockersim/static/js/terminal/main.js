// The terminal: which screen comes after which.

import { h } from "../dom.js";
import { connect, on, picture } from "../live.js";
import { papers } from "../papers.js";
import { t, useLanguage } from "../texts.js";
import * as api from "./api.js";
import { ask, begin, resetFrame, serves } from "./frame.js";
import { answered, watchIdle } from "./idle.js";
import { scan, scanLetter } from "./scan.js";
import * as screens from "./screens.js";
import { Staff } from "./staff.js";
import { VisitScreen } from "./visit.js";
import { needsScreen, nothingOffered, ownNeedsScreen, walkInScreen } from "./walk_in.js";

const params = new URLSearchParams(location.search);
const firstLanguage = params.get("lang") ?? "de";
const LOOK_MS = 2500;
const KEPT = "visit";  // the one that goes on, for the page that is loaded anew: nobody shows anything twice for that
const embedded = params.has("embedded");
let doors = [];
let visit = null;
let draw = () => {};
let atHome = null;
let said = {};  // what whoever shows a code says they need; forgotten with them
let stands = {};  // what is on the screen now: what was asked for on another one is nobody's

/** Shows a screen; what it gives says whether that one still stands there. */
function go(screen) {
  const mine = (stands = {});
  draw = screen;
  answered();
  screen();
  return () => stands === mine;
}

/** The screen is the visit's. */
function goToVisit() {
  stands = {};
  draw = () => visit.again();
}

/** Whether an answer is awaited: one thing after the other. */
const waits = () => draw === screens.momentScreen;

function home() {
  visit = null;
  said = {};
  sessionStorage.removeItem(KEPT);
  staff.forget();
  go(() => (serves() ? screens.startScreen({ onCollect: () => askCode(), onHandIn: () => askCode(), onExchange: () => askCode(), onLoad: () => staff.askBadge(), onCopy: () => askCopy(), onWalkIn: () => askWalkIn() }) : screens.closedScreen()));
  atHome = draw;
}

/** Nobody shall begin at a station that opens nothing: the first screen follows what lockerd says of itself. */
async function lookAgain() {
  if (draw !== atHome || document.querySelector("#ask[open]")) return;
  const before = serves();
  const there = await ask();
  if (draw !== atHome) return;
  if (!there) off();
  else if (serves() !== before) home();
}

/** Whether the code that is asked for is another one of whoever is in a visit. */
const joins = () => Boolean(visit?.away);
const showCode = (body) => (joins() ? api.say(visit.visit.id, "another_code", { ...body, ...said }) : api.showCode({ ...body, ...said }));

/** Back to where codes are asked for: the first screen, or the visit that goes on. */
function leave() {
  if (!joins()) return home();
  goToVisit();
  return visit.back();
}

const askCode = (note = "", german = null) => go(() => screens.codeScreen({ onCode, onTyped, onNeeds: askOwnNeeds, onBack: leave, note, german }));
const askOwnNeeds = () => go(() => ownNeedsScreen({ ...said, onSay: (needs) => { said = { needs }; askCode(); }, onBack: () => askCode() }));
const askCopy = (note = "", german = null) => go(() => screens.copyScreen({ onNumber: onReceipt, onBack: home, note, german }));
const staff = new Staff({ go, openVisit, refuse, home });

/** What is taken in without a code, as it is now. */
async function askWalkIn() {
  const still = go(screens.momentScreen);
  try {
    const { walk_ins: classes } = await api.status();
    if (!still()) return undefined;
    if (!classes.length) return go(() => nothingOffered({ onBack: home }));
    return go(() => walkInScreen({ classes, onChoose: askNeeds, onBack: home }));
  } catch (refused) {
    return still() ? refuse(refused, askWalkIn) : undefined;
  }
}

const askNeeds = (chosen) => go(() => needsScreen({ chosen, onBegin: (body) => start(() => api.walkIn(chosen.document_class, body), askWalkIn), onBack: askWalkIn }));

const SLIPS = ["second_secret_slip", "second_secret_malformed"];
const PROOFS = [...SLIPS, "second_secret_needed", "second_secret_wrong", "statement_needed", "statement_not_valid"];

/** Where the class of the document asks for more than the code, it is asked for, and the same is shown with it once
 * more: digits, or what the device beside the terminal signs. Where either is enough, the other one is left out. */
function askProof(shown, refused, before) {
  const asked = SLIPS.includes(refused.code) ? before : refused;
  const { statement, second_secret: secret, ...code } = shown;
  const either = asked.ways.length > 1;
  const type = () => go(() => screens.secretScreen({
    note: refused.text,
    german: refused.german,
    onSecret: (typed) => withProof(async () => ({ ...code, ...(either ? {} : { statement }), second_secret: typed }), asked),
    onDevice: either ? () => stand() : null,
    onBack: leave,
  }));
  const stand = (note = refused.text, german = refused.german) => go(() => screens.deviceScreen({
    note,
    german,
    onPerson: () => withProof(async () => ({ ...code, ...(either ? {} : { second_secret: secret }), statement: await api.verify(asked.statementFor) }), asked),
    onOther: () => stand(t("terminal.device.not_you"), null),
    onType: either ? type : null,
    onBack: leave,
  }));
  return refused.code.startsWith("statement") ? stand() : type();
}

async function withProof(prove, before) {
  let shown = null;
  try {
    await openVisit(async (still) => {
      shown = await prove();
      if (!still()) throw new api.Gone();  // the device's answer came when they had left: nothing opens for it
      return showCode(shown);
    });
  } catch (refused) {
    if (PROOFS.includes(refused.code)) return askProof(shown, refused, before);
    return refuse(refused, () => withProof(prove, before));
  }
  return undefined;
}

/** A picture of a code is being read. */
async function onCode(reading) {
  const still = go(screens.momentScreen);
  let text = null;
  try {
    text = await reading;
    if (!still()) return undefined;
    if (text === null) return askCode(t("terminal.scan.bad"));
    await openVisit(() => showCode({ code: text }));
  } catch (refused) {
    if (PROOFS.includes(refused.code)) return askProof({ code: text }, refused);
    return refuse(refused, () => askCode());
  }
  return undefined;
}

async function onTyped(typed, number = undefined) {
  const shown = { typed_code: typed, pickup_number: number };
  try {
    await openVisit(() => showCode(shown));
  } catch (refused) {
    if (PROOFS.includes(refused.code)) return askProof(shown, refused);
    const blocked = refused.code === "too_many_tries" && number === undefined;  // with the number it goes on
    if (refused.code === "pickup_number_needed" || blocked) {
      return go(() => screens.numberScreen({ note: refused.text, german: refused.german, onNumber: (given) => onTyped(typed, given), onBack: leave }));
    }
    if (refused.code === "code_slip" || refused.code === "code_malformed") return askCode(refused.text, refused.german);
    return refuse(refused, () => askCode());
  }
  return undefined;
}

/** The number of a receipt was typed; where too many were wrong, the counter on it is asked for as well. */
async function onReceipt(typed, number = undefined) {
  try {
    await openVisit(() => api.copy(typed, number));
  } catch (refused) {
    if (["receipt_no_needed", "receipt_tries"].includes(refused.code) && number === undefined) {
      return go(() => screens.copyScreen({ counter: true, note: refused.text, german: refused.german, onNumber: (given) => onReceipt(typed, Number(given) || 1), onBack: home }));
    }
    if (["number_slip", "number_malformed"].includes(refused.code)) return askCopy(refused.text, refused.german);
    return refuse(refused, () => askCopy());
  }
  return undefined;
}

/** What lockerd has begun is shown in any case: a door opens for it. What is not asked yet when whoever wanted it has
 * left is not asked any more, and a refusal is nobody's then. */
async function openVisit(action) {
  const still = go(screens.momentScreen);
  const started = await api.patiently(() => action(still), still);
  if (joins()) return leave();
  doors = await api.wall();
  sessionStorage.setItem(KEPT, started.id);
  visit = new VisitScreen(started, doors, { onEnd: ended, onAnother: () => askCode(), onNextDoor: nextDoor });
  goToVisit();
  return visit.begin();
}

/** Of a round: the door of the last visit is done with. */
function nextDoor(kind) {
  visit = null;
  sessionStorage.removeItem(KEPT);
  return staff.nextDoor(kind);
}

async function start(action, onRetry) {
  await openVisit(action).catch((refused) => refuse(refused, onRetry));
}

function refuse(refused, onRetry) {
  if (refused.code === "gone") return undefined;
  if (refused.code === "unreachable") return off();
  return go(() => screens.refusedScreen({ text: refused.text, german: refused.german, onRetry, onHome: leave }));
}

/** lockerd has no power: say so, and look for it again. */
function off() {
  visit = null;
  const here = () => screens.offScreen();
  go(here);
  const again = setInterval(async () => {
    const there = draw === here && (await ask());
    if (draw !== here) return clearInterval(again);  // somebody else has looked for it
    return there && reset();
  }, LOOK_MS);
}

async function reset() {
  home();
  await resetFrame(firstLanguage);
  if (draw === atHome) home();  // else somebody has begun meanwhile
}

function ended(why) {
  if (why === "lost") off(); else reset();
}

/** Something was held to the scanner. */
async function hold(message) {
  if (waits()) return undefined;
  if (visit?.over) visit.end(); // the one before has gone: nobody waits for a screen that closes by itself
  if (visit && message.kind === "slip") return visit.putNext(message.name); // what is printed on it is its case reference
  if (visit && !(joins() && message.kind === "letter")) return undefined;
  if (message.kind === "letter") {
    await onCode(scanLetter(message.name));
  } else if (message.kind === "badge") {
    await staff.shown(message);
  } else if (message.kind === "slip" && staff.badge === null) {
    staff.askBadge();
  } else if (message.kind === "slip") {
    await staff.load(message.name);
  }
  return undefined;
}

/** The page was loaded anew in the middle of a visit: it goes on. */
async function goOn(id) {
  const before = draw;
  try {
    const found = await api.visit(id);
    if (found.phase !== "over" && draw === before) await openVisit(async () => found);
  } catch {
    sessionStorage.removeItem(KEPT);
  }
}

/** The simulator's show has somebody at the terminal: follow their visit. */
async function watch({ id }) {
  if (visit || waits()) return;
  try {
    await openVisit(() => api.visit(id));
  } catch (refused) {
    refuse(refused, null);
  }
}

document.addEventListener("paste", (event) => {
  const file = [...event.clipboardData.files].find((candidate) => candidate.type.startsWith("image/"));
  if (file && !waits() && (!visit || joins())) onCode(scan(file));
});

new BroadcastChannel("lockersim").addEventListener("message", ({ data }) => { if (["letter", "badge", "slip"].includes(data.kind)) hold(data); });
on("visit", watch);

function drawHand() {
  const place = document.getElementById("hand");
  place.hidden = embedded || !picture.tray;
  if (place.hidden) return;
  place.replaceChildren(h("div", { class: "head" }, h("h2", { id: "hand-title" }, t("hand.title"))), h("div", { class: "row", tabindex: "0", role: "group", "aria-labelledby": "hand-title" }, papers(picture.tray, hold)));
}

await useLanguage(firstLanguage);
await begin(() => { draw(); drawHand(); }, async () => (visit ? visit.help() : null));
const kept = sessionStorage.getItem(KEPT);  // before the first screen forgets it
watchIdle(() => visit === null && draw !== null && !document.querySelector(".choices"), reset);
home();
if (!(await ask())) off(); else if (!serves()) home();
if (kept !== null) await goOn(kept);
setInterval(lookAgain, LOOK_MS);
on("hello", drawHand);
on("tray", drawHand);
connect();
