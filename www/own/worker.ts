/** Prepares images beside the page, which so never waits for a picture. */

import { expose, transfer } from 'comlink';
import { passErrorCodes } from '../calls.js';
import { type NamedFile, type PrepareOptions, prepare } from './prepare.js';

const api = {
  async prepare(files: NamedFile[], options: PrepareOptions, onProgress: (share: number) => void) {
    const prepared = await prepare(files, options, onProgress);
    return transfer(prepared, [prepared.pixels.buffer]);
  },
};

export type OwnWorker = typeof api;

passErrorCodes();
expose(api);
