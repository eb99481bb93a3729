/** Chinese, in the tables of `en.ts`. */

import type { Texts } from './index.js';
import { audience } from './zh/audience.js';
import { charts } from './zh/charts.js';
import { core } from './zh/core.js';
import { critic } from './zh/critic.js';
import { doctor } from './zh/doctor.js';
import { errors } from './zh/errors.js';
import { exporting } from './zh/export.js';
import { halves } from './zh/halves.js';
import { intro } from './zh/intro.js';
import { keep } from './zh/keep.js';
import { latent } from './zh/latent.js';
import { networks } from './zh/networks.js';
import { own } from './zh/own.js';
import { page } from './zh/page.js';
import { panel } from './zh/panel.js';
import { plane } from './zh/plane.js';
import { quality } from './zh/quality.js';
import { race } from './zh/race.js';
import { repair } from './zh/repair.js';
import { sample } from './zh/sample.js';
import { settings } from './zh/settings.js';
import { tools } from './zh/tools.js';
import { units } from './zh/units.js';

export const zh: Texts = {
  audience,
  charts,
  core,
  critic,
  doctor,
  errors,
  exporting,
  halves,
  intro,
  keep,
  latent,
  networks,
  own,
  page,
  panel,
  plane,
  quality,
  race,
  repair,
  sample,
  settings,
  tools,
  units,
};
