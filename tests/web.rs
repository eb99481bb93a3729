//! The boundary to JavaScript in a real browser, on every back end: `wasm-pack test --headless
//! --chrome`. WebGPU runs on SwiftShader by the flags in `webdriver.json`.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used)]

use gan_playground::{
    device,
    train::Run,
    wasm::{Dataset, Evaluator, JsImageShape, Session, networks, options, presets},
};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

#[path = "runs/mod.rs"]
mod runs;

use runs::{
    MODELS, RUNS, Value, are_those_of_the_file, config, data, deciding_values, digits, smallest,
    trains,
};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Trains, samples and saves on a back end, and goes on from the file on `second`.
async fn whole_path(backend: &str, second: &str) {
    for changes in RUNS {
        let device = device::open(backend).await.unwrap();
        let mut run = Run::new(config(changes), digits(), device).unwrap();
        for _ in 0..3 {
            run.advance(&data()).unwrap();
        }
        let losses = run.read_losses().await.unwrap();
        assert_eq!(
            losses.iter().map(|loss| loss.step).collect::<Vec<_>>(),
            [1, 2, 3]
        );

        let file = run.save().await.unwrap();
        let mut other = Run::load(&file, device::open(second).await.unwrap()).unwrap();
        for session in [&mut run, &mut other] {
            session.advance(&data()).unwrap();
        }
        let ours = run.sample(1, &[0, 9]).await.unwrap();
        let theirs = other.sample(1, &[0, 9]).await.unwrap();
        assert_eq!(ours.len(), 2 * digits().len());
        assert!(ours.iter().all(|gray| (0.0..=1.0).contains(gray)));
        if backend == second {
            assert_eq!(ours, theirs, "a file goes on exactly");
        }
        // Sums in another order differ by some units in the last place of f32, and Adam's first
        // steps, of the size of the rate whatever the gradient, make more of it.
        let furthest = ours.iter().zip(&theirs).map(|(a, b)| (a - b).abs());
        let furthest = furthest.fold(0.0, f32::max);
        assert!(
            furthest < 0.01,
            "{backend} and {second} differ by {furthest} in {changes:?}"
        );
    }
}

#[wasm_bindgen_test]
async fn flex() {
    whole_path("flex", "flex").await;
    are_those_of_the_file("flex").await;
}

#[wasm_bindgen_test]
async fn ndarray() {
    whole_path("ndarray", "flex").await;
    are_those_of_the_file("ndarray").await;
}

#[wasm_bindgen_test]
async fn webgpu() {
    whole_path("webgpu", "flex").await;
    are_those_of_the_file("webgpu").await;
}

/// Every value of every deciding option with every model that takes it, as many of them at once as go
/// together, for `WEBGPU_STEPS` steps where that is set, else for two: without a GPU a step takes a second.
/// `tests/training.rs` has them alone and in pairs, on the CPU.
#[wasm_bindgen_test]
async fn whatever_is_offered_trains_on_webgpu() {
    let steps = option_env!("WEBGPU_STEPS").map_or(2, |steps| steps.parse().unwrap());
    let options = deciding_values();
    let most = options.iter().map(Vec::len).max().unwrap();
    for model in MODELS {
        let mut taken: Vec<&Value> = Vec::new();
        for round in 0..most {
            let mut values: Vec<&Value> = Vec::new();
            for option in &options {
                let turned = (0..option.len()).map(|turn| &option[(round + turn) % option.len()]);
                for value in turned {
                    values.push(value);
                    if smallest(model, &values).is_ok() {
                        break;
                    }
                    values.pop();
                }
            }
            let config = smallest(model, &values).unwrap();
            trains(config, "webgpu", steps).await;
            taken.extend(values);
        }
        for value in options.iter().flatten() {
            if !taken.contains(&value)
                && let Ok(config) = smallest(model, &[value])
            {
                trains(config, "webgpu", steps).await;
            }
        }
    }
}

