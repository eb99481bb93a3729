/** What classes are called. */

import type { ImageShape } from '../protocol.js';
import { texts } from './index.js';

/** Those of a data set: in the page's language where it is a built-in one, else as the data calls them. */
export function classNames(dataset: string | undefined, shape: ImageShape | undefined): string[] {
  const known = texts().quality.classes[dataset ?? ''];
  const count = shape?.classes.length;
  return known && (count === undefined || count === known.length) ? known : (shape?.classes ?? []);
}
