// The terminal: which screen comes after which.

import { h } from "../dom.js";
import { connect, on, picture } from "../live.js";
import { papers } from "../papers.js";
import { t, useLanguage } from "../texts.js";
import * as api from "./api.js";
import { doorScreen, reasonScreen } from "./emergency.js";
import { ask, begin, resetFrame, serves } from "./frame.js";
import { stirred, watchIdle } from "./idle.js";
import { scan, scanLetter } from "./scan.js";
import * as screens from "./screens.js";
import { VisitScreen } from "./visit.js";
import { toLoadScreen } from "./to-load.js";
import { waitingScreen } from "./waiting.js";
import { needsScreen, nothingOffered, ownNeedsScreen, walkInScreen } from "./walk_in.js";

const params = new URLSearchParams(location.search);
const firstLanguage = params.get("lang") ?? "de";
const LOOK_MS = 2500;
const embedded = params.has("embedded");
let doors = [];
let visit = null;
let badge = null;
let withSecond = null;  // what two people do, and the second has not shown a badge yet
let draw = () => {};
let atHome = null;
let said = {};  // what whoever shows a code says they need; forgotten with them

function go(screen) {
  draw = screen;
  stirred();
  screen();
}

function home() {
  visit = null;
  badge = null;
  withSecond = null;
  said = {};
  go(() => (serves() ? screens.startScreen({ onCollect: () => askCode(), onHandIn: () => askCode(), onExchange: () => askCode(), onLoad: () => askBadge(), onCopy: () => askCopy(), onWalkIn: () => askWalkIn() }) : screens.closedScreen()));
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
  draw = () => visit.again();
  return visit.back();
}

const askCode = (note = "", german = null) => go(() => screens.codeScreen({ onCode, onTyped, onNeeds: askOwnNeeds, onBack: leave, note, german }));
const askOwnNeeds = () => go(() => ownNeedsScreen({ ...said, onSay: (needs) => { said = { needs }; askCode(); }, onBack: () => askCode() }));
const askCopy = (note = "", german = null) => go(() => screens.copyScreen({ onNumber: onReceipt, onBack: home, note, german }));
const askBadge = () => go(() => screens.badgeScreen({ onBack: home }));
const askSlip = () => go(() => screens.slipScreen({ authority: badge.authority, onToLoad: askToLoad, onRetrieve: askWaiting, onEmergency: askReason, onBack: home }));

/** What is taken in without a code, as it is now. */
async function askWalkIn() {
  go(() => screens.momentScreen());
  try {
    const { walk_ins: classes } = await api.status();
    if (!classes.length) return go(() => nothingOffered({ onBack: home }));
    return go(() => walkInScreen({ classes, onChoose: askNeeds, onBack: home }));
  } catch (refused) {
    return refuse(refused, askWalkIn);
  }
}

const askNeeds = (chosen) => go(() => needsScreen({ chosen, onBegin: (body) => start(() => api.walkIn(chosen.document_class, body), askWalkIn), onBack: askWalkIn }));

/** A screen of what lockerd knows at this moment; refused, it may be asked again. */
async function askFor(what, screen, again) {
  go(() => screens.momentScreen());
  try {
    const found = await what();
    go(() => screen(found));
  } catch (refused) {
    refuse(refused, again);
  }
}

/** What waits for the office of the badge; asked anew each time. */
const askWaiting = () => askFor(() => api.waiting(badge), (found) => waitingScreen({ doors: found, onChoose: (id) => start(() => api.retrieve(id, badge), askWaiting), onBack: askSlip }), askWaiting);

/** What it has to put in, first what somebody asks for who stands here. */
const askToLoad = () => askFor(() => api.toLoad(badge), (orders) => toLoadScreen({ orders, onChoose: load, onBack: askSlip }), askToLoad);

const load = (name) => together((given) => api.load(name, given), badge);

/** In an emergency two people have a door opened that does not wait for staff. */
const askReason = () => go(() => reasonScreen({ onChoose: askDoor, onBack: askSlip }));
const askDoor = (reason) => askFor(api.wall, (found) => doorScreen({ doors: found, reason, onChoose: (id) => together((given) => api.emergency(id, reason, given), badge), onBack: askReason }), askReason);

