//! A folder through the command line: images a second on every core against one thread, and the memory it takes.
//!
//! `ATTN_FIQA_BATCH=10000 cargo bench --bench batch`; 200 images if no number is given.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const FACES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/faces");
/// How often memory is looked at.
const INTERVAL: Duration = Duration::from_millis(50);

fn main() {
    let count = std::env::var("ATTN_FIQA_BATCH").ok().and_then(|count| count.parse().ok()).unwrap_or(200);
    let folder = std::env::temp_dir().join(format!("attn-fiqa-batch-{}", std::process::id()));
    fill(&folder, count);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    for threads in [1, cores] {
        let (seconds, memory) = score(&folder, threads);
        let rate = count as f64 / seconds;
        println!("{count} images, {threads} threads: {rate:.1} images a second, memory {}", memory.join(", "));
    }
    fs::remove_dir_all(&folder).expect("removed");
}

/// The rendered faces again and again.
fn fill(folder: &Path, count: usize) {
    fs::create_dir_all(folder).expect("a folder");
    let faces = fs::read_dir(FACES).expect("the fixtures").map(|entry| entry.expect("an entry").path());
    let faces: Vec<PathBuf> = faces.filter(|path| path.extension().is_some_and(|ending| ending == "jpg")).collect();
    for (i, face) in faces.iter().cycle().take(count).enumerate() {
        fs::copy(face, folder.join(format!("{i:06}.jpg"))).expect("copied");
    }
}

/// Seconds, and the memory after each fifth of the time; what cannot be scored takes its time too.
fn score(folder: &Path, threads: usize) -> (f64, Vec<String>) {
    let threads = threads.to_string();
    let mut call = Command::new(env!("CARGO_BIN_EXE_attn-fiqa"));
    call.args(["score", "--device", "cpu", "--format", "csv", "--threads", &threads]).arg(folder).stdout(Stdio::null());
    let start = Instant::now();
    let mut child = call.stderr(Stdio::null()).spawn().expect("runs");
    let mut samples = Vec::new();
    while child.try_wait().expect("a state").is_none() {
        samples.extend(memory(&child));
        thread::sleep(INTERVAL);
    }
    let fifths = (1..=5).filter_map(|fifth| samples.get((samples.len() * fifth / 5).saturating_sub(2)));
    (start.elapsed().as_secs_f64(), fifths.map(|kilobytes| format!("{} MB", kilobytes / 1024)).collect())
}

/// Kilobytes in memory, where the system tells.
fn memory(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().trim_end_matches(" kB").parse().ok()
}
