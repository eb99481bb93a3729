// The generator's files as a visitor downloads them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import * as ort from 'onnxruntime-web';
import { ROOT } from '../../scripts/shell.mjs';
import { call, launch, openPage, serve } from './browser.mjs';

test('each button gives its file, and what is not asked for is not loaded', async (context) => {
  const site = await serve();
  const browser = await launch();
  context.after(() => browser.close().then(() => site.close()));
  const page = await openPage(browser, site);
  await call(page, (playground) => playground.step(2));
  const loaded = () => site.requests.some((path) => path.includes('/export-'));
  assert.equal(loaded(), false);
  const download = async (name) => {
    const promise = page.waitForEvent('download');
    await page.getByRole('button', { name, exact: true }).click();
    const file = await promise;
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  };

  const script = await download('Script');
  assert.equal(loaded(), true);
  assert.equal(script.name, 'generator.py');
  assert.deepEqual(script.bytes, readFileSync(join(ROOT, 'examples', 'generator.py')));

  const tensors = await download('For PyTorch');
  assert.equal(tensors.name, 'gan-quick-seed1-step2-generator.safetensors');
  const header = JSON.parse(tensors.bytes.subarray(8, 8 + Number(tensors.bytes.readBigUInt64LE())));
  assert.equal(JSON.parse(header.__metadata__['gan-playground-generator']).step, 2);
  assert.deepEqual(header['network.0.weight'].shape, [1568, 74]);

  const model = await download('ONNX');
  assert.equal(model.name, 'gan-quick-seed1-step2-generator.onnx');
  const session = await ort.InferenceSession.create(model.bytes);
  assert.deepEqual(session.inputNames, ['z', 'labels']);
  assert.deepEqual(page.errors, []);
});
