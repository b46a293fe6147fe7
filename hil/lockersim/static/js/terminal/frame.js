// What is on every screen: name and languages above, help and tools below, one screen in between.

import { beside, h } from "../dom.js";
import { icon } from "../icons.js";
import { germanOf, knowDrafts, LANGUAGES, language, languageName, t, useLanguage } from "../texts.js";
import { read, readScreen, wish } from "./aloud.js";
import * as api from "./api.js";
import { fit } from "./fit.js";
import { label } from "./labels.js";
import { whenReleased } from "./press.js";

const TOOLS = [["low", "wheelchair", "terminal.low"], ["contrast", "contrast", "terminal.contrast"], ["aloud", "speak", "terminal.aloud"]];
const settings = { low: "off", contrast: "off", aloud: "off" };
let station = { name: "", help: null };
let spokenIn = null;  // the language in which lockerd told of itself last
let redraw = () => {};
let onHelp = async () => {};

/** Begin: `draw` shows the current screen again after the language has changed. */
export async function begin(draw, help) {
  redraw = draw;
  onHelp = help;
  await ask();
  if (!offered().includes(language())) await useLanguage("de");  // of an address that asks for what is not spoken here
  await drawFrame();
}

/** Ask lockerd for the station's name and office hours; keep the last when it is away or the language was left meanwhile. */
export async function ask() {
  const asked = language();
  try {
    const told = await api.status();
    if (asked !== language()) return true;
    station = told;
    spokenIn = asked;
    knowDrafts(station.drafts);
    return true;
  } catch {
    return false;
  }
}

/** Whether lockerd said, when it was asked last, that doors are opened. */
export const serves = () => station.in_service !== false;

/** What people can choose from: what the station offers, as far as this page has labels in it. */
const offered = () => LANGUAGES.filter((code) => (station.languages ?? ["de"]).includes(code));

/** That the language on the screen is a draft, in its own words; nothing where it is none. */
export const draft = () => station.draft ?? null;

async function drawFrame() {
  const names = await Promise.all(offered().map(languageName));
  document.title = `${t("terminal.title")} ${station.name}`;
  document.getElementById("calm").replaceChildren(icon("wheelchair"));
  document.getElementById("top").replaceChildren(
    h("b", { dir: "auto" }, station.name || t("wall.title")),
    h("div", { class: "languages", role: "group", "aria-label": t("terminal.languages") }, offered().map((code, i) =>
      h("button", { lang: code, class: station.drafts?.includes(code) ? "a-draft" : "", "aria-pressed": String(code === language()), onclick: () => change(code) },
        h("span", {}, names[i].name),
        station.drafts?.includes(code) && [icon("draft"), h("span", { class: "unseen" }, ` (${names[i].draft})`)]))));
  const canSpeak = "speechSynthesis" in window;
  document.getElementById("foot").replaceChildren(
    h("div", { class: "alone", id: "alone", hidden: true }),
    h("button", { class: "help", id: "help", onclick: openHelp }, icon("help"), h("span", {}, label("terminal.help"))),
    h("div", { class: "tools", role: "group", "aria-label": t("terminal.settings") }, TOOLS.filter(([name]) => name !== "aloud" || canSpeak).map(([name, glyph, label]) =>
      h("button", { "data-tool": name, "aria-pressed": String(settings[name] === "on"), "aria-label": t(label), title: t(label), onclick: () => toggle(name) }, icon(glyph)))));
}

/** Go back to plain settings for the next person. */
export async function resetFrame(code) {
  for (const name of Object.keys(settings)) set(name, "off");
  await useLanguage(code);  // also where it is the current one: another may be on its way
  await drawFrame();
}

async function change(code) {
  await useLanguage(code);
  await ask();
  await drawFrame();
  redraw();
}

function set(name, value) {
  if (name === "aloud") wish(value === "on");
  settings[name] = value;
  document.body.dataset[name] = value;
}

function toggle(name) {
  set(name, settings[name] === "on" ? "off" : "on");
  for (const button of document.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", String(settings[button.dataset.tool] === "on"));
  fit();
}

/** Show a screen: its first heading gets the focus, and it is read aloud if wished. */
export function show(...content) {
  whenReleased(() => put(content));
}

function put(content) {
  const screen = document.getElementById("screen");
  const { tick, word, asked } = document.activeElement?.dataset ?? {};
  screen.replaceChildren(...content.filter(Boolean));
  fit();
  screen.scrollTop = 0;
  const heading = screen.querySelector("h1");
  heading.tabIndex = -1;
  // Whoever goes through a list, or through the words of one question, stays there when it is drawn anew.
  const place = tick ? `[data-tick="${CSS.escape(tick)}"]` : word && `[data-word="${CSS.escape(word)}"][data-asked="${CSS.escape(asked)}"]`;
  const same = place && screen.querySelector(place);
  // Drawn into another page, it takes the focus from nobody who is elsewhere on that.
  if (window.parent === window || document.hasFocus()) (same ?? screen.querySelector("[autofocus]") ?? heading).focus({ preventScroll: true });  // what can be typed at once, if anything
  readScreen(screen);
}

async function openHelp() {
  const called = await onHelp();
  if (spokenIn !== language()) await ask();  // the language was chosen a moment ago
  const help = station.help ? ["terminal.help.text", station.help] : ["terminal.help.none"];
  openDialog("terminal.help", [called, { text: t(...help), german: germanOf(...help) }].filter(Boolean), [["button.close", () => {}]]);
}

/** Ask something on top of the screen: `title` and the words of `choices` are labels, each of `texts` has its German. */
export function openDialog(title, texts, choices) {
  const dialog = document.getElementById("ask");
  const close = (action) => () => { dialog.close(); action(); };
  dialog.replaceChildren(
    h("h2", { id: "ask-title" }, label(title)),
    ...texts.map(({ text, german }) => h("p", {}, text, beside(german))),
    h("div", { class: "row" }, choices.map(([words, action]) => h("button", { class: "main", onclick: close(action) }, label(words)))));
  if (!dialog.open) dialog.showModal();
  read([t(title), ...texts.map(({ text }) => text)].join(". "));
}

export const closeDialog = () => document.getElementById("ask").close();
