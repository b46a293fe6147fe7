// Feed entries as plain sentences.

import { has, t } from "./texts.js";
import { classOf } from "./things.js";

const ALARMS = new Set(["door.forced", "door.wrong", "site.halted", "open_all", "gap", "problem", "board.dead", "board.conflict", "bus.babble", "bus.tamper", "item.contradiction"]);

/** What a person calls a thing: "Reisepass 3". */
export function thingName(name) {
  const number = name.match(/-(\d+(\.\d+)?)(\.old)?$/)?.[1] ?? "";
  const thing = `${t(`class.${classOf(name)}`)} ${number}`.trim();
  return name.endsWith(".old") ? t("thing.old", { thing }) : thing;
}

export const isAlarm = (entry) => ALARMS.has(entry.kind);

/** The sentence for an entry, without its time and compartment. */
export function sentence(entry) {
  const data = { ...entry.data };
  let key = `feed.${entry.source}.${entry.kind}`;
  if (entry.source === "central" && entry.kind === "link") key += `.${data.detail}`;
  if (data.cause) data.cause = t(`cause.${data.cause}`);
  for (const name of ["observed", "outcome", "reason"]) {
    if (has(`${name}.${data[name]}`)) data[name] = t(`${name}.${data[name]}`);
    else if (name === "reason" && data.reason && !data.who) data.reason = t("reason.other"); // who gives one writes it himself
  }
  if (data.block_ms !== undefined) data.block_s = Math.round(data.block_ms / 1000);
  if (data.closed_ms !== undefined) data.closed_s = Math.round(data.closed_ms / 1000);
  if (data.name) data.name = thingName(data.name);
  if (data.what) data.what = t(`show.${data.what}`);
  if (entry.kind === "item_in" || entry.kind === "item_out") data.detail = thingName(data.detail);
  if (entry.kind === "fault_set" || entry.kind === "fault_cleared") {
    const [name, ...target] = data.detail.split(" ");
    data.detail = `${t(`fault.${name}`)}, ${target.join(" ")}`;
  }
  return has(key) ? t(key, data) : `${entry.kind} ${Object.values(data).join(" ")}`.trim();
}
