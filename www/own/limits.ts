/** How many images of one's own there can be, and from how many on they are enough. */

/** Below this, nothing is learned but these very images. */
export const LEAST_IMAGES = 20;
export const MOST_IMAGES = 60_000;
/** Below this they are few, and below the second augmentation helps: docs/quality.md has what was measured. */
export const ENOUGH_IMAGES = 1000;
export const HARDLY_ANY_IMAGES = 300;
export const MOST_CLASSES = 10;
export const MOST_BYTES = 50_000_000;
