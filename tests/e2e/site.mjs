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
 * @typedef {(response: import('node:http').ServerResponse, file: Buffer | null, type: string) => void} Answer
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
/** The first half of the file, and then nothing more. @type {Answer} */
export const half = (response, file, type) => {
  response.writeHead(200, { 'content-length': file.length, 'content-type': type });
  response.write(file.subarray(0, file.length / 2));
};
/** The first half of the file, and then the connection ends. @type {Answer} */
export const cut = (response, file, type) => {
  response.writeHead(200, { 'content-length': file.length, 'content-type': type });
  response.write(file.subarray(0, file.length / 2), () => response.destroy());
};

const isWorker = (path) => /worker/.test(path) && path.endsWith('.js') && !path.endsWith('sw.js');

/** Serves `dist` at an address of its own. */
export async function serve() {
  /** @type {{ path: RegExp, answer: Answer }[]} */
  let spoiled = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    if (request.method === 'POST') {
      site.reports.push(Buffer.concat(await Array.fromAsync(request)).toString());
      return response.writeHead(204).end();
    }
    site.requests.push(path);
    for (const [name, value] of Object.entries(site.headers)) response.setHeader(name, value);
    const file = join(ROOT, 'dist', path === '/' ? 'index.html' : path);
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    let bytes = await readFile(file).catch(() => null);
    if (bytes && isWorker(path)) bytes = Buffer.concat([Buffer.from(site.prelude), bytes]);
    const spoil = spoiled.find((each) => each.path.test(path));
    if (spoil) spoil.answer(response, bytes, type);
    else if (bytes === null) missing(response, null, type);
    else answer(bytes, type)(response, bytes, type);
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const site = {
    url: `http://localhost:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/`,
    /** The paths that were asked for. @type {string[]} */
    requests: [],
    /** Answers requests for a path otherwise, until `restore`. @type {(path: RegExp, answer: Answer) => void} */
    spoil: (path, answer) => spoiled.unshift({ path, answer }),
    /** Goes before the script of each worker. */
    prelude: '',
    /** Come with every answer. @type {Record<string, string>} */
    headers: {},
    /** What browsers reported, as of breaches of a policy. @type {string[]} */
    reports: [],
    /** Files come as they are again. */
    unspoil: () => {
      spoiled = [];
    },
    /** All is as it was at first. */
    restore: () => {
      site.unspoil();
      Object.assign(site, { prelude: '', headers: {}, reports: [] });
    },
    /** No more answers, those that hang included. */
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return site;
}
