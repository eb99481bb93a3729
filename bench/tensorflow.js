// The same networks, batch and optimizer in TensorFlow.js, without an average of G, which makes its steps
// cheaper than ours.

const BATCH = 64;
const CLASSES = 10;
const PIXELS = 784;

export async function open(preset, backend) {
  for (const name of ['tfjs/dist/tf', `tfjs-backend-${backend}/dist/tf-backend-${backend}`]) {
    if (name.startsWith('tfjs/') || backend === 'wasm' || backend === 'webgpu') await script(name);
  }
  if (backend === 'wasm') tf.wasm.setWasmPaths('/tensorflow/tfjs-backend-wasm/dist/');
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no ${backend} here`);
  await tf.ready();
  const pair = preset === 'classic' ? classic() : quick();
  // The layers have no variables before they have seen an input, and the optimizers count on all being there.
  tf.tidy(() => {
    const [latents, labels] = [tf.zeros([2, pair.latent]), tf.zeros([2, CLASSES])];
    pair.discriminator(pair.generator(latents, labels), labels);
  });
  const rates = preset === 'classic' ? [2e-4, 1e-4, 0.9] : [4e-3, 1e-3, 0];
  const optimizers = rates.slice(0, 2).map((rate) => tf.train.adam(rate, rates[2], 0.999, 1e-8));
  const step = () => {
    const real = tf.randomUniform([BATCH, PIXELS], -1, 1);
    const labels = tf.oneHot(tf.randomUniform([BATCH], 0, CLASSES, 'int32'), CLASSES).toFloat();
    const latents = tf.randomNormal([BATCH, pair.latent]);
    const dLoss = optimizers[1].minimize(
      () => {
        const fake = pair.generator(latents, labels);
        const [onReal, onFake] = [real, fake].map((images) => pair.discriminator(images, labels));
        return tf.softplus(onReal.neg()).mean().add(tf.softplus(onFake).mean());
      },
      true,
      pair.dWeights(),
    );
    const gLoss = optimizers[0].minimize(
      () => tf.softplus(pair.discriminator(pair.generator(latents, labels), labels).neg()).mean(),
      true,
      pair.gWeights(),
    );
    tf.dispose([real, labels, latents]);
    return [dLoss, gLoss];
  };
  return async (steps) => {
    let losses;
    for (let index = 0; index < steps; index++) {
      tf.dispose(losses);
      losses = tf.tidy(step);
    }
    await Promise.all(losses.map((loss) => loss.data()));
    tf.dispose(losses);
  };
}

function classic() {
  const g = [128, 256, 512, 1024].map((units) => [dense(units, 'relu'), norm()]).flat();
  const d = [1024, 512, 256].map((units) => [dense(units, 'relu'), norm()]).flat();
  const [image, logit] = [dense(PIXELS, 'tanh'), dense(1)];
  const [generate, judge] = [
    [...g, image],
    [...d, logit],
  ];
  return {
    latent: 100,
    generator: (latents) => through(generate, latents),
    discriminator: (images) => through(judge, images),
    gWeights: () => weights(generate),
    dWeights: () => weights(judge),
  };
}

function quick() {
  const relu = tf.layers.activation({ activation: 'relu' });
  const leaky = tf.layers.leakyReLU({ alpha: 0.2 });
  const shape = { kernelSize: 4, strides: 2, padding: 'same' };
  const generate = [
    tf.layers.dense({ units: 7 * 7 * 32, useBias: false }),
    norm(),
    relu,
    tf.layers.reshape({ targetShape: [7, 7, 32] }),
    tf.layers.conv2dTranspose({ ...shape, filters: 16, useBias: false }),
    norm(),
    relu,
    tf.layers.conv2dTranspose({ ...shape, filters: 1, activation: 'tanh' }),
    tf.layers.flatten(),
  ];
  const see = [
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
    tf.layers.conv2d({ ...shape, filters: 16 }),
    leaky,
    tf.layers.conv2d({ ...shape, filters: 32 }),
    leaky,
    tf.layers.flatten(),
  ];
  const [logit, label] = [dense(1), tf.layers.dense({ units: CLASSES, useBias: false })];
  return {
    latent: 64,
    generator: (latents, labels) => through(generate, tf.concat([latents, labels], 1)),
    discriminator: (images, labels) => {
      const features = through(see, images);
      const projection = label.apply(features).mul(labels).sum(1, true);
      return logit.apply(features).add(projection);
    },
    gWeights: () => weights(generate),
    dWeights: () => weights([...see, logit, label]),
  };
}

function dense(units, activation) {
  return tf.layers.dense({ units, activation });
}

function norm() {
  return tf.layers.batchNormalization();
}

function through(layers, input) {
  return layers.reduce((x, layer) => layer.apply(x, { training: true }), input);
}

function weights(layers) {
  return layers.flatMap((layer) => layer.trainableWeights).map((weight) => weight.val);
}

function script(name) {
  return new Promise((resolve, reject) => {
    const element = document.createElement('script');
    element.src = `/tensorflow/${name}.min.js`;
    element.onload = resolve;
    element.onerror = () => reject(new Error(`${name} could not be loaded`));
    document.head.append(element);
  });
}
