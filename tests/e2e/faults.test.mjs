// What goes wrong around the page: storage that fails, files that do not come, strict policies, addresses that are
// none. It says so, and what can go on does.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../scripts/shell.mjs';
import { asExpert, call, launch, until, violationsOf } from './browser.mjs';

const DIST = join(ROOT, 'dist');
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

const WORKER = /assets\/worker-.*\.js$/;
const isWorker = (path) => /worker/.test(path) && path.endsWith('.js') && !path.endsWith('sw.js');

const missing = (response) => response.writeHead(404).end();
const hang = () => {};
const answer =
  (body, type = 'text/html') =>
  (response) =>
    response.writeHead(200, { 'content-type': type }).end(body);
const cut = (response, file, type) => {
  response.writeHead(200, { 'content-length': file.length, 'content-type': type });
  response.write(file.subarray(0, file.length / 2), () => response.destroy());
};
/** Half of a file, which then hangs. */
const half = (response, file, type) => {
  response.writeHead(200, { 'content-length': file.length, 'content-type': type });
  response.write(file.subarray(0, file.length / 2));
};

let site;
let browser;

/** Serves `dist`; `spoil` answers a path otherwise, `prelude` runs first in each worker, `headers` come with all. */
async function serve() {
  const site = { requests: [], reports: [], spoiled: [], headers: {}, prelude: '' };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    if (request.method === 'POST') {
      const chunks = await Array.fromAsync(request);
      site.reports.push(Buffer.concat(chunks).toString());
      return response.writeHead(204).end();
    }
    site.requests.push(path);
    for (const [name, value] of Object.entries(site.headers)) response.setHeader(name, value);
    const name = path.endsWith('/') ? `${path}index.html` : path;
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    let file = await readFile(join(DIST, name)).catch(() => null);
    if (file && isWorker(path)) file = Buffer.concat([Buffer.from(site.prelude), file]);
    const spoiled = site.spoiled.find(([pattern]) => pattern.test(path));
    if (spoiled) spoiled[1](response, file, type);
    else if (file) answer(file, type)(response);
    else missing(response);
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  site.url = `http://localhost:${server.address().port}/`;
  site.spoil = (pattern, how) => site.spoiled.unshift([pattern, how]);
  site.restore = () =>
    Object.assign(site, { requests: [], reports: [], spoiled: [], headers: {}, prelude: '' });
  site.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return site;
}

before(async () => {
  site = await serve();
  browser = await launch();
});

beforeEach(() => site.restore());

after(async () => {
  await browser.close();
  site.close();
});

/** Waits take a fifth of their time, in the page and in its workers. */
const HURRY = `{
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (work, ms, ...rest) => later(work, (ms ?? 0) / 5, ...rest);
}
`;

async function enter({ init, hurried = false, ...options } = {}) {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  await asExpert(context);
  if (hurried) {
    site.prelude = HURRY + site.prelude;
    await context.addInitScript(HURRY);
  }
  if (init) await context.addInitScript(init);
  const page = await context.newPage();
  page.errors = [];
  page.warnings = [];
  page.on('pageerror', (error) => page.errors.push(error.message));
  page.on('console', (message) => message.type() === 'warning' && page.warnings.push(message.text()));
  return page;
}

async function visit(query = '?backend=flex', options = {}) {
  const page = await enter(options);
  await page.goto(site.url + query);
  return page;
}

const isThere = (page) => until(page, (status) => status.state === 'paused');
const status = (page) => call(page, ({ status }) => status);
const close = (page) => page.context().close();

/** Trains two steps, to see that it can. */
async function trains(page) {
  const { step } = await status(page);
  assert.equal((await call(page, (playground) => playground.step(2))).step, step + 2);
}

// ---------------------------------------------------------------- storage

