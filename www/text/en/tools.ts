/** The choice between the tools below the training. */
export const tools = {
  label: 'Tools',
  latent: 'Latent space',
  critic: 'Play against D',
  repair: 'Repair',
  networks: 'Networks',
  race: 'Race',
  pad: 'Draw a digit here with the pointer',
  halves: 'Step by step',
  sample: 'A sample',
  about: 'Choose what to do with the networks, as they are now or while they learn.',
  loading: 'Loading…',
  failed: 'This could not be loaded. Check the connection and choose it again.',
  grid: 'Images that the generator draws; Enter looks at one closely, arrow keys at another',
  inspect: 'Click one to look at it closely',
};
