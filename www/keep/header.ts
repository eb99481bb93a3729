/** Reads how far a saved run is from the JSON that a safetensors file begins with. */

/** The step of a run's bytes; 0 where they are none. */
export function stepOf(bytes: Uint8Array): number {
  try {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    return Number(JSON.parse(header.__metadata__['gan-playground']).step);
  } catch {
    return 0;
  }
}
