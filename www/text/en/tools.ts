/** The choice between the tools below the training. */
export const tools = {
  label: 'Tools',
  latent: 'Latent space',
  critic: 'Play against D',
  repair: 'Repair',
  networks: 'Networks',
};
