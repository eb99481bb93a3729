/** English, a table for each view. */

import { critic } from './en/critic.js';
import { halves } from './en/halves.js';
import { latent } from './en/latent.js';
import { networks } from './en/networks.js';
import { repair } from './en/repair.js';
import { sample } from './en/sample.js';
import { tools } from './en/tools.js';

export const en = { critic, halves, latent, networks, repair, sample, tools };
