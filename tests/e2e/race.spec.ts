// A race of two settings, beside a run that has learned a little.
import type { Locator, Page } from '@playwright/test';
import {
  asExpert,
  call,
  expect,
  statusOf,
  test,
  toolElement,
  until,
  untilIn,
  violationsOf,
  visit,
} from './fixtures.js';

test.describe.configure({ mode: 'serial' });

/** The page, which all tests here go on with. */
let page: Page;
let race: Locator;
const errors: string[] = [];

test.beforeAll(async ({ browser, server }) => {
  const context = await browser.newContext({ locale: 'en-US', baseURL: server.url });
  context.on('weberror', (error) => errors.push(error.error().message));
  await asExpert(context);
  page = await visit(context, '?backend=flex&seed=7');
  await call(page, (playground) => playground.step(30));
  await page.locator('#tab-race').click();
  race = page.locator('gan-race');
  await race.waitFor();
});

test.afterAll(() => page.context().close());

const button = (name: string) => race.getByRole('button', { name, exact: true });

/** How the lanes stand. */
const lanes = () =>
  race.evaluate(({ contest }: any) =>
    contest.lanes.map(({ step, seconds, backend }) => ({ step, seconds, backend })),
  );

/** Waits until the race fulfils a condition, and gives what that came to. */
function untilRace(condition: (race: any) => unknown) {
  return untilIn(page, toolElement('gan-race'), condition);
}

test('what cannot be raced is refused with the reason, before anything starts', async () => {
  await button('Start').click();
  await race.getByRole('alert').getByText('Both lanes have the same settings').waitFor();

  await race.locator('summary').click();
  const rate = race.locator('#option-g-learning-rate');
  await rate.fill('70');
  await button('Start').click();
  await race.getByRole('alert').waitFor();
  expect(await race.getByRole('alert').textContent()).toMatch(
    /g-learning-rate is "70", but must be a number from/,
  );
  await rate.fill('0.002');

  await race.locator('#option-batch-size').fill('33');
  await race.locator('#option-packing').fill('2');
  await race.locator('#option-r1').fill('0.1');
  await race.getByText('The batch sizes differ').waitFor();
  await button('Start').click();
  await race.getByRole('alert').getByText('do not go together').waitFor();
  expect(page.workers().length, 'no lane has a worker').toBe(1);
});

test('both lanes begin at step 0 with the same seed, advance, and stop together', async () => {
  await race.getByLabel('Lane B begins with').selectOption('hinge');
  await race.getByLabel('Lane B begins with').selectOption('');
  await race.locator('#option-loss').selectOption('hinge');
  await call(page, (playground) => playground.train());
  await button('Start').click();
  // Asked at once in the page, before the data of both is there.
  const begun = await untilRace(({ contest }) => {
    const runs = contest?.lanes.map(({ run }) => run) ?? [undefined];
    return runs.every(Boolean) && runs.map(({ settings, step }) => [settings.seed, settings.loss, step]);
  });
  expect(begun).toEqual([
    ['7', 'non-saturating', 0],
    ['7', 'hinge', 0],
  ]);
  await untilRace(({ contest }) => contest.lanes.every(({ step }) => step > 0));
  const { state } = await statusOf(page);
  expect(state, 'the run above does not train meanwhile').toBe('paused');
  expect(page.workers().length).toBe(3);

  await button('Pause').click();
  await untilRace(({ contest }) => contest.state === 'paused');
  const stopped = await lanes();
  expect(Math.abs(stopped[0].seconds - stopped[1].seconds), 'both had the same time').toBeLessThan(0.5);
  expect(stopped.map(({ backend }) => backend)).toEqual(['flex', 'flex']);
  // Both workers judge what was trained, and train no more.
  await race.getByText(/^A \d+\.\d, B \d+\.\d after \d+ s, of 1,000 samples each/).waitFor();
  expect(await lanes(), 'neither goes on').toEqual(stopped);

  await button('Go on').click();
  await untilRace(({ contest }) => contest.lanes.every(({ step, seconds }) => step > 0 && seconds > 2));
  const later = await lanes();
  later.forEach(({ step }, lane) => expect(step).toBeGreaterThan(stopped[lane].step));
});

test('the time is up for both at once, and more of it lets them go on', async () => {
  await race.evaluate(({ contest }: any) => {
    contest.duration = contest.seconds + 1;
  });
  await race.getByText('Time is up').waitFor();
  await expect(button('Go on')).toBeDisabled();
  await race.getByLabel('Duration').selectOption('300');
  await button('Go on').click();
  await untilRace(({ contest }) => contest.state === 'running');
});

test('the race gives way to the run above', async () => {
  await call(page, (playground) => playground.train());
  await race.getByText('The race was paused because the run above trains').waitFor();
  await untilRace(({ contest }) => contest.state === 'paused');
  await call(page, (playground) => playground.pause());
});

test('a race is accessible and fits a phone', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await violationsOf(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('a lane is taken into the run above, which is kept', async () => {
  const before = (await statusOf(page)).step;
  const [, { step }] = await lanes();
  await button('Go on with this one: Lane B').click();
  await race.getByText(`Lane B is now the run above, at step`).waitFor();
  const status = await statusOf(page);
  expect([status.step, status.settings.loss, status.seed]).toEqual([step, 'hinge', 7]);
  await page.getByRole('button', { name: 'Bring back' }).click();
  await until(page, ({ step }, before) => step === before, before);
  expect((await statusOf(page)).settings.loss).toBe('non-saturating');
});

test('a lane that diverges says so, and the other goes on', async () => {
  await button('Other settings').click();
  await expect(race.locator('#option-loss'), 'what was changed is still there').toHaveValue('hinge');
  await race.getByLabel('Lane B begins with').selectOption('divergence');
  await button('Start').click();
  await race.getByRole('alert').getByText('Out of the race:').waitFor({ timeout: 120_000 });
  await race.getByText('Lane B is out; Lane A goes on alone.').waitFor();
  const [{ step }] = await lanes();
  await untilRace(({ contest }) => contest.lanes[0].step > 20);
  expect((await lanes())[0].step).toBeGreaterThan(step - 1);
});

test('another tool ends both workers, and so does the end of the element', async () => {
  const workersAre = (count: number) => expect.poll(() => page.workers().length).toBe(count);
  await page.locator('#tab-latent').click();
  await workersAre(1);
  await page.locator('#tab-race').click();
  await race.getByLabel('Lane B begins with').selectOption('hinge');
  await button('Start').click();
  await untilRace(({ contest }) => contest?.state === 'running');
  await workersAre(3);
  await call(page, (playground) => playground.remove());
  await workersAre(0);
  expect(errors, 'errors that nobody handled').toEqual([]);
});
