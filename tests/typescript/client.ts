// A terminal for node: node client.js WHERE CODE LABEL... - says each label once, as soon as it is offered.
// WHERE is lockerd's socket, or https://HOST:PORT with ca.pem, terminal.pem and terminal.key in this folder.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { request as plain } from "node:http";
import { request as secure } from "node:https";
import createClient from "openapi-fetch";
import type { components, paths } from "./terminal.js";

type Visit = components["schemas"]["VisitView"];
type Choice = components["schemas"]["Choice"];
type Problem = components["schemas"]["ProblemView"];

const LOOK_MS = 150;
const PATIENCE = 8;
const LONGEST_WAIT_MS = 10_000;
const [where = "", code = "", ...labels] = process.argv.slice(2);
const remote = where.startsWith("https:");
const files = remote ? { ca: readFileSync("ca.pem"), cert: readFileSync("terminal.pem"), key: readFileSync("terminal.key") } : {};

/** As the fetch of browsers, but by a unix socket or with a certificate. */
async function reach(asked: Request): Promise<Response> {
  const body = await asked.text();
  const url = new URL(asked.url);
  const options = { method: asked.method, headers: Object.fromEntries(asked.headers), path: url.pathname + url.search };
  return new Promise((resolve, reject) => {
    const way = remote
      ? secure({ ...options, ...files, host: url.hostname, port: url.port })
      : plain({ ...options, socketPath: where });
    way.on("error", reject);
    way.on("response", (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => resolve(new Response(Buffer.concat(parts), {
        status: answer.statusCode ?? 500,
        headers: { "Content-Type": answer.headers["content-type"] ?? "" },
      })));
    });
    way.end(body);
  });
}

const api = createClient<paths>({
  baseUrl: remote ? where : "http://lockerd",
  fetch: reach,
  headers: { "Accept-Language": "en" },
});
const pause = (ms: number): Promise<void> => new Promise((done) => { setTimeout(done, ms); });
const fresh = (): { "idempotency-key": string } => ({ "idempotency-key": randomUUID() });

/** Ask again while lockerd asks to wait. */
async function patiently<T>(ask: () => Promise<{ data?: T; error?: Problem }>): Promise<T> {
  for (let left = PATIENCE; ; left -= 1) {
    const { data, error } = await ask();
    if (data !== undefined) return data;
    const waits = error?.retry_after_ms ?? Infinity;
    if (left === 0 || waits > LONGEST_WAIT_MS) throw new Error(error?.detail ?? "no answer");
    await pause(waits);
  }
}

async function begin(): Promise<Visit> {
  const body = code.startsWith("LK1:") ? { code } : { typed_code: code };
  const begun = await patiently(() => api.POST("/v1/visits", { params: { header: fresh() }, body }));
  if (!("may" in begun)) throw new Error(begun.text);
  return begun;
}

async function say(visit: Visit, { word, body }: Choice): Promise<void> {
  const params = { path: { visit: visit.id }, header: fresh() };
  switch (word) {
    case "taken_out": await patiently(() => api.POST("/v1/visits/{visit}/taken-out", { params, body: {} })); break;
    case "all_in": await patiently(() => api.POST("/v1/visits/{visit}/all-in", { params, body: {} })); break;
    case "exchanged": await patiently(() => api.POST("/v1/visits/{visit}/exchanged", { params, body: {} })); break;
    case "done": await patiently(() => api.POST("/v1/visits/{visit}/done", { params, body: {} })); break;
    default: throw new Error(`${word} ${JSON.stringify(body)} is not for people`);
  }
}

async function main(): Promise<void> {
  let visit = await begin();
  let told = "";
  while (visit.phase !== "over") {
    if (visit.text !== told) console.log(told = visit.text);
    const wanted = visit.may.find(({ label }) => label === labels[0]);
    if (wanted !== undefined) {
      labels.shift();
      if (visit.phase === "paper_ready") {
        const paper = await patiently(() => api.GET("/v1/visits/{visit}/paper", { params: { path: { visit: visit.id } } }));
        console.log(paper.text);
      }
      await say(visit, wanted);
    }
    await pause(LOOK_MS);
    visit = await patiently(() => api.GET("/v1/visits/{visit}", { params: { path: { visit: visit.id } } }));
  }
  console.log(visit.text);
  process.exit(labels.length === 0 && visit.trouble === null ? 0 : 1);
}

await main();
