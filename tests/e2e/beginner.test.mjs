// The first visit, and the views of a beginner and of an expert.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, launch, openPage, serve, until, violationsOf } from './browser.mjs';

let site;
let browser;

before(async () => {
  site = await serve();
  browser = await launch();
});

after(async () => {
  await browser.close();
  site.close();
});

const NEWCOMER = { newcomer: true, viewport: { width: 1280, height: 800 } };
const card = (page) => page.getByRole('region', { name: 'A game of two networks' });
const paused = (page) => until(page, ({ state }) => state === 'paused');

/** What experts alone see, each by one of its parts. */
function expertParts(page) {
  return {
    settings: page.locator('.options'),
    seed: page.getByLabel('Seed'),
    'back end': page.getByLabel('Back end'),
    step: page.getByRole('button', { name: 'Step', exact: true }),
    'half steps': page.locator('#tab-halves'),
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

async function shownParts(page) {
  const counts = Object.entries(expertParts(page)).map(async ([name, part]) => [name, await part.count()]);
  return (await Promise.all(counts)).filter(([, count]) => count > 0).map(([name]) => name);
}

test('a newcomer sees what it is and what to do on the first screen, and nothing for experts', async () => {
  const page = await openPage(browser, site, '', NEWCOMER);
  await page.locator('.data').waitFor({ state: 'detached', timeout: 60_000 });
  assert.deepEqual(await shownParts(page), []);
  const train = page.getByRole('button', { name: 'Train' });
  for (const part of [train, card(page), page.locator('#samples'), page.locator('#real')]) {
    const { y, height } = await part.boundingBox();
    assert.ok(y + height <= 800, `${part} ends at ${y + height}`);
  }
  const words = (await card(page).innerText()).match(/[\p{L}’]+/gu);
  assert.ok(words.length <= 110, `the card has ${words.length} words`);
  assert.match(await card(page).innerText(), /Digits appear after about \d+ steps/);

  // The time is this device's own, once it was measured.
  await train.click();
  await until(page, ({ step }) => step > 60);
  await page.reload();
  await paused(page);
  await card(page)
    .getByText(/In about \d+ (s|min) digits appear/)
    .waitFor();
  await page.context().close();
});

test('the card is closed for good, and comes back when it is asked for', async () => {
  const page = await openPage(browser, site, '?backend=flex', NEWCOMER);
  const what = page.getByRole('button', { name: 'What is this?' });
  await card(page).getByRole('button', { name: 'Got it' }).press('Enter');
  await card(page).waitFor({ state: 'detached' });
  assert.equal(
    await what.evaluate((button) => button.getRootNode().activeElement === button),
    true,
    'the focus is where it can be called back',
  );
  await page.reload();
  await paused(page);
  assert.equal(await card(page).count(), 0);
  await what.press('Enter');
  await card(page).waitFor();
  await page.context().close();
});

test('the switch shows all while it trains, keeps what was edited, and is kept', async () => {
  const page = await openPage(browser, site, '?backend=flex', NEWCOMER);
  await call(page, (playground) => playground.train());
  const top = async () => (await page.locator('.views').boundingBox()).y;
  const before = await top();
  await page.getByRole('radio', { name: 'Beginner' }).press('ArrowRight');
  await page.locator('.options').waitFor();
  await page.locator('#speed canvas').waitFor();
  assert.deepEqual(await shownParts(page), Object.keys(expertParts(page)));
  assert.equal(await top(), before, 'the switch stays where it is');
  assert.equal((await call(page, ({ status }) => status)).state, 'training');

  await page.getByText('Settings').first().click();
  await page.getByLabel('R1').fill('0.1');
  await page.getByText('Beginner').click();
  await page.getByText('An option that you edited').waitFor();
  assert.deepEqual(await shownParts(page), []);
  await page.getByRole('button', { name: 'Go to the expert view' }).click();
  assert.equal(await page.getByLabel('R1').inputValue(), '0.1');
  assert.equal((await call(page, ({ status }) => status)).state, 'training');

  await page.goto(`${site.url}?backend=flex`);
  await paused(page);
  // What draws the charts comes when they are nearly in view.
  await page.locator('#speed').scrollIntoViewIfNeeded();
  await page.locator('#speed canvas').waitFor();
  assert.deepEqual(await shownParts(page), Object.keys(expertParts(page)));
  assert.equal(await card(page).count(), 0);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('an address with options opens the expert view, and with a view that one', async () => {
  for (const [query, isExpert] of [
    ['?preset=vae&seed=3&backend=flex', false],
    ['?backend=flex&loss=hinge', true],
    ['?backend=flex&view=expert', true],
    ['?backend=flex&view=beginner&loss=hinge', false],
  ]) {
    const page = await openPage(browser, site, query, NEWCOMER);
    assert.equal((await shownParts(page)).length > 0, isExpert, query);
    await page.context().close();
  }
});

test('a beginner stays one with a change of the doctor, and is told where a hidden option is', async () => {
  const page = await openPage(browser, site, '?backend=flex&preset=divergence', NEWCOMER);
  await page.getByRole('button', { name: 'Train' }).click();
  await page.getByRole('button', { name: 'Apply and begin anew' }).click({ timeout: 60_000 });
  await until(page, ({ state, step }) => state === 'training' && step > 20);
  await page.reload();
  await paused(page);
  assert.match(page.url(), /rate=/);
  assert.deepEqual(await shownParts(page), []);

  await call(page, (playground) => playground.setAttribute('loss', 'quux'));
  await page.getByText(/loss is "quux".* This is about an option that the expert view shows/).waitFor();
  await page.getByRole('button', { name: 'Go to the expert view' }).click();
  await page.locator('.options').waitFor();
  await page.context().close();
});

test('an embedded element has the view and the card that its document gives it', async () => {
  const open = async (attributes) => {
    site.spoil = (path) =>
      path === '/lesson.html'
        ? `<!doctype html><title>A lesson</title><script type="module" src="/gan-playground.js"></script>
    <gan-playground backend="flex" data="/data/" ${attributes}></gan-playground>`
        : undefined;
    const page = await openPage(browser, site, 'lesson.html', NEWCOMER);
    site.spoil = () => undefined;
    return page;
  };
  const page = await open('view="expert" intro="off"');
  assert.ok((await shownParts(page)).length > 0);
  assert.equal(await page.getByRole('button', { name: 'What is this?' }).count(), 0);
  await page.context().close();

  const plain = await open('');
  assert.equal(await card(plain).count(), 0, 'it opens only where it is asked for');
  await plain.getByRole('button', { name: 'What is this?' }).click();
  await card(plain).waitFor();
  await plain.context().close();
});

for (const [view, colorScheme] of [
  ['beginner', 'light'],
  ['beginner', 'dark'],
  ['expert', 'light'],
]) {
  test(`the ${view} view is accessible and fits a phone (${colorScheme})`, async () => {
    const page = await openPage(browser, site, `?backend=flex&view=${view}`, {
      newcomer: true,
      viewport: { width: 390, height: 844 },
      colorScheme,
    });
    if (view === 'expert') await page.getByRole('button', { name: 'What is this?' }).click();
    await card(page).waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `the page is ${width} pixels wide`);
    assert.deepEqual(await violationsOf(page), []);
    await page.context().close();
  });
}
