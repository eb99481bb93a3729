/** Chinese, in the tables of `en.ts`. */

import type { Texts } from './index.js';
import { chart } from './zh/chart.js';
import { core } from './zh/core.js';
import { doctor } from './zh/doctor.js';
import { errors } from './zh/errors.js';
import { page } from './zh/page.js';
import { panel } from './zh/panel.js';
import { quality } from './zh/quality.js';
import { settings } from './zh/settings.js';
import { tools } from './zh/tools.js';
import { units } from './zh/units.js';

export const zh: Texts = { chart, core, doctor, errors, page, panel, quality, settings, tools, units };
