//! Named settings, each of which teaches something.

use serde::Serialize;

/// A named set of values for options.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Preset {
    /// The name in the URL, in attributes and in files.
    pub id: &'static str,
    /// The name on the page.
    pub title: &'static str,
    /// What it teaches, in one sentence.
    pub teaches: &'static str,
    /// What to know before choosing it, where there is such a thing.
    pub caution: Option<&'static str>,
    /// Steps after which its quality is measured.
    pub steps: u32,
    /// Values other than the options' defaults.
    pub settings: &'static [(&'static str, &'static str)],
}

impl Preset {
    /// The value that this preset gives an option.
    pub fn get(&self, option: &str) -> Option<&'static str> {
        let found = self.settings.iter().find(|(name, _)| *name == option);
        found.map(|(_, text)| *text)
    }
}

/// All presets; the first is the default.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "quick",
        title: "Quick",
        teaches: "A small convolutional GAN that is told which digit to draw: clean digits of \
                  all ten classes within a minute.",
        caution: None,
        steps: 2000,
        settings: &[],
    },
    Preset {
        id: "best",
        title: "Best",
        teaches: "What patience and larger batches give: the best digits that ten minutes on a CPU \
                  can make.",
        caution: None,
        steps: 6000,
        settings: &[("batch-size", "64")],
    },
    Preset {
        id: "unconditional",
        title: "Not told the digit",
        teaches: "Much the same networks without the label: what a GAN has to find out by itself, and how \
                  much longer that takes.",
        caution: None,
        steps: 6000,
        settings: &[
            ("condition", "none"),
            ("latent", "12"),
            ("r1", "0.05"),
            ("ema-decay", "0.999"),
        ],
    },
    Preset {
        id: "classic",
        title: "Classic (cannot learn)",
        teaches: "The textbook's MLP pair, exactly as written, to see why a detail decides.",
        caution: Some(
            "As written this pair cannot learn: batch normalization right before the \
             discriminator's last layer gives a real and a fake batch the same mean logit, so D \
             stays at chance. Expect L_D = ln 4 = 1.386 and L_G = ln 2 = 0.693 and no digits. \
             Classic repaired is the smallest change that learns.",
        ),
        steps: 1000,
        settings: &[
            ("model", "mlp"),
            ("batch-size", "64"),
            ("condition", "none"),
            ("latent", "100"),
            ("d-activation", "relu"),
            ("d-batch-norm", "on"),
            ("g-learning-rate", "2e-4"),
            ("g-beta1", "0.9"),
            ("d-learning-rate", "1e-4"),
            ("d-beta1", "0.9"),
        ],
    },
    Preset {
        id: "classic-repaired",
        title: "Classic repaired",
        teaches: "The same MLP pair with the smallest change that learns: LeakyReLU and no batch \
                  normalization in D, Adam with beta1 0 and higher rates.",
        caution: None,
        steps: 3000,
        settings: &[
            ("model", "mlp"),
            ("batch-size", "64"),
            ("condition", "none"),
            ("latent", "100"),
            ("g-learning-rate", "1e-3"),
            ("d-learning-rate", "2e-4"),
        ],
    },
    Preset {
        id: "wgan-gp",
        title: "WGAN-GP",
        teaches: "D measures a distance instead of a probability, kept honest by a penalty on its \
                  gradient; L_D falls as the distance does.",
        caution: None,
        steps: 2000,
        settings: &[
            ("loss", "wgan-gp"),
            ("gradient-penalty", "10"),
            ("d-steps", "2"),
            ("g-learning-rate", "2e-3"),
        ],
    },
    Preset {
        id: "lsgan",
        title: "LSGAN",
        teaches: "Least squares in the place of logarithms: images far on the wrong side still give \
                  G a gradient, where a sigmoid would be flat.",
        caution: None,
        steps: 2000,
        settings: &[("loss", "least-squares"), ("g-learning-rate", "3e-3")],
    },
    Preset {
        id: "hinge",
        title: "Hinge",
        teaches: "D only learns from images inside its margin, as a support vector machine does.",
        caution: None,
        steps: 2000,
        settings: &[("loss", "hinge")],
    },
    Preset {
        id: "relativistic",
        title: "Relativistic pairing",
        teaches: "D judges each generated image beside a real one, so that G cannot win by one good \
                  image alone.",
        caution: None,
        steps: 2000,
        settings: &[("loss", "relativistic")],
    },
    Preset {
        id: "vae",
        title: "VAE",
        teaches: "No adversary: an encoder and a decoder that raise a bound on the likelihood; smooth, \
                  sure and a little blurred.",
        caution: None,
        steps: 18_750,
        settings: &[
            ("model", "vae-mlp"),
            ("condition", "none"),
            ("latent", "20"),
            ("g-hidden", "400"),
            ("d-hidden", "400"),
            ("g-batch-norm", "off"),
            ("d-activation", "relu"),
            ("g-learning-rate", "1e-3"),
            ("g-beta1", "0.9"),
            ("d-learning-rate", "1e-3"),
            ("d-beta1", "0.9"),
            ("ema-decay", "0.999"),
        ],
    },
    Preset {
        id: "fashion",
        title: "Fashion",
        teaches: "The same networks on pictures of clothes: what is easy for digits, a clear outline, is \
                  not all there is to an image.",
        caution: None,
        steps: 4000,
        settings: &[("dataset", "fashion-mnist")],
    },
    Preset {
        id: "collapse",
        title: "Mode collapse",
        teaches: "The best known failure, on purpose: G learns so much faster than D that it races to whatever \
                  deceives D right now, and draws that alone.",
        caution: Some(
            "This preset is to fail: G ends up with one to three shapes. The doctor says so, and offers \
             the cure.",
        ),
        steps: 3000,
        settings: &[
            ("model", "mlp"),
            ("condition", "none"),
            ("g-hidden", "256,256"),
            ("d-hidden", "256,256"),
            ("g-batch-norm", "off"),
            ("ema-decay", "0.9"),
            ("g-learning-rate", "1e-3"),
            ("d-learning-rate", "7e-5"),
        ],
    },
    Preset {
        id: "collapse-cured",
        title: "Mode collapse, cured",
        teaches: "The same networks with a D that keeps up with G, and batch normalization in G: all ten \
                  digits come back.",
        caution: None,
        steps: 3000,
        settings: &[
            ("model", "mlp"),
            ("condition", "none"),
            ("g-hidden", "256,256"),
            ("d-hidden", "256,256"),
            ("g-learning-rate", "1e-3"),
            ("d-learning-rate", "5e-4"),
        ],
    },
    Preset {
        id: "d-wins",
        title: "D wins",
        teaches: "A D that learns much faster than G: it is soon always right, and being told so does \
                  not help G.",
        caution: Some("This preset is to fail: G draws no digits."),
        steps: 1000,
        settings: &[
            ("condition", "none"),
            ("g-learning-rate", "1e-4"),
            ("d-learning-rate", "4e-3"),
        ],
    },
    Preset {
        id: "vanishing",
        title: "Vanishing gradient",
        teaches: "The minimax loss of the theory: where D is sure, log(1 - D(G(z))) is flat, and G gets no \
                  gradient to learn from.",
        caution: Some("This preset is to fail: G stops learning within the first steps."),
        steps: 1000,
        settings: &[
            ("model", "mlp"),
            ("condition", "none"),
            ("g-hidden", "256,256"),
            ("d-hidden", "256,256"),
            ("loss", "minimax"),
            ("d-steps", "5"),
            ("g-learning-rate", "1e-4"),
        ],
    },
    Preset {
        id: "oscillation",
        title: "Oscillation",
        teaches: "Momentum on both sides: each network overshoots what the other has just learned, and they \
                  chase each other in circles.",
        caution: Some("This preset is to fail: it never settles."),
        steps: 1000,
        settings: &[
            ("condition", "none"),
            ("loss", "wasserstein"),
            ("clip", "0.05"),
            ("g-learning-rate", "2e-3"),
            ("g-beta1", "0.9"),
            ("d-learning-rate", "2e-3"),
            ("d-beta1", "0.9"),
        ],
    },
    Preset {
        id: "divergence",
        title: "Divergence",
        teaches: "Rates that are far too large: the numbers grow until they are infinite, within a few \
                  steps.",
        caution: Some(
            "This preset is to fail: training stops by itself, and goes back to its last good state.",
        ),
        steps: 100,
        settings: &[
            ("loss", "least-squares"),
            ("g-optimizer", "sgd"),
            ("g-learning-rate", "1"),
            ("d-optimizer", "sgd"),
            ("d-learning-rate", "1"),
        ],
    },
];
