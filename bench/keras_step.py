"""Prints the milliseconds of a step of `classic` and of `quick` in native Keras as JSON, the median of five
measurements. The networks, the batch and the optimizers are those of tensorflow.js beside this file; a step is
one compiled function. Needs tests/golden/requirements.txt."""

import json
import statistics
import time

import tensorflow as tf
from keras import layers, optimizers

BATCH, CLASSES, PIXELS = 64, 10, 784
SPAN = 1.5


def through(stack, x):
    for layer in stack:
        x = layer(x, training=True) if isinstance(layer, layers.BatchNormalization) else layer(x)
    return x


def weights(stack):
    return [weight for layer in stack for weight in layer.trainable_variables]


def hidden(units):
    return [part for n in units for part in (layers.Dense(n, "relu"), layers.BatchNormalization())]


def classic():
    generate = [*hidden([128, 256, 512, 1024]), layers.Dense(PIXELS, "tanh")]
    judge = [*hidden([1024, 512, 256]), layers.Dense(1)]
    return {
        "latent": 100,
        "generator": lambda latents, labels: through(generate, latents),
        "discriminator": lambda images, labels: through(judge, images),
        "g_weights": lambda: weights(generate),
        "d_weights": lambda: weights(judge),
        "optimizers": [(2e-4, 0.9), (1e-4, 0.9)],
    }


def quick():
    shape = {"kernel_size": 4, "strides": 2, "padding": "same"}
    generate = [
        layers.Dense(7 * 7 * 32, use_bias=False),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.Reshape([7, 7, 32]),
        layers.Conv2DTranspose(16, use_bias=False, **shape),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.Conv2DTranspose(1, activation="tanh", **shape),
        layers.Flatten(),
    ]
    see = [
        layers.Reshape([28, 28, 1]),
        layers.Conv2D(16, **shape),
        layers.LeakyReLU(0.2),
        layers.Conv2D(32, **shape),
        layers.LeakyReLU(0.2),
        layers.Flatten(),
    ]
    logit, label = layers.Dense(1), layers.Dense(CLASSES, use_bias=False)

    def discriminator(images, labels):
        features = through(see, images)
        return logit(features) + tf.reduce_sum(label(features) * labels, 1, keepdims=True)

    return {
        "latent": 64,
        "generator": lambda latents, labels: through(generate, tf.concat([latents, labels], 1)),
        "discriminator": discriminator,
        "g_weights": lambda: weights(generate),
        "d_weights": lambda: weights([*see, logit, label]),
        "optimizers": [(4e-3, 0.0), (1e-3, 0.0)],
    }


def measure(pair):
    generator, discriminator = pair["generator"], pair["discriminator"]
    labels = tf.zeros([2, CLASSES])
    discriminator(generator(tf.zeros([2, pair["latent"]]), labels), labels)
    g_weights, d_weights = pair["g_weights"](), pair["d_weights"]()
    g_adam, d_adam = (
        optimizers.Adam(rate, beta_1=beta, beta_2=0.999, epsilon=1e-8) for rate, beta in pair["optimizers"]
    )
    g_adam.build(g_weights)
    d_adam.build(d_weights)

    @tf.function(jit_compile=False)
    def step():
        real = tf.random.uniform([BATCH, PIXELS], -1, 1)
        labels = tf.one_hot(tf.random.uniform([BATCH], 0, CLASSES, tf.int32), CLASSES)
        latents = tf.random.normal([BATCH, pair["latent"]])
        with tf.GradientTape() as g_tape:
            fake = generator(latents, labels)
            with g_tape.stop_recording(), tf.GradientTape() as d_tape:
                on_real, on_fake = (discriminator(images, labels) for images in (real, fake))
                d_loss = tf.reduce_mean(tf.nn.softplus(-on_real)) + tf.reduce_mean(tf.nn.softplus(on_fake))
            with g_tape.stop_recording():
                d_adam.apply(d_tape.gradient(d_loss, d_weights), d_weights)
            g_loss = tf.reduce_mean(tf.nn.softplus(-discriminator(fake, labels)))
        g_adam.apply(g_tape.gradient(g_loss, g_weights), g_weights)
        return d_loss, g_loss

    def span(steps):
        start = time.perf_counter()
        for _ in range(steps):
            losses = step()
        float(losses[0])
        return 1000 * (time.perf_counter() - start) / steps

    span(3)
    count = max(1, round(1000 * SPAN / span(5)))
    return statistics.median(span(count) for _ in range(5))


if __name__ == "__main__":
    print(json.dumps({"classic": measure(classic()), "quick": measure(quick())}))
