//! The losses on logits: what they are, and their arithmetic on the host and by burn's operations.

use burn::{
    backend::{Backend, Scalar, TensorMetadata, tensor::FloatTensor},
    tensor::{Shape, Slice, TensorData},
};

/// A loss of logits l of generated images, and of as many real ones before them where `real` says how:
/// `weight * E[curve(x)] + E[linear * l]`, summed over both sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Criterion {
    pub curve: Curve,
    pub real: Option<LogitTerm>,
    pub fake: LogitTerm,
    /// Whether a real image and a generated one have one x, the sum of theirs.
    pub paired: bool,
    pub weight: f32,
}

/// x = sign * l + shift
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogitTerm {
    pub sign: f32,
    pub shift: f32,
    pub linear: f32,
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
    pub fn derivative(self, x: f32) -> f32 {
        match self {
            Self::Softplus => 1.0 / (1.0 + (-x).exp()),
            Self::Square => x,
            Self::Hinge if x > 0.0 => 1.0,
            Self::Hinge => 0.0,
            Self::Linear => 1.0,
        }
    }
}

impl LogitTerm {
    /// x = sign * l
    pub fn new(sign: f32) -> Self {
        Self {
            sign,
            shift: 0.0,
            linear: 0.0,
        }
    }

    pub fn point(self, logit: f32) -> f32 {
        self.sign * logit + self.shift
    }
}

impl Criterion {
    /// One batch of logits, or two.
    fn terms(self) -> impl Iterator<Item = LogitTerm> {
        self.real.into_iter().chain([self.fake])
    }

    /// How many of the logits are of one term.
    pub(super) fn count(self, logits: usize) -> usize {
        logits / self.terms().count()
    }

    /// The loss.
    pub fn value(self, logits: &[f32]) -> f32 {
        let count = self.count(logits.len());
        let points = self.points(logits);
        let curve: f32 = points.iter().map(|x| self.curve.value(*x)).sum();
        let linear = self.each(logits).map(|(term, logit)| term.linear * logit);
        (self.weight * curve + linear.sum::<f32>()) / count as f32
    }

    /// The gradient of the loss at the logits, times `gradient`.
    pub(super) fn gradient(self, logits: &[f32], gradient: f32) -> Vec<f32> {
        let scale = gradient / self.count(logits.len()) as f32;
        let points = self.points(logits);
        // A pair's x serves both sides.
        let points = points.iter().cycle();
        self.each(logits)
            .zip(points)
            .map(|((term, _), x)| {
                scale * (self.weight * self.curve.derivative(*x) * term.sign + term.linear)
            })
            .collect()
    }

    fn points(self, logits: &[f32]) -> Vec<f32> {
        let mut points: Vec<f32> = self
            .each(logits)
            .map(|(term, logit)| term.point(*logit))
            .collect();
        if self.paired {
            let fake = points.split_off(points.len() / 2);
            points.iter_mut().zip(fake).for_each(|(x, fake)| *x += fake);
        }
        points
    }

    fn each(self, logits: &[f32]) -> impl Iterator<Item = (LogitTerm, &f32)> {
        let batches = logits.chunks(self.count(logits.len()));
        let terms = self.terms().zip(batches);
        terms.flat_map(|(term, batch)| batch.iter().map(move |logit| (term, logit)))
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
    let linears = column::<B>(&logits, criterion, |term| term.linear);
    let linear = B::float_sum(B::float_mul(logits, linears));
    let sum = B::float_add(curve, linear);
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
    let derivative = match criterion.curve {
        Curve::Softplus => B::sigmoid(x),
        Curve::Square => x,
        Curve::Hinge => B::relu_backward(
            x.clone(),
            B::float_ones(x.shape(), &x.device(), x.dtype().into()),
        ),
        Curve::Linear => B::float_ones(x.shape(), &x.device(), x.dtype().into()),
    };
    let derivative = if criterion.paired {
        B::float_cat(vec![derivative.clone(), derivative], 0)
    } else {
        derivative
    };
    let signs = column::<B>(&logits, criterion, |term| criterion.weight * term.sign);
    let linears = column::<B>(&logits, criterion, |term| term.linear);
    let derivative = B::float_add(B::float_mul(derivative, signs), linears);
    let scale = B::float_reshape(gradient, Shape::new([1, 1]));
    let scale = B::float_mul_scalar(scale, Scalar::Float(1.0 / count as f64));
    B::float_mul(derivative, scale)
}

fn points<B: Backend>(logits: FloatTensor<B>, criterion: Criterion) -> FloatTensor<B> {
    let signs = column::<B>(&logits, criterion, |term| term.sign);
    let shifts = column::<B>(&logits, criterion, |term| term.shift);
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
    number: impl Fn(LogitTerm) -> f32,
) -> FloatTensor<B> {
    let rows = logits.shape().num_elements();
    let count = criterion.count(rows);
    let numbers = criterion.terms().map(number);
    let numbers: Vec<f32> = numbers
        .flat_map(|number| std::iter::repeat_n(number, count))
        .collect();
    B::float_from_data(TensorData::new(numbers, [rows, 1]), &logits.device())
}
