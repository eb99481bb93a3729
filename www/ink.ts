/** Where the ink of a gray picture is. */

/** The smallest box around the ink, in pixels, and its center of mass by the pixels' numbers. */
export interface Ink {
  left: number;
  top: number;
  width: number;
  height: number;
  x: number;
  y: number;
}

/** The ink among gray values row by row, which is what is not below `least`; nothing where there is none. */
export function inkOf(pixels: ArrayLike<number>, width: number, least: number): Ink | undefined {
  let [left, top, right, bottom, mass, x, y] = [Infinity, Infinity, 0, 0, 0, 0, 0];
  for (let index = 0; index < pixels.length; index++) {
    const value = pixels[index] as number;
    if (value < least) continue;
    const [column, row] = [index % width, Math.floor(index / width)];
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    mass += value;
    x += value * column;
    y += value * row;
  }
  if (mass === 0) return undefined;
  return { left, top, width: right - left + 1, height: bottom - top + 1, x: x / mass, y: y / mass };
}
