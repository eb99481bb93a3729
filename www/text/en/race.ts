/** Two settings side by side. */
export const race = {
  about:
    'Two settings train at the same time, with the same seed, the same images in the same order and the same back end. They share this device, so each is slower than alone. The run above is paused meanwhile and stays as it is. One seed proves little: another may end otherwise.',
  lanes: ['Lane A', 'Lane B'] as [string, string],
  a: 'the run above, begun anew',
  of: (lane: string, title: string) => `${lane}: ${title}`,
  b: 'Lane B begins with',
  asA: 'the settings of lane A',
  options: 'Options of lane B',
  asBefore: '· none differs from lane A',
  inA: (value: string) => `lane A: ${value}`,
  same: 'Both lanes have the same settings, so there is nothing to compare. Choose what differs in lane B.',
  batches: 'The batch sizes differ: each sees the same images in the same order, in other batches.',
  more: (count: number) => `and ${count} more`,

  duration: 'Duration',
  durations: { 30: '30 s', 60: '1 min', 120: '2 min', 300: '5 min', Infinity: 'without end' } as Record<
    string,
    string
  >,
  start: 'Start',
  pause: 'Pause',
  goOn: 'Go on',
  again: 'Start again',
  other: 'Other settings',
  take: 'Go on with this one',
  takeOf: (lane: string) => `Go on with this one: ${lane}`,

  time: (seconds: string, duration: string | undefined) => (duration ? `${seconds} of ${duration}` : seconds),
  states: {
    preparing: 'Loading the data of both lanes…',
    running: 'Training',
    stopping: 'Judging both as they are now…',
    paused: 'Paused',
    over: 'Time is up; a longer duration lets it go on',
  },
  yielded: 'The race was paused because the run above trains.',
  taken: (lane: string, step: string) =>
    `${lane} is now the run above, at step ${step}. The one before is kept there, and the race is paused.`,
  out: (reason: string) => `Out of the race: ${reason}`,

  measure: 'Compared by',
  measures: { frechet: 'Frechet distance', confidence: 'Mean confidence' },
  meanings: {
    frechet: 'The less the better.',
    confidence:
      'The more the better, up to that of real images. It does not see mode collapse: one shape again and again can score well.',
  },
  waiting: 'Nothing to compare yet: both lanes are to be judged first.',
  even: 'No difference to be seen yet.',
  leads: {
    frechet: (lane: string) => `${lane} leads by the Frechet distance.`,
    confidence: (lane: string) => `${lane} leads by the mean confidence.`,
  },
  alone: (out: string, other: string) => `${out} is out; ${other} goes on alone.`,
  bothOut: 'Both lanes are out.',
  backends: 'The lanes run on different back ends, so that their time cannot be compared.',
  evidence: (a: string, b: string, seconds: string, margin: string, samples: string) =>
    `A ${a}, B ${b} after ${seconds} s, of ${samples} samples each; a difference below ${margin} may be chance.`,
  chart: 'Both lanes over the seconds trained',
  after: (seconds: string) => `After ${seconds} s`,

  grid: (lane: string) => `Images that the generator of ${lane} draws`,
  step: 'Step',
  speed: 'Steps/s',
  seconds: 'Trained',
  trained: (seconds: string) => `${seconds} s`,
  frechet: 'Frechet distance',
  confidence: 'Confidence',
};
