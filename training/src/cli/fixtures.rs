//! `fixtures`: the committed test faces; the recipe is here, so that one command makes them again.

use std::path::PathBuf;

use attn_fiqa_training::files::make_folder;
use attn_fiqa_training::render::{Head, Light, Plan, Scene};
use clap::Args;

use super::render::{Row, save, write_truth};

#[derive(Args)]
pub struct Arguments {
    /// Folder with MakeHuman's base.obj and targets/
    #[arg(long)]
    head: PathBuf,
    #[arg(long, default_value = "tests/fixtures/faces")]
    out: PathBuf,
}

/// Pictures of each kind.
const EVERYDAY: u64 = 48;
const SMALL: u64 = 12;
const ROLLED: u64 = 12;
/// Where the seeds of each kind begin.
const SEEDS: [u64; 3] = [1_000, 2_000, 3_000];
const JPEG_QUALITY: u8 = 85;
/// Share of the usual noise.
const NOISE: f32 = 0.2;
/// Frames of the everyday pictures; the eyes are at most a third of the height apart.
const FRAMES: [[u32; 2]; 3] = [[320, 240], [480, 360], [640, 480]];

pub fn run(arguments: &Arguments) -> Result<(), String> {
    let head = Head::load(&arguments.head)?;
    make_folder(&arguments.out)?;
    let mut rows = Vec::new();
    for (name, scene) in scenes() {
        let mut scene = scene;
        // Noise would be half of the bytes.
        scene.recording.noise *= NOISE;
        let rendering = scene.render(&head);
        save(&rendering, &arguments.out.join(&name), JPEG_QUALITY)?;
        rows.push(Row { file: name, truth: rendering.truth });
    }
    write_truth(&arguments.out, &rows)
}

fn scenes() -> Vec<(String, Scene)> {
    let everyday = (0..EVERYDAY).map(|index| (format!("everyday-{index:02}.jpg"), everyday(index)));
    let small = (0..SMALL).map(|index| (format!("small-{index:02}.jpg"), small(index)));
    let rolled = (0..ROLLED).map(|index| (format!("rolled-{index:02}.jpg"), rolled(index)));
    everyday.chain(small).chain(rolled).collect()
}

/// Eyes 20 to 160 pixels apart, evenly in the logarithm, in the smallest frame that holds the face with room.
fn everyday(index: u64) -> Scene {
    let eye_distance = 20.0 * 8f32.powf(index as f32 / (EVERYDAY - 1) as f32);
    let fits = |frame: &&[u32; 2]| frame[1] as f32 > 3.0 * eye_distance;
    let least = FRAMES.iter().position(|frame| fits(&frame)).unwrap_or(FRAMES.len() - 1);
    let more = if index.is_multiple_of(12) { FRAMES.len() - 1 - least } else { 0 };
    let frame = FRAMES[least + more];
    let plan = Plan { yaw: 30.0, pitch: 15.0, roll: 20.0, ..plan(frame, [eye_distance; 2]) };
    plan.scene(SEEDS[0] + index)
}

/// Frontal faces 40 to 60 pixels wide; faces are 2.55 to 2.8 eye distances wide.
fn small(index: u64) -> Scene {
    let width = 42.5 + 14.0 * index as f32 / (SMALL - 1) as f32;
    let plan = Plan { yaw: 10.0, pitch: 6.0, roll: 6.0, ..plan([640, 480], [width / 2.7; 2]) };
    Scene { light: Light::default(), ..plan.scene(SEEDS[1] + index) }
}

/// From ±35° to ±180°, evenly, the signs in turn.
fn rolled(index: u64) -> Scene {
    let roll = 35.0 + 145.0 * index as f32 / (ROLLED - 1) as f32;
    let plan = Plan { yaw: 15.0, pitch: 8.0, ..plan([480, 360], [40.0, 75.0]) };
    let mut scene = plan.scene(SEEDS[2] + index);
    scene.pose.roll = if index.is_multiple_of(2) { roll } else { -roll };
    scene
}

fn plan([width, height]: [u32; 2], eye_distance: [f32; 2]) -> Plan {
    Plan { width, height, yaw: 0.0, pitch: 0.0, roll: 0.0, eye_distance }
}
