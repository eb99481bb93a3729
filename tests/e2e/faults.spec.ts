// What goes wrong around the page: storage that fails, files that do not come, strict policies, addresses that are
// none. It says so, and what can go on does.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, BrowserContextOptions, Page } from '@playwright/test';
import { ROOT } from '../../scripts/shell.mjs';
import {
  type Answer,
  answer,
  asExpert,
  call,
  cut,
  expect,
  half,
  hang,
  missing,
  type Playground,
  test as base,
  statusOf as status,
  until,
  violationsOf,
} from './fixtures.js';

const DIST = join(ROOT, 'dist');
const WORKER = /assets\/worker-.*\.js$/;

/** Waits take a fifth of their time, in the page and in its workers. */
const HURRY = `{
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (work, ms, ...rest) => later(work, (ms ?? 0) / 5, ...rest);
}
`;

interface Guest extends BrowserContextOptions {
  /** Runs first in the page. */
  init?: string | (() => void);
  /** Waits are short. */
  hurried?: boolean;
}

declare global {
  interface Window {
    full: boolean;
  }
}

/** A page that notes its errors and warnings, and the paths that it asks for. */
type Watched = Page & { errors: string[]; warnings: string[]; asked: string[] };

const test = base.extend<{
  guest: (options?: Guest) => Promise<Watched>;
  visit: (query?: string, options?: Guest) => Promise<Watched>;
}>({
  guest: async ({ browser, site }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async ({ init, hurried = false, ...options } = {}) => {
      const context = await browser.newContext({ locale: 'en-US', ...options });
      contexts.push(context);
      await asExpert(context);
      if (hurried) {
        if (!site.prelude.startsWith(HURRY)) site.prelude = HURRY + site.prelude;
        await context.addInitScript(HURRY);
      }
      if (init) await context.addInitScript(init);
      const errors: string[] = [];
      const warnings: string[] = [];
      const asked: string[] = [];
      const page = Object.assign(await context.newPage(), { errors, warnings, asked });
      // The server sees something else: the browser repeats requests by itself, or has one wait for another.
      context.on('request', (request) => asked.push(new URL(request.url()).pathname));
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
      return page;
    });
    for (const context of contexts) await context.close();
  },
  visit: async ({ guest, site }, use) => {
    await use(async (query = '?backend=flex', options) => {
      const page = await guest(options);
      await page.goto(site.url + query);
      return page;
    });
  },
});

const isThere = (page: Page) => until(page, (status) => status.state === 'paused');
const close = (page: Page) => page.context().close();

/** Trains two steps, to see that it can. */
async function trains(page: Page) {
  const { step } = await status(page);
  expect((await call(page, (playground) => playground.step(2))).step).toBe(step + 2);
}

// ---------------------------------------------------------------- storage

/** Puts records beside each other into the storage of runs, each made of a good head by a function of the page. */
function store(page: Page, records: string[]) {
  return page.evaluate(async (records) => {
    const done = (request: IDBRequest): Promise<any> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const opened = await done(indexedDB.open('gan-playground'));
    const store = opened.transaction('runs', 'readwrite').objectStore('runs');
    const heads = await done(store.getAll(IDBKeyRange.bound('head:', 'head;')));
    const spoil = {
      number: () => 42,
      nothing: () => null,
      empty: () => ({}),
      'no settings': (head) => ({ ...head, settings: null }),
      'no date': (head) => ({ ...head, at: 'yesterday' }),
      'no quality': (head) => ({ ...head, quality: {} }),
      'no picture': (head) => ({ ...head, thumbnail: [1, 2, 3] }),
    };
    for (const name of records) {
      const bad = spoil[name](heads[0]);
      if (bad && typeof bad === 'object') Object.assign(bad, { name, id: name });
      await done(store.put(bad, `head:${name}`));
    }
    opened.close();
  }, records);
}

