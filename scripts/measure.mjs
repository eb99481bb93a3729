// `npm run measure`: trains every preset natively on the CPU, and writes what came of it for the docs and the
// page. It takes hours; `npm run measure -- --preset quick --seeds 1` measures one preset and keeps the rest.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyClassifiers, makeData } from './data.mjs';
import { MEASURED } from './expectations.mjs';
import { installPackages } from './setup.mjs';
import { ROOT, run, script } from './shell.mjs';

const QUALITY = join(ROOT, 'docs', 'quality.md');
const RESULTS = join('target', 'measured.json');
/** Between these two lines stands the table, which this script writes. */
const MARKS = ['<!-- measured: begin -->', '<!-- measured: end -->'];

const read = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
const id = ({ preset, seed, steps }) => `${preset} ${seed} ${steps}`;

await script(async () => {
  await installPackages();
  await makeData();
  await copyClassifiers();
  const cargo = ['run', '--profile', 'native', '--no-default-features', '--features', 'cpu'];
  const given = process.argv.slice(2);
  const wanted = given.length > 0 ? given : ['--preset', 'all', '--seeds', '1,2,3'];
  await run('cargo', [...cargo, '--example', 'train', '--', ...wanted, '--json', RESULTS]);

  const fresh = read(RESULTS).filter(({ changes }) => Object.keys(changes).length === 0);
  const kept = read(MEASURED).filter((old) => !fresh.some((outcome) => id(outcome) === id(old)));
  const all = order([...kept, ...fresh]);
  writeFileSync(join(ROOT, MEASURED), `${JSON.stringify(all, null, 2)}\n`);
  const text = readFileSync(QUALITY, 'utf8');
  const [before, after] = [text.split(MARKS[0])[0], text.split(MARKS[1])[1]];
  writeFileSync(QUALITY, `${before}${MARKS[0]}\n\n${table(all)}\n\n${MARKS[1]}${after}`);
  await run('npx', ['prettier', '--write', '--log-level', 'warn', QUALITY, MEASURED]);
});

/** The order of the presets' first results, then of seeds and steps. */
function order(outcomes) {
  const presets = [...new Set(outcomes.map(({ preset }) => preset))];
  const keys = (outcome) => [presets.indexOf(outcome.preset), outcome.steps, outcome.seed];
  const compare = (a, b) => a.map((key, index) => key - b[index]).find((difference) => difference !== 0) ?? 0;
  return outcomes.sort((a, b) => compare(keys(a), keys(b)));
}

function table(outcomes) {
  const number = (value, digits) => (typeof value === 'number' ? value.toFixed(digits) : '–');
  const columns = [
    ['preset', ({ preset }) => `\`${preset}\``],
    ['seed', ({ seed }) => seed],
    ['steps', ({ steps }) => steps],
    ['batch', ({ batch_size }) => batch_size],
    ['seconds', ({ seconds }) => number(seconds, 0)],
    ['losses', ({ losses }) => losses.map((loss) => number(loss, 2)).join(' / ')],
    ['Frechet', ({ quality }) => number(quality.full?.frechet, 1)],
    ['confidence', ({ quality }) => number(quality.confidence, 3)],
    ['modes', ({ quality }) => quality.modes],
    ['as asked', ({ quality }) => number(quality.agreement, 3)],
    ['precision', ({ quality }) => number(quality.full?.precision, 2)],
    ['recall', ({ quality }) => number(quality.full?.recall, 2)],
    ['density', ({ quality }) => number(quality.full?.density, 2)],
    ['coverage', ({ quality }) => number(quality.full?.coverage, 2)],
    ['diversity', ({ quality }) => number(quality.full?.diversity, 2)],
    ['-ELBO', ({ elbo }) => (elbo ? number(elbo.reconstruction + elbo.divergence, 2) : '–')],
    ['the doctor', ({ diagnosis }) => diagnosis.state],
  ];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(([title]) => title)),
    line(columns.map(() => '---')),
    ...outcomes.map((outcome) => line(columns.map(([, value]) => value(outcome)))),
  ].join('\n');
}
