// The screen on which a sentence stands, with the sentence marked: which one it is stands behind the #/ of the address.

import { useLanguage } from "../texts.js";
import { begin } from "../terminal/frame.js";
import { cleared, SCENES } from "./scenes.js";

const { language, texts, inGerman, labels, scenes } = await (await fetch("/sentences.json")).json();
const HEARD = ["aria-label", "data-aloud", "alt", "title"];
const plain = (text) => text.replace(/[\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();

/** What is written in an element, without the German beside it. */
function written(element) {
  const copy = element.cloneNode(true);
  for (const german of copy.querySelectorAll(".beside")) german.remove();
  return plain(copy.textContent);
}

/** Mark where a sentence stands, with whatever in its blanks, or whose name it is for who does not see the screen. */
function mark(sentence) {
  const parts = plain(sentence).split(/\{\w+\}|‹\w+›/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const wanted = new RegExp(parts.join(".*"), "s");
  const all = [...document.body.querySelectorAll("#top *, #screen *, #foot *, #hand *, #ask[open] *")];
  const seen = all.filter((element) => wanted.test(plain(element.textContent))).map((element) => ({ element, text: written(element), how: element.closest(".unseen") ? "heard" : "seen" })).reverse();
  const heard = HEARD.flatMap((name) => all.map((element) => ({ element, text: plain(element.getAttribute(name) ?? ""), how: "heard" })));
  // The shortest text around it; of the same text what is seen, and of that the innermost element, which came last.
  const [found] = [...seen, ...heard].filter(({ text }) => wanted.test(text)).sort((one, other) => one.text.length - other.text.length);
  if (!found) return;
  const marked = found.element.closest(".unseen")?.parentElement ?? found.element;
  marked.dataset.read = found.how;
  const { top, bottom } = marked.getBoundingClientRect();
  if (bottom > innerHeight) document.getElementById("screen").scrollTop += top - innerHeight / 2;  // scrollIntoView would move the page around this one, too
}

function draw() {
  for (const marked of document.querySelectorAll("[data-read]")) delete marked.dataset.read;
  cleared();
  const id = decodeURIComponent(location.hash.slice(2));  // after a slash: a browser looks for an element that is called so
  if (!scenes[id]) return;
  SCENES[scenes[id]]({ id, text: texts[id], german: inGerman[id], texts, inGerman });
  mark(texts[id] ?? labels[id]);
}

await useLanguage(language);
await begin(() => {}, async () => null);
addEventListener("hashchange", draw);
draw();
