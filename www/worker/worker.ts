/** The worker's end of the calls: one trainer on one back end, for as long as the worker lives. */

import { expose, transfer } from 'comlink';
import { passErrorCodes } from '../calls.js';
import type { WorkerApi } from '../protocol.js';
import { PlaygroundError } from '../error.js';
import { importCore, isBuilt } from './core.js';
import { Search } from './search.js';
import { words } from '../text/words.js';
import { Trainer } from './trainer.js';

let opened: Trainer | undefined;
const search = new Search(trainer);
/** Settles when the page has handled the last event. */
let told: Promise<void> = Promise.resolve();

/** Answers after all events until then: they go by a port of their own, and could come later than the answer. */
async function afterEvents<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    await told.catch(() => {}); // the page's own failure
  }
}

function trainer(): Trainer {
  if (!opened) throw new PlaygroundError('core_failed', words('workerNotOpen'));
  return opened;
}

const api: WorkerApi = {
  load: async (backend) => {
    await importCore(backend);
  },
  async open(backend, start, dataUrl, onEvent) {
    opened = await Trainer.open(backend, start, dataUrl, (event, transferred) => {
      told = Promise.resolve(onEvent(transferred ? transfer(event, transferred) : event));
    });
    return opened.run;
  },
  isBuilt,
  adapter: async () => trainer().adapter(),
  begin: (start) => trainer().begin(start),
  pause: () => trainer().pause(),
  trainTo: (step) => afterEvents(trainer().trainTo(step)),
  sample: (seed, labels) => trainer().sample(seed, labels),
  judge: (count) => afterEvents(trainer().judge(count)),
  save: () => trainer().save(),
  saveWithSamples: () => trainer().saveWithSamples(),
  retryData: () => trainer().fetchData(),
  fetched: async () => performance.getEntriesByType('resource').map(({ name }) => name),
  latents: (seed, count) => trainer().ask((session) => session.latents(seed, count)),
  generate: (latents, labels) => trainer().ask((session) => session.generate(latents, labels)),
  verdict: (pixels, label) => trainer().ask((session) => session.verdict(pixels, label)),
  encode: (pixels, label) => trainer().ask((session) => session.encode(pixels, label)),
  nearest: async (pixels, count) => trainer().images.train.nearest(pixels, count),
  realImages: async (set, labels) => trainer().images[set].examples(labels),
  update: (network) => afterEvents(trainer().update(network)),
  beginSearch: (target) => search.begin(target),
  search: (steps) => search.advance(steps),
  networks: async (settings) => trainer().networks(settings),
};

passErrorCodes();
expose(api);
