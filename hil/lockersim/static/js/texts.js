// The pages' own few labels. What a person at the terminal is told comes from lockerd's API instead.

/** The terminal's; simple German is a language of its own, so that whoever needs it finds it. */
export const LANGUAGES = ["de", "de-simple", "en", "ar", "fr", "pl", "ro", "ru", "tr", "uk"];
const WRITTEN_HERE = ["de", "de-simple", "en"];
let catalogue = {};
let german = null;
let current = "de";
let wished = "de";  // chosen last; the current one follows when its catalogue is there
let drafts = [];

const load = async (language) => (await fetch(`/static/texts/${language}.json`)).json();

/** Load the catalogue of a language and tell the document; of several asked for, the last is taken. */
export async function useLanguage(language) {
  const chosen = LANGUAGES.includes(language) ? language : "de";
  wished = chosen;
  const [words, beside] = await Promise.all([load(chosen), WRITTEN_HERE.includes(chosen) ? null : load("de")]);
  if (wished !== chosen) return;
  [current, catalogue, german] = [chosen, words, beside];
  document.documentElement.lang = current;
  document.documentElement.dir = catalogue["language.dir"];
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
}

export const language = () => current;
export const locale = () => ({ de: "de-DE", "de-simple": "de-DE", en: "en-GB" })[current] ?? current;
export const fromTheRight = () => catalogue["language.dir"] === "rtl";
export const has = (key) => key in catalogue;

/** Which languages have sentences that nobody has signed, as lockerd says. */
export function knowDrafts(languages) { drafts = languages; }

/** A label in German, where that stands beside it; nothing where the language is no draft. */
export const germanOf = (key, values = {}) => (german && drafts.includes(current) ? filled(german[key] ?? key, (name) => values[name] ?? "") : null);

const filled = (text, value) => text.replace(/\{(\w+)\}/g, (_, name) => value(name));

/** A label; {names} in it are filled in, and keep their own direction in what is written from the right. */
export function t(key, values = {}) {
  const text = catalogue[key];
  if (text === undefined) return key;
  const placed = (value) => (fromTheRight() && !/[\u0590-\u08ff]/.test(value) ? `\u2068${value}\u2069` : value);
  return filled(text, (name) => placed(values[name] ?? ""));
}

/** What a language calls itself, and a draft. */
export async function languageName(language) {
  const its = language === current ? catalogue : await load(language);
  return { name: its["language.name"], draft: its["language.draft"] };
}

/** Seconds since 1970 as a time of day. */
export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}
