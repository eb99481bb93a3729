/** Chinese, in the tables of `en.ts`. */

import type { Texts } from './index.js';
import { critic } from './zh/critic.js';
import { halves } from './zh/halves.js';
import { latent } from './zh/latent.js';
import { networks } from './zh/networks.js';
import { repair } from './zh/repair.js';
import { sample } from './zh/sample.js';
import { tools } from './zh/tools.js';

export const zh: Texts = { critic, halves, latent, networks, repair, sample, tools };
