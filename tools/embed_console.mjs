// Builds the console and packs it for the program: node tools/embed_console.mjs CONSOLE OUT
//
// CONSOLE is the folder console/; its packages are installed when the lockfile has changed since they last were, and
// `npm run build` builds it into OUT/dist. OUT/console.bin then holds every file plain, with gzip and with Brotli, one after
// the other, and OUT/server/console_table.inc a line for each file: where in it, its type and its digest. Both are written
// only when they change. docs/decisions/console-embedding.md says why it is done so.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

function fail(message) {
  console.error(`error: ${message}`);
  process.exit(1);
}

// Runs npm in the console's folder; what it says is shown only when it fails.
function npm(folder, words) {
  const done = spawnSync("npm", words, { cwd: folder, encoding: "utf8", shell: false });
  if (done.error) fail(`cannot run npm: ${done.error.message}`);
  if (done.status === 0) return;
  process.stderr.write(done.stdout + done.stderr);
  fail(`\`npm ${words.join(" ")}\` failed in ${folder}\n  help: cmake -DOPENCAM_CONSOLE=OFF builds the program without the console`);
}

function install(folder) {
  const mark = join(folder, "node_modules", ".opencam-lock");
  const lock = createHash("sha256").update(readFileSync(join(folder, "package-lock.json"))).digest("hex");
  if (existsSync(mark) && readFileSync(mark, "utf8") === lock) return;
  npm(folder, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(mark, lock);
}

function filesBelow(folder) {
  const found = [];
  const open = [""];
  while (open.length > 0) {
    const under = open.pop();
    for (const name of readdirSync(join(folder, under))) {
      const path = under === "" ? name : `${under}/${name}`;
      if (statSync(join(folder, path)).isDirectory()) open.push(path);
      else found.push(path);
    }
  }
  return found.sort((a, b) => (a < b ? -1 : 1));
}

function writeWhenChanged(path, content) {
  const old = existsSync(path) ? readFileSync(path) : undefined;
  if (old === undefined || !old.equals(content)) writeFileSync(path, content);
}

// Compressed only when that is worth a header: otherwise the plain text serves everybody.
function packed(plain, compressed) {
  return compressed.length + 64 < plain.length ? compressed : Buffer.alloc(0);
}

function pack(dist, out) {
  const pieces = [];
  const lines = [];
  let at = 0;
  const place = (bytes) => {
    const text = `{${at}, ${bytes.length}}`;
    pieces.push(bytes);
    at += bytes.length;
    return text;
  };
  for (const path of filesBelow(dist)) {
    const type = types[extname(path)];
    if (type === undefined) fail(`the console's build has a file of an unknown type: ${path}`);
    if (!/^[\w./-]+$/.test(path)) fail(`the console's build has a file whose name needs escaping: ${path}`);
    const plain = readFileSync(join(dist, path));
    const gzip = packed(plain, gzipSync(plain, { level: 9 }));
    const brotli = packed(plain, brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }));
    const digest = createHash("sha256").update(plain).digest("hex").slice(0, 32);
    lines.push(`{"${path}", "${type}", "${digest}", ${place(plain)}, ${place(gzip)}, ${place(brotli)}},\n`);
  }
  if (!lines.some((line) => line.startsWith('{"index.html"'))) fail("the console's build has no index.html");
  writeWhenChanged(join(out, "console.bin"), Buffer.concat(pieces));
  writeWhenChanged(join(out, "server", "console_table.inc"), Buffer.from(lines.join("")));
}

const [consoleFolder, outFolder] = process.argv.slice(2).map((path) => resolve(path));
if (outFolder === undefined) fail("usage: node tools/embed_console.mjs CONSOLE OUT");
mkdirSync(join(outFolder, "server"), { recursive: true });
install(consoleFolder);
const dist = join(outFolder, "dist");
npm(consoleFolder, ["run", "build", "--", "--outDir", dist, "--emptyOutDir", "--logLevel", "warn"]);
pack(dist, outFolder);
