/** A person's own images. */
export const own = {
  about:
    'Train on images of your own. They stay in this browser: nothing is sent anywhere. Each becomes 28 x 28 gray pixels, as you see below before anything is trained.',
  drop: 'Drop pictures, a folder or IDX files here',
  files: 'Choose files…',
  folder: 'Choose a folder…',
  folders: 'Folders are taken as classes, up to ten; IDX labels as well.',
  draw: 'Or draw',
  drawingClass: 'Class of the drawing (may be empty)',
  addDrawing: 'Add this drawing',
  clearPad: 'Clear',
  fit: 'What is not square',
  fits: { crop: 'Keep the middle', whole: 'Keep all of it', center: 'Center the ink, as MNIST does' },
  ground: 'Light and dark',
  grounds: { auto: 'As seems best', keep: 'As it is', invert: 'Swapped' },
  inverted: 'Light and dark are swapped, as these are dark on a light ground.',
  reading: (percent: string) => `Reading… ${percent}`,
  read: 'Reading the files',
  count: (count: string, drawings: string) =>
    `${count} images${drawings ? `, ${drawings} of them drawn` : ''}`,
  classes: (list: string[]) => `Classes: ${list.join(', ')}`,
  classCount: (name: string, count: string) => `${name} (${count})`,
  noClasses: 'Without classes: G is not told what to draw.',
  manyClasses: (count: string, most: number) =>
    `${count} different folders are more than the ${most} classes there can be: they are taken without classes.`,
  someWithout: (count: string) => `${count} images have no class, so classes are not used.`,
  preview: 'Some of them, as training sees them',
  image: (name: string) => (name ? `An image of the class ${name}` : 'An image'),
  more: (count: string) => `and ${count} more`,
  refused: (count: string) => `${count} cannot be used`,
  refusal: (path: string, reason: string) => `${path}: ${reason}`,
  clear: 'Take none of these',
  tooFew: (count: string, least: number) =>
    `${count} images are too few to train on: with fewer than ${least} G learns these very images and nothing of what they have in common.`,
  few: (count: string, enough: string, percent: string) =>
    `${count} images are few, ${percent} of MNIST. With fewer than ${enough}, D can learn each of them by heart: it then rejects all that G draws, however good, and samples become copies of training images or fall apart.`,
  augmented: 'Augmentation helps with so few: D sees each image in other places.',
  notAugmented: 'Augmentation is off: with as many as these it made the samples of MNIST no better.',
  fewForVae: (count: string) =>
    `${count} images are few: the VAE fits these very images, and what it draws between them is blurred.`,
  many: (count: string) => `${count} images are enough that D cannot easily learn them by heart.`,
  augmentation: 'Augmentation',
  train: (count: string) => `Train on these ${count} images`,
  held: 'One image in ten is held back, so that you can see whether D only knows what it was trained on.',
  kept: (count: string) => `${count} images of yours are kept in this browser.`,
  trainKept: 'Train on them',
  remove: 'Remove them',
  inUse: 'The run there is trains on them.',
  notJudged:
    'No classifier knows your own images, so nothing here can be counted. Look at the samples, and at the nearest training images of one of them.',
};
