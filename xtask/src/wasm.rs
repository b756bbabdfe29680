//! The wasm modules: finds or installs a compiler for the target, builds, and makes the JavaScript glue.
//!
//! rustup's own target is the first choice. Where rustup cannot reach its server, Debian's toolchain carries the
//! standard library as source, and cargo builds it along.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::run::{apt_install, output, program, run, succeeds, target_dir};
use crate::{Result, root, step};

const TARGET: &str = "wasm32-unknown-unknown";
/// simd128: the CPU's kernels; every browser has it since 2023. The cfg: getrandom has no default source in wasm.
const RUSTFLAGS: &str = "-Ctarget-feature=+simd128,+bulk-memory --cfg=getrandom_backend=\"wasm_js\"";
/// The order in which the kernels' sums are written is the one that keeps them in registers: V8 does not change it, and
/// LLVM's own choice, made for a machine without registers, costs up to a fifth of the speed (llvm/llvm-project#98631).
const IN_ORDER: &str = "-Cllvm-args=-pre-RA-sched=source";
/// Multiply-add in one instruction. Safari lacks it (2026), so there is a second module for the others.
const RELAXED: &str = "-Ctarget-feature=+relaxed-simd";
/// Debian bookworm's current toolchain, with the source of its standard library.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];

enum Toolchain {
    Rustup,
    Debian,
}

/// A wasm module of the package: what runs on the CPU, the same for browsers with relaxed SIMD, or with the GPU's compiler
/// and driver.
#[derive(Clone, Copy, PartialEq)]
pub enum Engine {
    Cpu,
    CpuRelaxed,
    Gpu,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Cpu, Self::CpuRelaxed, Self::Gpu];

    /// Its folder in `www/lib/wasm`; its cargo profile is `wasm-` and this.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Cpu => "cpu",
            Engine::CpuRelaxed => "cpu-relaxed",
            Engine::Gpu => "gpu",
        }
    }

    /// Where its module and glue are.
    pub fn folder(self) -> PathBuf {
        root().join("www/lib/wasm").join(self.name())
    }

    /// Builds the module and its glue into `www/lib/wasm`; whether anything changed.
    pub fn build(self) -> Result<bool> {
        let toolchain = toolchain()?;
        step(&format!("building the {} engine (the first time takes several minutes)", self.name().to_uppercase()));
        let target_dir = target_dir().join("wasm");
        let profile = format!("wasm-{}", self.name());
        let mut cargo = toolchain.cargo();
        cargo.args(["--profile", &profile]).arg("--target-dir").arg(&target_dir);
        if self == Engine::Gpu {
            cargo.args(["--features", "gpu"]);
        }
        cargo.args(["--", IN_ORDER]);
        if self == Engine::CpuRelaxed {
            cargo.arg(RELAXED);
        }
        run(&mut cargo, "the WebAssembly module does not build: see the compiler's messages above")?;
        glue(&target_dir.join(TARGET).join(profile).join("attn_fiqa.wasm"), &self.folder())
    }
}

fn toolchain() -> Result<Toolchain> {
    if has_target() {
        return Ok(Toolchain::Rustup);
    }
    step("installing the WebAssembly target");
    if succeeds(program("rustup").args(["target", "add", TARGET])) && has_target() {
        return Ok(Toolchain::Rustup);
    }
    println!("rustup cannot fetch it; taking the distribution's compiler, which is slower");
    if !debian_is_installed() {
        apt_install(&DEBIAN_PACKAGES)
            .map_err(|error| format!("no compiler for {TARGET}: run `rustup target add {TARGET}` ({error})"))?;
    }
    Ok(Toolchain::Debian)
}

fn has_target() -> bool {
    let sysroot = output(program("rustc").args(["--print", "sysroot"]));
    sysroot.is_some_and(|sysroot| Path::new(&sysroot).join("lib/rustlib").join(TARGET).join("lib").is_dir())
}

fn debian_is_installed() -> bool {
    ["/usr/bin/rustc", "/usr/bin/cargo", "/usr/lib/rustlib/src/rust/library/std", "/usr/bin/wasm-ld-19"]
        .iter()
        .all(|path| Path::new(path).exists())
}

impl Toolchain {
    fn cargo(&self) -> Command {
        let mut cargo = match self {
            Toolchain::Rustup => program("cargo"),
            Toolchain::Debian => program("/usr/bin/cargo"),
        };
        cargo.args(["rustc", "--lib", "--crate-type", "cdylib", "--no-default-features"]);
        cargo.args(["--target", TARGET]).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", RUSTFLAGS);
        // These would replace the flags above, not add to them.
        cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        if let Toolchain::Debian = self {
            cargo.arg("-Zbuild-std=std,panic_abort");
            cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTC", "/usr/bin/rustc");
            cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-19");
        }
        cargo
    }
}

fn glue(module: &Path, folder: &Path) -> Result<bool> {
    if modified(&folder.join("attn_fiqa_bg.wasm")) > modified(module) {
        return Ok(false);
    }
    step("making the JavaScript glue");
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(module)
        .web(true)
        .and_then(|bindgen| {
            bindgen.typescript(true).remove_name_section(true).remove_producers_section(true);
            // After a crash, `www/lib/wasm-module.js` makes a new instance of the module.
            bindgen.reset_state_function(true).generate(folder)
        })
        .map_err(|error| format!("wasm-bindgen refuses the module: {error:#}"))?;
    wait_for_new_instance(&folder.join("attn_fiqa.js"))?;
    Ok(true)
}

/// Makes the glue's reset asynchronous. On a page, browsers make no instance of a module above 8 MB at once, as the GPU's is.
fn wait_for_new_instance(glue: &Path) -> Result {
    let mut text = std::fs::read_to_string(glue).map_err(|error| format!("cannot read {}: {error}", glue.display()))?;
    for (at_once, later) in [
        ("export function __wbg_reset_state ()", "export async function __wbg_reset_state ()"),
        (
            "new WebAssembly.Instance(wasmModule, __wbg_get_imports())",
            "await WebAssembly.instantiate(wasmModule, __wbg_get_imports())",
        ),
    ] {
        if text.matches(at_once).count() != 1 {
            return Err(format!("wasm-bindgen's glue has changed: {at_once:?} is not in it once"));
        }
        text = text.replace(at_once, later);
    }
    std::fs::write(glue, text).map_err(|error| format!("cannot write {}: {error}", glue.display()))
}

/// When a file was last written; long ago if it does not exist.
pub fn modified(path: &Path) -> SystemTime {
    std::fs::metadata(path).and_then(|data| data.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
}
