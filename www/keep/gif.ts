/** A film as a GIF, with what the run is below it. */

import { GIFEncoder } from 'gifenc';
import { GRID } from '../protocol.js';
import { Drawing } from './drawing.js';

export interface Picture {
  /** Gray values 0 to 255. */
  pixels: Uint8ClampedArray;
  /** In the place of the first line below it. */
  line?: string;
}

/** The film of a training, whose last picture stands long enough to be looked at, and a walk without an end. */
const LOOKS = {
  training: { layout: GRID, scale: 2, frameMs: 100, lastMs: 2500 },
  walk: { layout: { rows: 1, columns: 1 }, scale: 12, frameMs: 80, lastMs: 80 },
};
export type Look = keyof typeof LOOKS;

/** The values of a grid are grays, and so is the text. */
const GRAYS = Array.from({ length: 256 }, (_, gray) => [gray, gray, gray] as [number, number, number]);
const COMMENT_BYTES = 255;

/** Encodes pictures with lines below them; `onDone` says which share is done. */
export function gif(
  pictures: Picture[],
  lines: string[],
  look: Look,
  onDone: (share: number) => void,
): Uint8Array {
  const { layout, scale, frameMs, lastMs } = LOOKS[look];
  const drawing = new Drawing(scale, lines, layout);
  const encoder = GIFEncoder();
  for (const [index, { line, pixels }] of pictures.entries()) {
    const isLast = index === pictures.length - 1;
    drawing.draw(pixels, line);
    encoder.writeFrame(drawing.grays(), drawing.width, drawing.height, {
      palette: index === 0 ? GRAYS : undefined,
      delay: isLast ? lastMs : frameMs,
    });
    onDone((index + 1) / pictures.length);
  }
  writeComment(encoder.stream, lines.join('\n'));
  encoder.finish();
  return encoder.bytes();
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
