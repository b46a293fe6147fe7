// Reading aloud: at once what everybody in the foyer may hear; what is for the person alone only when they press for it.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { locale, t } from "../texts.js";

let wished = false;
let everybody = "";
let alone = "";

/** The attributes of a text of lockerd's for a voice; what is not said to be public is for the person alone. */
export const heard = ({ spoken, privacy }) => ({ "data-aloud": spoken, "data-private": privacy !== "public" });

/** The attributes of a text that tells what lies behind a door, or a number, read as it stands. */
export const HEARD_ALONE = { "data-aloud": true, "data-private": true };

/** Whether it is wished; a voice that speaks falls silent when it is not any more. */
export function wish(on) {
  wished = on;
  if (wished) speak(everybody); else silence();
  offer();
}

/** Have texts read: the first at once if wished, the second when it is asked for. */
export function read(text, others = "") {
  everybody = text;
  alone = others;
  if (wished) speak(everybody);
  offer();
}

/** Have a screen read: its heading, and what says of itself that it is to be heard. */
export function readScreen(screen) {
  const said = [...screen.querySelectorAll("h1, [data-aloud]")];
  read(joined(said.filter((element) => !("private" in element.dataset))), joined(said.filter((element) => "private" in element.dataset)));
  // A screen reader, which has an ear of its own, would by itself say only what takes the focus.
  document.getElementById("aloud").textContent = joined(said.filter((element) => element !== document.activeElement));
}

const joined = (elements) => elements.map((element) => (element.dataset.aloud || words(element)).replace(/\.$/, "")).join(". ");

/** What is written there, without the German beside it: that is not in the language of the voice. */
function words(element) {
  const copy = element.cloneNode(true);
  for (const german of copy.querySelectorAll(".beside")) german.remove();
  return copy.textContent;
}

/** Where there is more to hear: a button that says who might hear it as well. */
function offer() {
  const place = document.getElementById("alone");
  if (!place) return;
  const open = wished && alone !== "";
  if (open && place.hidden) place.replaceChildren(h("button", { onclick: () => speak(alone) }, icon("speak"), t("terminal.aloud.alone")));
  place.hidden = !open;
}

function speak(text) {
  silence();
  if (text === "") return;
  const voice = new SpeechSynthesisUtterance(text);
  voice.lang = locale();  // no voice is called simple
  speechSynthesis.speak(voice);
}

function silence() {
  if ("speechSynthesis" in window) speechSynthesis.cancel();
}
