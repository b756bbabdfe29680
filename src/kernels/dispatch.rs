//! The same code compiled for what a machine may have: the compiler makes vectors as wide as the machine's of plain loops,
//! if it may use them.

/// Code to be run as fast as the machine can.
pub trait Work {
    /// `FUSED`: the machine multiplies and adds with one rounding. Must be `#[inline(always)]`: only then it is compiled
    /// for the machine.
    fn run<const FUSED: bool>(self);
}

/// Runs it.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "only a check at run time tells whether this machine has the instructions")]
pub fn run(work: impl Work) {
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        // SAFETY: the machine has both.
        return unsafe { run_avx2(work) };
    }
    work.run::<false>();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2(work: impl Work) {
    work.run::<true>();
}

/// Runs it. Every aarch64 machine multiplies and adds in one step.
#[cfg(not(target_arch = "x86_64"))]
pub fn run(work: impl Work) {
    work.run::<{ cfg!(target_arch = "aarch64") }>();
}
