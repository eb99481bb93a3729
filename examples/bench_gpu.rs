//! Measures the core on this machine's GPU, natively: the time of a step of presets, and what the GPU can do at
//! best. `npm run bench -- gpu` calls it and compares the two; it prints one line of JSON.

use std::{error::Error, time::Instant};

use gan_playground::{
    config::{Config, Settings},
    data::{Dataset, ImageShape},
    device,
    train::Run,
};
use pollster::block_on;
use serde::Serialize;
use wgpu::util::DeviceExt;

const PRESETS: [&str; 2] = ["classic", "quick"];
const BATCH: &str = "64";
/// Enough images that no epoch ends while steps are timed.
const IMAGES: usize = 40_000;
/// Steps before the clock runs: they compile the pipelines.
const WARM_UP: usize = 3;
/// Each time is the median of this many spans, which last so many seconds.
const SPANS: usize = 5;
const SPAN: f64 = 2.0;
/// The most steps between two reads of the losses.
const MOST_STEPS: usize = 1000;

/// Multiplications and additions of [`CHAINS`] a turn.
const TURNS: u32 = 4096;
const WORKGROUP: u32 = 256;
const WORKGROUPS: u32 = 8192;
/// Eight chains of four numbers each: as many as hide how long one takes.
const CHAINS: u64 = 8 * 4;

#[derive(Serialize)]
struct Outcome {
    adapter: String,
    peak_gflops: f64,
    /// Milliseconds of a step, by preset.
    steps: Vec<(&'static str, f64)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let (adapter, peak_gflops) = block_on(peak())?;
    let device = block_on(device::open("webgpu"))?;
    let mut steps = Vec::new();
    for preset in PRESETS {
        let settings = [("preset", preset), ("batch-size", BATCH)];
        let settings: Settings = settings
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let session = Run::new(Config::from_settings(&settings)?, digits(), device.clone())?;
        steps.push((preset, block_on(step_time(session))?));
    }
    let outcome = Outcome {
        adapter,
        peak_gflops,
        steps,
    };
    println!("{}", serde_json::to_string(&outcome)?);
    Ok(())
}

/// Images like MNIST's.
fn digits() -> ImageShape {
    ImageShape::numbered([28, 28, 1], 10)
}

/// Milliseconds of a step, samples and judgements apart.
async fn step_time(mut session: Run) -> Result<f64, Box<dyn Error>> {
    let data = Dataset::noise(IMAGES, digits())?;
    let mut seconds = async |steps: usize| -> Result<f64, Box<dyn Error>> {
        let start = Instant::now();
        for _ in 0..steps {
            session.advance(&data)?;
        }
        session.read_losses().await?;
        Ok(start.elapsed().as_secs_f64())
    };
    seconds(WARM_UP).await?;
    let estimate = seconds(WARM_UP).await? / WARM_UP as f64;
    let steps = ((SPAN / estimate) as usize).clamp(1, MOST_STEPS);
    let mut times = Vec::new();
    for _ in 0..SPANS {
        times.push(1000.0 * seconds(steps).await? / steps as f64);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[SPANS / 2])
}

/// The name of the GPU, and its multiplications and additions of 32-bit numbers a second in units of 10^9: the
/// best of some runs of a loop that touches registers alone.
async fn peak() -> Result<(String, f64), Box<dyn Error>> {
    let instance = wgpu::Instance::default();
    let wanted = wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        ..Default::default()
    };
    let adapter = instance.request_adapter(&wanted).await?;
    let (device, queue) = adapter.request_device(&Default::default()).await?;
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: None,
        source: wgpu::ShaderSource::Wgsl(shader().into()),
    });
    let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: None,
        layout: None,
        module: &module,
        entry_point: None,
        compilation_options: Default::default(),
        cache: None,
    });
    let results = device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
        label: None,
        contents: &vec![0; 4 * (WORKGROUP * WORKGROUPS) as usize],
        usage: wgpu::BufferUsages::STORAGE,
    });
    let bound = device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: None,
        layout: &pipeline.get_bind_group_layout(0),
        entries: &[wgpu::BindGroupEntry {
            binding: 0,
            resource: results.as_entire_binding(),
        }],
    });
    let operations = |groups: u32| 2 * CHAINS * u64::from(TURNS) * u64::from(WORKGROUP * groups);
    let seconds = |groups: u32| -> Result<f64, wgpu::PollError> {
        let start = Instant::now();
        let mut encoder = device.create_command_encoder(&Default::default());
        let mut pass = encoder.begin_compute_pass(&Default::default());
        pass.set_pipeline(&pipeline);
        pass.set_bind_group(0, &bound, &[]);
        pass.dispatch_workgroups(groups, 1, 1);
        drop(pass);
        queue.submit([encoder.finish()]);
        device.poll(wgpu::PollType::wait_indefinitely())?;
        Ok(start.elapsed().as_secs_f64())
    };
    // As much as takes a twentieth of a second, that no fast GPU is idle and no slow one held for minutes.
    seconds(1)?;
    let mut groups = 8;
    while groups < WORKGROUPS && seconds(groups)? < 0.05 {
        groups *= 2;
    }
    let mut best = 0.0_f64;
    for _ in 0..6 {
        best = best.max(operations(groups) as f64 / seconds(groups)? / 1e9);
    }
    Ok((adapter.get_info().name, best))
}

fn shader() -> String {
    let chains = 0..CHAINS / 4;
    let names: Vec<String> = chains.map(|index| format!("chain{index}")).collect();
    let begin: String = (names.iter().enumerate())
        .map(|(index, name)| format!("var {name} = vec4f(f32(id.x) + {index}.0);\n"))
        .collect();
    let turn: String = (names.iter())
        .map(|name| format!("{name} = fma({name}, factor, term);\n"))
        .collect();
    let sum = names.join(" + ");
    format!(
        "@group(0) @binding(0) var<storage, read_write> results: array<f32>;
        @compute @workgroup_size({WORKGROUP})
        fn run(@builtin(global_invocation_id) id: vec3u) {{
            let factor = vec4f(0.999);
            let term = vec4f(0.001);
            {begin}
            for (var turn = 0u; turn < {TURNS}u; turn++) {{ {turn} }}
            results[id.x] = dot({sum}, vec4f(1.0));
        }}"
    )
}
