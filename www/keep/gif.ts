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

/**
 * Encodes a frame a task, so that the page stays quick. `lines` stand below each frame, `lineOf` is its first;
 * `onDone` says which share is done.
 */
export async function gif(
  frames: Frame[],
  lines: string[],
  lineOf: (step: number) => string,
  onDone: (share: number) => void,
): Promise<Blob> {
  const drawing = new Drawing(SCALE, lines);
  const encoder = GIFEncoder();
  for (const [index, { step, pixels }] of frames.entries()) {
    const isLast = index === frames.length - 1;
    drawing.draw(pixels, lineOf(step));
    encoder.writeFrame(drawing.grays(), drawing.width, drawing.height, {
      palette: index === 0 ? GRAYS : undefined,
      delay: isLast ? LAST_MS : FRAME_MS,
    });
    onDone((index + 1) / frames.length);
    await nextTask();
  }
  writeComment(encoder.stream, lines.join('\n'));
  encoder.finish();
  return new Blob([encoder.bytes() as BlobPart], { type: 'image/gif' });
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

/** Lets the page draw and take clicks; a timer would be slow in a tab that is not seen. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
