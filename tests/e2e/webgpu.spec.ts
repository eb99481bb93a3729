// The page on WebGPU, which SwiftShader emulates here: right, but slow.
import { call, expect, test } from './fixtures.js';

test('auto takes WebGPU, and a lost GPU costs nothing but a few seconds', { timeout: 600_000 }, async ({ open, browser }) => {
  const page = await open();
  expect((await call(page, ({ status }) => status)).backend).toBe('webgpu');
  const { step, losses } = await call(page, (playground) => playground.step(1));
  expect(step).toBe(1);
  expect(losses.discriminator > 0.5 && losses.discriminator < 5, `L_D is ${losses.discriminator}`).toBe(true);

  await call(page, (playground) => playground.train());
  await page.waitForFunction(() => document.querySelector('gan-playground').status.step >= 3, null, {
    timeout: 180_000,
  });
  // A judgement takes the device for a while, and training goes on after it.
  await page.getByText('Fetching MNIST').waitFor({ state: 'detached', timeout: 60_000 });
  const { modes, count } = await call(page, (playground) => playground.judge(20));
  expect(count === 20 && modes >= 1).toBe(true);
  expect((await call(page, ({ status }) => status)).state).toBe('training');
  const before = (await call(page, ({ status }) => status)).step;
  const cdp = await browser.newBrowserCDPSession();
  await cdp.send('Browser.crashGpuProcess');
  await page.waitForFunction(() => document.querySelector('gan-playground').status.backend === 'flex', null, {
    timeout: 60_000,
  });
  await page.getByText(/WebGPU stopped working.*goes on on the CPU/).waitFor();
  await page.waitForFunction(
    (step) => document.querySelector('gan-playground').status.step > step,
    before + 5,
    {
      timeout: 60_000,
    },
  );
  expect((await call(page, ({ status }) => status)).state).toBe('training');
});
