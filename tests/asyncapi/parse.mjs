// Says what the official AsyncAPI parser finds in the file named on the command line; ends with 1 for an error or warning.
import { readFile } from "node:fs/promises";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(await readFile(process.argv[2], "utf-8"));
const wrong = diagnostics.filter((found) => found.severity <= 1);
for (const found of wrong) console.log(`${found.code} at ${found.path.join("/")}: ${found.message}`);
console.log(`${wrong.length} found, ${document ? document.channels().length : 0} channels`);
process.exit(document && wrong.length === 0 ? 0 : 1);
