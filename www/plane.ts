/** The page of the 2-D mode. */

import './page.js';
import './tools/plane/element.js';
