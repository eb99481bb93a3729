"""Makes the goldens of tests/golden.rs with TensorFlow, in 64 bits:

    cargo test --no-default-features --features cpu --test golden -- --ignored
    python tests/golden/make.py
    npx prettier --write tests/golden

The first writes target/golden/*.safetensors: the settings of each case, its initial weights, and all
that ten steps take from the data and draw. The second needs what requirements.txt beside it pins, with
Python 3.11.

What the framework has is used as it is: its losses, layers, nested gradients, optimizers and averages.
Written out here are only the optimizer and the losses that it lacks, and power iteration.

Weights have the names and shapes of the session's file: dense layers [inputs, outputs], convolutions
[4 * 4 * inputs, outputs], transposed ones [inputs, 4 * 4 * outputs].
"""

import json
import math
import os
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from safetensors import safe_open

keras.config.set_floatx("float64")

STEPS = 10
SIDE = 28
PIXELS = SIDE * SIDE
CLASSES = 10
OUT = Path(__file__).parent
INPUTS = OUT.parent.parent / "target" / "golden"


def constant(array):
    return tf.constant(array, tf.float64)


def summary(array):
    """The two numbers that stand for a tensor, as in golden.rs."""
    flat = np.asarray(array, np.float64).ravel()
    pattern = np.cos(0.7 * np.arange(flat.size))
    return [rounded(math.sqrt(flat @ flat)), rounded(flat @ pattern)]


def rounded(number, digits=6):
    """Enough to compare 32 bits after a training step with, and short."""
    return float(f"{number:.{digits}g}")


# Layers, on a dict of variables by name.


def kernel(w, name):
    """The weight of a layer, divided by its largest singular value where it has an estimate of it."""
    weight = w[f"{name}.weight"]
    if f"{name}.singular" not in w:
        return weight
    u = tf.stop_gradient(w[f"{name}.singular"])[None, :]
    v = tf.stop_gradient(tf.linalg.l2_normalize(u @ weight))
    return weight / tf.squeeze(u @ weight @ tf.transpose(v))


def power_iteration(w):
    for name in w:
        if name.endswith(".singular"):
            matrix = w[name.replace(".singular", ".weight")]
            v = tf.linalg.l2_normalize(tf.linalg.matvec(matrix, w[name], transpose_a=True))
            w[name].assign(tf.linalg.l2_normalize(tf.linalg.matvec(matrix, v)))


def dense(w, name, x):
    y = x @ kernel(w, name)
    return tf.nn.bias_add(y, w[f"{name}.bias"]) if f"{name}.bias" in w else y


def conv2d(w, name, x):
    """A convolution over [batch, height, width, channels]; the weight is [4 * 4 * inputs, outputs]."""
    filters = tf.reshape(kernel(w, name), [4, 4, x.shape[-1], -1])
    return tf.nn.bias_add(tf.nn.conv2d(x, filters, 2, "SAME"), w[f"{name}.bias"])


def conv_transpose2d(w, name, x):
    """Its transpose; the weight is [inputs, 4 * 4 * outputs]."""
    batch, side, _, inputs = x.shape
    filters = tf.reshape(tf.transpose(w[f"{name}.weight"]), [4, 4, -1, inputs])
    shape = [batch, 2 * side, 2 * side, filters.shape[2]]
    return tf.nn.conv2d_transpose(x, filters, shape, 2, "SAME")


def batch_norm(w, name, x):
    """Over all dimensions but the last."""
    mean, variance = tf.nn.moments(x, list(range(len(x.shape) - 1)))
    for running, batch in [("running_mean", mean), ("running_var", variance)]:
        running = w[f"{name}.{running}"]
        running.assign(0.9 * running + 0.1 * batch)
    beta, gamma = w[f"{name}.beta"], w[f"{name}.gamma"]
    return tf.nn.batch_normalization(x, mean, variance, beta, gamma, 1e-5)


def activate(name, x):
    return tf.nn.relu(x) if name == "relu" else tf.nn.leaky_relu(x, 0.2)


def channels_last(x):
    return tf.transpose(x, [0, 2, 3, 1])


# The networks.