test('a stored run that cannot be read is named, and the others are listed', async ({ site, visit }) => {
  const page = await visit();
  await isThere(page);
  await call(page, (playground) => playground.step(3));
  await page.locator('.keep').getByLabel('Name').fill('a good one');
  await page.getByRole('button', { name: 'Keep this run' }).click();
  await page.getByText('“a good one” is kept').waitFor();
  const bad = ['number', 'nothing', 'empty', 'no settings', 'no date', 'no quality', 'no picture'];
  await store(page, bad);
  await page.context().addInitScript(() => {
    // As where the file behind a record is gone.
    const { get } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.get = function (key) {
      if (key === 'head:empty') throw new DOMException('Data lost due to missing file', 'NotReadableError');
      return get.call(this, key);
    };
  });
  await page.reload();
  await isThere(page);
  await page.locator('.keep .runs').getByText('a good one').waitFor();
  for (const name of bad) await page.getByText(`The run “${name}” is stored, but cannot be read.`).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Delete: no date' }).click();
  await page.getByText('The run “no date”').waitFor({ state: 'detached' });
  await trains(page);
  expect(page.errors).toEqual([]);
  await close(page);
});

const denied = (name) => `Object.defineProperty(globalThis, '${name}', {
  get() { throw new DOMException('denied', 'SecurityError'); },
});`;

const STORAGE = {
  'IndexedDB is denied': denied('indexedDB'),
  'IndexedDB throws': `IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError'); };`,
  'IndexedDB never opens': `IDBFactory.prototype.open = () => new EventTarget();`,
  'IndexedDB never answers': `
    IDBObjectStore.prototype.getAllKeys = IDBObjectStore.prototype.get = () => ({});
    IDBObjectStore.prototype.openCursor = IDBObjectStore.prototype.openKeyCursor = () => ({});`,
  'localStorage and sessionStorage are denied': denied('localStorage') + denied('sessionStorage'),
  'there are no locks': `Object.defineProperty(navigator, 'locks', { value: undefined });`,
  'locks are denied': `Object.defineProperty(navigator, 'locks', { value: {
    query: async () => { throw new DOMException('denied', 'SecurityError'); },
    request: async () => { throw new DOMException('denied', 'SecurityError'); },
  } });`,
  'locks throw': `Object.defineProperty(navigator, 'locks', { value: {
    query() { throw new DOMException('denied', 'SecurityError'); },
    request() { throw new DOMException('denied', 'SecurityError'); },
  } });`,
  'locks never answer': `Object.defineProperty(navigator, 'locks', { value: {
    query: () => new Promise(() => {}), request: () => new Promise(() => {}),
  } });`,
  'channels are denied': `globalThis.BroadcastChannel = class {
    constructor() { throw new DOMException('denied', 'SecurityError'); }
  };`,
  'the cache is denied': denied('caches'),
  'the cache never opens': `CacheStorage.prototype.open = () => new Promise(() => {});`,
  'the cache never answers': `Cache.prototype.match = Cache.prototype.put = () => new Promise(() => {});`,
};

for (const [what, init] of Object.entries(STORAGE)) {
  test(`where ${what}, the page is painted and trains`, async ({ site, visit }) => {
    site.prelude = `try { ${init} } catch {}\n`;
    const page = await visit('?backend=flex', { init, hurried: true });
    await isThere(page);
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await until(page, (status) => status.step >= 5);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await isThere(page);
    // What keeps runs is there, and its buttons end.
    await page.getByRole('button', { name: 'Keep this run' }).click();
    const outcome = /is kept|lets the page store nothing|storage did not answer/;
    await page.locator('.keep').getByText(outcome).first().waitFor();
    expect(await page.locator('#samples').isVisible()).toBe(true);
    expect(page.errors).toEqual([]);
    await close(page);
  });
}

test('storage that was full is tried again at the next save', async ({ site, visit }) => {
  const page = await visit('?backend=flex', {
    init: () => {
      const { put } = IDBObjectStore.prototype;
      window.full = true;
      IDBObjectStore.prototype.put = function (...given) {
        if (window.full) throw new DOMException('full', 'QuotaExceededError');
        return put.apply(this, given);
      };
    },
  });
  await isThere(page);
  await call(page, (playground) => playground.step(3));
  await page.getByText('The browser’s storage is full').waitFor();
  await page.evaluate(() => {
    window.full = false;
  });
  // The same step, as when a person made room and leaves.
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.getByText('The browser’s storage is full').waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText('Continue where you left off?').waitFor();
  await close(page);
});

