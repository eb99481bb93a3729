//! Every operation of the kernels against TensorFlow, values and gradients, on every back end: natively by `cargo test`,
//! in a browser by `wasm-pack test --headless --chrome`. `tests/kernels/make.py` makes the goldens.
#![allow(clippy::unwrap_used)]

use burn::tensor::{Device, Tensor, TensorData, Transaction};
use gan_playground::{
    device,
    kernel::{self, AdamStep, Criterion, Curve, Decay, FeatureMaps, LogitTerm},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    operation: String,
    sizes: Vec<f32>,
    tensors: Vec<Summary>,
}

/// What the file has of one tensor.
#[derive(Deserialize)]
struct Summary {
    length: usize,
    dot: f64,
    size: f64,
    samples: Vec<f64>,
}

/// How far sums of 32 bits may be off, of the size of the numbers, or of 1 where they are smaller.
const TOLERANCE: f64 = 2e-5;
const SAMPLES: usize = 8;

fn numbers(seed: u64, count: usize) -> Vec<f32> {
    let number = |index: u64| {
        let mut x = (index * 2_654_435_761 + seed * 40503 + 12345) % (1 << 32);
        x ^= x >> 15;
        x = x * 2_246_822_519 % (1 << 32);
        x ^= x >> 13;
        (x >> 16) as f32 / 32768.0 - 1.0
    };
    (0..count as u64).map(number).collect()
}

fn tensor<const D: usize>(seed: u64, shape: [usize; D], device: &Device) -> Tensor<D> {
    let values = numbers(seed, shape.iter().product());
    Tensor::from_data(TensorData::new(values, shape), device)
}

fn flat<const D: usize>(tensor: Tensor<D>) -> Tensor<1> {
    let count = tensor.shape().num_elements();
    tensor.reshape([count])
}

/// Makes the inputs of an operation and reads their gradients.
struct Inputs {
    device: Device,
    matrices: Vec<Tensor<2>>,
    vectors: Vec<Tensor<1>>,
}

impl Inputs {
    fn matrix(&mut self, seed: u64, rows: usize, columns: usize) -> Tensor<2> {
        let matrix = tensor(seed, [rows, columns], &self.device).require_grad();
        self.matrices.push(matrix.clone());
        matrix
    }

    fn vector(&mut self, seed: u64, count: usize) -> Tensor<1> {
        let vector = tensor(seed, [count], &self.device).require_grad();
        self.vectors.push(vector.clone());
        vector
    }

    /// The value and the gradients at all matrices, then at all vectors.
    fn gradients<const D: usize>(self, value: Tensor<D>) -> Vec<Tensor<1>> {
        let cotangent = tensor(50, value.dims(), &self.device);
        let gradients = (value.clone() * cotangent).sum().backward();
        let matrices = self.matrices.iter();
        let matrices = matrices.map(|input| flat(input.grad(&gradients).unwrap()));
        let vectors = self.vectors.iter();
        let vectors = vectors.map(|input| input.grad(&gradients).unwrap());
        let mut all = vec![flat(value.inner())];
        all.extend(matrices.chain(vectors));
        all
    }
}

fn maps(sizes: &[usize]) -> FeatureMaps {
    FeatureMaps {
        batch: sizes[0],
        height: sizes[1],
        width: sizes[2],
        channels: sizes[3],
    }
}

/// Two tensors, since an operation on many may treat the first in another way.
fn parts(seed: u64, count: usize, device: &Device) -> Vec<Tensor<1>> {
    let values = numbers(seed, count);
    let parts = values.split_at(count / 3);
    let parts = [parts.0, parts.1]
        .into_iter()
        .filter(|part| !part.is_empty());
    parts
        .map(|part| Tensor::from_floats(part, device))
        .collect()
}

