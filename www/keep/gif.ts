/** A film of the samples as a GIF, with what the run is below it. */

import { GIFEncoder } from 'gifenc';
import { Drawing } from './drawing.js';
import type { Frame } from './film.js';

const SCALE = 2;
const FRAME_MS = 100;
/** The last frame stands long enough to be looked at. */
const LAST_MS = 2500;
/** The values of a grid are grays, and so is the text. */
const GRAYS = Array.from({ length: 256 }, (_, gray) => [gray, gray, gray] as [number, number, number]);
const COMMENT_BYTES = 255;

/** Encodes frames, each with its own first line of `lines`; `onDone` says which share is done. */
export function gif(
  frames: (Frame & { line: string })[],
  lines: string[],
  onDone: (share: number) => void,
): Uint8Array {
  const drawing = new Drawing(SCALE, lines);
  const encoder = GIFEncoder();
  for (const [index, { line, pixels }] of frames.entries()) {
    const isLast = index === frames.length - 1;
    drawing.draw(pixels, line);
    encoder.writeFrame(drawing.grays(), drawing.width, drawing.height, {
      palette: index === 0 ? GRAYS : undefined,
      delay: isLast ? LAST_MS : FRAME_MS,
    });
    onDone((index + 1) / frames.length);
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
