/** English, a table for each view. */

import { chart } from './en/chart.js';
import { core } from './en/core.js';
import { doctor } from './en/doctor.js';
import { errors } from './en/errors.js';
import { page } from './en/page.js';
import { panel } from './en/panel.js';
import { quality } from './en/quality.js';
import { settings } from './en/settings.js';
import { tools } from './en/tools.js';
import { units } from './en/units.js';

export const en = { chart, core, doctor, errors, page, panel, quality, settings, tools, units };