// ---------------------------------------------------------------- files that do not come

const NOT_LOADED = 'the worker could not be loaded';

for (const [what, how] of Object.entries({
  missing,
  'answered as HTML': answer('<!doctype html><title>Not here</title>'),
  cut,
  'half of itself': (response, file, type) =>
    answer(file.subarray(0, file.length / 2), type)(response, file, type),
})) {
  test(`a worker's script that is ${what} is said until it comes`, async ({ site, visit }) => {
    site.spoil(WORKER, how);
    const page = await visit();
    await page.getByText(NOT_LOADED).waitFor();
    await until(page, (status) => status.state === 'failed');
    const code = await call(page, (playground) =>
      playground.train().catch(({ code, message }) => [code, message]),
    );
    expect(code).toEqual(['worker_unavailable', NOT_LOADED]);
    const step = await call(page, (playground) => playground.step().catch(({ code }) => code));
    expect(step).toBe('worker_unavailable');
    await page.getByText(NOT_LOADED).waitFor();

    const asked = site.requests.filter((path) => WORKER.test(path)).length;
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await until(page, (status) => status.state === 'failed');
    expect(site.requests.filter((path) => WORKER.test(path)).length > asked, 'it is asked for again').toBe(
      true,
    );
    await page.getByText(NOT_LOADED).waitFor();

    site.restore();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await until(page, (status) => status.step >= 2);
    expect(await page.getByText(NOT_LOADED).count()).toBe(0);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    expect(page.errors).toEqual([]);
    await close(page);
  });
}

for (const [what, how] of Object.entries({
  missing,
  'answered as HTML': answer('<!doctype html><title>Not here</title>', 'application/wasm'),
  cut,
})) {
  test(`a core that is ${what} is said, and Retry gets it`, async ({ site, visit }) => {
    site.spoil(/\.wasm$/, how);
    const page = await visit();
    await page.getByText('the core cannot be fetched').waitFor();
    expect(await call(page, (playground) => playground.train().catch(({ code }) => code))).toBe(
      'core_unavailable',
    );
    site.restore();
    await page.getByRole('button', { name: 'Retry' }).click();
    await isThere(page);
    expect(await page.getByText('the core cannot be fetched').count()).toBe(0);
    await trains(page);
    await close(page);
  });
}

const OPENING: Record<string, [RegExp, string, Answer]> = {
  'the worker': [WORKER, 'worker_unavailable', hang],
  'the worker of the core': [/gan_playground\.js$/, 'worker_unavailable', hang],
  'the core': [/\.wasm$/, 'core_unavailable', hang],
  'half of the core': [/\.wasm$/, 'core_unavailable', half],
  'the list of the data': [/mnist\/manifest\.json$/, 'data_unavailable', hang],
};

for (const [what, [pattern, code, how]] of Object.entries(OPENING)) {
  test(`${what}, where it hangs, is named, tried again, and given up with a Retry`, async ({
    site,
    visit,
  }) => {
    site.spoil(pattern, how);
    const page = await visit('?backend=flex', { hurried: true });
    const name = what.replace('half of ', '').replace(' of the core', '');
    const late = page.getByText(`Nothing has come of ${name} for some seconds; it is tried again.`);
    await late.waitFor();
    await page.getByText(`${name} cannot be fetched: nothing came for`).waitFor();
    expect(await late.count()).toBe(0);
    expect(page.asked.filter((path) => pattern.test(path)).length).toBe(3);
    site.unspoil();
    await page.getByRole('button', { name: 'Retry' }).click();
    await isThere(page);
    await trains(page);
    await close(page);

    // Nobody who asks waits for ever.
    site.spoil(pattern, how);
    const other = await visit('?backend=flex', { hurried: true });
    await other.waitForFunction(() => document.querySelector<Playground>('gan-playground')?.train);
    expect(await call(other, (playground) => playground.train().catch(({ code }) => code))).toBe(code);
    await close(other);
  });
}

