/** What went wrong, and its parts. */
export const errors = {
  /** What the core or the browser says, in English. */
  foreign: (_code: string, message: string) => message,

  outside: (name: string, value: string | number, bound: string) =>
    `${name} is ${value}, but must be ${bound}`,
  oneOf: (choices: string) => `one of ${choices}`,
  onOrOff: () => 'on or off',
  whole: (min: number, max: number) => `a whole number from ${min} to ${max}`,
  wholeFrom: (min: number) => `a whole number from ${min} on`,
  real: (min: number, max: number) => `a number from ${min} to ${max}`,
  list: (shortest: number, longest: number, min: number, max: number) =>
    `${shortest === longest ? shortest : `${shortest} to ${longest}`} whole numbers from ${min} to ${max} with commas between them`,
  address: () => 'an address',
  label: () => 'a label',
  labels: () => 'the number of labels',
  theCount: (count: number) => `count, which is ${count}`,

  manifest: () => 'the list of the data',
  classifier: () => 'the classifier',
  trainingShard: (number: number, count: number) => `training shard ${number} of ${count}`,
  testShard: (number: number, count: number) => `test shard ${number} of ${count}`,
  notFetched: (what: string, reason: string) => `${what} cannot be fetched: ${reason}`,
  refused: (status: number, path: string) => `the server said ${status} to ${path}`,
  brokeOff: (what: string, reason: string) => `${what} broke off while it was fetched: ${reason}`,
  manifestUnreadable: () => 'the list of the data (manifest.json) cannot be read',
  notUnpacked: (what: string, file: string) => `${what} is corrupt: ${file} cannot be unpacked`,
  otherFile: (what: string, file: string) => `${what} is corrupt: ${file} is not the file that it should be`,
  noClassifier: () => 'the classifier is not there',
  noOwnImages: () =>
    'there are no images of your own in this browser: choose some under “Your own images”, or take other data',

  emptyFile: () => 'it is empty',
  bigFile: (megabytes: string, most: string) => `it has ${megabytes} MB, but may have ${most} MB`,
  notAnImage: () => 'it is no picture that this browser can read, and no IDX file',
  notGzip: () => 'it begins as a gzip file, but cannot be unpacked',
  blankImage: () => 'all of it is the same gray',
  tooManyImages: (most: number) => `there are ${most} images already, and there can be no more`,
  idxKind: (magic: string) =>
    `it is an IDX file of the kind ${magic}, but must have images (0x803) or labels (0x801) of unsigned bytes`,
  idxLength: (bytes: number, wanted: number) =>
    `it has ${bytes} bytes, but its header says that there are ${wanted}`,
  labelsAlone: () => 'these labels have no file of images beside them whose name fits',
  labelsDiffer: (labels: number, images: number) => `it has ${labels} labels, but there are ${images} images`,
  noCanvas: () => 'the browser gave no canvas to draw on',

  listOfCores: () => 'the list of the cores (cores.json)',
  coreNotBuilt: (backend: string) => `the core for ${backend} is not built`,
  noWebgpu: () => 'this browser has no WebGPU',
  noGpu: () => 'this browser has WebGPU, but found no GPU that it can use',
  gpuLost: (reason: string) => `the GPU was lost: ${reason || 'the browser gave no reason'}`,
  gpuSlow: (seconds: number) => `the GPU took no step within ${seconds} s`,
  workerNotLoaded: () => 'the worker could not be loaded',
  worker: () => 'the worker',
  core: () => 'the core',
  silence: (seconds: number) => `nothing came for ${seconds} s`,
  keepNotLoaded: () => 'what keeps runs in the browser could not be loaded; reload the page to try again',
  noWasm: () =>
    'WebAssembly, which the core is made of, is switched off in this browser. Switch it on for this page: in the lockdown mode of Apple’s devices under “Aa” in the address bar, in Firefox by javascript.options.wasm in about:config, in Chrome and Edge under the settings of the site, as the optimizer of JavaScript',
  wasmForbidden: () =>
    'the Content-Security-Policy of this page forbids WebAssembly: its script-src needs ‘wasm-unsafe-eval’, in the answers for the worker’s script, too',
  workerNotOpen: () => 'the worker was asked before it was opened',
  noSearch: () => 'no search was begun',
  notEncoded: () => 'the film could not be encoded',
  notInPage: () => 'the element is not in a page',
  storageSilent: (seconds: number) => `the browser's storage did not answer within ${seconds} s`,
  runUnreadable: () => 'this run is stored, but cannot be read',

  notTensors: (reason: string) => `the run cannot be read as a safetensors file: ${reason}`,
  otherVersion: (version: string, known: number) =>
    `the run is of version ${version}, but generators are read from version ${known}`,
  noTensor: (name: string) => `the run has no ${name}`,

  /** Why the back end is not the one that was asked for, or not a good one. */
  webgpuFails: (reason: string) => `WebGPU does not work here: ${reason}`,
  webgpuStopped: (reason: string) => `WebGPU stopped working: ${reason}. Training goes on on the CPU.`,
  coreRestarted: (reason: string) => `The core failed and was started again: ${reason}`,
  coreAwaited: (backend: string) => `The core for ${backend} is still being built. The CPU trains meanwhile.`,
  coreCame: (backend: string) =>
    `The core for ${backend} is there now. The next run takes it, or this one when you reload the page.`,
  software: () => 'This WebGPU is emulated in software; the CPU back end is faster here.',
};
