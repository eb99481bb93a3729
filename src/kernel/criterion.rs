//! The losses on logits: what they are, and their arithmetic on the host and by burn's operations.

use burn::{
    backend::{Backend, Scalar, TensorMetadata, tensor::FloatTensor},
    tensor::{Shape, Slice, TensorData},
};

/// A loss of logits l of generated images, and of as many real ones before them where `real` says how:
/// `weight * E[curve(x)] + E[lean * l]`, summed over both sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Criterion {
    pub curve: Curve,
    pub real: Option<Side>,
    pub fake: Side,
    /// Whether a real image and a generated one have one x, the sum of theirs.
    pub paired: bool,
    pub weight: f32,
}

/// x = sign * l + shift
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    pub sign: f32,
    pub shift: f32,
    pub lean: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Curve {
    /// log(1 + exp(x))
    Softplus,
    /// x^2 / 2
    Square,
    /// max(0, x)
    Hinge,
    /// x
    Linear,
}

impl Curve {
    pub fn value(self, x: f32) -> f32 {
        match self {
            // exp(x) may be more than a number can be.
            Self::Softplus => x.max(0.0) + (-x.abs()).exp().ln_1p(),
            Self::Square => x * x / 2.0,
            Self::Hinge => x.max(0.0),
            Self::Linear => x,
        }
    }

    /// The derivative of the value.
    pub fn slope(self, x: f32) -> f32 {
        match self {
            Self::Softplus => 1.0 / (1.0 + (-x).exp()),
            Self::Square => x,
            Self::Hinge if x > 0.0 => 1.0,
            Self::Hinge => 0.0,
            Self::Linear => 1.0,
        }
    }
}

impl Side {
    /// x = sign * l
    pub fn new(sign: f32) -> Self {
        Self {
            sign,
            shift: 0.0,
            lean: 0.0,
        }
    }

    pub fn point(self, logit: f32) -> f32 {
        self.sign * logit + self.shift
    }
}

impl Criterion {
    /// One batch of logits, or two.
    fn sides(self) -> impl Iterator<Item = Side> {
        self.real.into_iter().chain([self.fake])
    }

    /// How many of the logits are of one side.
    pub(super) fn count(self, logits: usize) -> usize {
        logits / self.sides().count()
    }

    /// The loss.
    pub fn value(self, logits: &[f32]) -> f32 {
        let count = self.count(logits.len());
        let points = self.points(logits);
        let curve: f32 = points.iter().map(|x| self.curve.value(*x)).sum();
        let lean = self.each(logits).map(|(side, logit)| side.lean * logit);
        (self.weight * curve + lean.sum::<f32>()) / count as f32
    }

    /// The gradient of the loss at the logits, times `gradient`.
    pub(super) fn gradient(self, logits: &[f32], gradient: f32) -> Vec<f32> {
        let scale = gradient / self.count(logits.len()) as f32;
        let points = self.points(logits);
        // A pair's x serves both sides.
        let points = points.iter().cycle();
        self.each(logits)
            .zip(points)
            .map(|((side, _), x)| {
                scale * (self.weight * self.curve.slope(*x) * side.sign + side.lean)
            })
            .collect()
    }

    fn points(self, logits: &[f32]) -> Vec<f32> {
        let mut points: Vec<f32> = self
            .each(logits)
            .map(|(side, logit)| side.point(*logit))
            .collect();
        if self.paired {
            let fake = points.split_off(points.len() / 2);
            points.iter_mut().zip(fake).for_each(|(x, fake)| *x += fake);
        }
        points
    }

    fn each(self, logits: &[f32]) -> impl Iterator<Item = (Side, &f32)> {
        let batches = logits.chunks(self.count(logits.len()));
        let sides = self.sides().zip(batches);
        sides.flat_map(|(side, batch)| batch.iter().map(move |logit| (side, logit)))
    }
}

/// [`Criterion::value`], `[rows, 1] -> [1]`.
pub(super) fn value<B: Backend>(logits: FloatTensor<B>, criterion: Criterion) -> FloatTensor<B> {
    let count = criterion.count(logits.shape().num_elements());
    let x = points::<B>(logits.clone(), criterion);
    let curve = match criterion.curve {
        Curve::Softplus => {
            let small = B::float_exp(B::float_neg(B::float_abs(x.clone())));
            B::float_add(B::relu(x), B::float_log1p(small))
        }
        Curve::Square => B::float_mul_scalar(B::float_mul(x.clone(), x), Scalar::Float(0.5)),
        Curve::Hinge => B::relu(x),
        Curve::Linear => x,
    };
    let curve = B::float_mul_scalar(B::float_sum(curve), Scalar::Float(criterion.weight.into()));
    let leans = column::<B>(&logits, criterion, |side| side.lean);
    let lean = B::float_sum(B::float_mul(logits, leans));
    let sum = B::float_add(curve, lean);
    B::float_mul_scalar(sum, Scalar::Float(1.0 / count as f64))
}

/// [`Criterion::gradient`], `[rows, 1]`, `[1]` -> `[rows, 1]`.
pub(super) fn gradient<B: Backend>(
    logits: FloatTensor<B>,
    gradient: FloatTensor<B>,
    criterion: Criterion,
) -> FloatTensor<B> {
    let count = criterion.count(logits.shape().num_elements());
    let x = points::<B>(logits.clone(), criterion);
    let slope = match criterion.curve {
        Curve::Softplus => B::sigmoid(x),
        Curve::Square => x,
        Curve::Hinge => B::relu_backward(
            x.clone(),
            B::float_ones(x.shape(), &x.device(), x.dtype().into()),
        ),
        Curve::Linear => B::float_ones(x.shape(), &x.device(), x.dtype().into()),
    };
    let slope = if criterion.paired {
        B::float_cat(vec![slope.clone(), slope], 0)
    } else {
        slope
    };
    let signs = column::<B>(&logits, criterion, |side| criterion.weight * side.sign);
    let leans = column::<B>(&logits, criterion, |side| side.lean);
    let slope = B::float_add(B::float_mul(slope, signs), leans);
    let scale = B::float_reshape(gradient, Shape::new([1, 1]));
    let scale = B::float_mul_scalar(scale, Scalar::Float(1.0 / count as f64));
    B::float_mul(slope, scale)
}

fn points<B: Backend>(logits: FloatTensor<B>, criterion: Criterion) -> FloatTensor<B> {
    let signs = column::<B>(&logits, criterion, |side| side.sign);
    let shifts = column::<B>(&logits, criterion, |side| side.shift);
    let points = B::float_add(B::float_mul(logits, signs), shifts);
    if !criterion.paired {
        return points;
    }
    let count = criterion.count(points.shape().num_elements());
    let half = |rows: std::ops::Range<usize>| {
        B::float_slice(points.clone(), &[Slice::from(rows), Slice::from(0..1)])
    };
    B::float_add(half(0..count), half(count..2 * count))
}

/// A number of each logit's side, `[rows, 1]`.
fn column<B: Backend>(
    logits: &FloatTensor<B>,
    criterion: Criterion,
    number: impl Fn(Side) -> f32,
) -> FloatTensor<B> {
    let rows = logits.shape().num_elements();
    let count = criterion.count(rows);
    let numbers = criterion.sides().map(number);
    let numbers: Vec<f32> = numbers
        .flat_map(|number| std::iter::repeat_n(number, count))
        .collect();
    B::float_from_data(TensorData::new(numbers, [rows, 1]), &logits.device())
}
