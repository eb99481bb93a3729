// Writes the options and presets of `src/config/`, and the options of `src/plane/`, as modules that the page
// imports; `npm run options` prints those of `src/config/`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMain, ROOT, script, StepError } from './shell.mjs';

export const OPTIONS_MODULE = join('www', 'generated', 'options.ts');
export const PLANE_MODULE = join('www', 'generated', 'plane.ts');

export async function loadCore() {
  const pkg = join(ROOT, 'pkg', 'flex');
  const core = await import(join(pkg, 'gan_playground.js'));
  core.initSync({ module: readFileSync(join(pkg, 'gan_playground_bg.wasm')) });
  return core;
}

export async function writeOptions() {
  const core = await loadCore();
  const text = (value) => JSON.stringify(value, null, 2);
  const [options, presets] = [core.options(), core.presets()];
  // Tables of words are keyed by these, so that none can be forgotten.
  const union = (names) => [...new Set(names)].map((name) => `'${name}'`).join(' | ');
  const choices = options.filter(({ name, choices }) => choices && name !== 'preset');
  mkdirSync(join(ROOT, 'www', 'generated'), { recursive: true });
  writeFileSync(
    join(ROOT, OPTIONS_MODULE),
    `// Written by scripts/options.mjs from src/config/.
import type { OptionSpec, PresetSpec } from '../../pkg/flex/gan_playground.js';

export type OptionName = ${union(options.map(({ name }) => name))};
export type Group = ${union(options.map(({ group }) => group))};
export type Choice = ${union(choices.flatMap(({ choices }) => choices))};
export type PresetId = ${union(presets.map(({ id }) => id))};
export type CautionedId = ${union(presets.filter(({ caution }) => caution).map(({ id }) => id))};

export const OPTIONS: OptionSpec[] = ${text(options)};

export const PRESETS: PresetSpec[] = ${text(presets)};
`,
  );
  writeFileSync(
    join(ROOT, PLANE_MODULE),
    `// Written by scripts/options.mjs from src/plane/.
import type { OptionSpec } from '../../pkg/flex/gan_playground.js';

export const PLANE_OPTIONS: OptionSpec[] = ${text(core.planeOptions())};
`,
  );
}

/** What an option can be, in a few words. */
function bounds(option) {
  switch (option.kind) {
    case 'choice':
      return option.choices.join(', ');
    case 'switch':
      return 'on, off';
    case 'list': {
      const { shortest, longest, min, max } = option;
      const count = shortest === longest ? shortest : `${shortest} to ${longest}`;
      return `${count} numbers, ${min} to ${max} each`;
    }
    default:
      return `${option.min} to ${option.max}`;
  }
}

if (isMain(import.meta.url)) {
  await script(async () => {
    const core = await loadCore().catch(() => {
      throw new StepError('the core is not built yet', 'npm run build');
    });
    for (const { id, teaches, settings } of core.presets()) {
      const changes = settings.map(([name, text]) => `${name}=${text}`).join(' ');
      console.log(`${id}: ${teaches}\n    ${changes || '(the defaults)'}`);
    }
    for (const option of core.options()) {
      console.log(`\n${option.name} = ${option.default}    (${bounds(option)})\n    ${option.doc}`);
    }
  });
}
