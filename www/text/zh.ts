/** Chinese, in the tables of `en.ts`. */

import type { Texts } from './index.js';
import { tools } from './zh/tools.js';

export const zh: Texts = { tools };
