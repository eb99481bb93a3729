export const sample = {
  large: 'The sample, large',
  title: (number: number) => `Sample ${number}`,
  score: (percent: string) => `D(G(z)) = ${percent}: how probable D finds it that this is real.`,
  value: (value: string) => `The critic gives it ${value}.`,
  nearest: 'The training images nearest to it',
  training: (index: number) => `Training image ${index}`,
  copied: 'Far nearer to a training image than real images are: it may be a copy.',
  own: 'No copy: that would be far nearer to a training image than real images are.',
  usual: (here: string, usual: string) =>
    `Distance ${here} (root mean square of gray values); real images of the class that training never saw have ${usual} on the average.`,
  close: 'Close',
};
