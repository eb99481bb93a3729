/** The generator for use elsewhere. Loaded when a person asks for it. */

export { type Generator, readGenerator } from './generator.js';
export { toOnnx } from './onnx.js';
export { type Reference, toPyTorch } from './pytorch.js';
