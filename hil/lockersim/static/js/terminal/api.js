// lockerd's terminal API, through the simulator's server.

import { language } from "../texts.js";

/** lockerd said no; `code` is its stable word, `text` what it tells the person. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail || problem.code);
    this.code = problem.code;
    this.text = problem.detail ?? "";
    this.german = problem.german ?? null;
    this.retryMs = problem.retry_after_ms ?? 0;
    this.ways = problem.ways ?? [];
    this.statementFor = problem.statement_for ?? null;
  }
}

const key = () => crypto.randomUUID();

async function read(answer) {
  const body = await answer.json().catch(() => ({ code: "unreachable", detail: "" }));
  if (!answer.ok) throw new Refused(body);
  return body;
}

async function send(path, body) {
  const headers = { "Content-Type": "application/json", "Accept-Language": language(), "Idempotency-Key": key() };
  return read(await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

const get = async (path) => read(await fetch(`/api/terminal${path}`, { headers: { "Accept-Language": language() } }));

export const status = () => get("/v1/status");
export const wall = () => get("/v1/wall");
export const visit = (id) => get(`/v1/visits/${id}`);
export const code = (id) => get(`/v1/visits/${id}/code`);
/** The number keeps the pictures of several codes of one visit apart. */
export const codePicture = (id, number) => `/api/terminal/v1/visits/${id}/code.svg?${number}`;
export const paper = (id) => get(`/v1/visits/${id}/paper`);
/** The number keeps the pictures of the papers of one visit apart: a browser need not ask twice for what it has. */
export const paperPicture = (id, number) => `/api/terminal/v1/visits/${id}/paper.svg?${number}`;
// Under a badge: `{authority, holder}` says whose; its text is the server's, never the page's.
export const load = (name, badge) => send("/api/loadings", { name, ...badge });
export const toLoad = (badge) => send("/api/loadings/waiting", badge);
export const waiting = (badge) => send("/api/retrievals/waiting", badge);
export const retrieve = (compartment, badge) => send("/api/retrievals", { compartment, ...badge });
/** Both of two people ask for the same door and say the same reason. */
export const emergency = (compartment, reason, badge) => send("/api/emergencies", { compartment, reason, ...badge });
/** The round of the office of this badge, as far as it is; the next door of one that is begun, or goes on. */
export const round = (badge) => send("/api/rounds", badge);
export const nextDoor = (going, badge) => send("/api/rounds/next", { ...going, ...badge });
export const endRound = (badge) => send("/api/rounds/end", badge);
export const say = (id, word, body = {}) => send(`/api/terminal/v1/visits/${id}/${word.replaceAll("_", "-")}`, body);

/** A code says itself what it is for. */
export const showCode = (body) => send("/api/terminal/v1/visits", body);

/** The device beside the terminal, a simulated one, signs that the person stands there for whom the order waits. */
export const verify = async (statementFor) => (await send("/api/verifier", statementFor)).statement;

/** Something is brought without a code, of a class that the site takes in so. */
export const walkIn = (documentClass, body) => send("/api/terminal/v1/visits", { want: "hand_in", document_class: documentClass, ...body });

/** A copy of a receipt, by the number that stands on it; `number` is its counter, where that was asked for. */
export const copy = (fetchNumber, number) => send("/api/terminal/v1/papers", { fetch_number: fetchNumber, number });

const PATIENCE = 4;
const TURN_MS = 10000;  // while typing is blocked, codes with their numbers are looked at one after the other
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Whoever asked for it has left. */
export class Gone extends Refused {
  constructor() {
    super({ code: "gone" });
  }
}

/** Ask again while lockerd asks to wait for a door that is still being read: a person need not do that by hand.
 * `still` says whether somebody waits for the answer. */
export async function patiently(action, still) {
  for (let left = PATIENCE; ; left -= 1) {
    if (!still()) throw new Gone();
    try {
      return await action();
    } catch (refused) {
      if (!still()) throw new Gone();
      const turn = refused.code === "too_many_tries" && refused.retryMs <= TURN_MS;
      if (!(refused.code === "wait" || turn) || left === 0) throw refused;
      await pause(refused.retryMs);
    }
  }
}

/** Follow a visit; calls back with every state. Resolves when the stream ends; `signal` ends it early. */
export async function follow(id, onVisit, signal) {
  const answer = await fetch(`/api/terminal/v1/visits/${id}/events`, { headers: { "Accept-Language": language() }, signal });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) if (line.startsWith("data:")) onVisit(JSON.parse(line.slice(5)));
  }
}
