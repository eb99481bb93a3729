/** Shapes in the place of a drawing, for those who have no pointer, or no idea. */

export type Shape = 'heart' | 'cross' | 'wave';

const POINTS = 240;

/** x and y of the points of a shape, -1 to 1. */
export function shape(name: Shape): number[] {
  return Array.from({ length: POINTS }, (_, index) => CURVES[name](index / POINTS)).flat();
}

/** Where a curve is after a share of its way. */
const CURVES: Record<Shape, (share: number) => [x: number, y: number]> = {
  heart(share) {
    const angle = 2 * Math.PI * share;
    const y = 13 * Math.cos(angle) - 5 * Math.cos(2 * angle) - 2 * Math.cos(3 * angle) - Math.cos(4 * angle);
    return [0.7 * Math.sin(angle) ** 3, y / 23 + 0.08];
  },
  cross(share) {
    const way = 1.4 * ((2 * share) % 1) - 0.7;
    return share < 0.5 ? [way, way] : [way, -way];
  },
  wave(share) {
    return [1.6 * share - 0.8, 0.45 * Math.sin(4 * Math.PI * share)];
  },
};
