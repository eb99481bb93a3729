// What this machine can do at best: a WebAssembly loop of 128-bit multiplications and additions that depend on
// nothing but registers, written byte by byte because no compiler leaves such a loop alone.

const CHAINS = 12; // as many as hide the latency of an addition after a multiplication
const LANES = 4;

const I32 = 0x7f;
const V128 = 0x7b;
const SIMD = 0xfd;
const F32X4_SPLAT = [SIMD, 0x13];
const F32X4_ADD = [SIMD, 0xe4, 0x01];
const F32X4_MUL = [SIMD, 0xe6, 0x01];
const F32X4_EXTRACT_0 = [SIMD, 0x1f, 0];
const get = (local) => [0x20, local];
const set = (local) => [0x21, local];
const number = (value) => [0x43, ...new Uint8Array(new Float32Array([value]).buffer)];

function bytes() {
  const section = (id, content) => [id, ...size(content.length), ...content];
  const [factor, term] = [CHAINS + 1, CHAINS + 2]; // after the parameter and the chains
  const chains = Array.from({ length: CHAINS }, (_, index) => index + 1);
  const body = [
    ...[1, CHAINS + 2, V128], // locals
    ...[...number(0.999), ...F32X4_SPLAT, ...set(factor)],
    ...[...number(0.001), ...F32X4_SPLAT, ...set(term)],
    ...[0x03, 0x40], // loop
    ...chains.flatMap((chain) => [
      ...[...get(chain), ...get(factor), ...F32X4_MUL, ...get(term), ...F32X4_ADD, ...set(chain)],
    ]),
    ...[...get(0), 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0], // i32.const 1, i32.sub, local.tee, br_if
    0x0b,
    ...chains.flatMap((chain, index) => [...get(chain), ...(index > 0 ? F32X4_ADD : [])]),
    ...F32X4_EXTRACT_0,
    0x0b,
  ];
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, I32, 1, 0x7d]), // (i32) -> f32
    ...section(3, [1, 0]),
    ...section(7, [1, 3, ...new TextEncoder().encode('run'), 0, 0]),
    ...section(10, [1, ...size(body.length), ...body]),
  ]);
}

/** LEB128. */
function size(value) {
  return value < 128 ? [value] : [(value & 127) | 128, ...size(value >> 7)];
}

/** Multiplications and additions a second, in units of 10^9, the best of some runs. */
export async function peak() {
  const { instance } = await WebAssembly.instantiate(bytes());
  const turns = 20_000_000;
  let best = 0;
  for (let index = 0; index < 6; index++) {
    const start = performance.now();
    instance.exports.run(turns);
    const seconds = (performance.now() - start) / 1000;
    best = Math.max(best, (turns * CHAINS * LANES * 2) / seconds / 1e9);
  }
  return best;
}
