/** The generator for use elsewhere. Loaded when a person asks for it. */

import script from '../../examples/generator.py?raw';
import { readGenerator } from './generator.js';
import { toOnnx } from './onnx.js';
import type { SavedWithSamples } from '../protocol.js';
import { toPyTorch } from './pytorch.js';

/** `script` is the one that draws samples with a `pytorch` file. */
export type ExportFormat = 'pytorch' | 'script' | 'onnx';

/** How the files' names end. */
export const SUFFIXES = { pytorch: 'generator.safetensors', onnx: 'generator.onnx' };

export { script };

/** The file of a saved run's generator, with samples of it where the format has a place for them. */
export function exportGenerator(
  format: Exclude<ExportFormat, 'script'>,
  { checkpoint, networks, samples }: SavedWithSamples,
): Uint8Array {
  const generator = readGenerator(checkpoint, networks.architectures[0]);
  return format === 'onnx' ? toOnnx(generator) : toPyTorch(generator, samples);
}
