// The generator's files as a visitor downloads them.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { ROOT } from '../../scripts/shell.mjs';
import { call, expect, test } from './fixtures.js';

test('each button gives its file, and what is not asked for is not loaded', async (context) => {
  const site = await serve();
  const browser = await launch();
  context.after(() => browser.close().then(() => site.close()));
  const page = await open();
  await call(page, (playground) => playground.step(2));
  const loaded = () => site.requests.some((path) => path.includes('/export-'));
  expect(loaded()).toBe(false);
  const download = async (name) => {
    const promise = page.waitForEvent('download');
    await page.getByRole('button', { name, exact: true }).click();
    const file = await promise;
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  };

  const script = await download('Script');
  expect(loaded()).toBe(true);
  expect(script.name).toBe('generator.py');
  expect(script.bytes).toEqual(readFileSync(join(ROOT, 'examples', 'generator.py')));

  const tensors = await download('For PyTorch');
  expect(tensors.name).toBe('gan-quick-seed1-step2-generator.safetensors');
  const header = JSON.parse(tensors.bytes.subarray(8, 8 + Number(tensors.bytes.readBigUInt64LE())));
  expect(JSON.parse(header.__metadata__['gan-playground-generator']).step).toBe(2);
  expect(header['network.0.weight'].shape).toEqual([1568, 74]);

  const model = await download('ONNX');
  expect(model.name).toBe('gan-quick-seed1-step2-generator.onnx');
  const session = await ort.InferenceSession.create(model.bytes);
  expect(session.inputNames).toEqual(['z', 'labels']);
});
