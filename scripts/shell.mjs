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

/** What runs now. */
const children = new Set();

/** Runs a command with its output shown; rejects when it does not exit with 0. */
export function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    children.add(child);
    child.on('close', () => children.delete(child));
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
  // What it started must not outlive it, nor one step the failure of another beside it.
  process.on('exit', () => children.forEach((child) => child.kill()));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  try {
    await main();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    report(error);
    process.exit(1);
  }
}

/** Says which step failed, and what to do by hand. */
export function report({ message, byHand }) {
  console.error(`\n✘ ${message}`);
  if (byHand) console.error(`  By hand: ${byHand}`);
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

/** Whether a step already ran on the same inputs, and all of its outputs still exist. */
export function isDone(name, { inputs, outputs }) {
  const stamp = join(STAMPS, name);
  return (
    outputs.every((path) => existsSync(join(ROOT, path))) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === fingerprint(inputs)
  );
}

/**
 * Runs `work` unless it is done. The stamp is written last, so that an interrupted step runs again, and says what
 * the inputs were at the beginning, so that a change in between is not missed.
 */
export async function once(name, { title, inputs, outputs }, work) {
  if (isDone(name, { inputs, outputs })) return;
  const wanted = fingerprint(inputs);
  await step(title, work);
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(join(STAMPS, name), wanted);
}