fn code(thrown: &JsValue) -> String {
    Reflect::get(thrown, &"code".into())
        .unwrap()
        .as_string()
        .unwrap()
}

#[wasm_bindgen_test]
async fn errors_cross_with_their_code() {
    let data = Dataset::noise(8, shape([28, 28, 1], 10)).unwrap();
    let create = |pairs: &[(&str, &str)], backend: &str| {
        Session::create(settings(pairs).unchecked_into(), backend.to_owned(), &data)
    };
    let unknown = create(&[("preset", "quik")], "flex").await.err().unwrap();
    assert_eq!(code(&unknown), "invalid_option");
    let unknown = create(&[], "cuda").await.err().unwrap();
    assert_eq!(code(&unknown), "invalid_option");
    let hinge = [("loss", "hinge"), ("label-smoothing", "0.1")];
    let conflict = create(&hinge, "flex").await.err().unwrap();
    assert_eq!(code(&conflict), "conflicting_options");
    let bad = Evaluator::create(vec![1, 2, 3], "flex".to_owned()).await;
    assert_eq!(code(&bad.err().unwrap()), "data_corrupt");
    let garbage = Session::load(vec![1, 2, 3], "flex".to_owned(), &data).await;
    assert_eq!(code(&garbage.err().unwrap()), "checkpoint_invalid");

    let empty = Dataset::new("training", &[10], shape([28, 28, 1], 10)).unwrap();
    assert_eq!(
        code(&empty.add(0, b"<html>", b"").unwrap_err()),
        "data_corrupt"
    );
    let mut session = Session::create(Object::new().unchecked_into(), "flex".to_owned(), &empty)
        .await
        .unwrap();
    assert_eq!(code(&session.advance(1).unwrap_err()), "data_missing");

    // What a caller can get wrong fails with a code, and costs nothing.
    assert_eq!(
        code(&Dataset::noise(0, shape([28, 28, 1], 10)).err().unwrap()),
        "data_corrupt"
    );
    assert_eq!(
        code(&Dataset::noise(8, shape([28, 0, 1], 10)).err().unwrap()),
        "invalid_option"
    );
    let sampled = session.sample(1, vec![10]).await;
    assert_eq!(code(&sampled.err().unwrap()), "invalid_option");
    let large = settings(&[
        ("model", "dcgan"),
        ("batch-size", "1024"),
        ("channels", "256,256"),
        ("r1", "1"),
        ("gradient-penalty", "1"),
    ]);
    let refused = networks(large.unchecked_into(), shape([28, 28, 1], 10))
        .err()
        .unwrap();
    assert_eq!(code(&refused), "invalid_option");
}

fn settings(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, text) in pairs {
        Reflect::set(&object, &(*name).into(), &(*text).into()).unwrap();
    }
    object
}

/// An image's shape as the page gives it, with classes called by their numbers.
fn shape([height, width, channels]: [u32; 3], classes: usize) -> JsImageShape {
    let shape = Object::new();
    for (name, size) in [("height", height), ("width", width), ("channels", channels)] {
        Reflect::set(&shape, &name.into(), &size.into()).unwrap();
    }
    let names: Array = (0..classes)
        .map(|class| JsValue::from(class.to_string()))
        .collect();
    Reflect::set(&shape, &"classes".into(), &names).unwrap();
    shape.unchecked_into()
}

#[wasm_bindgen_test]
fn the_page_reads_the_options() {
    let names: Vec<String> = Array::from(&options().unwrap())
        .iter()
        .map(|option| {
            let name = Reflect::get(&option, &"name".into()).unwrap();
            name.as_string().unwrap()
        })
        .collect();
    assert_eq!(names[..3], ["preset", "seed", "backend"]);
    let first = Array::from(&presets().unwrap()).get(0);
    let caution = Reflect::get(&first, &"caution".into()).unwrap();
    assert!(caution.is_null(), "no caution is null, not undefined");
}
