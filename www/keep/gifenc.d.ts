/** The part of gifenc that is used; it comes without types. */
declare module 'gifenc' {
  type Palette = [number, number, number][];
  /** The colors, at most so many, that pixels of red, green, blue and opacity are nearest to. */
  export function quantize(rgba: Uint8ClampedArray, most: number): Palette;
  export function applyPalette(rgba: Uint8ClampedArray, palette: Palette): Uint8Array;
  export function GIFEncoder(): {
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: { palette: Palette | undefined; delay: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
    stream: { writeByte(byte: number): void };
  };
}
