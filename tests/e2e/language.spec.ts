// The page in English and in Chinese.
import type { Page } from '@playwright/test';
import { answer, call, expect, lesson, statusOf, test, until, untilFetched } from './fixtures.js';

const CHINESE = { locale: 'zh-CN' };

/** What Chinese has no other words for; nor has it for what has two capitals, such as DCGAN and AdamW. */
const NAMES = ['English', 'flex', 'ndarray', 'Fashion', 'Adam', 'Beta', 'Epsilon', 'log'];

/** All that a person reads or is read to, of the page and within the element. */
function allTexts() {
  const found: (string | null)[] = [
    document.title,
    document.querySelector<HTMLMetaElement>('meta[name=description]').content,
  ];
  const read = (root: Node) => {
    for (const node of root.childNodes) {
      if (node instanceof Text) found.push(node.data);
      if (!(node instanceof Element) || ['STYLE', 'SCRIPT'].includes(node.tagName)) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(node.getAttribute(name));
      if (node.shadowRoot) read(node.shadowRoot);
      read(node);
    }
  };
  read(document.body);
  return found.map((text) => text?.trim().replace(/\s+/g, ' ')).filter(Boolean);
}

/** Fails on any text of the page with three English words in a row, or with none in Chinese but names. */
async function expectChinese(page: Page, where: string) {
  const texts = await page.evaluate(allTexts);
  expect(texts.length, `only ${texts.length} texts were found`).toBeGreaterThan(150);
  const english = texts.filter((text) => {
    if (/[a-z]{2,}([\s,.:;’'–-]+[a-z]+){2}/i.test(text)) return true;
    const words = /\p{Script=Han}/u.test(text) ? [] : (text.match(/[a-z]{3,}/gi) ?? []);
    return words.some((word) => !/[A-Z].*[A-Z]/.test(word) && !NAMES.includes(word));
  });
  expect(english, where).toEqual([]);
}

test('a Chinese browser has the page in Chinese, all of it, whatever it shows', async ({ open }) => {
  const page = await open('', CHINESE);
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh');
  await expect(page).toHaveTitle('GAN 游乐场');
  await page.getByRole('button', { name: '训练', exact: true }).waitFor();
  await page.getByText('此处无法使用 WebGPU').waitFor();
  await expectChinese(page, 'at the beginning');

  await untilFetched(page);
  await call(page, (playground) => playground.step(400));
  await call(page, (playground) => playground.judge(1000));
  await page.getByText('D 与 G 处于平衡').waitFor();
  await expectChinese(page, 'once it was judged');

  await page.getByText('设置').first().click();
  await page.getByLabel('批大小').fill('0');
  await page.getByText('必须是 1 到 1024 之间的整数').waitFor();
  await expectChinese(page, 'with a wrong setting');
  await page.getByRole('button', { name: '放弃修改' }).click();

  for (const preset of ['vae', 'classic', 'fashion', 'collapse', 'd-wins']) {
    await page.getByLabel('预设').selectOption(preset);
    await until(page, (status, preset) => status.preset === preset && status.state === 'paused', preset);
    await expectChinese(page, preset);
  }
});

test('a failure is told in Chinese', async ({ open }) => {
  const page = await open('?backend=flex&preset=divergence&loss=quux', CHINESE);
  await page.getByText('loss 的值是 "quux"').waitFor();
  await call(page, (playground) => playground.train());
  await page.getByText('训练已发散：第').waitFor();
  await page.getByText('某个数值超出了一切界限').waitFor();
  await expectChinese(page, 'after divergence');
  // Programs are told in English.
  const message = await call(page, (playground) => playground.step(0).catch(({ message }) => message));
  expect(message).toBe('n is 0, but must be a whole number from 1 on');
});

test('a choice by hand changes all while it trains, loses nothing, and survives a reload', async ({
  open,
}) => {
  const page = await open('?backend=flex', CHINESE);
  await call(page, (playground) => playground.train());
  await page.getByText('设置').first().click();
  await page.getByLabel('D 的步数').fill('2');

  await page.getByLabel('语言').selectOption('en');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await expect(page.getByLabel('Steps of D'), 'what was typed stays').toHaveValue('2');
  expect((await statusOf(page)).state).toBe('training');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page).toHaveTitle('GAN playground');
  const chinese = (await page.evaluate(allTexts)).filter((text) => /\p{Script=Han}/u.test(text));
  expect(chinese, 'only the choice itself is still Chinese').toEqual(['中文']);

  await page.reload();
  await page.getByRole('button', { name: 'Train' }).waitFor();
  await expect(page.getByLabel('Language')).toHaveValue('en');

  await page.getByLabel('Language').selectOption('zh');
  await page.getByRole('button', { name: '训练', exact: true }).waitFor();
});

test('a Chinese visitor on a phone sees no English first, and nothing jumps', async ({ enter }) => {
  const context = await enter({ ...CHINESE, newcomer: true, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  let release = () => {};
  const isSeen = new Promise<void>((resolve) => (release = resolve));
  // The words themselves come with the page, and what is read before its first paint, too.
  await page.route(/(?<!\/first)\.js$/, async (route) => {
    await isSeen;
    await route.continue();
  });
  await page.addInitScript(() => {
    window.seen = new Set();
    window.looks = 0;
    window.shifts = [];
    new PerformanceObserver((list) =>
      window.shifts.push(...list.getEntries().map((shift) => (shift as unknown as { value: number }).value)),
    ).observe({
      type: 'layout-shift',
      buffered: true,
    });
    const look = () => {
      const lead = document.querySelector('[data-text=lead]');
      if (lead && getComputedStyle(lead).visibility === 'visible')
        window.seen.add(lead.textContent.slice(0, 9));
      window.looks++;
      requestAnimationFrame(look);
    };
    look();
  });
  await page.goto('?backend=flex', { waitUntil: 'commit' });
  // What is there before the scripts are is seen as well.
  await page.waitForFunction(() => document.querySelector('[data-text=lead]') && window.looks > 10);
  release();
  await until(page, ({ state }) => state === 'paused');
  expect(await page.evaluate(() => [...window.seen])).toEqual(['两个网络相互学习：']);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `the page is ${width} pixels wide`).toBeLessThanOrEqual(360);
  const shift = await page.evaluate(() => window.shifts.reduce((sum, value) => sum + value, 0));
  expect(shift, `the layout shifts by ${shift}: ${await page.evaluate(() => window.shifts)}`).toBeLessThan(
    0.03,
  );
});

test('the page is there in English before any script runs', async ({ enter }) => {
  const page = await (await enter({ ...CHINESE, javaScriptEnabled: false })).newPage();
  await page.goto('');
  await page.getByText('Two networks learn from each other').waitFor();
  await expect(page).toHaveTitle('GAN playground');
  expect(await page.locator('[data-text]:empty:not(meta)').count()).toEqual(0);
});

test('the element has the language of its attribute', async ({ open, site }) => {
  site.spoil(/lesson\.html/, answer(lesson('lang="zh-CN" backend="flex" data="/data/"')));
  const page = await open('lesson.html');
  await page.getByRole('button', { name: '训练', exact: true }).waitFor();
  await page.locator('gan-playground').evaluate((element) => element.setAttribute('lang', 'en'));
  await page.getByRole('button', { name: 'Train' }).waitFor();
});

test('words that cannot be fetched, or hang, leave the page in English, and it works', async ({ enter }) => {
  const context = await enter({ ...CHINESE, serviceWorkers: 'block' });
  const chinese = '**/zh-*.js';
  const hanging = await context.newPage();
  await hanging.route(chinese, () => undefined);
  await hanging.goto('?backend=flex', { waitUntil: 'commit' });
  await hanging.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await hanging.getByText('Two networks learn from each other').waitFor();
  await hanging.close();

  const page = await context.newPage();
  await page.route(chinese, (route) => route.abort());
  await page.goto('?backend=flex');
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  await page.getByText('Two networks learn from each other').waitFor();
  await expect(page.getByLabel('Language')).toHaveValue('en');

  // They can be had by now.
  await page.unroute(chinese);
  await page.getByLabel('Language').selectOption('zh');
  await page.getByRole('button', { name: '训练', exact: true }).waitFor();
});
