//! The table of all options.

use strum::VariantNames;

use super::{
    Activation, Algorithm, Augmentation, Condition, Kind, Loss, Model, OptionSpec, PRESETS, When,
};

/// The back ends a person can ask for. `auto` takes WebGPU where it works, else `flex`.
const BACKENDS: [&str; 4] = ["auto", "webgpu", "flex", "ndarray"];

const DENSE: Option<When> = when("model", &["mlp", "vae-mlp"]);
const MLP: Option<When> = when("model", &["mlp"]);
const CONVOLUTIONAL: Option<When> = when("model", &["dcgan", "vae-conv"]);
const GAN: Option<When> = when("model", &["mlp", "dcgan"]);

const fn when(option: &'static str, values: &'static [&'static str]) -> Option<When> {
    Some(When { option, values })
}

fn choice(choices: &[&'static str]) -> Kind {
    Kind::Choice {
        choices: choices.to_vec(),
    }
}

fn integer(min: u32, max: u32) -> Kind {
    Kind::Integer { min, max }
}

fn number(min: f64, max: f64) -> Kind {
    Kind::Number { min, max }
}

fn units() -> Kind {
    Kind::List {
        min: 1,
        max: 4096,
        shortest: 1,
        longest: 8,
    }
}

/// All options a person can set. An option that decides what others mean stands before them.
pub fn options() -> Vec<OptionSpec> {
    let mut group = "Run";
    let mut specs = Vec::new();
    let mut add = |group, name, title, default, kind, when, doc| {
        specs.push(OptionSpec {
            name,
            title,
            group,
            doc,
            default,
            kind,
            when,
        });
    };

    let presets: Vec<&str> = PRESETS.iter().map(|preset| preset.id).collect();
    add(
        group,
        "preset",
        "Preset",
        PRESETS[0].id,
        choice(&presets),
        None,
        "The networks, losses and rates to train with; every other option changes one of them.",
    );
    add(
        group,
        "seed",
        "Seed",
        "1",
        integer(0, u32::MAX),
        None,
        "Where all randomness comes from: the same seed trains the same networks.",
    );
    add(
        group,
        "backend",
        "Back end",
        BACKENDS[0],
        choice(&BACKENDS),
        None,
        "What computes: WebGPU, or the CPU by one of two libraries.",
    );
    add(
        group,
        "dataset",
        "Data",
        "mnist",
        choice(&["mnist", "fashion-mnist", "own"]),
        None,
        "The real images: handwritten digits, pictures of clothes, or images of your own.",
    );
    add(
        group,
        "batch-size",
        "Batch size",
        "32",
        integer(1, 1024),
        None,
        "Real images in one step of D, and generated ones beside them.",
    );

    group = "Networks";
    add(
        group,
        "model",
        "Model",
        "dcgan",
        choice(Model::VARIANTS),
        None,
        "A GAN of dense layers or of convolutions, or a variational autoencoder of either.",
    );
    add(
        group,
        "condition",
        "Told the label by",
        "projection",
        choice(Condition::VARIANTS),
        None,
        "Whether the networks are told the class of an image, and how D is.",
    );
    add(
        group,
        "packing",
        "Images to D at once",
        "1",
        integer(1, 2),
        GAN,
        "With 2, D judges pairs, and sees when G always draws the same.",
    );
    add(
        group,
        "latent",
        "Length of z",
        "64",
        integer(1, 1024),
        None,
        "How many random numbers an image is made of.",
    );
    add(
        group,
        "g-hidden",
        "Units of G",
        "128,256,512,1024",
        units(),
        DENSE,
        "Units of the hidden layers of G, or of the VAE's decoder.",
    );
    add(
        group,
        "d-hidden",
        "Units of D",
        "1024,512,256",
        units(),
        DENSE,
        "Units of the hidden layers of D, or of the VAE's encoder.",
    );
    add(
        group,
        "g-activation",
        "Activation in G",
        "relu",
        choice(Activation::VARIANTS),
        DENSE,
        "What stands between the layers of G, or of the VAE's decoder.",
    );
    add(
        group,
        "d-activation",
        "Activation in D",
        "leaky-relu",
        choice(Activation::VARIANTS),
        DENSE,
        "What stands between the layers of D, or of the VAE's encoder.",
    );
    add(
        group,
        "g-batch-norm",
        "BatchNorm in G",
        "on",
        Kind::Switch,
        DENSE,
        "Whether each hidden layer of G, or of the VAE's decoder, ends with batch normalization.",
    );
    add(
        group,
        "d-batch-norm",
        "BatchNorm in D",
        "off",
        Kind::Switch,
        DENSE,
        "Whether each hidden layer of D, or of the VAE's encoder, ends with batch normalization.",
    );
    add(
        group,
        "d-dropout",
        "Dropout in D",
        "0",
        number(0.0, 0.9),
        MLP,
        "The probability that a hidden unit of D is dropped in a step.",
    );
    add(
        group,
        "channels",
        "Channels",
        "32,16",
        Kind::List {
            min: 1,
            max: 256,
            shortest: 2,
            longest: 2,
        },
        CONVOLUTIONAL,
        "Channels of both networks at 7 x 7 and at 14 x 14 pixels.",
    );

    group = "Loss";
    add(
        group,
        "loss",
        "Loss",
        "non-saturating",
        choice(Loss::VARIANTS),
        GAN,
        "What D and G get better at.",
    );
    add(
        group,
        "clip",
        "Clip",
        "0.01",
        number(0.0001, 10.0),
        when("loss", &["wasserstein"]),
        "The largest absolute value that a weight of D can have.",
    );
    add(
        group,
        "d-steps",
        "Steps of D",
        "1",
        integer(1, 10),
        GAN,
        "How often D learns for each time that G does.",
    );
    add(
        group,
        "ema-decay",
        "EMA of G",
        "0.99",
        number(0.0, 0.9999),
        None,
        "The decay of the moving average of the weights, which draws the samples: how much of it each step keeps.",
    );

    group = "Regularizers";
    add(
        group,
        "r1",
        "R1",
        "0",
        number(0.0, 1000.0),
        GAN,
        "The weight of the penalty on the norm of D's gradient at real images.",
    );
    add(
        group,
        "r2",
        "R2",
        "0",
        number(0.0, 1000.0),
        GAN,
        "The weight of the penalty on the norm of D's gradient at generated images.",
    );
    add(
        group,
        "gradient-penalty",
        "Gradient penalty",
        "0",
        number(0.0, 1000.0),
        GAN,
        "The weight of the penalty for norms of D's gradient other than 1 between real and generated images.",
    );
    add(
        group,
        "spectral-norm",
        "Spectral norm",
        "off",
        Kind::Switch,
        GAN,
        "Whether each layer of D is divided by its largest singular value.",
    );
    add(
        group,
        "label-smoothing",
        "Label smoothing",
        "0",
        number(0.0, 0.5),
        when("loss", &["minimax", "non-saturating", "least-squares"]),
        "How far below 1 D is to put real images.",
    );
    add(
        group,
        "instance-noise",
        "Instance noise",
        "0",
        number(0.0, 2.0),
        GAN,
        "The standard deviation of the noise on all images that D sees, whose values are in -1..1.",
    );
    add(
        group,
        "augmentation",
        "Augmentation",
        "off",
        choice(Augmentation::VARIANTS),
        GAN,
        "Whether D sees all images moved by up to 4 pixels, and a square of 14 x 14 covered: with few images, it \
         cannot learn them by heart.",
    );

    for (group, names) in [
        (
            "Optimizer of G",
            [
                "g-optimizer",
                "g-learning-rate",
                "g-momentum",
                "g-beta1",
                "g-beta2",
                "g-epsilon",
                "g-weight-decay",
                "4e-3",
            ],
        ),
        (
            "Optimizer of D",
            [
                "d-optimizer",
                "d-learning-rate",
                "d-momentum",
                "d-beta1",
                "d-beta2",
                "d-epsilon",
                "d-weight-decay",
                "1e-3",
            ],
        ),
    ] {
        let [
            algorithm,
            rate,
            momentum,
            beta1,
            beta2,
            epsilon,
            decay,
            default_rate,
        ] = names;
        let used_by = |algorithms| {
            Some(When {
                option: algorithm,
                values: algorithms,
            })
        };
        add(
            group,
            algorithm,
            "Algorithm",
            "adam",
            choice(Algorithm::VARIANTS),
            None,
            "How the weights follow the gradient.",
        );
        add(
            group,
            rate,
            "Learning rate",
            default_rate,
            number(1e-7, 10.0),
            None,
            "How far one step goes.",
        );
        add(
            group,
            momentum,
            "Momentum",
            "0.9",
            number(0.0, 0.9999),
            used_by(&["momentum"]),
            "How much of the last step goes into the next.",
        );
        add(
            group,
            beta1,
            "Beta 1",
            "0",
            number(0.0, 0.9999),
            used_by(&["adam", "adam-w"]),
            "The decay of the mean of the gradients: how much of it each step keeps.",
        );
        add(
            group,
            beta2,
            "Beta 2",
            "0.999",
            number(0.0, 0.9999),
            used_by(&["adam", "adam-w", "rms-prop"]),
            "The decay of the mean of the squared gradients: how much of it each step keeps.",
        );
        add(
            group,
            epsilon,
            "Epsilon",
            "1e-8",
            number(1e-12, 1.0),
            used_by(&["adam", "adam-w", "rms-prop"]),
            "What keeps a division by a small gradient finite.",
        );
        add(
            group,
            decay,
            "Weight decay",
            "0.01",
            number(0.0, 1.0),
            used_by(&["adam-w"]),
            "How much of the weights, times the learning rate, each step takes away.",
        );
    }
    specs
}
