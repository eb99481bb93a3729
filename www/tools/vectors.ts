/** Points of the latent space as vectors. */

/** The point between two, along the arc, so that it is as far from zero as points drawn from N(0, 1) are. */
export function between(from: Float32Array, to: Float32Array, share: number): Float32Array {
  const lengths = Math.sqrt(dot(from, from) * dot(to, to)) || 1;
  const angle = Math.acos(Math.max(-1, Math.min(1, dot(from, to) / lengths)));
  const weight = (part: number) => (angle < 1e-3 ? part : Math.sin(part * angle) / Math.sin(angle));
  return from.map((value, index) => value * weight(1 - share) + (to[index] ?? 0) * weight(share));
}

export function dot(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}

export function normalized(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / length);
}

export function unit(length: number, index: number): Float32Array {
  return new Float32Array(length).fill(1, index, index + 1);
}
