// Our core, as the page's worker runs it, without what the page does between the steps.

const BATCH = '64';
/** Enough images that no epoch ends while steps are counted. */
const IMAGES = 40_000;
const SHAPE = {
  ...{ height: 28, width: 28, channels: 1 },
  classes: Array.from({ length: 10 }, (_, label) => String(label)),
};

export async function open(preset, backend) {
  const core = await import(`/pkg/${backend}/gan_playground.js`);
  await core.default();
  const data = core.Dataset.noise(IMAGES, SHAPE);
  const session = await core.Session.create({ preset, 'batch-size': BATCH }, backend, data);
  return async (steps) => {
    session.advance(steps);
    await session.readLosses();
  };
}
