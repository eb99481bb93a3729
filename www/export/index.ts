/** The generator for use elsewhere. Loaded when a person asks for it. */

import script from '../../examples/generator.py?raw';
import { readGenerator } from './generator.js';
import { toOnnx } from './onnx.js';
import { type Reference, toPyTorch } from './pytorch.js';

/** `script` is the one that draws samples with a `pytorch` file. */
export type ExportFormat = 'pytorch' | 'script' | 'onnx';

/** How the files' names end. */
export const SUFFIXES = { pytorch: 'generator.safetensors', onnx: 'generator.onnx' };

export { script };

/** The file of a saved run's generator. */
export function exportGenerator(
  format: Exclude<ExportFormat, 'script'>,
  checkpoint: Uint8Array,
  reference?: Reference,
): Uint8Array {
  const generator = readGenerator(checkpoint);
  return format === 'onnx' ? toOnnx(generator) : toPyTorch(generator, reference);
}
