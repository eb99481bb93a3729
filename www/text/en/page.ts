/** What stands around the element on the page, as HTML. */
export const page = {
  title: 'GAN playground',
  description:
    'Train a GAN in your browser and watch it learn to write digits. Nothing to install, nothing sent anywhere.',
  language: 'Language',
  lead: `Two networks learn from each other: the <b class="g">generator</b> G draws digits from noise, the
    <b class="d">discriminator</b> D tells them from real ones. Click <b>Train</b> and watch. It all happens on
    your machine; nothing is sent anywhere.`,
  plane: 'GANs in the plane',
  planeDescription:
    'See what a GAN does: the losses and optimizers on points in the plane, trained in your browser.',
  planeLead: `The same losses and optimizers on points, where all of it can be seen: the <b class="g">generator</b> G
    moves its points to where the <b class="d">discriminator</b> D takes them for real ones, and D learns to tell
    them apart.`,
  images: 'GANs on images',
  what: 'What you see',
  generated: 'Generated',
  generatedAbout: `What G makes of the same noise z ~ N(0, 1) again and again, so that you see it improve. It is
    drawn from the moving average of G's weights.`,
  lossD: 'L_D = −E[log D(x)] − E[log(1 − D(G(z)))]',
  lossDAbout: "D's loss. It falls when D tells real from generated. At ln 4 ≈ 1.386, D is only guessing.",
  lossG: 'L_G = −E[log D(G(z))]',
  lossGAbout: `G's loss. It falls when G fools D. Neither runs to zero while both learn: a balance is what you
    want to see.`,
  collapse: 'Mode collapse',
  collapseAbout:
    'The known failure of GANs: G draws the same few digits whatever the noise is. Look for repeats.',
};
