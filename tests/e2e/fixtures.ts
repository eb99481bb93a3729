// What the tests of the page have in common: the site, visitors of it, and what a visitor's page is asked.
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import {
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
  expect,
  test as base,
} from '@playwright/test';
import { serve } from './site.mjs';

export { expect };
export { answer, cut, half, hang, missing } from './site.mjs';
export type { Answer } from './site.mjs';
export type Site = Awaited<ReturnType<typeof serve>>;

export interface Visitor extends BrowserContextOptions {
  /** Sees what a first visit shows; others are experts. */
  newcomer?: boolean;
  /** Another site than that of the test. */
  at?: Site;
}

/** A browser context, in which `visit` opens pages. */
export type Enter = (visitor?: Visitor) => Promise<BrowserContext>;
declare global {
  /** What tests note in the page. */
  interface Window {
    longTasks: number[];
    drawn: number;
    samples: Record<number, number[]>;
    reached: Promise<{ step: number; seconds: number }>;
    seen: Set<string>;
    looks: number;
    shifts: number[];
  }
}

/** Opens the page in a context of its own, and waits for the run to be there. */
type Open = (query?: string, visitor?: Visitor) => Promise<Page>;

interface TestFixtures {
  site: Site;
  /** What the visitors of a file have in common. */
  visitor: Visitor;
  /** Errors that nobody handled, in any page of the test; there are to be none. */
  errors: string[];
  enter: Enter;
  open: Open;
  /** A page with a run that has learned a little. */
  trained: Page;
}

interface WorkerFixtures {
  /** The built site, on a server of its own. */
  server: Site;
  /** The file of a run of `TRAINED_STEPS`, in base64. */
  trainedRun: string;
}

export const TRAINED_STEPS = 120;

export const test = base.extend<TestFixtures, WorkerFixtures>({
  visitor: [{}, { option: true }],

  server: [
    async ({}, use) => {
      const site = await serve();
      await use(site);
      site.close();
    },
    { scope: 'worker' },
  ],

  site: async ({ server }, use) => {
    server.requests.length = 0;
    await use(server);
    server.restore();
  },

  errors: async ({}, use) => {
    const errors: string[] = [];
    await use(errors);
    expect(errors, 'errors that nobody handled').toEqual([]);
  },

  enter: async ({ browser, site, visitor, errors }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (given) => {
      const { newcomer = false, at = site, ...options } = { ...visitor, ...given };
      const context = await browser.newContext({ locale: 'en-US', baseURL: at.url, ...options });
      contexts.push(context);
      context.on('weberror', (error) => errors.push(error.error().message));
      if (!newcomer) await asExpert(context);
      return context;
    });
    for (const context of contexts) await context.close();
  },

  open: async ({ enter }, use) => {
    await use(async (query = '', visitor = {}) => visit(await enter(visitor), query));
  },

  trainedRun: [
    async ({ browser, server }, use) => {
      const context = await browser.newContext({ locale: 'en-US', baseURL: server.url });
      const page = await visit(context, '?backend=flex');
      await call(page, (playground, steps) => playground.step(steps), TRAINED_STEPS);
      const file = await wholeRun(page);
      await context.close();
      await use(file);
    },
    { scope: 'worker' },
  ],

  trained: async ({ open, trainedRun }, use) => {
    const page = await open('?backend=flex');
    await call(page, (playground, file) => playground.load(Uint8Array.fromBase64(file)), trainedRun);
    await use(page);
  },
});

/** Has the pages of a context show all there is, unless another view is chosen there. */
export async function asExpert(context: BrowserContext) {
  await context.addInitScript(() => {
    // Sandboxed frames and files have none of their own.
    if (self.origin !== 'null') localStorage['gan-playground:view'] ??= 'expert';
  });
}

/** Opens a page in a context, whose storage it shares with the others, and waits for the run to be there. */
export async function visit(context: BrowserContext, query: string) {
  const page = await context.newPage();
  await page.goto(query);
  await until(page, ({ state }) => state === 'paused');
  return page;
}

/** The element in the page; tests look behind its types. */
export type Playground = any;

/** Calls a function of the element in the page: `call(page, (playground) => playground.step(3))`. */
export function call<Result, Argument>(
  page: Page,
  work: (playground: Playground, argument: Argument) => Result | Promise<Result>,
  argument?: Argument,
): Promise<Result> {
  return page.locator('gan-playground').evaluate(work as any, argument) as Promise<Result>;
}

export const statusOf = (page: Page) => call(page, ({ status }) => status);

/** The file of the page's run, in base64. */
export const wholeRun = (page: Page): Promise<string> =>
  call(page, (playground) => playground.save().then((bytes) => bytes.toBase64()));

/** Waits until the element's status fulfils a condition. */
export function until<Argument>(
  page: Page,
  condition: (status: any, argument: Argument) => unknown,
  argument?: Argument,
) {
  return untilIn(page, `document.querySelector('gan-playground')?.status`, condition, argument);
}

/** Waits until what an expression finds in the page is there and fulfils a condition; what that came to. */
export async function untilIn<Argument>(
  page: Page,
  expression: string,
  condition: (found: any, argument: Argument) => unknown,
  argument?: Argument,
): Promise<any> {
  // A function in a text would not be called, and be true.
  const given = JSON.stringify(argument);
  const source = `(() => { const found = ${expression}; return found && (${condition})(found, ${given}); })()`;
  const handle = await page.waitForFunction(source, undefined, { timeout: 120_000 });
  return handle.jsonValue();
}

/** An expression that finds the element of a tool. */
export const toolElement = (name: string) =>
  `document.querySelector('gan-playground').renderRoot.querySelector('gan-tools')?.renderRoot?.querySelector('${name}')`;

/** All the data has come, the test images last. */
export async function untilFetched(page: Page) {
  await page.locator('.data').waitFor({ state: 'detached', timeout: 60_000 });
}

/** What a canvas shows. */
export const pictureOf = (canvas: Locator): Promise<string> =>
  canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL());

/** Waits until a canvas shows something else than before, and gives that. */
export async function changed(canvas: Locator, before: string): Promise<string> {
  await expect.poll(() => pictureOf(canvas), 'the image changes').not.toBe(before);
  return pictureOf(canvas);
}

/** Clicks a button that gives a file. */
export async function download(page: Page, button: Locator) {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** What axe-core finds wrong with the page as it is: each rule with the elements that break it. */
export async function violationsOf(page: Page): Promise<string[][]> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') });
  const { violations } = await page.evaluate(() => (window as any).axe.run());
  return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
}

/** The document that embeds the element, with attributes. */
export const lesson = (attributes: string) => `<!doctype html><title>A lesson</title>
<script type="module" src="/gan-playground.js"></script><gan-playground ${attributes}></gan-playground>`;
