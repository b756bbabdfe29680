//! `npm test`: everything that has to hold, in the order of what fails fastest; and `npm run bench`.

use crate::run::{program, run};
use crate::{Result, browser, package, step};

/// Runs every check and test.
pub fn run_all() -> Result {
    package::npm_dependencies()?;
    let chromium = browser::chromium()?;
    cargo("formatting", &["fmt", "--all", "--check"], "not formatted: run `cargo fmt --all`")?;
    package::build()?;
    package::check_budget()?;
    package::demo()?;
    let lints = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    cargo("lints", &lints, "clippy found something: see its messages above")?;
    cargo("native tests", &["test", "--workspace"], "a native test failed: see above")?;
    step("packaging and browser tests");
    let files = ["tests/packaging/*.test.mjs", "tests/browser/*.test.mjs"];
    // One file at a time: a software GPU leaves no core for a second.
    let node = ["--test", "--test-concurrency=1", "--test-timeout=300000", "--test-reporter=spec"];
    let mut command = program("node");
    run(command.args(node).args(files).env("CHROME_PATH", chromium), "a packaging or browser test failed: see above")
}

/// Runs the benchmarks, native and in the browser.
pub fn bench() -> Result {
    package::build()?;
    cargo("native benchmarks", &["bench", "--package", "attn-fiqa"], "a benchmark failed: see above")?;
    step("benchmarks in the browser");
    let chromium = browser::chromium()?;
    run(
        program("node").arg("benches/browser.mjs").env("CHROME_PATH", chromium),
        "the browser benchmark failed: see above",
    )
}

fn cargo(what: &str, arguments: &[&str], otherwise: &str) -> Result {
    step(what);
    run(program("cargo").args(arguments), otherwise)
}