/** Puts records beside each other into the storage of runs, each made of a good head by a function of the page. */
function store(page, records) {
  return page.evaluate(async (records) => {
    const done = (request) =>
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

test('a stored run that cannot be read is named, and the others are listed', async () => {
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
  assert.deepEqual(await violationsOf(page), []);
  await page.getByRole('button', { name: 'Delete: no date' }).click();
  await page.getByText('The run “no date”').waitFor({ state: 'detached' });
  await trains(page);
  assert.deepEqual(page.errors, []);
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
  test(`where ${what}, the page is painted and trains`, async () => {
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
    assert.equal(await page.locator('#samples').isVisible(), true);
    assert.deepEqual(page.errors, []);
    await close(page);
  });
}

test('storage that was full is tried again at the next save', async () => {
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
  'half of itself': (response, file, type) => answer(file.subarray(0, file.length / 2), type)(response),
})) {
  test(`a worker's script that is ${what} is said until it comes`, async () => {
    site.spoil(WORKER, how);
    const page = await visit();
    await page.getByText(NOT_LOADED).waitFor();
    await until(page, (status) => status.state === 'failed');
    const code = await call(page, (playground) =>
      playground.train().catch(({ code, message }) => [code, message]),
    );
    assert.deepEqual(code, ['worker_unavailable', NOT_LOADED]);
    const step = await call(page, (playground) => playground.step().catch(({ code }) => code));
    assert.equal(step, 'worker_unavailable');
    await page.getByText(NOT_LOADED).waitFor();

    const asked = site.requests.filter((path) => WORKER.test(path)).length;
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await until(page, (status) => status.state === 'failed');
    assert.ok(site.requests.filter((path) => WORKER.test(path)).length > asked, 'it is asked for again');
    await page.getByText(NOT_LOADED).waitFor();

    site.restore();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await until(page, (status) => status.step >= 2);
    assert.equal(await page.getByText(NOT_LOADED).count(), 0);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    assert.deepEqual(page.errors, []);
    await close(page);
  });
}

for (const [what, how] of Object.entries({
  missing,
  'answered as HTML': answer('<!doctype html><title>Not here</title>', 'application/wasm'),
  cut,
})) {
  test(`a core that is ${what} is said, and Retry gets it`, async () => {
    site.spoil(/\.wasm$/, how);
    const page = await visit();
    await page.getByText('the core cannot be fetched').waitFor();
    assert.equal(
      await call(page, (playground) => playground.train().catch(({ code }) => code)),
      'core_unavailable',
    );
    site.restore();
    await page.getByRole('button', { name: 'Retry' }).click();
    await isThere(page);
    assert.equal(await page.getByText('the core cannot be fetched').count(), 0);
    await trains(page);
    await close(page);
  });
}

const OPENING = {
  'the worker': [WORKER, 'worker_unavailable', hang],
  'the worker of the core': [/gan_playground-.*\.js$/, 'worker_unavailable', hang],
  'the core': [/\.wasm$/, 'core_unavailable', hang],
  'half of the core': [/\.wasm$/, 'core_unavailable', half],
  'the list of the data': [/mnist\/manifest\.json$/, 'data_unavailable', hang],
};

for (const [what, [pattern, code, how]] of Object.entries(OPENING)) {
  test(`${what}, where it hangs, is named, tried again, and given up with a Retry`, async () => {
    site.spoil(pattern, how);
    const page = await visit('?backend=flex', { hurried: true });
    const name = what.replace('half of ', '').replace(' of the core', '');
    const late = page.getByText(`Nothing has come of ${name} for some seconds; it is tried again.`);
    await late.waitFor();
    await page.getByText(`${name} cannot be fetched: nothing came for`).waitFor();
    assert.equal(await late.count(), 0);
    const { prelude } = site;
    assert.equal(site.requests.filter((path) => pattern.test(path)).length, 3);
    site.spoiled = [];
    await page.getByRole('button', { name: 'Retry' }).click();
    await isThere(page);
    assert.equal(site.prelude, prelude);
    await trains(page);
    await close(page);

    // Nobody who asks waits for ever.
    site.spoil(pattern, how);
    const other = await visit('?backend=flex', { hurried: true });
    await other.waitForFunction(() => document.querySelector('gan-playground')?.train);
    assert.equal(await call(other, (playground) => playground.train().catch(({ code }) => code)), code);
    await close(other);
  });
}

test('a shard that hangs is named and tried again, and what trains goes on', async () => {
  const pattern = /train-01-images/;
  site.spoil(pattern, half);
  const page = await visit('?backend=flex', { hurried: true });
  await isThere(page);
  await page.getByText('Nothing has come of training shard 2 of 12').waitFor();
  await trains(page);
  await page.getByText('training shard 2 of 12 cannot be fetched: nothing came for').waitFor();
  assert.equal(site.requests.filter((path) => pattern.test(path)).length, 3);
  await trains(page);
  site.spoiled = [];
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.locator('.data').waitFor({ state: 'detached' });
  await trains(page);
  await close(page);
});

test('a classifier that hangs keeps nothing from training', async () => {
  site.spoil(/classifier/, hang);
  const page = await visit('?backend=flex', { hurried: true });
  await isThere(page);
  await trains(page);
  await page.getByText('Nothing has come of the classifier').waitFor();
  await page.getByText('the classifier cannot be fetched: nothing came for').waitFor();
  assert.equal(
    await call(page, (playground) => playground.judge().catch(({ code }) => code)),
    'data_unavailable',
  );
  await trains(page);
  await close(page);
});

test('without the Chinese words the page is in English, and they can be asked for again', async () => {
  const chinese = /assets\/zh-.*\.js$/;
  for (const how of [missing, hang]) {
    site.restore();
    site.spoil(chinese, how);
    const page = await visit('?backend=flex', { locale: 'zh-CN', hurried: true });
    await isThere(page);
    await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
    await page.getByText('Two networks learn from each other').waitFor();
    assert.ok(
      site.requests.some((path) => chinese.test(path)),
      'they were asked for',
    );
    if (how === missing) {
      site.spoiled = [];
      await page.getByLabel('Language').selectOption('zh');
      await page.getByRole('button', { name: '训练', exact: true }).waitFor();
      assert.deepEqual(page.errors, []);
    }
    await close(page);
  }
});

// ---------------------------------------------------------------- addresses that are none

test('a share-url that is no address gives no link and says why, and so does the folder of the data', async () => {
  const lesson = (attributes) => `<!doctype html><title>A lesson</title>
    <script type="module" src="/gan-playground.js"></script>
    <gan-playground backend="flex" ${attributes}></gan-playground>`;
  site.spoil(/lesson\.html$/, answer(lesson('data="/data/" share-url="http://"')));
  const page = await visit('lesson.html');
  await isThere(page);
  await page.locator('.keep').waitFor();
  assert.equal(await page.locator('#link').count(), 0);
  assert.deepEqual(page.warnings, ['share-url is "http://", which is no address: there are no links']);
  await page.locator('#tab-plane').click();
  await page.locator('gan-plane').waitFor();
  await trains(page);
  assert.deepEqual(page.errors, []);

  site.spoil(/lesson\.html$/, answer(lesson('data="http://"')));
  await page.reload();
  await page.getByText('data is "http://", but must be an address').waitFor();
  assert.deepEqual(page.errors, []);
  await close(page);
});

// ---------------------------------------------------------------- policies

test('the whole page works under a strict policy, and breaks none of it', async () => {
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
  const state = () => page.evaluate(() => document.querySelector('gan-playground').status.state);
  const untilState = async (wanted) => {
    for (let tries = 0; (await state()) !== wanted; tries++) {
      assert.ok(tries < 1200, `it is ${await state()}, not ${wanted}`);
      await page.waitForTimeout(50);
    }
  };
  await untilState('paused');
  await page.getByText('discriminator').first().waitFor();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await untilState('training');
  await page.getByText('Settings').first().click();
  for (const name of ['latent', 'critic', 'repair', 'own', 'halves', 'networks', 'plane', 'race']) {
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
  await page.locator('#tab-critic').click();
  await page.locator('gan-critic .verdict').waitFor();
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
  assert.deepEqual(site.reports, []);
  assert.deepEqual(page.errors, []);
  await close(page);
});

test('a policy that forbids WebAssembly is named, with what it lacks', async () => {
  site.headers['content-security-policy'] = "default-src 'self'";
  const page = await visit('');
  await page.getByText('‘wasm-unsafe-eval’').waitFor();
  await page.getByRole('button', { name: 'Retry' }).waitFor();
  await close(page);
});

test('it trains in a frame that may run scripts and nothing else', async () => {
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
  await page.frames()[1].waitForFunction(() => document.querySelector('gan-playground').status.step >= 5);
  assert.deepEqual(page.errors, []);
  await close(page);
});

test('WebAssembly that is switched off is said, with where to switch it on', async () => {
  const init = 'delete globalThis.WebAssembly;';
  site.prelude = init;
  const page = await visit('', { init });
  await page.getByText('WebAssembly, which the core is made of, is switched off').waitFor();
  await page.getByText('javascript.options.wasm').waitFor();
  assert.equal(
    await call(page, (playground) => playground.train().catch(({ code }) => code)),
    'wasm_unavailable',
  );
  await close(page);
});

test('a page that is not served, or without JavaScript, says what it needs', async () => {
  for (const [name, folder] of [
    ['index.html', DIST],
    ['index.html', ROOT],
    ['plane.html', DIST],
  ]) {
    const page = await enter();
    await page.goto(pathToFileURL(join(folder, name)).href);
    await page.getByText('npm start').first().waitFor();
    await page.getByText('此页面需要 JavaScript').waitFor();
    await close(page);
  }
  const page = await enter({ javaScriptEnabled: false });
  await page.goto(site.url);
  await page.getByText('This page needs JavaScript').waitFor();
  await close(page);

  const served = await visit();
  await isThere(served);
  assert.equal(await served.getByText('This page needs JavaScript').count(), 0);
  await close(served);
});

// ---------------------------------------------------------------- what is operated, and what is read

test('samples are buttons with names, for the pointer and for keys, and no status has a button in it', async () => {
  const page = await visit();
  await isThere(page);
  const name = () =>
    page.evaluate(() => {
      let { activeElement } = document;
      while (activeElement.shadowRoot?.activeElement) activeElement = activeElement.shadowRoot.activeElement;
      return activeElement.getAttribute('aria-label') ?? activeElement.textContent.trim();
    });
  const buttons = page.getByRole('group', { name: /^Images that the generator draws/ }).getByRole('button');
  assert.equal(await buttons.count(), 60);
  await buttons.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  assert.equal(await name(), 'Sample 12');
  await page.keyboard.press('Enter');
  await page.locator('gan-sample').getByText('Sample 12').waitFor();
  assert.equal(await buttons.nth(11).getAttribute('aria-pressed'), 'true');
  await page.keyboard.press('ArrowLeft');
  await page.locator('gan-sample').getByText('Sample 11').waitFor();
  // One stop for Tab, where it was left.
  await page.keyboard.press('Tab');
  assert.doesNotMatch(await name(), /^Sample/);
  await page.keyboard.press('Shift+Tab');
  assert.equal(await name(), 'Sample 11');
  assert.deepEqual(await violationsOf(page), []);
  await page.keyboard.press('Escape');
  await page.locator('gan-sample').waitFor({ state: 'detached' });
  await buttons.nth(2).click();
  await page.locator('gan-sample').getByText('Sample 3', { exact: true }).waitFor();

  await call(page, (playground) => playground.step(1));
  await call(page, (playground) => playground.reset());
  await page.getByRole('button', { name: 'Bring back' }).waitFor();
  const wrapped = await page.evaluate(() => {
    const { renderRoot } = document.querySelector('gan-playground');
    return renderRoot.querySelectorAll(
      ':is([role=img], [role=status], [role=alert]) button, [role=img][tabindex]',
    ).length;
  });
  assert.equal(wrapped, 0);
  await close(page);
});

test('a tool that is opened is in sight, with the focus on its heading', async () => {
  const page = await visit('?backend=flex', {
    viewport: { width: 900, height: 700 },
    reducedMotion: 'reduce',
  });
  await isThere(page);
  await page.locator('#tab-repair').click();
  const heading = page.getByRole('heading', { name: 'Repair', exact: true });
  await page.waitForFunction(() => {
    const { renderRoot } = document.querySelector('gan-playground').renderRoot.querySelector('gan-tools');
    const heading = renderRoot.querySelector('h3');
    const { top } = heading.getBoundingClientRect();
    return renderRoot.activeElement === heading && top >= 0 && top < 100;
  });
  assert.equal(await heading.count(), 1);
  // Arrow keys go on from tab to tab.
  await page.locator('#tab-repair').focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('heading', { name: 'Your own images' }).waitFor();
  await page.keyboard.press('ArrowLeft');
  await heading.waitFor();
  await close(page);
});

test('the game against D begins with a digit of G, and Repair with half a digit gone', async () => {
  const page = await visit();
  await isThere(page);
  await page.locator('.data').waitFor({ state: 'detached' });
  await page.locator('#tab-critic').click();
  const critic = page.locator('gan-critic');
  await critic.locator('.verdict').waitFor();
  await critic.getByText(/^D takes it for (real: G fooled it|generated, which it is)/).waitFor();
  const inked = await critic.evaluate(
    (element) => Array.from(element.pixels).filter((light) => light > 0).length,
  );
  assert.ok(inked > 100, 'there is an image on the pad');
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
  const lost = await repair.evaluate(({ kept }) => Array.from(kept).filter((kept) => kept === 0).length);
  assert.equal(lost, 392, 'half of the digit is erased');
  assert.match(await press(), /G has not learned enough yet|% of it is gone/);
  await call(page, (playground) => playground.step(300));
  assert.match(await press(), /damaged 0\.[1-9].*% of it is gone/s);
  await repair.getByRole('button', { name: 'Nothing' }).click();
  assert.match(await press(), /Nothing was damaged/);
  await close(page);
});
