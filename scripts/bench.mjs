// `npm run bench`: how fast a step and the page are, beside TensorFlow.js in the same browser in the same run.
// `npm run bench -- cpu`, `webgpu` or `page` measures one part alone; `npm run bench -- gpu` measures the native build
// of the core on this machine's GPU, which it has to build first.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { extname, join, resolve, sep } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { serve } from '../tests/e2e/site.mjs';
import { browserPath, CPU_FLAGS, installBrowser, WEBGPU_FLAGS } from './browser.mjs';
import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { ROOT, run, script } from './shell.mjs';

/** Each time is the median of this many. */
const REPEATS = 5;
/** A measurement takes as many steps as go into this time. */
const SPAN_MS = 1500;
const BATCH = 64;
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };
/** Folders of what the browser may load. */
const MOUNTS = {
  pkg: join(ROOT, 'pkg'),
  bench: join(ROOT, 'bench'),
  tensorflow: join(ROOT, 'bench', 'node_modules', '@tensorflow'),
};

/** Multiplications and additions of a step, from the shapes of the networks; no bias, no activation. */
const ARITHMETIC = {
  classic: arithmetic({
    generator: [100 * 128, 128 * 256, 256 * 512, 512 * 1024, 1024 * 784],
    discriminator: [784 * 1024, 1024 * 512, 512 * 256, 256],
  }),
  quick: arithmetic({
    generator: [74 * 1568, 49 * 32 * 16 * 16, 196 * 16 * 16],
    discriminator: [196 * 16 * 16, 49 * 16 * 16 * 32, 1568 * 11],
  }),
};

function arithmetic({ generator, discriminator }) {
  const sum = (layers) => layers.reduce((a, b) => a + b);
  const [g, d] = [sum(generator), sum(discriminator)];
  // D's step: G forward; D forward on real and on generated images; back to the weights, and to the inputs of
  // all layers but the first. G's step: D forward, back to its inputs; G back to its weights and inputs.
  const products = g + 2 * d + 2 * (2 * d - discriminator[0]) + 2 * d + 2 * g - generator[0];
  return 2 * BATCH * products;
}

await script(async () => {
  const wanted = process.argv.slice(2);
  if (wanted.length === 1 && wanted[0] === 'gpu') return onNativeGpu();
  await setup();
  await installBrowser();
  await build();
  if (!existsSync(MOUNTS.tensorflow)) await run('npm', ['ci', '--prefix', 'bench', '--ignore-scripts']);
  const wants = (part) => wanted.length === 0 || wanted.includes(part);
  if (wants('cpu')) await onCpu();
  if (wants('webgpu')) await onWebGpu();
  if (wants('page')) await ofThePage();
  if (wanted.includes('gpu')) await onNativeGpu();
});

async function onCpu() {
  const [server, browser] = [await serveSources(), await launch()];
  const top = await inPage(browser, server, "import('/bench/peak.js').then(({ peak }) => peak())");
  console.log(`\nSIMD peak of one core: ${top.toFixed(1)} GFLOP/s\n`);
  const keras = nativeKeras();
  for (const preset of ['classic', 'quick']) {
    const rows = [];
    for (const [name, module, backend] of [
      ['ours, flex', 'ours', 'flex'],
      ['ours, ndarray', 'ours', 'ndarray'],
      ['TensorFlow.js, wasm', 'tensorflow', 'wasm'],
      ['TensorFlow.js, cpu', 'tensorflow', 'cpu'],
      ['TensorFlow.js, webgl', 'tensorflow', 'webgl'],
    ]) {
      const time = await stepTime(browser, server, module, preset, backend);
      rows.push([name, time]);
    }
    rows.push(['Keras, native, all cores', keras[preset]]);
    const ours = rows[0][1];
    const gflops = ARITHMETIC[preset] / ours / 1e6;
    table(
      [`${preset}, batch ${BATCH}`, 'ms a step', 'times ours'],
      rows.map(([name, time]) =>
        typeof time === 'number' ? [name, time.toFixed(1), (time / ours).toFixed(1)] : [name, time, '–'],
      ),
    );
    const share = ((100 * gflops) / top).toFixed(0);
    console.log(
      `${(ARITHMETIC[preset] / 1e9).toFixed(2)} GFLOP a step: ${gflops.toFixed(1)} GFLOP/s, ${share} % of the peak\n`,
    );
  }
  await browser.close();
  server.close();
}

