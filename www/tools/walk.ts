/** Walks through latent space that end where they began, so that a film of one can go round and round. */

import { between } from './vectors.js';

/** A place on a walk: a point, and how much of each class is drawn there. */
export interface Place {
  point: Float32Array;
  labels: number[];
}

/** Places on a walk, as nearly as its stops divide them. */
const PLACES = 48;

/** From each stop to the next and from the last back to the first, slower where it turns. */
export function roundTrip(stops: Place[]): Place[] {
  const places = Math.round(PLACES / stops.length);
  return stops.flatMap((from, index) => {
    const to = stops[(index + 1) % stops.length] as Place;
    return Array.from({ length: places }, (_, place) => {
      const share = (1 - Math.cos((Math.PI * place) / places)) / 2;
      return { point: between(from.point, to.point, share), labels: mixed(from.labels, to.labels, share) };
    });
  });
}

/** Round a circle: `at` gives the place of x and y from -1 to 1. */
export function circle(at: (x: number, y: number) => Place): Place[] {
  return Array.from({ length: PLACES }, (_, place) => {
    const angle = (2 * Math.PI * place) / PLACES;
    return at(Math.cos(angle), Math.sin(angle));
  });
}

/** Weights of classes on the way from one to another. */
export function mixed(from: number[], to: number[], share: number): number[] {
  return from.map((weight, label) => weight * (1 - share) + (to[label] ?? 0) * share);
}
