// The page in English and in Chinese.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, launch, openPage, serve } from './browser.mjs';

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

const CHINESE = { locale: 'zh-CN' };

/** What Chinese has no other words for; nor has it for what has two capitals, such as DCGAN and AdamW. */
const NAMES = ['English', 'flex', 'ndarray', 'Fashion', 'Adam', 'Beta', 'Epsilon', 'log'];

/** All that a person reads or is read to, of the page and within the element. */
function allTexts() {
  const found = [document.title, document.querySelector('meta[name=description]').content];
  const read = (root) => {
    for (const node of root.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE || ['STYLE', 'SCRIPT'].includes(node.tagName)) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(node.getAttribute(name));
      if (node.shadowRoot) read(node.shadowRoot);
      read(node);
    }
  };
  read(document.body);
  return found.map((text) => text?.trim().replace(/\s+/g, ' ')).filter(Boolean);
}

/** Fails on any text of the page with three English words in a row, or with none in Chinese but names. */
async function assertChinese(page, where) {
  const texts = await page.evaluate(allTexts);
  assert.ok(texts.length > 150, `only ${texts.length} texts were found`);
  const english = texts.filter((text) => {
    if (/[a-z]{2,}([\s,.:;’'–-]+[a-z]+){2}/i.test(text)) return true;
    const words = /\p{Script=Han}/u.test(text) ? [] : (text.match(/[a-z]{3,}/gi) ?? []);
    return words.some((word) => !/[A-Z].*[A-Z]/.test(word) && !NAMES.includes(word));
  });
  assert.deepEqual(english, [], where);
}

test('a Chinese browser has the page in Chinese, all of it, whatever it shows', async () => {
  const page = await openPage(browser, site, '', CHINESE);
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh');
  assert.equal(await page.title(), 'GAN 游乐场');
  await page.getByRole('button', { name: '训练', exact: true }).waitFor();
  await page.getByText('此处无法使用 WebGPU').waitFor();
  await assertChinese(page, 'at the beginning');

  await page.locator('.data').waitFor({ state: 'detached', timeout: 60_000 });
  await call(page, (playground) => playground.step(400));
  await call(page, (playground) => playground.judge(1000));
  await page.getByText('D 与 G 处于平衡').waitFor();
  await assertChinese(page, 'once it was judged');

  await page.getByText('设置').first().click();
  await page.getByLabel('批大小').fill('0');
  await page.getByText('必须是 1 到 1024 之间的整数').waitFor();
  await assertChinese(page, 'with a wrong setting');
  await page.getByRole('button', { name: '放弃修改' }).click();

  for (const preset of ['vae', 'classic', 'fashion', 'collapse', 'd-wins']) {
    await page.getByLabel('预设').selectOption(preset);
    await page.waitForFunction(
      (preset) => {
        const { status } = document.querySelector('gan-playground');
        return status.preset === preset && status.state === 'paused';
      },
      preset,
      { timeout: 60_000 },
    );
    await assertChinese(page, preset);
  }
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('a failure is told in Chinese', async () => {
  const page = await openPage(browser, site, '?backend=flex&preset=divergence&loss=quux', CHINESE);
  await page.getByText('loss 的值是 "quux"').waitFor();
  await call(page, (playground) => playground.train());
  await page.getByText('训练已发散：第').waitFor();
  await page.getByText('某个数值超出了一切界限').waitFor();
  await assertChinese(page, 'after divergence');
  // Programs are told in English.
  const message = await call(page, (playground) => playground.step(0).catch(({ message }) => message));
  assert.equal(message, 'n is 0, but must be a whole number from 1 on');
  await page.context().close();
});

test('a choice by hand changes all while it trains, loses nothing, and survives a reload', async () => {
  const page = await openPage(browser, site, '?backend=flex', CHINESE);
  await call(page, (playground) => playground.train());
  await page.getByText('设置').first().click();
  await page.getByLabel('D 的步数').fill('2');

  await page.getByLabel('语言').selectOption('en');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  assert.equal(await page.getByLabel('Steps of D').inputValue(), '2', 'what was typed stays');
  assert.equal((await call(page, ({ status }) => status)).state, 'training');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await page.title(), 'GAN playground');
  const chinese = (await page.evaluate(allTexts)).filter((text) => /\p{Script=Han}/u.test(text));
  assert.deepEqual(chinese, ['中文'], 'only the choice itself is still Chinese');

  await page.reload();
  await page.getByRole('button', { name: 'Train' }).waitFor();
  assert.equal(await page.getByLabel('Language').inputValue(), 'en');

  await page.getByLabel('Language').selectOption('zh');
  await page.getByRole('button', { name: '训练', exact: true }).waitFor();
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('a Chinese visitor on a phone sees no English first, and nothing jumps', async () => {
  const context = await browser.newContext({ ...CHINESE, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await page.route('**/*.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300)); // long enough to see what is there meanwhile
    await route.continue();
  });
  await page.addInitScript(() => {
    window.seen = new Set();
    window.shifts = [];
    new PerformanceObserver((list) =>
      window.shifts.push(...list.getEntries().map(({ value }) => value)),
    ).observe({
      type: 'layout-shift',
      buffered: true,
    });
    const look = () => {
      const lead = document.querySelector('[data-text=lead]');
      if (lead && getComputedStyle(lead).visibility === 'visible')
        window.seen.add(lead.textContent.slice(0, 9));
      requestAnimationFrame(look);
    };
    look();
  });
  await page.goto(site.url + '?backend=flex');
  await page.waitForFunction(() => document.querySelector('gan-playground').status?.state === 'paused');
  assert.deepEqual(await page.evaluate(() => [...window.seen]), ['两个网络相互学习：']);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 360, `the page is ${width} pixels wide`);
  const shift = await page.evaluate(() => window.shifts.reduce((sum, value) => sum + value, 0));
  assert.ok(shift < 0.03, `the layout shifts by ${shift}: ${await page.evaluate(() => window.shifts)}`);
  await context.close();
});

test('the page is there in English before any script runs', async () => {
  const page = await (await browser.newContext({ ...CHINESE, javaScriptEnabled: false })).newPage();
  await page.goto(site.url);
  await page.getByText('Two networks learn from each other').waitFor();
  assert.equal(await page.title(), 'GAN playground');
  assert.deepEqual(await page.locator('[data-text]:empty:not(meta)').count(), 0);
  await page.context().close();
});

test('the element has the language of its attribute', async () => {
  site.spoil = (path) =>
    path === '/lesson.html'
      ? `<!doctype html><title>A lesson</title><script type="module" src="/gan-playground.js"></script>
    <gan-playground lang="zh-CN" backend="flex" data="/data/"></gan-playground>`
      : undefined;
  const page = await openPage(browser, site, 'lesson.html');
  await page.getByRole('button', { name: '训练', exact: true }).waitFor();
  await page.locator('gan-playground').evaluate((element) => element.setAttribute('lang', 'en'));
  await page.getByRole('button', { name: 'Train' }).waitFor();
  site.spoil = () => undefined;
  await page.context().close();
});

test('words that cannot be fetched, or hang, leave the page in English, and it works', async () => {
  const context = await browser.newContext({ ...CHINESE, serviceWorkers: 'block' });
  const chinese = '**/zh-*.js';
  const hanging = await context.newPage();
  await hanging.route(chinese, () => undefined);
  await hanging.goto(site.url + '?backend=flex', { waitUntil: 'commit' });
  await hanging.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await hanging.getByText('Two networks learn from each other').waitFor();
  await hanging.close();

  const page = await context.newPage();
  await page.route(chinese, (route) => route.abort());
  await page.goto(site.url + '?backend=flex');
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await page.getByText('Two networks learn from each other').waitFor();
  assert.equal(await page.getByLabel('Language').inputValue(), 'en');

  // They can be had by now.
  await page.unroute(chinese);
  await page.getByLabel('Language').selectOption('zh');
  await page.getByRole('button', { name: '训练', exact: true }).waitFor();
  await context.close();
});
