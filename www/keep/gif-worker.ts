/** Encodes films beside the page, which they would hold up for a second. */

import { expose } from 'comlink';
import { gif } from './gif.js';

const api = { gif };
export type GifWorker = typeof api;

expose(api);