/** The times of native Keras, or why there are none. */
function nativeKeras() {
  const python = process.env.PYTHON ?? 'python3';
  const { status, stdout } = spawnSync(python, [join(ROOT, 'bench', 'keras_step.py')], {
    encoding: 'utf8',
    env: { ...process.env, CUDA_VISIBLE_DEVICES: '', TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  if (status === 0) return JSON.parse(stdout);
  const none = 'PYTHON has no TensorFlow';
  return { classic: none, quick: none };
}

async function onWebGpu() {
  const [server, browser] = [await serveSources(), await launch({ webgpu: true })];
  for (const preset of ['classic', 'quick']) {
    const rows = [];
    for (const [name, module] of [
      ['ours', 'ours'],
      ['TensorFlow.js', 'tensorflow'],
    ]) {
      const page = await blank(browser, server);
      const found = await page
        .evaluate(countedSteps, [module, preset])
        .catch((error) => String(error.message));
      await page.close();
      rows.push(
        typeof found === 'string'
          ? [name, found.slice(0, 60), '', '', '', '', '', '']
          : [name, ...['start', 'step'].map((key) => (found[key] / 1000).toFixed(1)), ...found.counts],
      );
    }
    table(
      [
        `${preset} on WebGPU`,
        's to the 2nd step',
        's a step',
        'dispatches',
        'submits',
        'pipelines',
        'buffers',
        'reads',
      ],
      rows,
    );
  }
  await browser.close();
  server.close();
}

/** The core as a native program on the GPU that Vulkan (or Metal, or DirectX) finds. */
async function onNativeGpu() {
  const example = ['--example', 'bench_gpu', '--no-default-features', '--features', 'bench-gpu'];
  await run('cargo', ['build', '--locked', '--profile', 'native', ...example]);
  const program = join(ROOT, 'target', 'native', 'examples', 'bench_gpu');
  const { status, stdout, stderr } = spawnSync(program, { encoding: 'utf8' });
  if (status !== 0) {
    console.log(`\nNo native GPU was measured: ${stderr.trim().split('\n')[0]}\n`);
    return;
  }
  const { adapter, peak_gflops: top, steps } = JSON.parse(stdout);
  console.log(`\n${adapter}, natively: a peak of ${top.toFixed(1)} GFLOP/s\n`);
  table(
    [`batch ${BATCH}`, 'ms a step', 'steps a second', 'GFLOP/s', 'share of the peak'],
    steps.map(([preset, time]) => {
      const gflops = ARITHMETIC[preset] / time / 1e6;
      const share = `${((100 * gflops) / top).toFixed(1)} %`;
      return [preset, time.toFixed(2), (1000 / time).toFixed(1), gflops.toFixed(1), share];
    }),
  );
}

/** In the page: the time of two first steps and of a later one, and what a later one asks of WebGPU. */
async function countedSteps([module, preset]) {
  const counts = { dispatches: 0, submits: 0, pipelines: 0, buffers: 0, reads: 0 };
  const count = (type, method, name) => {
    const original = type.prototype[method];
    type.prototype[method] = function (...given) {
      counts[name]++;
      return original.apply(this, given);
    };
  };
  count(GPUComputePassEncoder, 'dispatchWorkgroups', 'dispatches');
  count(GPUComputePassEncoder, 'dispatchWorkgroupsIndirect', 'dispatches');
  count(GPUQueue, 'submit', 'submits');
  count(GPUDevice, 'createComputePipeline', 'pipelines');
  count(GPUDevice, 'createComputePipelineAsync', 'pipelines');
  count(GPUDevice, 'createBuffer', 'buffers');
  count(GPUBuffer, 'mapAsync', 'reads');
  const { open } = await import(`/bench/${module}.js`);
  const begin = performance.now();
  const steps = await open(preset, 'webgpu');
  await steps(2);
  const start = performance.now() - begin;
  // Two lengths, whose difference is what steps cost without the read at the end.
  const cost = [];
  for (const length of [1, 3]) {
    for (const name of Object.keys(counts)) counts[name] = 0;
    const from = performance.now();
    await steps(length);
    cost.push({ ...counts, time: performance.now() - from });
  }
  const between = (name) => (cost[1][name] - cost[0][name]) / 2;
  return {
    start,
    step: between('time'),
    counts: Object.keys(counts).map((name) => between(name)),
  };
}

async function ofThePage() {
  const flex = await pageOn('flex', { repeats: 3, memoryAt: [100, 2000, 5000] });
  const webgpu = await pageOn('webgpu', { repeats: 1, memoryAt: [50, 150, 300] });
  const seconds = (time) => (time === undefined ? 'not measured' : `${(time / 1000).toFixed(2)} s`);
  const digits = ({ digits }) => (digits ? `${seconds(digits[1])}, step ${digits[0]}` : 'not reached');
  const memory = ({ memory }) =>
    memory.map(([step, size]) => `${(size / 1e6).toFixed(0)} MB at ${step}`).join(', ');
  const row = (name, value) => [name, value(flex), value(webgpu)];
  table(
    ['quick in the page', 'on the CPU', 'on WebGPU by SwiftShader'],
    [
      row('from navigation to ready', ({ ready }) => seconds(ready)),
      row('from the click to the first samples drawn', ({ first }) => seconds(first)),
      row('from the click to a mean confidence of 0.95', digits),
      row('from the click to step 1,000', ({ thousand }) => seconds(thousand)),
      row('longest task of the main thread', ({ longest }) =>
        longest ? `${longest.toFixed(0)} ms` : 'none over 50 ms',
      ),
      row('code over the wire until then, brotli', ({ bytes }) => `${(bytes / 1e6).toFixed(2)} MB`),
      row('memory of the page and the GPU process', memory),
    ],
  );
}

/** What the page takes on a back end, and the memory it and the GPU's process have at some steps. */
async function pageOn(backend, { repeats, memoryAt }) {
  const site = await serve();
  const browser = await launch({ webgpu: backend === 'webgpu', args: ['--js-flags=--expose-gc'] });
  const [ready, first] = [[], []];
  let page;
  for (let index = 0; index < repeats; index++) {
    await page?.context().close();
    const start = performance.now();
    page = await openPage(browser, `${site.url}?backend=${backend}`);
    ready.push(performance.now() - start);
    first.push(await page.evaluate(clickToSamples));
  }
  const bytes = codeSize(site.requests);
  const found = { ready: median(ready), first: median(first), bytes, memory: [] };
  const watch = page.evaluate(watchTraining, memoryAt.at(-1));
  for (const step of memoryAt) {
    await page.waitForFunction((step) => document.querySelector('gan-playground').status.step >= step, step, {
      timeout: 0,
      polling: 200,
    });
    for (const realm of [page, ...page.workers()]) await realm.evaluate(() => globalThis.gc());
    found.memory.push([step, await residentMemory(browser)]);
  }
  Object.assign(found, await watch);
  await browser.close();
  site.close();
  return found;
}

/** In the page: trains; the time until samples are drawn. */
async function clickToSamples() {
  const playground = document.querySelector('gan-playground');
  const start = performance.now();
  const drawn = new Promise((resolve) => playground.addEventListener('samples', resolve, { once: true }));
  void playground.train();
  await drawn;
  return performance.now() - start;
}

/** In the page, which trains: starts again, and says when what was reached, up to a step. */
async function watchTraining(last) {
  const playground = document.querySelector('gan-playground');
  await playground.reset();
  const longest = [];
  new PerformanceObserver((list) =>
    longest.push(...list.getEntries().map(({ duration }) => duration)),
  ).observe({ type: 'longtask' });
  const start = performance.now();
  const found = {};
  playground.addEventListener('quality', ({ detail }) => {
    if (detail.confidence >= 0.95) found.digits ??= [playground.status.step, performance.now() - start];
  });
  void playground.train();
  while (playground.status.step < last) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (playground.status.step >= 1000) found.thousand ??= performance.now() - start;
  }
  return { ...found, longest: Math.max(0, ...longest) };
}

/** Bytes of the code among what was asked for, compressed. */
function codeSize(requests) {
  const code = [...new Set(requests)].filter(
    (path) => !path.startsWith('/data/') && /\.(js|css|wasm|html)$|\/$/.test(path),
  );
  const sizes = code.map((path) => {
    const file = join(ROOT, 'dist', path === '/' ? 'index.html' : path);
    return existsSync(file) && statSync(file).isFile() ? brotliCompressSync(readFileSync(file)).length : 0;
  });
  return sizes.reduce((a, b) => a + b, 0);
}

/** Bytes of memory that the page's renderer, the largest, and the GPU's process have. */
async function residentMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const size = ({ id }) => {
    const status = existsSync(`/proc/${id}/status`) ? readFileSync(`/proc/${id}/status`, 'utf8') : '';
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN);
  };
  const largest = (type) => Math.max(0, ...processInfo.filter((each) => each.type === type).map(size));
  return largest('renderer') + largest('GPU');
}