test('a shard that hangs is named and tried again, and what trains goes on', async ({ site, visit }) => {
  const pattern = /train-01-images/;
  site.spoil(pattern, half);
  const page = await visit('?backend=flex', { hurried: true });
  await isThere(page);
  await page.getByText('Nothing has come of training shard 2 of 12').waitFor();
  await trains(page);
  await page.getByText('training shard 2 of 12 cannot be fetched: nothing came for').waitFor();
  expect(page.asked.filter((path) => pattern.test(path)).length).toBe(3);
  await trains(page);
  site.unspoil();
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.locator('.data').waitFor({ state: 'detached' });
  await trains(page);
  await close(page);
});

test('a classifier that hangs keeps nothing from training', async ({ site, visit }) => {
  site.spoil(/classifier/, hang);
  const page = await visit('?backend=flex', { hurried: true });
  await isThere(page);
  await trains(page);
  await page.getByText('Nothing has come of the classifier').waitFor();
  await page.getByText('the classifier cannot be fetched: nothing came for').waitFor();
  expect(await call(page, (playground) => playground.judge().catch(({ code }) => code))).toBe(
    'data_unavailable',
  );
  await trains(page);
  await close(page);
});

test('without the Chinese words the page is in English, and they can be asked for again', async ({
  site,
  visit,
}) => {
  const chinese = /assets\/zh-.*\.js$/;
  for (const how of [missing, hang]) {
    site.restore();
    site.spoil(chinese, how);
    const page = await visit('?backend=flex', { locale: 'zh-CN', hurried: true });
    await isThere(page);
    await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
    await page.getByText('Two networks learn from each other').waitFor();
    expect(
      site.requests.some((path) => chinese.test(path)),
      'they were asked for',
    ).toBe(true);
    if (how === missing) {
      site.unspoil();
      await page.getByLabel('Language').selectOption('zh');
      await page.getByRole('button', { name: '训练', exact: true }).waitFor();
      expect(page.errors).toEqual([]);
    }
    await close(page);
  }
});

// ---------------------------------------------------------------- addresses that are none

test('a share-url that is no address gives no link and says why, and so does the folder of the data', async ({
  site,
  visit,
}) => {
  const lesson = (attributes) => `<!doctype html><title>A lesson</title>
    <script type="module" src="/gan-playground.js"></script>
    <gan-playground backend="flex" ${attributes}></gan-playground>`;
  site.spoil(/lesson\.html$/, answer(lesson('data="/data/" share-url="http://"')));
  const page = await visit('lesson.html');
  await isThere(page);
  await page.locator('.keep').waitFor();
  expect(await page.locator('#link').count()).toBe(0);
  expect(page.warnings).toEqual(['share-url is "http://", which is no address: there are no links']);
  await page.locator('#tab-plane').click();
  await page.locator('gan-plane').waitFor();
  await trains(page);
  expect(page.errors).toEqual([]);

  site.spoil(/lesson\.html$/, answer(lesson('data="http://"')));
  await page.reload();
  await page.getByText('data is "http://", but must be an address').waitFor();
  expect(page.errors).toEqual([]);
  await close(page);
});

// ---------------------------------------------------------------- policies

test('the whole page works under a strict policy, and breaks none of it', async ({ site, visit }) => {
  site.headers['content-security-policy'] = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "style-src 'self'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html gan-playground',
    'report-uri /reports',
  ].join('; ');
  const page = await visit('?backend=flex&view=expert');
  const state = () => page.evaluate(() => document.querySelector<Playground>('gan-playground').status.state);
  const untilState = async (wanted) => {
    for (let tries = 0; (await state()) !== wanted; tries++) {
      expect(tries < 1200, `it is ${await state()}, not ${wanted}`).toBe(true);
      await page.waitForTimeout(50);
    }
  };
  await untilState('paused');
  await page.getByText('discriminator').first().waitFor();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await untilState('training');
  await page.getByText('Settings').first().click();
  for (const name of [
    'latent',
    'play-discriminator',
    'repair',
    'own',
    'single-updates',
    'networks',
    'plane',
    'race',
  ]) {
    await page.locator(`#tab-${name}`).click();
    await page.locator(`gan-${name}`).waitFor();
  }
  await page.locator('#tab-latent').click();
  await page.locator('gan-latent canvas').nth(5).waitFor();
  await page.locator('#tab-own').click();
  await page
    .locator('gan-own input[type=file]')
    .first()
    .setInputFiles(join(ROOT, 'docs', 'page.png'));
  await page
    .locator('gan-own')
    .getByText(/1 image/)
    .first()
    .waitFor();
  await page.locator('#tab-play-discriminator').click();
  await page.locator('gan-play-discriminator .verdict').waitFor();
  // The pad's cursor.
  await page.locator('gan-pad canvas').first().press('ArrowLeft');
  await page.locator('.histogram .bars > span').first().waitFor();
  await page.locator('.samples button').first().click();
  await page.locator('gan-sample').waitFor();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await untilState('paused');
  await page.getByRole('button', { name: 'Keep this run' }).click();
  await page.locator('.keep .runs > li').first().waitFor();
  for (const name of ['Picture (PNG)', 'Film (GIF)']) {
    await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  }
  await page.getByLabel('Language').selectOption('zh');
  await page.getByText('判别器').first().waitFor();
  await page.waitForFunction(() => document.documentElement.dataset.offline === 'ready');
  await page.goto(`${site.url}plane.html`);
  await page.locator('gan-plane canvas').first().waitFor();
  expect(site.reports).toEqual([]);
  expect(page.errors).toEqual([]);
  await close(page);
});

