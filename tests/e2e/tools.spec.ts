// The tools below the training, on a run that has learned a little.
import type { Locator, Page } from '@playwright/test';
import {
  call,
  changed,
  download,
  expect,
  pictureOf,
  statusOf,
  test,
  toolElement,
  untilIn,
  violationsOf,
} from './fixtures.js';

async function openTool(page: Page, name: string) {
  await page.locator(`#tab-${name}`).click();
  const tool = page.locator(`gan-${name}`);
  await tool.waitFor();
  return tool;
}

/** What D says of an image, asked as a tool does. */
function verdictOf(page: Page, image: number[]) {
  return page
    .locator('gan-tools')
    .evaluate(
      ({ subject }: any, image) => subject.ask((api: any) => api.verdict(Float32Array.from(image), 3)),
      image,
    );
}

test('every control of the latent space moves the image', async ({ trained: page }) => {
  const tool = await openTool(page, 'latent');
  const image = tool.locator('canvas').first();
  await expect(tool.locator('.way canvas')).toHaveCount(9);
  let before = await pictureOf(image);
  await tool.getByRole('button', { name: '7', exact: true }).click();
  before = await changed(image, before);
  await tool.getByRole('button', { name: 'Sample 4 as to' }).click();
  before = await changed(image, before);
  await tool.getByRole('application').press('ArrowRight');
  before = await changed(image, before);
  await tool.locator('summary').click();
  await tool.getByRole('button', { name: 'All to zero' }).click();
  before = await changed(image, before);
  await tool.getByLabel('z1 0.00').fill('2');
  await changed(image, before);

  const digits = tool.getByLabel('Digits');
  await digits.fill('1a9');
  await expect(digits, 'only digits can be written').toHaveValue('19');
  await expect(tool.locator('.row .word canvas')).toHaveCount(2);
});

test('walks are saved as GIFs that go round, with the settings below', async ({ trained: page }) => {
  const tool = await openTool(page, 'latent');
  await tool.getByLabel('Digits').fill('31415');
  const walks = { 'Write with it': 50, 'Between two samples': 48, 'A plane through the point': 48 };
  for (const [group, frames] of Object.entries(walks)) {
    const part = tool.getByRole('group', { name: group });
    const { name, bytes } = await download(page, part.getByRole('button', { name: 'Save the walk as GIF' }));
    expect(name).toBe('gan-quick-seed1-step120.walk.gif');
    await part.getByText('Saved.').waitFor();
    expect(bytes.includes('Quick · seed 1 · step 120\nLatent space: '), 'programs find the settings').toBe(
      true,
    );
    const film = await decoded(page, bytes);
    expect(film.length, group).toBe(frames);
    for (const [index, { moved, light }] of film.entries()) {
      expect(moved > 0 && moved < 60, `${group}: frame ${index} differs by ${moved} from the next`).toBe(
        true,
      );
      expect(light, `${group}: words are below frame ${index}`).toBeGreaterThan(0.01);
    }
  }
});

test('a walk that cannot be saved says so', async ({ trained: page }) => {
  const tool = await openTool(page, 'latent');
  const part = tool.getByRole('group', { name: 'Between two samples' });
  await page.evaluate(() => {
    const { Worker } = window;
    class Broken extends EventTarget {
      declare onerror: (event: ErrorEvent) => void;

      constructor() {
        super();
        window.Worker = Worker;
        setTimeout(() => this.onerror(new ErrorEvent('error')));
      }
      postMessage() {}
      terminate() {}
    }
    window.Worker = Broken as unknown as typeof Worker;
  });
  await part.getByRole('button', { name: 'Save the walk as GIF' }).click();
  await part.getByText('The walk was not saved: the film could not be encoded').waitFor();
  await tool.getByLabel('Digits').fill('7');
  const digits = tool.getByRole('group', { name: 'Write with it' });
  await expect(digits.getByRole('button', { name: 'Save' }), 'one digit is no walk').toBeDisabled();
});

/** The frames of a GIF: how far the picture moves until the next, and how much light the words below it have. */
function decoded(page: Page, bytes: Buffer) {
  return page.evaluate(async (base64) => {
    const decoder = new ImageDecoder({ data: Uint8Array.fromBase64(base64), type: 'image/gif' });
    await Promise.all([decoder.completed, decoder.tracks.ready]);
    const frames = [];
    for (let frameIndex = 0; frameIndex < decoder.tracks.selectedTrack.frameCount; frameIndex++) {
      const { image } = await decoder.decode({ frameIndex });
      const { displayWidth: width, displayHeight: height } = image;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      const grays = Uint8Array.from({ length: width * height }, (_, index) => data[index * 4]);
      frames.push({ picture: grays.subarray(0, width * width), words: grays.subarray(width * width) });
    }
    return frames.map(({ picture, words }, index) => {
      const next = frames[(index + 1) % frames.length].picture;
      const moved = picture.reduce((sum, gray, at) => sum + Math.abs(gray - next[at]), 0) / picture.length;
      return { moved, light: words.filter((gray) => gray > 128).length / words.length };
    });
  }, bytes.toString('base64'));
}

