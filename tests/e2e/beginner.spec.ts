// The first visit, and the views of a beginner and of an expert.
import type { Page } from '@playwright/test';
import {
  answer,
  call,
  expect,
  lesson,
  statusOf,
  test,
  until,
  untilFetched,
  violationsOf,
} from './fixtures.js';

const NEWCOMER = { newcomer: true, viewport: { width: 1280, height: 800 } };
const card = (page: Page) => page.getByRole('region', { name: 'A game of two networks' });
const paused = (page: Page) => until(page, ({ state }) => state === 'paused');

/** What experts alone see, each by one of its parts. */
function expertParts(page: Page) {
  return {
    settings: page.locator('.options'),
    seed: page.getByLabel('Seed'),
    'back end': page.getByLabel('Back end'),
    step: page.getByRole('button', { name: 'Step', exact: true }),
    'half steps': page.locator('#tab-single-updates'),
    networks: page.locator('#tab-networks'),
    'D(x)': page.locator('#balance canvas'),
    'chart of the quality': page.locator('#quality canvas'),
    'chart of the speed': page.locator('#speed canvas'),
    smoothing: page.getByLabel('Smoothing'),
    'Frechet distance': page.locator('.frechet'),
    epochs: page.getByRole('log'),
    exports: page.getByRole('button', { name: 'ONNX' }),
  };
}

async function shownParts(page: Page) {
  const counts = Object.entries(expertParts(page)).map(
    async ([name, part]) => [name, await part.count()] as const,
  );
  return (await Promise.all(counts)).filter(([, count]) => count > 0).map(([name]) => name);
}

test('a newcomer sees what it is and what to do on the first screen, and nothing for experts', async ({
  open,
}) => {
  const page = await open('', NEWCOMER);
  await untilFetched(page);
  expect(await shownParts(page)).toEqual([]);
  const train = page.getByRole('button', { name: 'Train' });
  for (const part of [train, card(page), page.locator('#samples'), page.locator('#real')]) {
    const { y, height } = await part.boundingBox();
    expect(y + height, `${part} ends at ${y + height}`).toBeLessThanOrEqual(800);
  }
  const words = (await card(page).innerText()).match(/[\p{L}’]+/gu);
  expect(words.length, `the card has ${words.length} words`).toBeLessThanOrEqual(110);
  expect(await card(page).innerText()).toMatch(/Digits appear after about \d+ steps/);

  // The time is this device's own, once it was measured.
  await train.click();
  await until(page, ({ step }) => step > 60);
  await page.reload();
  await paused(page);
  await card(page)
    .getByText(/In about \d+ (s|min) digits appear/)
    .waitFor();
});

test('the card is closed for good, and comes back when it is asked for', async ({ open }) => {
  const page = await open('?backend=flex', NEWCOMER);
  const what = page.getByRole('button', { name: 'What is this?' });
  await card(page).getByRole('button', { name: 'Got it' }).press('Enter');
  await card(page).waitFor({ state: 'detached' });
  expect(
    await what.evaluate((button) => button.matches(':focus')),
    'the focus is where it can be called back',
  ).toBe(true);
  await page.reload();
  await paused(page);
  await expect(card(page)).toHaveCount(0);
  await what.press('Enter');
  await card(page).waitFor();
});

test('the switch shows all while it trains, keeps what was edited, and is kept', async ({ open }) => {
  const page = await open('?backend=flex', NEWCOMER);
  await call(page, (playground) => playground.train());
  const top = async () => (await page.locator('.views').boundingBox()).y;
  const before = await top();
  await page.getByRole('radio', { name: 'Beginner' }).press('ArrowRight');
  await page.locator('.options').waitFor();
  await page.locator('#speed canvas').waitFor();
  expect(await shownParts(page)).toEqual(Object.keys(expertParts(page)));
  expect(await top(), 'the switch stays where it is').toBe(before);
  expect((await statusOf(page)).state).toBe('training');

  await page.getByText('Settings').first().click();
  await page.getByLabel('R1').fill('0.1');
  await page.getByText('Beginner').click();
  await page.getByText('An option that you edited').waitFor();
  expect(await shownParts(page)).toEqual([]);
  await page.getByRole('button', { name: 'Go to the expert view' }).click();
  await expect(page.getByLabel('R1')).toHaveValue('0.1');
  expect((await statusOf(page)).state).toBe('training');

  await page.goto('?backend=flex');
  await paused(page);
  // What draws the charts comes when they are nearly in view.
  await page.locator('#speed').scrollIntoViewIfNeeded();
  await page.locator('#speed canvas').waitFor();
  expect(await shownParts(page)).toEqual(Object.keys(expertParts(page)));
  await expect(card(page)).toHaveCount(0);
});

test('an address with options opens the expert view, and with a view that one', async ({ open }) => {
  for (const [query, isExpert] of [
    ['?preset=vae&seed=3&backend=flex', false],
    ['?backend=flex&loss=hinge', true],
    ['?backend=flex&view=expert', true],
    ['?backend=flex&view=beginner&loss=hinge', false],
  ] as const) {
    const page = await open(query, NEWCOMER);
    expect((await shownParts(page)).length > 0, query).toBe(isExpert);
    await page.context().close();
  }
});

test('a beginner stays one with a change of the doctor, and is told where a hidden option is', async ({
  open,
}) => {
  const page = await open('?backend=flex&preset=divergence', NEWCOMER);
  await page.getByRole('button', { name: 'Train' }).click();
  await page.getByRole('button', { name: 'Apply and begin anew' }).click({ timeout: 60_000 });
  await until(page, ({ state, step }) => state === 'training' && step > 20);
  await page.reload();
  await paused(page);
  await expect(page).toHaveURL(/rate=/);
  expect(await shownParts(page)).toEqual([]);

  await call(page, (playground) => playground.setAttribute('loss', 'quux'));
  await page.getByText(/loss is "quux".* This is about an option that the expert view shows/).waitFor();
  await page.getByRole('button', { name: 'Go to the expert view' }).click();
  await page.locator('.options').waitFor();
});

test('an embedded element has the view and the card that its document gives it', async ({ open, site }) => {
  const embed = (attributes: string) => {
    site.spoil(/lesson\.html/, answer(lesson(`backend="flex" data="/data/" ${attributes}`)));
    return open('lesson.html', NEWCOMER);
  };
  const page = await embed('view="expert" intro="off"');
  expect((await shownParts(page)).length).toBeGreaterThan(0);
  await expect(page.getByRole('button', { name: 'What is this?' })).toHaveCount(0);
  await page.context().close();

  const plain = await embed('');
  await expect(card(plain), 'it opens only where it is asked for').toHaveCount(0);
  await plain.getByRole('button', { name: 'What is this?' }).click();
  await card(plain).waitFor();
});

for (const [view, colorScheme] of [
  ['beginner', 'light'],
  ['beginner', 'dark'],
  ['expert', 'light'],
] as const) {
  test(`the ${view} view is accessible and fits a phone (${colorScheme})`, async ({ open }) => {
    const page = await open(`?backend=flex&view=${view}`, {
      newcomer: true,
      viewport: { width: 390, height: 844 },
      colorScheme,
    });
    if (view === 'expert') await page.getByRole('button', { name: 'What is this?' }).click();
    await card(page).waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `the page is ${width} pixels wide`).toBeLessThanOrEqual(390);
    expect(await violationsOf(page)).toEqual([]);
  });
}
