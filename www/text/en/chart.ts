/** The chart of the losses. */
export const chart = {
  step: 'step',
  discriminator: 'L_D, discriminator',
  generator: 'L_G, generator',
  reconstruction: 'reconstruction',
  divergence: 'KL divergence',
};
