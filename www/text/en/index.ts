/** English, a table for each view. */

import { audience } from './audience.js';
import { charts } from './charts.js';
import { core } from './core.js';
import { playDiscriminator } from './play-discriminator.js';
import { doctor } from './doctor.js';
import { errors } from './errors.js';
import { exporting } from './export.js';
import { singleUpdates } from './single-updates.js';
import { intro } from './intro.js';
import { keep } from './keep.js';
import { latent } from './latent.js';
import { networks } from './networks.js';
import { own } from './own.js';
import { page } from './page.js';
import { panel } from './panel.js';
import { plane } from './plane.js';
import { quality } from './quality.js';
import { race } from './race.js';
import { repair } from './repair.js';
import { sample } from './sample.js';
import { settings } from './settings.js';
import { tools } from './tools.js';
import { units } from './units.js';

export const words = {
  audience,
  charts,
  core,
  playDiscriminator,
  doctor,
  errors,
  exporting,
  singleUpdates,
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
