// The built page on a server of its own, whose answers a test can spoil.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { ROOT } from '../../scripts/shell.mjs';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/**
 * What is answered instead of a file.
 * @typedef {(response: import('node:http').ServerResponse, file: Buffer | null) => void} Answer
 */

/** @type {(body: string | Uint8Array, type?: string) => Answer} */
export const answer =
  (body, type = 'text/html') =>
  (response) =>
    response.writeHead(200, { 'content-type': type }).end(body);
/** @type {Answer} */
export const missing = (response) => response.writeHead(404).end();
/** The connection stays open, and nothing comes. @type {Answer} */
export const hang = () => {};
/** The first half of the file, and then the connection ends. @type {Answer} */
export const cut = (response, file) => {
  response.writeHead(200, { 'content-length': file.length });
  response.write(file.subarray(0, file.length / 2), () => response.destroy());
};

/** Serves `dist` at an address of its own. */
export async function serve() {
  /** @type {{ path: RegExp, answer: Answer }[]} */
  let spoiled = [];
  const server = createServer(async ({ url }, response) => {
    const path = new URL(url, 'http://localhost').pathname;
    site.requests.push(path);
    const file = join(ROOT, 'dist', path === '/' ? 'index.html' : path);
    const bytes = await readFile(file).catch(() => null);
    const spoil = spoiled.find((each) => each.path.test(path));
    if (spoil) spoil.answer(response, bytes);
    else if (bytes === null) missing(response, null);
    else answer(bytes, TYPES[extname(file)] ?? 'application/octet-stream')(response, bytes);
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const site = {
    url: `http://localhost:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/`,
    /** The paths that were asked for. @type {string[]} */
    requests: [],
    /** Answers requests for a path otherwise, until `restore`. @type {(path: RegExp, answer: Answer) => void} */
    spoil: (path, answer) => spoiled.unshift({ path, answer }),
    restore: () => {
      spoiled = [];
    },
    /** No more answers, those that hang included. */
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return site;
}
