// Reads CSV, strictly by RFC 4180, and prints its rows as JSON. Usage: node csv.mjs FOLDER, which holds node_modules.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createRequire } from "node:module";

const load = createRequire(join(resolve(process.argv[2]), "package.json"));
const { parse } = load("csv-parse/sync");
process.stdout.write(JSON.stringify(parse(readFileSync(0), { record_delimiter: "\r\n", bom: false })));