test('a policy that forbids WebAssembly is named, with what it lacks', async ({ site, visit }) => {
  site.headers['content-security-policy'] = "default-src 'self'";
  const page = await visit('');
  await page.getByText('‘wasm-unsafe-eval’').waitFor();
  await page.getByRole('button', { name: 'Retry' }).waitFor();
  await close(page);
});

test('it trains in a frame that may run scripts and nothing else', async ({ site, visit }) => {
  site.headers['access-control-allow-origin'] = '*';
  site.spoil(
    /lesson\.html$/,
    answer(
      '<!doctype html><title>A lesson</title><iframe sandbox="allow-scripts" src="/?backend=flex"></iframe>',
    ),
  );
  const page = await visit('lesson.html');
  const frame = page.frameLocator('iframe');
  await frame.getByRole('button', { name: 'Train', exact: true }).click();
  await frame.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await page
    .frames()[1]
    .waitForFunction(() => document.querySelector<Playground>('gan-playground').status.step >= 5);
  expect(page.errors).toEqual([]);
  await close(page);
});

test('WebAssembly that is switched off is said, with where to switch it on', async ({ site, visit }) => {
  const init = 'delete globalThis.WebAssembly;';
  site.prelude = init;
  const page = await visit('', { init });
  await page.getByText('WebAssembly, which the core is made of, is switched off').waitFor();
  await page.getByText('javascript.options.wasm').waitFor();
  expect(await call(page, (playground) => playground.train().catch(({ code }) => code))).toBe(
    'wasm_unavailable',
  );
  await close(page);
});

test('a page that is not served, or without JavaScript, says what it needs', async ({
  site,
  visit,
  guest,
}) => {
  for (const [name, folder] of [
    ['index.html', DIST],
    ['index.html', ROOT],
    ['plane.html', DIST],
  ]) {
    const page = await guest();
    await page.goto(pathToFileURL(join(folder, name)).href);
    await page.getByText('npm start').first().waitFor();
    await page.getByText('此页面需要 JavaScript').waitFor();
    await close(page);
  }
  const page = await guest({ javaScriptEnabled: false });
  await page.goto(site.url);
  await page.getByText('This page needs JavaScript').waitFor();
  await close(page);

  const served = await visit();
  await isThere(served);
  expect(await served.getByText('This page needs JavaScript').count()).toBe(0);
  await close(served);
});

// ---------------------------------------------------------------- what is operated, and what is read