fn compute(case: &Case, device: &Device) -> Vec<Tensor<1>> {
    let mut inputs = Inputs {
        device: device.clone().autodiff(),
        matrices: vec![],
        vectors: vec![],
    };
    let x = &mut inputs;
    let size: Vec<usize> = case.sizes.iter().map(|size| *size as usize).collect();
    let negative_slope = *case.sizes.last().unwrap();
    match case.operation.as_str() {
        "matmul" => {
            let value =
                kernel::matmul(x.matrix(1, size[0], size[1]), x.matrix(2, size[1], size[2]));
            inputs.gradients(value)
        }
        "linear" => {
            let (input, weight) = (x.matrix(1, size[0], size[1]), x.matrix(2, size[1], size[2]));
            let value = kernel::linear(input, weight, x.vector(3, size[2]), negative_slope);
            inputs.gradients(value)
        }
        "bias_leaky_relu" => {
            let sums = x.matrix(1, size[0], size[1]);
            let value = kernel::bias_leaky_relu(sums, x.vector(2, size[1]), negative_slope);
            inputs.gradients(value)
        }
        "conv2d" => {
            let maps = maps(&size);
            let images = x.matrix(1, maps.pixels(), maps.channels);
            let weight = x.matrix(2, 16 * maps.channels, size[4]);
            let value = kernel::conv2d(images, weight, x.vector(3, size[4]), negative_slope, maps);
            inputs.gradients(value)
        }
        "conv_transpose2d" => {
            let maps = maps(&size);
            let input = x.matrix(1, maps.patches(), size[4]);
            let weight = x.matrix(2, size[4], 16 * maps.channels);
            inputs.gradients(kernel::conv_transpose2d(input, weight, maps))
        }
        "batch_norm" => {
            let input = x.matrix(1, size[0] * size[1], size[2]);
            let running = [4, 5].map(|seed| tensor(seed, [size[2]], device));
            let decay = Decay::new(0.9);
            let statistics = kernel::batch_statistics(input.clone(), size[0], running, decay);
            let moments = statistics.moments.clone().map(Tensor::from_inner);
            let scale = [x.vector(2, size[2]), x.vector(3, size[2])];
            let value = kernel::batch_norm(input, moments, scale, negative_slope);
            let mut all: Vec<_> = statistics.moments.map(flat).into();
            all.extend(statistics.running);
            all.extend(inputs.gradients(value));
            all
        }
        "tanh" => {
            let value = kernel::tanh(x.matrix(1, size[0], size[1]) * 4.0);
            inputs.gradients(value)
        }
        "criterion" => {
            let curves = [Curve::Softplus, Curve::Square, Curve::Hinge, Curve::Linear];
            let term = |sign, shift, linear| LogitTerm {
                sign,
                shift,
                linear,
            };
            let criterion = Criterion {
                curve: curves[size[0]],
                real: (size[2] == 1).then(|| term(-1.0, 0.25, 0.125)),
                fake: term(1.0, 0.5, -0.25),
                paired: size[3] == 1,
                weight: 0.75,
            };
            let logits = x.matrix(1, size[1] * (1 + size[2]), 1) * 4.0;
            // The file has the gradients at the logits.
            let mut all = inputs.gradients(kernel::criterion(logits, criterion));
            all[1] = all[1].clone() / 4.0;
            all
        }
        "adam" => {
            let step = AdamStep {
                beta1: Decay::new(0.5),
                beta2: Decay::new(0.999),
                epsilon: 1e-8,
                step_size: 0.01,
                bias_correction: 2.0,
                decay: case.sizes[1],
                clip: case.sizes[2],
            };
            let [weights, gradients, first, second] =
                [1, 2, 3, 4].map(|seed| parts(seed, size[0], device));
            let second = second.into_iter().map(|each| each.clone() * each).collect();
            let after = kernel::adam(weights, gradients, [first, second], step);
            after.map(|parts| Tensor::cat(parts, 0)).into()
        }
        "lerp" => {
            let [averages, values] = [1, 2].map(|seed| parts(seed, size[0], device));
            vec![Tensor::cat(
                kernel::lerp(averages, values, Decay::new(0.99)),
                0,
            )]
        }
        other => unreachable!("{other}"),
    }
}

async fn are_those_of_tensorflow(backend: &str) {
    let device = device::open(backend).await.unwrap();
    let cases: Vec<Case> = serde_json::from_str(include_str!("kernels/goldens.json")).unwrap();
    let mut wrong = vec![];
    for case in &cases {
        let tensors = compute(case, &device).into_iter();
        let tensors = tensors.fold(Transaction::default(), Transaction::register);
        let tensors = tensors.execute_async().await.unwrap();
        assert_eq!(tensors.len(), case.tensors.len(), "{}", case.operation);
        for (index, (found, wanted)) in tensors.into_iter().zip(&case.tensors).enumerate() {
            let found: Vec<f32> = found.try_to_vec().unwrap();
            let what = format!(
                "{backend}: {} {:?}, tensor {index}",
                case.operation, case.sizes
            );
            assert_eq!(found.len(), wanted.length, "{what}");
            let factors = numbers(99, found.len());
            let pairs = found.iter().zip(&factors);
            let dot: f64 = pairs.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
            let mut furthest = (dot - wanted.dot).abs() / wanted.size.max(1.0);
            let typical = (wanted.size / (wanted.length as f64).sqrt()).max(1.0);
            let samples = found.iter().step_by((found.len() / SAMPLES).max(1));
            for (found, wanted) in samples.zip(&wanted.samples) {
                furthest = furthest.max((f64::from(*found) - wanted).abs() / typical);
            }
            // Not a number is wrong, too.
            if !(dot.is_finite() && furthest <= TOLERANCE) {
                wrong.push(format!("{what} is {furthest:e} off"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[cfg(not(target_family = "wasm"))]
mod native {
    #[test]
    fn flex() {
        pollster::block_on(super::are_those_of_tensorflow("flex"));
    }

    /// The definitions in burn's own operations.
    #[test]
    fn ndarray() {
        pollster::block_on(super::are_those_of_tensorflow("ndarray"));
    }

    #[test]
    #[ignore = "needs a GPU"]
    fn webgpu() {
        pollster::block_on(super::are_those_of_tensorflow("webgpu"));
    }
}

#[cfg(target_family = "wasm")]
mod browser {
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_dedicated_worker);

    #[wasm_bindgen_test]
    async fn flex() {
        super::are_those_of_tensorflow("flex").await;
    }

    #[wasm_bindgen_test]
    async fn ndarray() {
        super::are_those_of_tensorflow("ndarray").await;
    }

    #[wasm_bindgen_test]
    async fn webgpu() {
        super::are_those_of_tensorflow("webgpu").await;
    }
}
