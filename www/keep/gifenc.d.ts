/** The part of gifenc that is used; it comes without types. */
declare module 'gifenc' {
  export function GIFEncoder(): {
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: { palette: [number, number, number][] | undefined; delay: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
    stream: { writeByte(byte: number): void };
  };
}
