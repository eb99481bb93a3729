"""Makes the goldens of tests/kernels.rs with TensorFlow, in 64 bits:

    python tests/kernels/make.py
    npx prettier --write tests/kernels

It needs what tests/golden/requirements.txt pins. Inputs follow a formula that both sides know. Of each tensor that
comes out, values and gradients, the file has its length, its size, its dot product with such numbers and some of its numbers.
"""

import json
import os
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf

EPSILON = 1e-5
SAMPLES = 8


def numbers(seed, *shape):
    """From -1 to 1, exact in 32 bits."""
    x = np.arange(np.prod(shape, dtype=int), dtype=np.uint64)
    x = (x * 2654435761 + seed * 40503 + 12345) % 2**32
    x ^= x >> 15
    x = x * 2246822519 % 2**32
    x ^= x >> 13
    return ((x >> 16).astype(np.float64) / 32768 - 1).reshape(shape)


def summary(tensor):
    values = np.asarray(tensor, np.float64).ravel()
    step = max(1, len(values) // SAMPLES)
    return {
        "length": len(values),
        "dot": float(values @ numbers(99, len(values))),
        "size": float(np.sqrt(values @ values)),
        "samples": values[::step].tolist(),
    }


def gradients(operation, *inputs):
    """The value and the gradients, for one at the value that is as random."""
    inputs = [tf.constant(each) for each in inputs]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        value = operation(*inputs)
    cotangent = numbers(50, *value.shape)
    return [summary(each) for each in [value, *tape.gradient(value, inputs, cotangent)]]


def activation(x, slope):
    return tf.where(x > 0, x, slope * x)


def matmul(rows, inner, columns):
    return gradients(tf.matmul, numbers(1, rows, inner), numbers(2, inner, columns))


def linear(rows, inner, columns, slope):
    operation = lambda x, w, b: activation(tf.matmul(x, w) + b, slope)
    return gradients(
        operation, numbers(1, rows, inner), numbers(2, inner, columns), numbers(3, columns)
    )


def bias_leaky_relu(rows, columns, slope):
    operation = lambda x, b: activation(x + b, slope)
    return gradients(operation, numbers(1, rows, columns), numbers(2, columns))


def conv2d(batch, height, width, channels, outputs, slope):
    def operation(x, w, b):
        x = tf.reshape(x, [batch, height, width, channels])
        w = tf.reshape(w, [4, 4, channels, outputs])
        x = tf.nn.conv2d(tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]), w, 2, "VALID")
        return tf.reshape(activation(x + b, slope), [-1, outputs])

    images = numbers(1, batch * height * width, channels)
    return gradients(operation, images, numbers(2, 16 * channels, outputs), numbers(3, outputs))