const drawnIn = (tool: Locator): Promise<number[]> => tool.evaluate(({ pixels }: any) => Array.from(pixels));

test('D says of a drawing what the core says, and of nothing nothing', async ({ trained: page }) => {
  const tool = await openTool(page, 'play-discriminator');
  await tool.getByText(/^D takes it for (real: G fooled it|generated, which it is)/).waitFor();
  await tool.getByRole('button', { name: 'Clear' }).click();
  await tool.getByText('Nothing is drawn yet').waitFor();
  await tool.locator('gan-pad').scrollIntoViewIfNeeded();
  const box = await tool.locator('gan-pad').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 40, { steps: 8 });
  await page.mouse.up();
  await tool.getByText(/^On the average it gives/).waitFor();
  const drawn = await drawnIn(tool);
  const [ink, mean] = [drawn.filter((light) => light > 0.5).length, drawn.reduce((a, b) => a + b) / 784];
  expect(ink > 30 && ink < 200, `a line is drawn: ${ink} pixels`).toBe(true);
  const column = drawn.reduce((sum, light, index) => sum + light * (index % 28), 0) / (mean * 784);
  expect(Math.abs(column - 13.5), 'it is centered as MNIST is').toBeLessThan(0.6);
  const verdict = await verdictOf(page, drawn);
  await expect(tool.locator('.verdict b')).toHaveText(`${(verdict.probability * 100).toFixed(0)}%`);
  expect(verdict.saliency.length).toBe(784);

  await tool.getByRole('button', { name: 'A real one' }).click();
  await tool.getByText(/^D takes it for (real, which it is|generated, and errs)/).waitFor();
});

