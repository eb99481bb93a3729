export const playDiscriminator = {
  about:
    'Draw a digit. D says how real it looks to it, and the colors say why: where more light, or less, would make it look more real to D.',
  vae: 'A VAE has no discriminator to play against. Train a GAN, such as the preset "Quick".',
  clear: 'Clear',
  real: 'A real one',
  generated: "One of G's",
  label: 'D is told that it is a',
  seen: 'What D sees, and what it would have changed',
  more: 'more light wanted',
  less: 'less',
  draw: 'Nothing is drawn yet.',
  value: "critic's value",
  forReal: {
    drawn: 'D takes it for real: you fooled it.',
    real: 'D takes it for real, which it is.',
    generated: 'D takes it for real: G fooled it.',
  },
  forGenerated: {
    drawn: 'D takes it for generated: it saw through you.',
    real: 'D takes it for generated, and errs.',
    generated: 'D takes it for generated, which it is.',
  },
  usual: (real: string, fake: string) =>
    `On the average it gives real images ${real} and generated ones ${fake}.`,
};
