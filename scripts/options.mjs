// Writes the options and presets of `src/config.rs` as a module that the page imports.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './shell.mjs';

export const OPTIONS_MODULE = join('www', 'generated', 'options.ts');

export async function writeOptions() {
  const pkg = join(ROOT, 'pkg', 'cpu');
  const core = await import(join(pkg, 'gan_playground.js'));
  core.initSync({ module: readFileSync(join(pkg, 'gan_playground_bg.wasm')) });
  const text = (value) => JSON.stringify(value, null, 2);
  mkdirSync(join(ROOT, 'www', 'generated'), { recursive: true });
  writeFileSync(
    join(ROOT, OPTIONS_MODULE),
    `// Written by scripts/options.mjs from src/config.rs.
import type { OptionSpec, PresetSpec } from '../../pkg/cpu/gan_playground.js';

export const OPTIONS: OptionSpec[] = ${text(core.options())};

export const PRESETS: PresetSpec[] = ${text(core.presets())};
`,
  );
}
