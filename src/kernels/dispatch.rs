//! The same code compiled for what a machine may have: the compiler makes vectors as wide as the machine's of plain loops,
//! if it may use them.

/// Code to be run as fast as the machine can.
pub trait Work {
    /// `FUSED`: multiply-add is to round once, which the machine can. Must be `#[inline(always)]`: only then it is compiled
    /// for the machine.
    fn run<const FUSED: bool>(self);
}

/// Runs it with multiply-add where the machine has it: what comes out differs in the last bits from machine to machine.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "only a check at run time tells whether this machine has the instructions")]
pub fn run(work: impl Work) {
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        // SAFETY: the machine has both.
        return unsafe { run_avx2_fma(work) };
    }
    run_reproducible(work);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2_fma(work: impl Work) {
    work.run::<true>();
}

/// Runs it with multiply-add where the machine has it: what comes out differs in the last bits from machine to machine.
/// Every aarch64 machine has it, and a browser if it has taken the build with relaxed SIMD.
#[cfg(not(target_arch = "x86_64"))]
pub fn run(work: impl Work) {
    work.run::<{ cfg!(any(target_arch = "aarch64", target_feature = "relaxed-simd")) }>();
}

/// Runs it without multiply-add: what comes out is the same to the last bit on every machine.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "only a check at run time tells whether this machine has the instructions")]
pub fn run_reproducible(work: impl Work) {
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the machine has it.
        return unsafe { run_avx2(work) };
    }
    work.run::<false>();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_avx2(work: impl Work) {
    work.run::<false>();
}

/// Runs it without multiply-add: what comes out is the same to the last bit on every machine.
#[cfg(not(target_arch = "x86_64"))]
pub fn run_reproducible(work: impl Work) {
    work.run::<false>();
}