/** Staff do something under a badge; where two people do that, the other one's badge is asked for. */
async function together(action, given) {
  try {
    await openVisit(() => action(given));
  } catch (refused) {
    if (refused.code !== "second_badge_needed") return refuse(refused, askSlip);
    withSecond = action;
    return go(() => screens.secondScreen({ note: refused.text, german: refused.german, onBack: home }));
  }
  return undefined;
}

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
    onSecret: (typed) => withProof({ ...code, ...(either ? {} : { statement }), second_secret: typed }, asked),
    onDevice: either ? () => stand() : null,
    onBack: leave,
  }));
  const stand = (note = refused.text, german = refused.german) => go(() => screens.deviceScreen({
    note,
    german,
    onPerson: async () => withProof({ ...code, ...(either ? {} : { second_secret: secret }), statement: await api.verify(asked.statementFor) }, asked),
    onOther: () => stand(t("terminal.device.not_you"), null),
    onType: either ? type : null,
    onBack: leave,
  }));
  return refused.code.startsWith("statement") ? stand() : type();
}

async function withProof(shown, before) {
  try {
    await openVisit(() => showCode(shown));
  } catch (refused) {
    if (PROOFS.includes(refused.code)) return askProof(shown, refused, before);
    return refuse(refused, () => withProof(shown, before));
  }
  return undefined;
}

async function onCode(text) {
  if (text === null) return askCode(t("terminal.scan.bad"));
  try {
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

async function openVisit(action) {
  go(() => screens.momentScreen());
  const started = await api.patiently(action);
  if (joins()) return leave();
  doors = await api.wall();
  visit = new VisitScreen(started, doors, ended, () => askCode());
  draw = () => visit.again();
  return visit.begin();
}

async function start(action, onRetry) {
  try {
    await openVisit(action);
  } catch (refused) {
    refuse(refused, onRetry);
  }
}

function refuse(refused, onRetry) {
  if (refused.code === "unreachable") return off();
  return go(() => screens.refusedScreen({ text: refused.text, german: refused.german, onRetry, onHome: leave }));
}

/** lockerd has no power: say so, and look for it again. */
function off() {
  visit = null;
  go(() => screens.offScreen());
  const again = setInterval(async () => {
    if (!(await ask())) return;
    clearInterval(again);
    await reset();
  }, 1500);
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
  if (visit?.over) visit.end(); // the one before has gone: nobody waits for a screen that closes by itself
  if (visit && message.kind === "slip") return visit.putNext(message.name); // what is printed on it is its case reference
  if (visit && !(joins() && message.kind === "letter")) return undefined;
  if (message.kind === "letter") {
    go(() => screens.momentScreen());
    try {
      await onCode(await scanLetter(message.name));
    } catch (refused) {
      refuse(refused, () => askCode());
    }
  } else if (message.kind === "badge") {
    badge = { authority: message.authority, holder: message.holder ?? "staff-1" };
    if (withSecond === null) askSlip(); else await together(withSecond, badge);
  } else if (message.kind === "slip" && badge === null) {
    askBadge();
  } else if (message.kind === "slip") {
    await load(message.name);
  }
  return undefined;
}

/** The simulator's show has somebody at the terminal: follow their visit. */
async function watch({ id }) {
  if (visit) return;
  try {
    await openVisit(() => api.visit(id));
  } catch (refused) {
    refuse(refused, null);
  }
}

document.addEventListener("paste", async (event) => {
  const file = [...event.clipboardData.files].find((candidate) => candidate.type.startsWith("image/"));
  if (file && (!visit || joins())) onCode(await scan(file));
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
await begin(() => { draw(); drawHand(); }, async () => (visit ? visit.help() : ""));
watchIdle(() => visit === null && draw !== null && !document.querySelector(".choices"), reset);
home();
if (!(await ask())) off(); else if (!serves()) home();
setInterval(lookAgain, LOOK_MS);
on("hello", drawHand);
on("tray", drawHand);
connect();