def is_convolutional(options):
    return options["model"] in ["dcgan", "vae-conv"]


def hidden(w, options, side, x, masks=None):
    """The hidden layers of the dense network of this side, "g" or "d"."""
    for layer in range(len(options[f"{side}-hidden"].split(","))):
        x = dense(w, f"layers.{layer}", x)
        x = activate(options[f"{side}-activation"], x)
        if masks:
            x = x * masks[layer]
        if options[f"{side}-batch-norm"] == "on":
            x = batch_norm(w, f"layers.{layer}.batch_norm", x)
    return x


def generator(w, options, latents, labels):
    x = latents if options["condition"] == "none" else tf.concat([latents, labels], 1)
    if not is_convolutional(options):
        output = len(options["g-hidden"].split(","))
        return dense(w, f"layers.{output}", hidden(w, options, "g", x))
    x = tf.nn.relu(batch_norm(w, "layers.0.batch_norm", dense(w, "layers.0", x)))
    x = tf.reshape(x, [x.shape[0], SIDE // 4, SIDE // 4, -1])
    x = tf.nn.relu(batch_norm(w, "layers.1.batch_norm", conv_transpose2d(w, "layers.1", x)))
    return tf.reshape(conv_transpose2d(w, "layers.2", x) + w["layers.2.bias"], [x.shape[0], PIXELS])


def discriminator(w, options, images, labels, masks=None):
    concatenates = options["condition"] == "concatenation"
    if is_convolutional(options):
        planes = tf.reshape(images, [images.shape[0], -1, SIDE, SIDE])
        if concatenates:
            plane = tf.reshape(dense(w, "label_channel", labels), [images.shape[0], 1, SIDE, SIDE])
            planes = tf.concat([planes, plane], 1)
        x = activate("leaky-relu", conv2d(w, "layers.0", channels_last(planes)))
        x = activate("leaky-relu", conv2d(w, "layers.1", x))
        features = tf.reshape(x, [images.shape[0], -1])
    else:
        x = tf.concat([images, labels], 1) if concatenates else images
        features = hidden(w, options, "d", x, masks)
    logits = dense(w, "logit", features)
    if options["condition"] == "projection":
        embeddings = tf.linalg.matmul(labels, kernel(w, "projection"), transpose_b=True)
        logits = logits + tf.reduce_sum(embeddings * features, 1, keepdims=True)
    return logits


def encoder(w, options, images, labels):
    conditional = options["condition"] != "none"
    if is_convolutional(options):
        x = channels_last(tf.reshape(images, [images.shape[0], 1, SIDE, SIDE]))
        x = tf.nn.relu(conv2d(w, "layers.1", tf.nn.relu(conv2d(w, "layers.0", x))))
        x = tf.reshape(x, [images.shape[0], -1])
        x = tf.concat([x, labels], 1) if conditional else x
    else:
        x = tf.concat([images, labels], 1) if conditional else images
        x = hidden(w, options, "d", x)
    return dense(w, "mean", x), dense(w, "log_variance", x)


# Losses.


def cross_entropy(target, logits):
    targets = tf.fill(logits.shape, constant(target))
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(targets, logits))


def discriminator_loss(loss, real, fake, smoothing):
    mean = tf.reduce_mean
    if loss in ["minimax", "non-saturating"]:
        return cross_entropy(1 - smoothing, real) + cross_entropy(0, fake)
    if loss == "least-squares":
        return (mean(tf.square(real - (1 - smoothing))) + mean(tf.square(fake))) / 2
    if loss in ["wasserstein", "wgan-gp"]:
        return mean(fake) - mean(real)
    if loss == "hinge":
        # keras takes the labels -1 and 1 and means max(0, 1 - label * logit).
        hinge = keras.losses.Hinge()
        return hinge(tf.ones_like(real), real) + hinge(-tf.ones_like(fake), fake)
    assert loss == "relativistic"
    return cross_entropy(1, real - fake)


def generator_loss(loss, real, fake):
    if loss == "minimax":
        return -cross_entropy(0, fake)
    if loss == "non-saturating":
        return cross_entropy(1, fake)
    if loss == "least-squares":
        return tf.reduce_mean(tf.square(fake - 1)) / 2
    if loss in ["wasserstein", "wgan-gp", "hinge"]:
        return -tf.reduce_mean(fake)
    assert loss == "relativistic"
    return cross_entropy(1, fake - real)


def length(rows):
    """The length of each row. The slope of D is zero where all its units are, and so is that of this."""
    squares = tf.reduce_sum(rows**2, 1)
    some = squares > 0
    return tf.where(some, tf.sqrt(tf.where(some, squares, 1)), 0)


# Training.


class RmsProp:
    """As in Hinton's lecture and in PyTorch, with epsilon outside the square root; keras has it inside."""

    def __init__(self, rate, keep, epsilon):
        self.rate, self.keep, self.epsilon = rate, keep, epsilon

    def build(self, variables):
        self.squares = [tf.Variable(tf.zeros_like(variable)) for variable in variables]

    def apply(self, gradients, variables):
        for square, gradient, variable in zip(self.squares, gradients, variables):
            square.assign(self.keep * square + (1 - self.keep) * gradient**2)
            variable.assign_sub(self.rate * gradient / (tf.sqrt(square) + self.epsilon))


class Player:
    """A network with its optimizer, the one of `side`, and its average."""

    def __init__(self, name, inputs, options, side, averaged):
        get = lambda option: float(options[f"{side}-{option}"])
        self.name, self.algorithm = name, options[f"{side}-optimizer"]
        self.rate, self.epsilon, self.beta2 = get("learning-rate"), get("epsilon"), get("beta2")
        if self.algorithm == "sgd":
            self.optimizer = keras.optimizers.SGD(self.rate)
        elif self.algorithm == "momentum":
            self.optimizer = keras.optimizers.SGD(self.rate, get("momentum"))
        elif self.algorithm == "rms-prop":
            self.optimizer = RmsProp(self.rate, self.beta2, self.epsilon)
        elif self.algorithm == "adam":
            self.optimizer = keras.optimizers.Adam(self.rate, get("beta1"), self.beta2)
        else:
            decay = get("weight-decay")
            self.optimizer = keras.optimizers.AdamW(self.rate, decay, get("beta1"), self.beta2)

        prefix = f"{name}."
        own = sorted(key for key in inputs if key.startswith(prefix))
        self.w = {key.removeprefix(prefix): tf.Variable(constant(inputs[key])) for key in own}
        fixed = ("running_mean", "running_var", "singular")
        self.trained = {key: w for key, w in self.w.items() if not key.endswith(fixed)}
        self.optimizer.build(list(self.trained.values()))
        self.gradients = None
        self.time = tf.Variable(0)
        self.average = None
        if averaged:
            # TensorFlow's own average has the same warm-up. The first call only makes it.
            decay = float(options["ema-decay"])
            self.average = tf.train.ExponentialMovingAverage(decay, num_updates=self.time)
            self.average.apply(list(self.w.values()))
        self.initial = self.state()

    def step(self, tape, loss, clip=None):
        variables = list(self.trained.values())
        gradients = tape.gradient(loss, variables, unconnected_gradients="zero")
        if self.gradients is None:
            self.gradients = dict(zip(self.trained, gradients))
        self.time.assign_add(1)
        if self.algorithm in ["adam", "adam-w"]:
            # The paper adds epsilon after the correction for the bias of the start, keras before it.
            time = self.time.numpy()
            self.optimizer.epsilon = self.epsilon * math.sqrt(1 - self.beta2**time)
        self.optimizer.apply(gradients, variables)
        if clip is not None:
            for variable in variables:
                variable.assign(tf.clip_by_value(variable, -clip, clip))
        if self.average:
            self.average.apply(list(self.w.values()))

    def state(self):
        """All tensors that the file has of it."""
        state = {f"{self.name}.{key}": w.numpy() for key, w in self.w.items()}
        if self.average:
            averages = {key: self.average.average(w).numpy() for key, w in self.w.items()}
            state |= {f"average.{self.name}.{key}": value for key, value in averages.items()}
        slots = {}
        if self.algorithm == "momentum":
            # What keras keeps has the learning rate in it.
            slots["first"] = [-value.numpy() / self.rate for value in self.optimizer.momentums]
        elif self.algorithm == "rms-prop":
            slots["second"] = [value.numpy() for value in self.optimizer.squares]
        elif self.algorithm in ["adam", "adam-w"]:
            slots["first"] = [value.numpy() for value in self.optimizer._momentums]
            slots["second"] = [value.numpy() for value in self.optimizer._velocities]
        for slot, values in slots.items():
            names = [f"{self.name}_optimizer.{slot}.{key}" for key in self.trained]
            state |= dict(zip(names, values))
        return state

    def movements(self):
        state = self.state()
        return {key: summary(value - self.initial[key]) for key, value in state.items()}


class Draws:
    """What the step of D that `counter` numbers takes from the data and draws."""

    def __init__(self, inputs, options, counter):
        self.inputs, self.options, self.counter = inputs, options, counter
        labels = tf.one_hot(inputs[f"{counter}.labels"].astype(int), CLASSES, dtype=tf.float64)
        self.labels, self.latents = labels, self.get("latents")
        self.gray = self.get("pixels") / 255

    def get(self, name):
        return constant(self.inputs[f"{self.counter}.{name}"])

    def masks(self, place):
        if self.options["model"] != "mlp" or float(self.options["d-dropout"]) == 0:
            return None
        layers = range(len(self.options["d-hidden"].split(",")))
        return [self.get(f"{place}.dropout.{layer}") for layer in layers]

    def noisy(self, place, images):
        deviation = float(self.options["instance-noise"])
        return images + deviation * self.get(f"{place}.noise") if deviation > 0 else images


def gan_step(options, g, d, draws, learns):
    """A step of D, and of G where it `learns`. Returns their losses."""
    loss, weight = options["loss"], lambda name: float(options[name])
    # Images side by side that D judges at once.
    pack = lambda rows: tf.reshape(rows, [rows.shape[0] // int(options["packing"]), -1])
    labels = pack(draws.labels)
    real = pack(2 * draws.gray - 1)
    score = lambda place, images: discriminator(
        d.w, options, images, labels, masks=draws.masks(place)
    )
    look = lambda place, images: score(place, draws.noisy(place, images))

    def slope(place, images):
        """The gradient of each logit at its images, inside the tape that is already recording."""
        images = tf.stop_gradient(images)
        with tf.GradientTape() as inner:
            inner.watch(images)
            logits = score(place, images)
        return inner.gradient(logits, images)

    with tf.GradientTape() as g_tape:
        fake = pack(tf.tanh(generator(g.w, options, draws.latents, draws.labels)))
        with g_tape.stop_recording(), tf.GradientTape() as d_tape:
            if options["spectral-norm"] == "on":
                power_iteration(d.w)
            real_logits, fake_logits = look("d-real", real), look("d-fake", fake)
            smoothing = weight("label-smoothing")
            d_loss = discriminator_loss(loss, real_logits, fake_logits, smoothing)
            penalized = d_loss
            for name, images in [("r1", real), ("r2", fake)]:
                if weight(name) > 0:
                    squares = tf.reduce_sum(slope(name, images) ** 2, 1)
                    penalized += weight(name) * tf.reduce_mean(squares) / 2
            if weight("gradient-penalty") > 0:
                between = real + draws.get("between.shares") * (fake - real)
                norms = length(slope("between", between))
                penalized += weight("gradient-penalty") * tf.reduce_mean((norms - 1) ** 2)
        with g_tape.stop_recording():
            d.step(d_tape, penalized, weight("clip") if loss == "wasserstein" else None)
        if not learns:
            return None
        fake_logits = look("g-fake", fake)
        real_logits = look("g-real", real) if loss == "relativistic" else None
        g_loss = generator_loss(loss, real_logits, fake_logits)
    g.step(g_tape, g_loss)
    return [float(d_loss), float(g_loss)]


def vae_step(options, decoder, encoder_, draws):
    """Returns the reconstruction and the KL divergence."""
    with tf.GradientTape(persistent=True) as tape:
        mean, log_variance = encoder(encoder_.w, options, 2 * draws.gray - 1, draws.labels)
        latents = mean + tf.exp(log_variance / 2) * draws.latents
        logits = generator(decoder.w, options, latents, draws.labels)
        entropies = tf.nn.sigmoid_cross_entropy_with_logits(draws.gray, logits)
        reconstruction = tf.reduce_mean(tf.reduce_sum(entropies, 1))
        # Kingma and Welling, appendix B
        parts = 1 + log_variance - mean**2 - tf.exp(log_variance)
        divergence = tf.reduce_mean(-tf.reduce_sum(parts, 1) / 2)
        loss = reconstruction + divergence
    encoder_.step(tape, loss)
    decoder.step(tape, loss)
    return [float(reconstruction), float(divergence)]


def make_case(path):
    with safe_open(path, "numpy") as file:
        common, own = (json.loads(file.metadata()[part]) for part in ["common", "own"])
        settings = common | own
        inputs = {name: file.get_tensor(name) for name in sorted(file.keys())}
    is_vae = settings["model"].startswith("vae-")
    names = ["decoder", "encoder"] if is_vae else ["generator", "discriminator"]
    first = Player(names[0], inputs, settings, "g", True)
    second = Player(names[1], inputs, settings, "d", is_vae)
    losses, after = [], {}
    batches = 1 if is_vae else int(settings["d-steps"])
    for step in range(1, STEPS + 1):
        for index in range(batches):
            draws = Draws(inputs, settings, (step - 1) * batches + index)
            if is_vae:
                found = vae_step(settings, first, second, draws)
            else:
                found = gan_step(settings, first, second, draws, index + 1 == batches)
        losses.append([rounded(loss) for loss in found])
        if step in [1, STEPS]:
            after[step] = first.movements() | second.movements()
    gradients = {
        f"{player.name}.{key}": summary(gradient)
        for player in [first, second]
        for key, gradient in player.gradients.items()
    }
    parts = {"gradient": gradients, "one": after[1], "ten": after[STEPS]}
    names = sorted(after[1])
    tensors = {
        name: {part: found[name] for part, found in parts.items() if name in found} for name in names
    }
    kinds = {}
    for name, values in inputs.items():
        kinds.setdefault(kind(name), []).append(values.ravel())
    checks = {name: summary(np.concatenate(values)) for name, values in kinds.items()}
    write("common", common)
    write(path.stem, {"settings": own, "inputs": checks, "losses": losses, "tensors": tensors})


def make_losses():
    """The losses by themselves, on logits near zero and far from it."""
    real, fake = ([-40, -7, -1.5, -0.2, 0.4, 2.5, 9, 40], [3, -40, 0.6, -0.9, 40, -5, 0.1, -2])
    losses = ["minimax", "non-saturating", "least-squares", "wasserstein", "wgan-gp", "hinge"]
    found = []
    for loss in [*losses, "relativistic"]:
        for smoothing in [0, 0.1] if loss in losses[:3] else [0]:
            logits = [tf.Variable(constant(np.reshape(side, [-1, 1]))) for side in [real, fake]]
            with tf.GradientTape() as d_tape:
                d_loss = discriminator_loss(loss, *logits, smoothing)
            with tf.GradientTape() as g_tape:
                g_loss = generator_loss(loss, *logits)
            gradients = d_tape.gradient(d_loss, logits) + [g_tape.gradient(g_loss, logits[1])]
            exact = lambda side: [rounded(number, 9) for number in side.numpy().ravel()]
            found.append(
                {
                    "loss": loss,
                    "smoothing": smoothing,
                    "values": [rounded(d_loss, 9), rounded(g_loss, 9)],
                    "gradients": [exact(side) for side in gradients],
                }
            )
    write("losses", {"real": real, "fake": fake, "losses": found})


def kind(name):
    """Of an input, as in golden.rs."""
    if name.endswith((".pixels", ".labels")):
        return "data"
    return "draws" if name[0].isdigit() else "weights"


def write(name, golden):
    (OUT / f"{name}.json").write_text(json.dumps(golden, allow_nan=False))


if __name__ == "__main__":
    make_losses()
    for case in sorted(INPUTS.glob("*.safetensors")):
        print(case.stem)
        make_case(case)
