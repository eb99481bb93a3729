/** English, a table for each view. */

import { tools } from './en/tools.js';

export const en = { tools };
