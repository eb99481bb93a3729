/** A film as a GIF, with what the run is below it. */

import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import { GRID, type ImageShape } from '../protocol.js';
import { Drawing } from './drawing.js';

export interface Picture {
  /** 0 to 255. */
  pixels: Uint8ClampedArray;
  /** In the place of the first line below it. */
  line?: string;
}

/** The film of a training, whose last picture stands long enough to be looked at, and a walk without an end. */
const LOOKS = {
  training: { layout: GRID, scale: 2, frameMs: 100, lastMs: 2500 },
  walk: { layout: { rows: 1, columns: 1 }, scale: 12, frameMs: 80, lastMs: 80 },
};
type Palette = [number, number, number][];
export type Look = keyof typeof LOOKS;

/** Of a grid without color, as the text is. */
const GRAYS = Array.from({ length: 256 }, (_, gray): [number, number, number] => [gray, gray, gray]);
const COMMENT_BYTES = 255;

/** Encodes pictures with lines below them; `onDone` says which share is done. */
export function gif(
  pictures: Picture[],
  shape: ImageShape,
  lines: string[],
  look: Look,
  onDone: (share: number) => void,
): Uint8Array {
  const { layout, scale, frameMs, lastMs } = LOOKS[look];
  const drawing = new Drawing(scale, lines, shape, layout);
  const encoder = GIFEncoder();
  for (const [index, { line, pixels }] of pictures.entries()) {
    const isLast = index === pictures.length - 1;
    drawing.draw(pixels, line);
    const [indices, palette] = shape.channels === 1 ? [drawing.grays(), GRAYS] : quantized(drawing.rgba());
    encoder.writeFrame(indices, drawing.width, drawing.height, {
      // That of the first frame is that of all without one.
      palette: index === 0 || shape.channels > 1 ? palette : undefined,
      delay: isLast ? lastMs : frameMs,
    });
    onDone((index + 1) / pictures.length);
  }
  writeComment(encoder.stream, lines.join('\n'));
  encoder.finish();
  return encoder.bytes();
}

/** Pixels in the 256 colors that are nearest to them. */
function quantized(rgba: Uint8ClampedArray): [Uint8Array, Palette] {
  const palette = quantize(rgba, 256);
  return [applyPalette(rgba, palette), palette];
}

/** For programs: the same words as below the frames. */
function writeComment(stream: { writeByte(byte: number): void }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  const write = (...all: number[]) => all.forEach((byte) => stream.writeByte(byte));
  write(0x21, 0xfe);
  for (let at = 0; at < bytes.length; at += COMMENT_BYTES) {
    const part = bytes.subarray(at, at + COMMENT_BYTES);
    write(part.length, ...part);
  }
  write(0);
}
