/** The doctor's card; what the doctor says of a run is the core's. */
export const doctor = {
  label: 'Doctor',
  nothingYet: { says: 'Nothing to say yet.', evidence: 'The doctor watches the run as it trains.' },
  apply: 'Apply and begin anew',
  sentence: (says: string) => `${says}.`,
  change: (option: string, value: string) => `${option}: ${value}`,
  looksFor: 'What it looks for in a GAN:',
  signs: [
    'Mode collapse: few different samples',
    'D wins: nearly all pairs told apart',
    'G wins: next to no pair told apart',
    'G stops learning: hardly any gradient',
    'Oscillation: now D is ahead, now G',
    'D at chance: real and generated score alike',
    'Divergence: numbers beyond all bounds',
  ],
};