test('a digit is drawn by keys alone, and D’s score follows', async ({ trained: page }) => {
  const tool = await openTool(page, 'play-discriminator');
  const pad = tool.locator('gan-pad');
  const canvas = pad.getByRole('application', { name: 'Draw a digit here' });
  const status = pad.getByRole('status');
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** What D says of what is drawn, once the tool says it. */
  const judged = async () => {
    const drawn = await drawnIn(tool);
    const { logit } = await verdictOf(page, drawn);
    await expect.poll(() => tool.evaluate(({ verdict }: any) => verdict?.logit)).toBe(logit);
    return { ink: drawn.filter((light) => light > 0.5).length, logit };
  };
  await page.locator('#tab-play-discriminator').focus();
  await press('Tab');
  expect(await canvas.evaluate((element) => element.matches(':focus'))).toBeTruthy();
  expect(await canvas.evaluate((element) => element.ariaDescribedByElements[0].textContent)).toMatch(
    /^Arrow keys/,
  );
  await press('Delete');
  await tool.getByText('Nothing is drawn yet').waitFor();
  await press('Shift+ArrowUp');
  await expect(status).toHaveText('Pen up at column 15, row 10');
  await tool.getByText('Nothing is drawn yet').waitFor();

  await press('Space');
  await expect(status).toHaveText('Pen down at column 15, row 10');
  await press('Shift+ArrowDown', 'Shift+ArrowDown', 'ArrowDown');
  await expect(status).toHaveText('Pen down at column 15, row 21');
  await tool.locator('.verdict b').waitFor();
  const one = await judged();
  expect(one.ink > 30 && one.ink < 200, `a line is drawn: ${one.ink} pixels`).toBe(true);

  await press('Enter', 'Shift+ArrowUp', 'Space', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Enter');
  await expect(status).toHaveText('Pen up at column 5, row 16');
  const two = await judged();
  expect(two.logit, 'D says something else of another image').not.toBe(one.logit);
  await press('Shift+ArrowLeft', 'Shift+ArrowLeft');
  await expect(status, 'the cursor stays on the pad').toHaveText('Pen up at column 1, row 16');

  await press('Backspace');
  await tool.getByText('Nothing is drawn yet').waitFor();
  await expect(status).toHaveText('Cleared, pen up');
  await press('Tab');
  await expect(pad.locator('.cursor'), 'the cursor goes with the focus').toHaveCount(0);
});

test('a spoiled image is repaired before one’s eyes, and the error is honest', async ({ trained: page }) => {
  const tool = await openTool(page, 'repair');
  for (const damage of ['Erase', 'Add noise', 'Shrink to 7 × 7']) {
    await tool.getByRole('button', { name: damage }).click();
    await tool.getByRole('button', { name: 'Repair', exact: true }).click();
    await tool.getByText(/Error against the original/).waitFor({ timeout: 120_000 });
    const { misfits, found, original } = await tool.evaluate(({ misfits, found, original }: any) => ({
      misfits,
      found: Array.from<number>(found.pixels),
      original: Array.from<number>(original),
    }));
    expect(misfits.length, 'it is seen on its way').toBe(51);
    expect(misfits.at(-1), `${damage}: ${misfits[0]} to ${misfits.at(-1)}`).toBeLessThan(misfits[0]);
    const squares = found.map((light, index) => (light - original[index]) ** 2);
    const error = Math.sqrt(squares.reduce((a, b) => a + b) / 784);
    const said = await tool.getByText(/Error against the original/).textContent();
    expect(said).toMatch(new RegExp(`repaired ${error.toFixed(3)}`));
  }
});

test('half steps: D learns, then G, and what D wants changed is shown', async ({ trained: page }) => {
  const tool = await openTool(page, 'single-updates');
  const step = async () => (await statusOf(page)).step;
  const before = await step();
  const image = await pictureOf(page.locator('#samples'));
  await tool.getByRole('button', { name: 'One step of D' }).click();
  await tool.getByText('D learns').waitFor();
  await tool.getByText(/^Done\. G has taken/).waitFor();
  expect(await step(), 'a step of D is none of G').toBe(before);
  await tool.getByRole('button', { name: 'One step of G' }).click();
  await tool.getByText(`Done. G has taken ${before + 1} steps.`).waitFor();
  expect(await step()).toBe(before + 1);
  expect(await pictureOf(page.locator('#samples')), 'the samples are those of the new G').not.toBe(image);
  await expect(tool.locator('canvas')).toHaveCount(18);
});

test('a sample is shown large with the training images nearest to it', async ({ trained: page }) => {
  await page.locator('.samples button').first().press('Enter');
  const tool = page.locator('gan-sample');
  await tool.getByText(/(No copy|Far nearer)/).waitFor();
  const distances = (await tool.locator('figcaption').allTextContents()).map(Number);
  expect(distances.length).toBe(5);
  expect(distances).toEqual([...distances].sort((a, b) => a - b));
  const large = await pictureOf(tool.locator('canvas').first());
  await page.locator('.samples button').first().press('ArrowRight');
  await tool.getByText('Sample 2').waitFor();
  await changed(tool.locator('canvas').first(), large);
  await tool.getByRole('button', { name: 'Close' }).click();
  await expect(tool).toHaveCount(0);
});

test('every tool is accessible and fits a phone', async ({ trained: page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  /** What each shows once it has asked the run. */
  const ready = {
    latent: '.way canvas',
    plane: '#stage',
    'play-discriminator': '.wide .about',
    repair: 'canvas',
    own: '#files',
    'single-updates': 'button',
    networks: 'input',
    race: 'button',
  };
  for (const [name, part] of Object.entries(ready)) {
    const tool = await openTool(page, name);
    await tool.locator(part).first().waitFor({ state: 'attached' });
    expect(await violationsOf(page), name).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `${name} is ${width} wide`).toBeLessThanOrEqual(390);
  }
});

test('the plane is a tool with a worker of its own, which trains when it is told and ends with the tab', async ({
  trained: page,
  site,
}) => {
  const workers = page.workers().length;
  const tool = await openTool(page, 'plane');
  const untilPlane = (condition: (status: any) => unknown) =>
    untilIn(page, `${toolElement('gan-plane')}?.status`, condition);
  await untilPlane((status) => status.state === 'paused' && status.floor);
  expect(page.workers().length).toBe(workers + 1);
  await expect(page.getByRole('link', { name: 'On a page of its own' })).toHaveAttribute(
    'href',
    `${site.url}plane.html`,
  );
  await call(page, (playground) => playground.step(3));
  expect(await tool.evaluate(({ status }: any) => status.step), 'the run of the images is another').toBe(0);
  const before = (await statusOf(page)).step;
  await tool.getByRole('button', { name: 'Train', exact: true }).click();
  await untilPlane((status) => status.step >= 20);
  expect((await statusOf(page)).step).toBe(before);

  await openTool(page, 'play-discriminator');
  await expect(tool).toHaveCount(0);
  await expect.poll(() => page.workers().length, 'nothing computes for a tab that is closed').toBe(workers);
  await openTool(page, 'plane');
  await untilPlane((status) => status.state === 'paused' && status.step === 0);
  await openTool(page, 'play-discriminator');
});

test('networks are edited where they are drawn, and what cannot be is said before anything breaks', async ({
  trained: page,
}) => {
  const tool = await openTool(page, 'networks');
  const width = tool.getByLabel('Width: Linear').first();
  await width.fill('100000');
  await width.press('Enter');
  await tool.getByRole('alert').waitFor();
  expect(await tool.getByRole('alert').textContent()).toMatch(/channels is "100000,16", but must be/);
  await expect(tool.getByRole('button', { name: 'Train these networks' })).toBeDisabled();
  await width.fill('8');
  await width.press('Enter');
  await tool.getByText('7 × 7 × 8').first().waitFor();
  await tool.getByRole('button', { name: 'Train these networks' }).click();
  await page.getByText('The run before is kept').waitFor();
  const { settings, step } = await statusOf(page);
  expect([settings.channels, step]).toEqual(['8,16', 0]);
});

test('a VAE encodes, and says where it has no D', async ({ open }) => {
  const other = await open('?backend=flex&preset=vae');
  await call(other, (playground) => playground.step(20));
  await other.locator('#tab-play-discriminator').click();
  await other.getByText('A VAE has no discriminator').waitFor();
  await other.locator('#tab-latent').click();
  await other.locator('gan-latent').getByRole('button', { name: 'A real one' }).click();
  await other.getByText(/^Mean difference of gray values: 0\.\d{3}$/).waitFor();
});
