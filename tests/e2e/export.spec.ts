// The generator's files as a visitor downloads them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { ROOT } from '../../scripts/shell.mjs';
import { call, download, expect, test } from './fixtures.js';

test('each button gives its file, and what is not asked for is not loaded', async ({ open, site }) => {
  const page = await open();
  await call(page, (playground) => playground.step(2));
  const isLoaded = () => site.requests.some((path) => path.includes('/export-'));
  expect(isLoaded()).toBe(false);
  const get = (name: string) => download(page, page.getByRole('button', { name, exact: true }));

  const script = await get('Script');
  expect(isLoaded()).toBe(true);
  expect(script.name).toBe('generator.py');
  expect(script.bytes).toEqual(readFileSync(join(ROOT, 'examples', 'generator.py')));

  const tensors = await get('For PyTorch');
  expect(tensors.name).toBe('gan-quick-seed1-step2-generator.safetensors');
  const header = JSON.parse(
    tensors.bytes.subarray(8, 8 + Number(tensors.bytes.readBigUInt64LE())).toString(),
  );
  expect(JSON.parse(header.__metadata__['gan-playground-generator']).step).toBe(2);
  expect(header['network.0.weight'].shape).toEqual([1568, 74]);

  const model = await get('ONNX');
  expect(model.name).toBe('gan-quick-seed1-step2-generator.onnx');
  const session = await ort.InferenceSession.create(model.bytes);
  expect(session.inputNames).toEqual(['z', 'labels']);
});
