// The tools below the training, on a run that has learned a little.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { call, launch, openPage, serve, violationsOf } from './browser.mjs';

let site;
let browser;
let page;

before(async () => {
  site = await serve();
  browser = await launch();
  page = await openPage(browser, site, '?backend=flex');
  await call(page, (playground) => playground.step(120));
});

after(async () => {
  await browser.close();
  site.close();
});

const pixels = (locator) => locator.evaluate((canvas) => canvas.toDataURL());

async function open(name) {
  await page.locator(`#tab-${name}`).click();
  const tool = page.locator(`gan-${name}`);
  await tool.waitFor();
  return tool;
}

/** Waits until a canvas shows something else than before. */
async function changed(canvas, before) {
  for (let tries = 0; tries < 200; tries++) {
    const now = await pixels(canvas);
    if (now !== before) return now;
    await page.waitForTimeout(50);
  }
  assert.fail('the image stays the same');
}

/** Asks the run in the page as a tool does. */
function ask(work, argument) {
  return page.evaluate(
    ([source, argument]) => {
      const tools = document.querySelector('gan-playground').renderRoot.querySelector('gan-tools');
      return tools.subject.ask((api) => new Function(`return ${source}`)()(api, argument));
    },
    [work.toString(), argument],
  );
}

test('every control of the latent space moves the image', async () => {
  const tool = await open('latent');
  const image = tool.locator('canvas').first();
  await page.waitForFunction(
    () =>
      document
        .querySelector('gan-playground')
        .renderRoot.querySelector('gan-tools')
        .renderRoot.querySelector('gan-latent')
        ?.renderRoot.querySelectorAll('.way canvas').length === 9,
  );
  let before = await pixels(image);
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
  assert.equal(await digits.inputValue(), '19', 'only digits can be written');
  await page.waitForTimeout(300);
  assert.equal(await tool.locator('.row .word canvas').count(), 2);
});

test('walks are saved as GIFs that go round, with the settings below', async () => {
  const tool = await open('latent');
  await tool.getByLabel('Digits').fill('31415');
  const walks = { 'Write with it': 50, 'Between two samples': 48, 'A plane through the point': 48 };
  for (const [group, frames] of Object.entries(walks)) {
    const part = tool.getByRole('group', { name: group });
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      part.getByRole('button', { name: 'Save the walk as GIF' }).click(),
    ]);
    assert.equal(file.suggestedFilename(), 'gan-quick-seed1-step120.walk.gif');
    await part.getByText('Saved.').waitFor();
    const bytes = await readFile(await file.path());
    assert.ok(bytes.includes('Quick · seed 1 · step 120\nLatent space: '), 'programs find the settings');
    const film = await decoded(bytes);
    assert.equal(film.length, frames, group);
    for (const [index, { moved, light }] of film.entries()) {
      assert.ok(moved > 0 && moved < 60, `${group}: frame ${index} differs by ${moved} from the next`);
      assert.ok(light > 0.01, `${group}: words are below frame ${index}`);
    }
  }
});

test('a walk that cannot be saved says so', async () => {
  const tool = await open('latent');
  const part = tool.getByRole('group', { name: 'Between two samples' });
  await page.evaluate(() => {
    const { Worker } = window;
    window.Worker = class extends EventTarget {
      constructor() {
        super();
        window.Worker = Worker;
        setTimeout(() => this.onerror(new ErrorEvent('error')));
      }
      postMessage() {}
      terminate() {}
    };
  });
  await part.getByRole('button', { name: 'Save the walk as GIF' }).click();
  await part.getByText('The walk was not saved: the film could not be encoded').waitFor();
  await tool.getByLabel('Digits').fill('7');
  const digits = tool.getByRole('group', { name: 'Write with it' });
  assert.ok(await digits.getByRole('button', { name: 'Save' }).isDisabled(), 'one digit is no walk');
});

/** The frames of a GIF: how far the picture moves until the next, and how much light the words below it have. */
function decoded(bytes) {
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

test('D says of a drawing what the core says, and of nothing nothing', async () => {
  const tool = await open('critic');
  await tool.getByText(/^D takes it for (real: G fooled it|generated, which it is)/).waitFor();
  await tool.getByRole('button', { name: 'Clear' }).click();
  await tool.getByText('Nothing is drawn yet').waitFor();
  const box = await tool.locator('gan-pad').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 40, { steps: 8 });
  await page.mouse.up();
  await tool.getByText(/^On the average it gives/).waitFor();
  await page.waitForTimeout(500);
  const drawn = await tool.evaluate((element) => Array.from(element.pixels));
  const [ink, mean] = [drawn.filter((light) => light > 0.5).length, drawn.reduce((a, b) => a + b) / 784];
  assert.ok(ink > 30 && ink < 200, `a line is drawn: ${ink} pixels`);
  const column = drawn.reduce((sum, light, index) => sum + light * (index % 28), 0) / (mean * 784);
  assert.ok(Math.abs(column - 13.5) < 0.6, 'it is centered as MNIST is');
  const verdict = await ask((api, image) => api.verdict(Float32Array.from(image), 3), drawn);
  assert.equal(await tool.locator('.verdict b').textContent(), `${(verdict.probability * 100).toFixed(0)} %`);
  assert.equal(verdict.saliency.length, 784);

  await tool.getByRole('button', { name: 'A real one' }).click();
  await tool.getByText(/^D takes it for (real, which it is|generated, and errs)/).waitFor();
});

