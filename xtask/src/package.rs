//! `pkg/`, the npm package, and `dist/`, the demo page built on it.

use std::fs;
use std::path::Path;

use crate::run::{program, run};
use crate::wasm::{Engine, modified};
use crate::{Result, locator, root, step};

/// The JavaScript face; `wasm` is made by this tool.
const FACE: &str = "www/lib";

/// Builds all that `pkg/` holds.
pub fn build() -> Result {
    build_for_cpu()?;
    Engine::Gpu.build()?;
    assemble()
}

/// Builds what a page needs to run on the CPU; [`assemble`] comes next.
pub fn build_for_cpu() -> Result {
    npm_dependencies()?;
    locator::build()?;
    Engine::Cpu.build()?;
    Engine::CpuRelaxed.build().map(drop)
}

/// Assembles `pkg/`, with whatever engines there are.
pub fn assemble() -> Result {
    step("assembling pkg/");
    let (root, package) = (root(), root().join("pkg"));
    remove(&package)?;
    write_digests(&root)?;
    copy_folder(&root.join(FACE), &package, &["tsconfig.json"])?;
    copy_folder(&root.join("www/models"), &package.join("models"), &["digests.json"])?;
    copy(&root.join("www/package.json"), &package.join("package.json"))?;
    for name in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&root.join(name), &package.join(name))?;
    }
    run(program("node").arg("xtask/worker.mjs"), "the worker cannot be made one file: see esbuild's messages above")?;
    run(program("node").arg("xtask/links.mjs"), "a link in a text of the package leads nowhere: see above")
}

/// The models' digests as JavaScript, since not every browser imports JSON; and the engines' sizes, which a server that
/// compresses does not tell.
fn write_digests(root: &Path) -> Result {
    let (from, to) = (root.join(locator::RECORD), root.join(FACE).join("digests.js"));
    let json = fs::read_to_string(&from).map_err(failed("read", &from))?;
    let sizes = Engine::ALL.map(|engine| {
        let size = fs::metadata(engine.folder().join("attn_fiqa_bg.wasm"))
            .map_or("undefined".into(), |file| file.len().to_string());
        format!("\"{}\": {size}", engine.name())
    });
    let text = format!(
        "/** Made by the build from {} and wasm/. */\nexport const DIGESTS = {};\n\n/** Bytes of the engines, once they are built. */\nexport const SIZES = {{ {} }};\n",
        locator::RECORD,
        json.trim(),
        sizes.join(", "),
    );
    fs::write(&to, text).map_err(failed("write", &to))
}

/// Builds the demo page.
pub fn demo() -> Result {
    step("building the demo page");
    run(
        program("node").args(["node_modules/webpack/bin/webpack.js", "--mode", "production"]),
        "the demo does not build: see webpack's messages above",
    )
}

/// Holds the wasm files against their committed budgets.
pub fn check_budget() -> Result {
    step("checking the size budget");
    run(
        program("node").arg("xtask/budget.mjs"),
        "over budget: make it smaller, or argue for a new number in xtask/budget.json",
    )
}

/// Installs the locked npm packages, if they are not.
pub fn npm_dependencies() -> Result {
    let root = root();
    if modified(&root.join("node_modules/.package-lock.json")) >= modified(&root.join("package-lock.json")) {
        return Ok(());
    }
    step("installing npm packages");
    run(
        program("npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]),
        "the npm packages cannot be installed: check the connection to the npm registry",
    )
}

fn copy_folder(from: &Path, to: &Path, except: &[&str]) -> Result {
    fs::create_dir_all(to).map_err(failed("make", to))?;
    for entry in fs::read_dir(from).map_err(failed("read", from))? {
        let entry = entry.map_err(failed("read", from))?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &target, except)?;
        } else if !except.iter().any(|name| entry.file_name() == *name) {
            copy(&path, &target)?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result {
    fs::copy(from, to).map(drop).map_err(failed("copy", from))
}

fn remove(folder: &Path) -> Result {
    if folder.exists() { fs::remove_dir_all(folder).map_err(failed("remove", folder)) } else { Ok(()) }
}

fn failed(verb: &str, path: &Path) -> impl FnOnce(std::io::Error) -> String {
    move |error| format!("cannot {verb} {}: {error}", path.display())
}
