/** All that there is, or where that is more than `most` every other one, the newest among them. */
export function thinned<T>(all: T[], most: number): T[] {
  return all.length <= most ? all : all.filter((_, index) => index % 2 === (all.length - 1) % 2);
}
