// What every script needs: run a command, say what is going on, skip what is already done.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const STAMPS = join(ROOT, 'target', 'stamps');

/** A step that failed for a reason a person can act on: `byHand` says how. */
export class StepError extends Error {
  constructor(message, byHand) {
    super(message);
    this.byHand = byHand;
  }
}

/** Runs a command with its output shown; rejects when it does not exit with 0. */
export function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.on('error', (error) => fail(new StepError(`${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return done();
      const line = [command, ...args].join(' ');
      const reason = `\`${line}\` ended with ${signal ?? `exit code ${code}`}`;
      fail(new StepError(reason, `mend what it says above; \`${line}\` must succeed`));
    });
  });
}

/** What a command prints, trimmed, or undefined when it cannot be run or fails. */
export function output(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', ...options });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** Announces a step, runs it, and says how long it took. */
export async function step(title, work) {
  console.log(`\n▶ ${title}`);
  const start = performance.now();
  await work();
  console.log(`✔ ${title} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}

/** Whether a module is the script that node was called with. */
export function isMain(url) {
  return process.argv[1] !== undefined && fileURLToPath(url) === resolve(process.argv[1]);
}

/** Runs `main`; a failure is printed with what to do by hand, and the process exits with 1. */
export async function script(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    console.error(`\n✘ ${error.message}`);
    if (error.byHand) console.error(`  By hand: ${error.byHand}`);
    process.exit(1);
  }
}

/** All files below the paths, sorted. */
function filesBelow(paths) {
  return paths
    .flatMap((path) => {
      const full = join(ROOT, path);
      if (!existsSync(full)) return [];
      if (statSync(full).isFile()) return [full];
      return readdirSync(full, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
    })
    .sort();
}

/** A hash over the contents of `inputs`: files and folders, relative to the root. */
function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const file of filesBelow(inputs)) hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * Runs `work` unless it already ran on the same inputs and all `outputs` still exist.
 * The stamp is written last, so that an interrupted step runs again.
 */
export async function once(name, { title, inputs, outputs }, work) {
  const stamp = join(STAMPS, name);
  const wanted = fingerprint(inputs);
  const done = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (done && outputs.every((path) => existsSync(join(ROOT, path)))) return;
  await step(title, work);
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stamp, wanted);
}
