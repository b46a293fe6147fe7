// The pages' own few labels. What a person at the terminal is told comes from lockerd's API instead.

/** The terminal's; simple German is a language of its own, so that whoever needs it finds it. */
export const LANGUAGES = ["de", "de-simple", "en"];
let catalogue = {};
let current = "de";

/** Load the catalogue of a language and tell the document. */
export async function useLanguage(language) {
  current = LANGUAGES.includes(language) ? language : "de";
  catalogue = await (await fetch(`/static/texts/${current}.json`)).json();
  document.documentElement.lang = current;
  document.documentElement.dir = catalogue["language.dir"];
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
}

export const language = () => current;
export const locale = () => (current.startsWith("de") ? "de-DE" : "en-GB");
export const has = (key) => key in catalogue;

/** A label; {names} in it are filled in. */
export function t(key, values = {}) {
  const text = catalogue[key];
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** The other language's catalogue entry for a language's own name. */
export async function languageName(language) {
  if (language === current) return catalogue["language.name"];
  return (await (await fetch(`/static/texts/${language}.json`)).json())["language.name"];
}

/** Seconds since 1970 as a time of day. */
export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}
