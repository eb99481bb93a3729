// Writes what each preset reached when it was measured (docs/measured.json, by `npm run measure`) as a
// module that the page imports.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './shell.mjs';

export const MEASURED = join('docs', 'measured.json');
export const EXPECTATIONS_MODULE = join('www', 'generated', 'expectations.ts');

export async function writeExpectations() {
  const all = JSON.parse(readFileSync(join(ROOT, MEASURED), 'utf8'));
  // A run that diverged has no samples to speak of.
  const outcomes = all.filter(({ diagnosis }) => diagnosis.state !== 'divergence');
  const expectations = {};
  for (const preset of new Set(outcomes.map((outcome) => outcome.preset))) {
    const runs = outcomes.filter((outcome) => outcome.preset === preset);
    const steps = Math.max(...runs.map((run) => run.steps));
    expectations[preset] = expectation(runs.filter((run) => run.steps === steps));
  }
  mkdirSync(join(ROOT, 'www', 'generated'), { recursive: true });
  writeFileSync(
    join(ROOT, EXPECTATIONS_MODULE),
    `// Written by scripts/expectations.mjs from docs/measured.json.
import type { Expectation } from '../view/quality.js';

export const EXPECTATIONS: Record<string, Expectation> = ${JSON.stringify(expectations, null, 2)};
`,
  );
}

/** The medians over the seeds. */
function expectation(runs) {
  const median = (value) => {
    const sorted = runs.map(value).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  };
  const hasElbo = runs.every(({ elbo }) => elbo);
  return {
    steps: runs[0].steps,
    seconds: median(({ seconds }) => seconds),
    // On as many samples as the page judges: fewer make it larger.
    frechet: median(({ page_frechet }) => page_frechet ?? NaN),
    confidence: median(({ quality }) => quality.confidence),
    modes: median(({ quality }) => quality.modes),
    ...(hasElbo && { elbo: median(({ elbo }) => elbo.reconstruction + elbo.divergence) }),
  };
}