/** The median time of a step in milliseconds, or why there is none. */
async function stepTime(browser, server, module, preset, backend) {
  const work = `import('/bench/${module}.js').then(async ({ open }) => {
    const steps = await open('${preset}', '${backend}');
    await steps(2);
    const time = async (count) => {
      const start = performance.now();
      await steps(count);
      return (performance.now() - start) / count;
    };
    const count = Math.min(60, Math.max(1, Math.round(${SPAN_MS} / (await time(1)))));
    const times = [];
    for (let index = 0; index < (count > 1 ? ${REPEATS} : 3); index++) times.push(await time(count));
    return times;
  })`;
  return inPage(browser, server, work).then(median, (error) => error.message.split('\n')[0].slice(0, 80));
}

function launch({ webgpu = false, args = [] } = {}) {
  return chromium.launch({
    executablePath: browserPath(),
    args: [...(webgpu ? WEBGPU_FLAGS : CPU_FLAGS), ...args],
  });
}

/** Opens the page as an expert has it, and waits for the run to be there. */
async function openPage(browser, url) {
  // What a service worker keeps for a time without a network is on nobody's way.
  const context = await browser.newContext({ locale: 'en-US', serviceWorkers: 'block' });
  await context.addInitScript(() => {
    localStorage['gan-playground:view'] ??= 'expert';
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(
    () => document.querySelector('gan-playground').status?.state === 'paused',
    null,
    { timeout: 180_000 },
  );
  return page;
}

async function inPage(browser, server, source) {
  const page = await blank(browser, server);
  try {
    return await page.evaluate(source);
  } finally {
    await page.close();
  }
}

async function blank(browser, server) {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/bench/blank.html`);
  return page;
}

async function serveSources() {
  const server = createServer(({ url }, response) => {
    const [, mount, ...rest] = new URL(url, 'http://localhost').pathname.split('/');
    const folder = MOUNTS[mount];
    const file = folder && resolve(folder, ...rest);
    if (file?.endsWith('blank.html'))
      return response.writeHead(200, { 'content-type': 'text/html' }).end('<title>bench</title>');
    if (!file?.startsWith(folder + sep) || !existsSync(file)) return response.writeHead(404).end();
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    return response.writeHead(200, { 'content-type': type }).end(readFileSync(file));
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return server;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows];
  console.log(`${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`);
}
