/** The grid of samples as a PNG, with what the run is below it and, for programs, in its metadata. */

import type { Grid } from '../protocol.js';
import { Drawing } from './drawing.js';

const SCALE = 3;
const SIGNATURE_BYTES = 8;
/** The header's chunk: length, type, 13 bytes, checksum. Text may stand right after it. */
const HEADER_BYTES = 25;

export async function picture({ pixels, shape }: Grid, lines: string[]): Promise<Blob> {
  const drawing = new Drawing(SCALE, lines, shape);
  drawing.draw(pixels);
  const png = await drawing.canvas.convertToBlob({ type: 'image/png' });
  const at = SIGNATURE_BYTES + HEADER_BYTES;
  const chunk = textChunk('Description', lines.join('\n'));
  return new Blob([png.slice(0, at), chunk, png.slice(at)], { type: 'image/png' });
}

/** An uncompressed `iTXt`, which takes any language. */
function textChunk(keyword: string, text: string): BlobPart {
  const content = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${text}`);
  const chunk = new Uint8Array(content.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, content.length - 4);
  chunk.set(content, 4);
  view.setUint32(content.length + 4, checksum(content));
  return chunk;
}

/** CRC-32, as every chunk of a PNG ends with. */
function checksum(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}