def conv_transpose2d(batch, height, width, channels, inputs):
    def operation(x, w):
        x = tf.reshape(x, [batch, height // 2, width // 2, inputs])
        w = tf.transpose(tf.reshape(w, [inputs, 4, 4, channels]), [1, 2, 3, 0])
        x = tf.nn.conv2d_transpose(x, w, [batch, height, width, channels], 2, "SAME")
        return tf.reshape(x, [-1, channels])

    rows = batch * height * width // 4
    return gradients(operation, numbers(1, rows, inputs), numbers(2, inputs, 16 * channels))


def batch_norm(batches, rows, columns, slope):
    def operation(x, gamma, beta):
        x = tf.reshape(x, [batches, rows, columns])
        mean, variance = tf.nn.moments(x, [1], keepdims=True)
        x = tf.nn.batch_normalization(x, mean, variance, beta, gamma, EPSILON)
        return tf.reshape(activation(x, slope), [-1, columns])

    x = numbers(1, batches * rows, columns)
    mean, variance = tf.nn.moments(x.reshape(batches, rows, columns), [1])
    running = [numbers(4, columns), numbers(5, columns)]
    for batch in range(batches):
        running = [0.9 * old + 0.1 * new[batch] for old, new in zip(running, [mean, variance])]
    statistics = [summary(each) for each in [mean, variance, *running]]
    return statistics + gradients(operation, x, numbers(2, columns), numbers(3, columns))


def tanh(rows, columns):
    return gradients(lambda x: tf.tanh(4 * x), numbers(1, rows, columns))


CURVES = [tf.nn.softplus, lambda x: x * x / 2, tf.nn.relu, lambda x: x]


def criterion(curve, images, real, paired):
    """Signs of -1 and 1, shifts of 0.25 and 0.5, linear terms of 0.125 and -0.25, and a weight of 0.75."""

    def operation(logits):
        fake = logits[images:] if real else logits
        x, linear = [fake + 0.5], -0.25 * fake
        if real:
            x = [0.25 - logits[:images], *x]
            linear += 0.125 * logits[:images]
        if paired:
            x = [x[0] + x[1]]
        total = sum(tf.reduce_mean(CURVES[curve](each)) for each in x)
        return tf.reshape(0.75 * total + tf.reduce_mean(linear), [1])

    return gradients(operation, 4 * numbers(1, images * (2 if real else 1), 1))


def adam(count, decay, clip):
    weight, gradient, first = [numbers(seed, count) for seed in [1, 2, 3]]
    second = numbers(4, count) ** 2
    first = 0.5 * first + 0.5 * gradient
    second = 0.999 * second + 0.001 * gradient**2
    weight = decay * weight - 0.01 * first / (np.sqrt(2 * second) + 1e-8)
    return [summary(each) for each in [np.clip(weight, -clip, clip), first, second]]


def lerp(count):
    return [summary(0.99 * numbers(1, count) + 0.01 * numbers(2, count))]


# On both sides of the bounds of tiles: 4 to 64 rows and columns, 256 terms.
SIZES = [
    *([1, 1, 1], [3, 5, 7], [4, 8, 4], [5, 9, 17], [15, 16, 31], [17, 33, 32], [63, 64, 65], [65, 130, 64]),
    *([128, 31, 129], [261, 255, 9], [9, 256, 17], [5, 257, 8]),
]
MAPS = [
    *([1, 2, 2, 1], [1, 2, 2, 5], [1, 4, 2, 3], [2, 2, 6, 4], [3, 6, 4, 7], [2, 8, 14, 16], [1, 14, 14, 33]),
    *([2, 28, 28, 1], [1, 6, 10, 65], [2, 6, 4, 8], [2, 6, 4, 9]),
]
CHANNELS = [1, 3, 8, 17, 64]
SLOPES = [0.0, 0.25, 1.0]

cases = [[matmul, size] for size in SIZES]
for at, size in enumerate(SIZES):
    cases += [[linear, [*size, SLOPES[at % 3]]], [bias_leaky_relu, [size[0], size[2], SLOPES[at % 3]]]]
    batches = 1 + at % 3
    cases += [[batch_norm, [batches, size[0] + 1, size[2], SLOPES[at % 3]]], [tanh, [size[0], size[2]]]]
    cases += [[lerp, [size[0] * size[2]]], [adam, [size[0] * size[2], [1.0, 0.99][at % 2], [0.5, 10.0][at // 2 % 2]]]]
for at, maps in enumerate(MAPS):
    for channels in [CHANNELS[at % 5], CHANNELS[(at + 2) % 5]]:
        cases += [[conv2d, [*maps, channels, SLOPES[at % 3]]], [conv_transpose2d, [*maps, channels]]]
for curve in range(4):
    for images in [1, 5, 65, 257]:
        for real, paired in [[0, 0], [1, 0], [1, 1]]:
            cases.append([criterion, [curve, images, real, paired]])

lines = [json.dumps({"operation": f.__name__, "sizes": sizes, "tensors": f(*sizes)}) for f, sizes in cases]
Path(__file__).with_name("goldens.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
