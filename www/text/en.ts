/** English, a table for each view. */

import { audience } from './en/audience.js';
import { charts } from './en/charts.js';
import { core } from './en/core.js';
import { critic } from './en/critic.js';
import { doctor } from './en/doctor.js';
import { errors } from './en/errors.js';
import { exporting } from './en/export.js';
import { halves } from './en/halves.js';
import { intro } from './en/intro.js';
import { keep } from './en/keep.js';
import { latent } from './en/latent.js';
import { networks } from './en/networks.js';
import { own } from './en/own.js';
import { page } from './en/page.js';
import { panel } from './en/panel.js';
import { plane } from './en/plane.js';
import { quality } from './en/quality.js';
import { race } from './en/race.js';
import { repair } from './en/repair.js';
import { sample } from './en/sample.js';
import { settings } from './en/settings.js';
import { tools } from './en/tools.js';
import { units } from './en/units.js';

export const en = {
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
