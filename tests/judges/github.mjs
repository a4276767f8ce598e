// Reads [[level, properties, message], ...] as JSON and prints each as GitHub's own toolkit writes it.
// Usage: node github.mjs FOLDER, the folder that holds node_modules.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const place = join(resolve(process.argv[2]), "node_modules", "@actions", "core", "lib", "command.js");
const { issueCommand } = await import(pathToFileURL(place));
for (const [level, properties, message] of JSON.parse(readFileSync(0, "utf8"))) {
  issueCommand(level, properties, message);
}
