/** What is kept of runs and how they are shared. */
export const keep = {
  title: 'Keep and share',
  aside: 'stored on this device only',
  comma: ', ',

  // Of a run.
  seed: (seed: string) => `seed ${seed}`,
  step: (step: string) => `step ${step}`,
  steps: (steps: string) => `${steps} steps`,
  classes: (modes: number, all: number) => `${modes} of ${all} classes`,
  sure: (share: string) => `${share} sure`,
  frechet: (distance: string) => `Fréchet distance ${distance}`,
  changed: 'changed:',
  about: (preset: string, seed: string, steps: string) => `${preset}, seed ${seed}, ${steps} steps`,
  thumbnail: 'Samples of the run',

  // Notices.
  offer: 'Continue where you left off?',
  continue: 'Continue',
  dismiss: 'Dismiss',
  offerHint: 'If you dismiss it, it stays in the list at the end of the page.',
  stopsAt: (step: string) => `This address pauses training by itself at step ${step}.`,
  stopsExact: 'On the CPU, as here, it gives the same run every time, to the byte.',
  stopsNearly: 'On WebGPU it gives nearly the same numbers every time; on the CPU the same, to the byte.',
  ok: 'OK',
  notSaved: 'The run goes on, but is not saved by itself.',
  refused:
    'This browser lets the page store nothing, as some do in a private window. Save… and the files below work all the same.',
  full: 'The browser’s storage is full. Delete runs that are kept, or save the run as a file.',
  gone: 'This run is no longer stored: another tab deleted it.',
  unreadable: (name: string) => `The run “${name}” is stored, but cannot be read.`,

  // Runs.
  runs: 'Runs',
  name: 'Name',
  note: 'Note',
  notePlaceholder: 'What you want to remember',
  keep: 'Keep this run',
  kept: (name: string) => `“${name}” is kept.`,
  none: 'No run is kept yet. Keep one, and you can continue with it at any time, on this device.',
  automatic: 'Saved by itself',
  open: 'Continue',
  rename: 'Edit',
  download: 'Download',
  delete: 'Delete',
  save: 'Save',
  cancel: 'Cancel',
  deleted: (name: string) => `“${name}” is deleted.`,
  undo: 'Undo',
  of: (action: string, name: string) => `${action}: ${name}`,

  // Files.
  files: 'Files',
  picture: 'Picture (PNG)',
  film: 'Film (GIF)',
  metrics: 'Numbers (CSV)',
  pictureAbout: 'The samples as they are, with the settings below them',
  filmAbout: 'How the samples came about, with the settings below them',
  metricsAbout: 'The losses and the judgements, a row for each step that is kept',
  filming: (share: string) => `Film… ${share}`,

  // The link.
  link: 'Link',
  stop: 'Pause at step',
  stopNone: 'never',
  copy: 'Copy link',
  copied: 'The link is copied.',
  copyByHand: 'The browser did not let the page copy it. It is selected: copy it with the keyboard.',
  linkExact: (step: string) =>
    `Whoever opens it and clicks Train gets this run at step ${step}; on the CPU, as here, the same to the byte.`,
  linkNearly: (step: string) =>
    `Whoever opens it and clicks Train gets nearly the same numbers at step ${step}. On the CPU alone it would be the same to the byte.`,
  linkOwn:
    'Your own images stay in this browser: the link gives the settings alone, and works where the same images are.',
  linkOpen: 'Whoever opens it gets the same settings. Train some steps, and it also says where to stop.',

  // In the background.
  background: 'Train in the background',
  backgroundAbout: 'When another tab is in front. Off: it pauses, and goes on when you are back.',
};
