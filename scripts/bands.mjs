// `npm run bands`: trains healthy runs of every loss, and writes to docs/bands.json between what values their losses
// lay, and after how many steps their digits were readable. It takes an hour; `npm run bands -- hinge,quick+minimax`
// measures those and keeps the rest.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadCore } from './options.mjs';
import { isMain, ROOT, script } from './shell.mjs';

export const BANDS = join('docs', 'bands.json');
export const BANDS_MODULE = join('www', 'generated', 'bands.ts');

/** What is measured: presets, and changes of them where no healthy preset has a loss or a kind of network. */
const RUNS = [
  ['quick', {}],
  ['hinge', {}],
  ['lsgan', {}],
  ['relativistic', {}],
  ['collapse-cured', {}],
  ['quick', { loss: 'minimax' }],
  ['quick', { loss: 'wasserstein' }],
  ['quick', { condition: 'none' }],
  ['quick', { condition: 'none', loss: 'wasserstein', clip: '0.05' }],
  ['collapse-cured', { loss: 'minimax' }],
  ['wgan-gp', {}],
  ['vae', {}],
  ['fashion', {}],
  ['unconditional', {}],
  ['best', {}],
  ['classic-repaired', {}],
];
const SEEDS = [1, 2, 3];
/** Parts of a run whose steps have one band; the first is the warm-up, which has none. */
const PARTS = 20;
/** The share of steps that lie in the band is the difference. */
const QUANTILES = [0.05, 0.95];
/** How often samples are judged, on as many as the page judges often. */
const JUDGED = { every: 25, count: 200, last: 1000 };
/** Digits are readable from this mean confidence on, where all ten classes are drawn. */
export const READABLE = { confidence: 0.95, modes: 10 };

/** `quick+minimax`: a preset, and what is changed. */
const id = ({ preset, changes }) => [preset, ...Object.values(changes)].join('+');

if (isMain(import.meta.url)) {
  await script(async () => {
    const wanted = process.argv[2]?.split(',');
    for (const [preset, changes] of RUNS) {
      if (wanted && !wanted.includes(id({ preset, changes }))) continue;
      await measure(preset, changes);
    }
    writeBands();
  });
}

/** Writes the bands as a module that the page imports. */
export function writeBands() {
  mkdirSync(join(ROOT, 'www', 'generated'), { recursive: true });
  const usable = read().filter(({ losses }) => losses);
  writeFileSync(
    join(ROOT, BANDS_MODULE),
    `// Written by scripts/bands.mjs from docs/bands.json.
import type { Measured } from '../measured.js';

export const MEASURED: Measured[] = ${JSON.stringify(usable)};
`,
  );
}

function read() {
  const file = join(ROOT, BANDS);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

/** Writes a result in the place of an older one, in the order of the runs, a line each. */
function keep(result) {
  const all = [...read().filter((old) => id(old) !== id(result)), result];
  const order = RUNS.map(([preset, changes]) => id({ preset, changes }));
  all.sort((a, b) => order.indexOf(id(a)) - order.indexOf(id(b)));
  writeFileSync(join(ROOT, BANDS), `[\n${all.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`);
}

/** Trains a run with one seed after another, and writes after each what those so far came to. */
async function measure(preset, changes) {
  const core = await loadCore();
  const { steps } = core.presets().find((each) => each.id === preset);
  const runs = [];
  for (const seed of SEEDS) {
    runs.push(await train(core, { preset, ...changes, seed: String(seed) }, steps));
    const result = { preset, changes, steps, ...summary(runs, steps) };
    console.log(`${id(result)}: ${result.states.join(', ')}; readable after ${result.readable}`);
    keep(result);
  }
}

/** Only those runs count that the doctor calls healthy in the end, or has no word for. */
function summary(runs, steps) {
  const healthy = runs.filter(({ state }) => ['healthy', 'unknown'].includes(state));
  const readable = healthy.map((run) => run.readable).sort((a, b) => a - b);
  return {
    states: runs.map(({ state }) => state),
    // The median, where every healthy run came so far.
    readable: readable.length && readable.every(Number.isFinite) ? readable[readable.length >> 1] : null,
    losses: healthy.length ? [0, 1].map((which) => bands(healthy, which, steps)) : null,
  };
}

/** The quantiles of a loss in each part of the run but the first. */
function bands(runs, which, steps) {
  const size = steps / PARTS;
  return Array.from({ length: PARTS - 1 }, (_, part) => {
    const [from, to] = [(part + 1) * size, (part + 2) * size];
    const values = runs.flatMap(({ losses }) => losses.slice(from, to).map((pair) => pair[which]));
    values.sort((a, b) => a - b);
    return QUANTILES.map((share) => Number(values[Math.floor(share * (values.length - 1))].toPrecision(4)));
  });
}

async function train(core, settings, steps) {
  const { data, test, evaluator } = await open(core, core.resolve(settings).dataset);
  const session = await core.Session.create(settings, 'flex', data);
  const losses = [];
  let readable = Number.POSITIVE_INFINITY;
  try {
    while (session.step < steps) {
      session.advance(JUDGED.every);
      losses.push(...(await session.readLosses()).map((record) => record.losses));
      const isLast = session.step >= steps;
      if (readable < session.step && session.step % (4 * JUDGED.every) && !isLast) continue;
      const quality = await session.judge(evaluator, isLast ? JUDGED.last : JUDGED.count, isLast);
      if (quality.confidence >= READABLE.confidence && quality.modes >= READABLE.modes)
        readable = Math.min(readable, session.step);
    }
    const { state } = session.diagnose(evaluator.reference?.ceiling);
    return { losses, readable, state };
  } catch (error) {
    if (error.code !== 'diverged') throw error;
    return { losses, readable, state: 'divergence' };
  } finally {
    session.free();
    for (const each of [data, test, evaluator]) each.free();
  }
}

/** The images of a data set, and who judges samples by them. */
async function open(core, name) {
  const folder = join(ROOT, 'public', 'data', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const unpacked = ({ file }) => {
    const bytes = readFileSync(join(folder, file));
    return new Uint8Array(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes);
  };
  const [data, test] = ['train', 'test'].map((set) => {
    const shards = manifest[set];
    const images = new core.Dataset(
      set === 'train' ? 'training' : 'test',
      Uint32Array.from(shards, ({ count }) => count),
      manifest.shape,
    );
    shards.forEach((shard, number) => images.add(number, unpacked(shard.images), unpacked(shard.labels)));
    return images;
  });
  const evaluator = await core.Evaluator.create(readFileSync(join(folder, 'classifier.safetensors')), 'flex');
  await evaluator.setReal(test);
  return { data, test, evaluator };
}
