// The page on WebGPU, which SwiftShader emulates here: right, but slow.
import { call, expect, statusOf, test, until, untilFetched } from './fixtures.js';

test('auto takes WebGPU, and a lost GPU costs nothing but a few seconds', async ({ open, browser }) => {
  test.setTimeout(600_000);
  const page = await open();
  expect((await statusOf(page)).backend).toBe('webgpu');
  const { step, losses } = await call(page, (playground) => playground.step(1));
  expect(step).toBe(1);
  expect(losses.discriminator > 0.5 && losses.discriminator < 5, `L_D is ${losses.discriminator}`).toBe(true);

  await call(page, (playground) => playground.train());
  await until(page, ({ step }) => step >= 3);
  // A judgement takes the device for a while, and training goes on after it.
  await untilFetched(page);
  const { modes, count } = await call(page, (playground) => playground.judge(20));
  expect(count === 20 && modes >= 1).toBe(true);
  expect((await statusOf(page)).state).toBe('training');
  const before = (await statusOf(page)).step;
  const cdp = await browser.newBrowserCDPSession();
  await cdp.send('Browser.crashGpuProcess');
  await until(page, ({ backend }) => backend === 'flex');
  await page.getByText(/WebGPU stopped working.*goes on on the CPU/).waitFor();
  await until(page, ({ step }, before) => step > before + 5, before);
  expect((await statusOf(page)).state).toBe('training');
});