test('a digit is drawn by keys alone, and D’s score follows', async () => {
  const tool = await open('critic');
  const pad = tool.locator('gan-pad');
  const canvas = pad.getByRole('application', { name: 'Draw a digit here' });
  const status = pad.getByRole('status');
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const untilImage = (is) =>
    page.waitForFunction((is) => {
      const { renderRoot } = document.querySelector('gan-playground').renderRoot.querySelector('gan-tools');
      const { pixels, verdict } = renderRoot.querySelector('gan-critic');
      const ink = pixels.filter((light) => light > 0.5).length;
      return (is === 'empty') === (ink === 0) && verdict && { ink, logit: verdict.logit };
    }, is);
  await page.locator('#tab-critic').focus();
  await press('Tab');
  assert.ok(await canvas.evaluate((element) => element.getRootNode().activeElement === element));
  assert.match(
    await canvas.evaluate((element) => element.ariaDescribedByElements[0].textContent),
    /^Arrow keys/,
  );
  await press('Delete');
  await tool.getByText('Nothing is drawn yet').waitFor();
  await press('Shift+ArrowUp');
  assert.equal(await status.textContent(), 'Pen up at column 15, row 10');
  await tool.getByText('Nothing is drawn yet').waitFor();

  await press('Space');
  assert.equal(await status.textContent(), 'Pen down at column 15, row 10');
  await press('Shift+ArrowDown', 'Shift+ArrowDown', 'ArrowDown');
  assert.equal(await status.textContent(), 'Pen down at column 15, row 21');
  await tool.locator('.verdict b').waitFor();
  await page.waitForTimeout(500);
  const one = await (await untilImage('drawn')).jsonValue();
  assert.ok(one.ink > 30 && one.ink < 200, `a line is drawn: ${one.ink} pixels`);

  await press('Enter', 'Shift+ArrowUp', 'Space', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Enter');
  assert.equal(await status.textContent(), 'Pen up at column 5, row 16');
  await page.waitForTimeout(500);
  const two = await (await untilImage('drawn')).jsonValue();
  assert.notEqual(two.logit, one.logit, 'D says something else of another image');
  await press('Shift+ArrowLeft', 'Shift+ArrowLeft');
  assert.equal(await status.textContent(), 'Pen up at column 1, row 16', 'the cursor stays on the pad');

  await press('Backspace');
  await tool.getByText('Nothing is drawn yet').waitFor();
  assert.equal(await status.textContent(), 'Cleared, pen up');
  await press('Tab');
  assert.equal(await pad.locator('.cursor').count(), 0, 'the cursor goes with the focus');
});

test('a spoiled image is repaired before one’s eyes, and the error is honest', async () => {
  const tool = await open('repair');
  for (const damage of ['Erase', 'Add noise', 'Shrink to 7 × 7']) {
    await tool.getByRole('button', { name: damage }).click();
    await tool.getByRole('button', { name: 'Repair', exact: true }).click();
    await tool.getByText(/Error against the original/).waitFor({ timeout: 120_000 });
    const { misfits, found, original } = await tool.evaluate(({ misfits, found, original }) => ({
      misfits,
      found: Array.from(found.pixels),
      original: Array.from(original),
    }));
    assert.equal(misfits.length, 51, 'it is seen on its way');
    assert.ok(misfits.at(-1) < misfits[0], `${damage}: ${misfits[0]} to ${misfits.at(-1)}`);
    const squares = found.map((light, index) => (light - original[index]) ** 2);
    const error = Math.sqrt(squares.reduce((a, b) => a + b) / 784);
    const said = await tool.getByText(/Error against the original/).textContent();
    assert.match(said, new RegExp(`repaired ${error.toFixed(3)}`));
  }
});

test('half steps: D learns, then G, and what D wants changed is shown', async () => {
  const tool = await open('halves');
  const step = () => call(page, (playground) => playground.status.step);
  const before = await step();
  const image = await pixels(page.locator('#samples'));
  await tool.getByRole('button', { name: 'One step of D' }).click();
  await tool.getByText('D learns').waitFor();
  await tool.getByText(/^Done\. G has taken/).waitFor();
  assert.equal(await step(), before, 'a step of D is none of G');
  await tool.getByRole('button', { name: 'One step of G' }).click();
  await tool.getByText(`Done. G has taken ${before + 1} steps.`).waitFor();
  assert.equal(await step(), before + 1);
  assert.notEqual(await pixels(page.locator('#samples')), image, 'the samples are those of the new G');
  assert.equal(await tool.locator('canvas').count(), 18);
});

test('a sample is shown large with the training images nearest to it', async () => {
  await page.locator('.samples button').first().press('Enter');
  const tool = page.locator('gan-sample');
  await tool.getByText(/(No copy|Far nearer)/).waitFor();
  const distances = (await tool.locator('figcaption').allTextContents()).map(Number);
  assert.equal(distances.length, 5);
  assert.deepEqual(
    distances,
    [...distances].sort((a, b) => a - b),
  );
  const large = await pixels(tool.locator('canvas').first());
  await page.locator('.samples button').first().press('ArrowRight');
  await tool.getByText('Sample 2').waitFor();
  await changed(tool.locator('canvas').first(), large);
  await tool.getByRole('button', { name: 'Close' }).click();
  assert.equal(await tool.count(), 0);
});

test('every tool is accessible and fits a phone', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  for (const name of ['latent', 'plane', 'critic', 'repair', 'own', 'halves', 'networks', 'race']) {
    await open(name);
    await page.waitForTimeout(300);
    assert.deepEqual(await violationsOf(page), [], name);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${name} is ${width} wide`);
  }
});

test('the plane is a tool with a worker of its own, which trains when it is told and ends with the tab', async () => {
  const workers = page.workers().length;
  const tool = await open('plane');
  const untilPlane = (condition) =>
    page.waitForFunction((source) => {
      const { renderRoot } = document.querySelector('gan-playground').renderRoot.querySelector('gan-tools');
      return new Function(`return ${source}`)()(renderRoot.querySelector('gan-plane').status);
    }, condition.toString());
  await untilPlane((status) => status.state === 'paused' && status.floor);
  assert.equal(page.workers().length, workers + 1);
  assert.equal(
    await page.getByRole('link', { name: 'On a page of its own' }).getAttribute('href'),
    `${site.url}plane.html`,
  );
  await call(page, (playground) => playground.step(3));
  assert.equal(await tool.evaluate(({ status }) => status.step), 0, 'the run of the images is another');
  const before = await call(page, (playground) => playground.status.step);
  await tool.getByRole('button', { name: 'Train', exact: true }).click();
  await untilPlane((status) => status.step >= 20);
  assert.equal(await call(page, (playground) => playground.status.step), before);

  await open('critic');
  assert.equal(await tool.count(), 0);
  for (let tries = 0; page.workers().length > workers && tries < 100; tries++) await page.waitForTimeout(50);
  assert.equal(page.workers().length, workers, 'nothing computes for a tab that is closed');
  await open('plane');
  await untilPlane((status) => status.state === 'paused' && status.step === 0);
  await open('critic');
  assert.deepEqual(page.errors, []);
});

test('networks are edited where they are drawn, and what cannot be is said before anything breaks', async () => {
  const tool = await open('networks');
  const width = tool.getByLabel('Width: Dense').first();
  await width.fill('100000');
  await width.press('Enter');
  await tool.getByRole('alert').waitFor();
  assert.match(await tool.getByRole('alert').textContent(), /channels is "100000,16", but must be/);
  assert.ok(await tool.getByRole('button', { name: 'Train these networks' }).isDisabled());
  await width.fill('8');
  await width.press('Enter');
  await tool.getByText('7 × 7 × 8').first().waitFor();
  await tool.getByRole('button', { name: 'Train these networks' }).click();
  await page.getByText('The run before is kept').waitFor();
  const { settings, step } = await call(page, (playground) => playground.status);
  assert.deepEqual([settings.channels, step], ['8,16', 0]);
  assert.deepEqual(page.errors, []);
});

test('a VAE encodes, and says where it has no D', async () => {
  const other = await openPage(browser, site, '?backend=flex&preset=vae');
  await call(other, (playground) => playground.step(20));
  await other.locator('#tab-critic').click();
  await other.getByText('A VAE has no discriminator').waitFor();
  await other.locator('#tab-latent').click();
  await other.locator('gan-latent').getByRole('button', { name: 'A real one' }).click();
  await other.getByText(/^Mean difference of gray values: 0\.\d{3}$/).waitFor();
  assert.deepEqual(other.errors, []);
});
