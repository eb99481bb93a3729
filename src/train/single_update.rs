//! One network's step alone, so that one can see what each of them does.

use burn::tensor::Tensor;
use serde::Serialize;

use super::{Examples, Look, Player, Run};
use crate::{
    data::Dataset,
    error::{Error, Result},
    tensors::read,
};

/// Images that are shown of each kind.
const SHOWN: usize = 8;

/// What a step of one network was taken on.
pub(crate) struct SingleUpdate {
    /// Before it.
    pub look: Look,
    /// Those that L_D and L_G are of, as training has them.
    pub logits: [Tensor<1>; 2],
}

/// What a step of one network was taken on, and how the networks stood before it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UpdateRecord {
    /// Steps of G so far.
    pub step: u64,
    /// L_D without penalties and L_G; that of the network that learned is the one that it learned from.
    pub losses: [f32; 2],
    /// The first real and generated images, pixels in 0..1, `[shown, height, width, channels]`.
    pub real: Vec<f32>,
    pub fake: Vec<f32>,
    /// How L_G falls fastest at those generated images, the negative gradient at each pixel: what D wants
    /// changed.
    pub wanted: Vec<f32>,
    /// D's logits of those images, one for each row that D judges at once.
    pub real_logits: Vec<f32>,
    pub fake_logits: Vec<f32>,
}

impl Run {
    /// What a step of one network is to be taken on: one of D on new images, one of G on those that D saw last.
    ///
    /// # Errors
    /// `data_missing`, `data_corrupt`.
    pub fn update_batch(&self, data: &Dataset, player: Player) -> Result<UpdateBatch> {
        let number = self.update_number(player);
        let examples = self.examples(data, number)?;
        Ok(UpdateBatch { number, examples })
    }

    /// Takes a step of D alone or of G alone. One of G counts as a step of the run.
    ///
    /// # Errors
    /// `conflicting_options` for a VAE, whose networks learn together; `diverged`, `device_failed`.
    pub async fn update(&mut self, batch: UpdateBatch, player: Player) -> Result<UpdateRecord> {
        let UpdateBatch { number, examples } = batch;
        let repeats = player == Player::Generator && self.progress.ahead > 0;
        let update = self.model.single_update(player, number, &examples, repeats);
        let update = update.ok_or_else(|| Error::ConflictingOptions {
            one: "the model is a VAE".to_owned(),
            other: "a step is to be of one network".to_owned(),
            reason: "the networks of a VAE learn together".to_owned(),
        })?;
        match player {
            Player::Discriminator => self.progress.ahead += 1,
            Player::Generator => {
                self.progress.ahead = 0;
                self.progress.step += 1;
            }
        }
        self.read_update(update).await
    }

    /// The number of the batch of a step of one network.
    fn update_number(&self, player: Player) -> u64 {
        let ahead = self.progress.ahead;
        self.next_batch()
            + match player {
                Player::Discriminator => ahead,
                Player::Generator => ahead.saturating_sub(1),
            }
    }

    async fn read_update(&self, update: SingleUpdate) -> Result<UpdateRecord> {
        let SingleUpdate { look, logits } = update;
        let rows = look.logits[0].dims()[0] / 2;
        let lengths = [2 * rows, logits[0].dims()[0] + logits[1].dims()[0]];
        // [rows, packing * features] -> [rows * packing * features]
        let images = [look.real, look.fake, look.gradient].map(|images| images.reshape([-1]));
        let [seen, _] = look.logits;
        let parts: Vec<Tensor<1>> = [seen].into_iter().chain(logits).chain(images).collect();
        let numbers = read(Tensor::cat(parts, 0)).await?;
        let step = self.step();
        if let Some(&value) = numbers.iter().find(|number| !number.is_finite()) {
            return Err(Error::Diverged { step, value });
        }
        let (seen, rest) = numbers.split_at(lengths[0]);
        let (trained, images) = rest.split_at(lengths[1]);
        let size = images.len() / 3;
        let shown = SHOWN.min(self.config.batch_size) * self.shape.len();
        let first = |which: usize| images[which * size..][..shown].to_vec();
        let intensities = |image: Vec<f32>| image.iter().map(|x| (x + 1.0) / 2.0).collect();
        let shown_rows = SHOWN.div_ceil(self.config.packing).min(rows);
        let (losses, _) = self.model.losses(trained);
        Ok(UpdateRecord {
            step,
            losses,
            real: intensities(first(0)),
            fake: intensities(first(1)),
            wanted: first(2).iter().map(|gradient| -gradient).collect(),
            real_logits: seen[..shown_rows].to_vec(),
            fake_logits: seen[rows..][..shown_rows].to_vec(),
        })
    }
}

/// What a step of one network is taken on.
pub struct UpdateBatch {
    pub(crate) number: u64,
    pub(crate) examples: Examples,
}