test('samples are buttons with names, for the pointer and for keys, and no status has a button in it', async ({
  site,
  visit,
}) => {
  const page = await visit();
  await isThere(page);
  const name = () =>
    page.evaluate(() => {
      let { activeElement } = document;
      while (activeElement.shadowRoot?.activeElement) activeElement = activeElement.shadowRoot.activeElement;
      return activeElement.getAttribute('aria-label') ?? activeElement.textContent.trim();
    });
  const buttons = page.getByRole('group', { name: /^Images that the generator draws/ }).getByRole('button');
  expect(await buttons.count()).toBe(60);
  await buttons.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  expect(await name()).toBe('Sample 12');
  await page.keyboard.press('Enter');
  await page.locator('gan-sample').getByText('Sample 12').waitFor();
  expect(await buttons.nth(11).getAttribute('aria-pressed')).toBe('true');
  await page.keyboard.press('ArrowLeft');
  await page.locator('gan-sample').getByText('Sample 11').waitFor();
  // One stop for Tab, where it was left.
  await page.keyboard.press('Tab');
  expect(await name()).not.toMatch(/^Sample/);
  await page.keyboard.press('Shift+Tab');
  expect(await name()).toBe('Sample 11');
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.locator('gan-sample').waitFor({ state: 'detached' });
  await buttons.nth(2).click();
  await page.locator('gan-sample').getByText('Sample 3', { exact: true }).waitFor();

  await call(page, (playground) => playground.step(1));
  await call(page, (playground) => playground.reset());
  await page.getByRole('button', { name: 'Bring back' }).waitFor();
  const wrapped = await page.evaluate(() => {
    const { renderRoot } = document.querySelector<Playground>('gan-playground');
    return renderRoot.querySelectorAll(
      ':is([role=img], [role=status], [role=alert]) button, [role=img][tabindex]',
    ).length;
  });
  expect(wrapped).toBe(0);
  await close(page);
});

test('a tool that is opened is in sight, with the focus on its heading', async ({ site, visit }) => {
  const page = await visit('?backend=flex', {
    viewport: { width: 900, height: 700 },
    reducedMotion: 'reduce',
  });
  await isThere(page);
  await page.locator('#tab-repair').click();
  const heading = page.getByRole('heading', { name: 'Repair', exact: true });
  await page.waitForFunction(() => {
    const { renderRoot } = document
      .querySelector<Playground>('gan-playground')
      .renderRoot.querySelector('gan-tools');
    const heading = renderRoot.querySelector('h3');
    const { top } = heading.getBoundingClientRect();
    return renderRoot.activeElement === heading && top >= 0 && top < 100;
  });
  expect(await heading.count()).toBe(1);
  // Arrow keys go on from tab to tab.
  await page.locator('#tab-repair').focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('heading', { name: 'Your own images' }).waitFor();
  await page.keyboard.press('ArrowLeft');
  await heading.waitFor();
  await close(page);
});

test('the game against D begins with a digit of G, and Repair with half a digit gone', async ({
  site,
  visit,
}) => {
  const page = await visit();
  await isThere(page);
  await page.locator('.data').waitFor({ state: 'detached' });
  await page.locator('#tab-play-discriminator').click();
  const critic = page.locator('gan-play-discriminator');
  await critic.locator('.verdict').waitFor();
  await critic.getByText(/^D takes it for (real: G fooled it|generated, which it is)/).waitFor();
  const inked = await critic.evaluate(
    (element: Playground) => Array.from<number>(element.pixels).filter((light) => light > 0).length,
  );
  expect(inked > 100, 'there is an image on the pad').toBe(true);
  await critic.getByRole('button', { name: 'Clear' }).click();
  await critic.getByText('Nothing is drawn yet').waitFor();
  await trains(page);
  await critic.getByText('Nothing is drawn yet').waitFor();

  await page.locator('#tab-repair').click();
  const repair = page.locator('gan-repair');
  const press = async () => {
    await repair.getByRole('button', { name: 'Repair', exact: true }).click();
    await repair.getByText(/Error against the original/).waitFor({ timeout: 120_000 });
    return repair.getByText(/Error against the original/).textContent();
  };
  await repair.locator('canvas').nth(2).waitFor();
  const lost = await repair.evaluate(
    ({ kept }: Playground) => Array.from(kept).filter((kept) => kept === 0).length,
  );
  expect(lost, 'half of the digit is erased').toBe(392);
  expect(await press()).toMatch(/G has not learned enough yet|% of it is gone/);
  await call(page, (playground) => playground.step(300));
  expect(await press()).toMatch(/damaged 0\.[1-9].*% of it is gone/s);
  await repair.getByRole('button', { name: 'Nothing' }).click();
  expect(await press()).toMatch(/Nothing was damaged/);
  await close(page);
});
