/** The choice between the tools below the training. */
export const tools = {
  label: 'Tools',
  latent: 'Latent space',
  'play-discriminator': 'Play against D',
  repair: 'Repair',
  own: 'Your own images',
  networks: 'Networks',
  plane: 'In the plane',
  planeAbout:
    'The same losses and optimizers on points in the plane, where all that a GAN does can be seen. It is a run of its own, which trains when you start it here and ends when you choose another tool.',
  planePage: 'On a page of its own',
  pad: 'Draw a digit here',
  padKeys:
    'Arrow keys move the pen, with Shift farther. Space or Enter puts it down to draw and lifts it again. Delete clears.',
  penDown: (column: number, row: number) => `Pen down at column ${column}, row ${row}`,
  penUp: (column: number, row: number) => `Pen up at column ${column}, row ${row}`,
  padCleared: 'Cleared, pen up',
  race: 'Race',
  'single-updates': 'Step by step',
  sample: 'A sample',
  about: 'Choose what to do with the networks, as they are now or while they learn.',
  loading: 'Loading…',
  failed: 'This could not be loaded. Check the connection and choose it again.',
  grid: 'Images that the generator draws: choose one to look at it closely, by click or by arrow keys and Enter',
  inspect: 'Click one to look at it closely',
};
