//! `npm test`: everything that has to hold, in the order of what fails fastest; `npm run matrix`, `bench`, `soak` and
//! `precision`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{output, program, run, target_dir};
use crate::{Result, browser, engines, package, python, root, spelling, step};

/// Names the folder of MakeHuman's head (training/README.md), which tests of rendering and training need.
const HEAD: &str = "ATTN_FIQA_HEAD";

/// Runs every check and test.
pub fn run_all() -> Result {
    package::npm_dependencies()?;
    let chromium = browser::chromium()?;
    cargo("formatting", &["fmt", "--all", "--check"], "not formatted: run `cargo fmt --all`")?;
    spelling::check()?;
    package::build()?;
    step("JavaScript: formatting, lints, types");
    run(
        program("npm").args(["run", "--silent", "check"]),
        "not formatted (`npm run check -- --write`) or not clean: see above",
    )?;
    package::check_budget()?;
    package::demo()?;
    let lints = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    cargo("lints", &lints, "clippy found something: see its messages above")?;
    let doc = ["doc", "--workspace", "--no-deps", "--config", "build.rustdocflags=['-Dwarnings']"];
    cargo("documentation", &doc, "the documentation has a broken link: see above")?;
    native_tests()?;
    step("packaging and browser tests");
    let report = target_dir().join("node-tests.tap");
    let mut command = node_tests();
    command.args(["--test-reporter-destination=stdout", "--test-reporter=tap"]);
    command.arg(format!("--test-reporter-destination={}", report.display()));
    command.args(test_files("tests/unit")?).args(test_files("tests/packaging")?).args(test_files("tests/browser")?);
    run(command.env("CHROME_PATH", chromium), "a packaging or browser test failed: see above")?;
    engines::run_quick()?;
    count_ignored(&report)
}

/// Node's test runner, to which files are added.
pub fn node_tests() -> Command {
    let mut command = program("node");
    // One file at a time: a software GPU leaves no core for a second.
    command.args(["--test", "--test-concurrency=1", "--test-timeout=300000", "--test-reporter=spec"]);
    command.env("ATTN_FIQA", target_dir().join("debug/attn-fiqa"));
    command
}

/// The packed package with every bundler, or with those named.
pub fn matrix(names: impl Iterator<Item = String>) -> Result {
    package::build()?;
    let chromium = browser::chromium()?;
    step("the package in every bundler");
    let mut command = program("node");
    command.args(["--test-reporter=spec", "tests/matrix/matrix.mjs"]).args(names).env("CHROME_PATH", chromium);
    run(&mut command, "the package does not work everywhere: see above")
}

/// All native tests; those of rendering and training only where their data is named, which the repository does not hold.
fn native_tests() -> Result {
    let failed = "a native test failed: see above";
    step("native tests");
    run(program("cargo").args(["test", "--workspace"]), failed)?;
    if !has_head() {
        return Ok(());
    }
    let python = python::with_torch()?;
    step("tests of rendering and training");
    let test = ["test", "--package", "attn-fiqa-training", "--", "--ignored"];
    run(program("cargo").args(test).env("PYTHON", python), failed)
}

/// Whether tests of rendering and training can run.
fn has_head() -> bool {
    std::env::var_os(HEAD).is_some()
}

/// Says how many tests could not run here.
fn count_ignored(report: &Path) -> Result {
    let mut cargo = program("cargo");
    cargo.args(["test", "--workspace", "--quiet"]);
    if has_head() {
        cargo.args(["--exclude", "attn-fiqa-training"]);
    }
    let listed = output(cargo.args(["--", "--list", "--ignored"])).ok_or("the ignored tests cannot be listed")?;
    let native = listed.lines().filter(|line| line.ends_with(": test")).count();
    let tap = std::fs::read_to_string(report).map_err(|error| format!("cannot read {}: {error}", report.display()))?;
    let browser: usize = tap.lines().filter_map(|line| line.strip_prefix("# skipped ")?.parse::<usize>().ok()).sum();
    println!("\nattn-fiqa: {native} native and {browser} browser tests were ignored: they say what they need");
    Ok(())
}

/// The test files of a folder, in order: Node.js 20 knows no patterns.
fn test_files(folder: &str) -> Result<Vec<PathBuf>> {
    let folder = root().join(folder);
    let unreadable = |error| format!("cannot read {}: {error}", folder.display());
    let entries = std::fs::read_dir(&folder).map_err(unreadable)?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    Ok(files)
}

/// Runs the benchmarks, native and in the browser.
pub fn bench() -> Result {
    package::build()?;
    package::demo()?;
    cargo("native benchmarks", &["bench", "--package", "attn-fiqa"], "a benchmark failed: see above")?;
    step("benchmarks in the browser");
    let chromium = browser::chromium()?;
    for benchmark in ["cold-start", "browser", "live", "loading", "peer", "threads"] {
        let mut command = program("node");
        command.arg(format!("benches/{benchmark}.mjs")).env("CHROME_PATH", &chromium);
        run(
            // The benchmarks above have made it.
            command.env("ATTN_FIQA", target_dir().join("release/attn-fiqa")),
            "a browser benchmark failed, or took longer than its limit: see above",
        )?;
    }
    Ok(())
}

/// Holds a long session in the browser against its own beginning: what grows is a leak.
pub fn soak() -> Result {
    package::build()?;
    step("a long session in the browser");
    let chromium = browser::chromium()?;
    run(program("node").arg("benches/soak.mjs").env("CHROME_PATH", chromium), "something grows: see above")
}

/// Measures the command line against double precision on networks of the paper's sizes.
pub fn precision() -> Result {
    package::build()?;
    let chromium = browser::chromium()?;
    cargo("command line", &["build", "--release", "--package", "attn-fiqa"], "the command line does not build")?;
    step("precision");
    let mut command = program(std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into()));
    command.arg("tests/reference/precision.py").env("CHROME_PATH", chromium);
    command.env("ATTN_FIQA", target_dir().join("release/attn-fiqa"));
    run(&mut command, "a target was missed, or Python (PYTHON names another) lacks NumPy, Pillow or PyTorch: see above")
}

fn cargo(what: &str, arguments: &[&str], otherwise: &str) -> Result {
    step(what);
    run(program("cargo").args(arguments), otherwise)
}
