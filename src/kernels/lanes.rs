//! Numbers side by side that are computed together.

/// How many: two registers in WebAssembly, one of the widest elsewhere.
pub const LANES: usize = 8;

/// Side by side.
pub type Lanes = [f32; LANES];

/// `start + Σ a[i]·b[i]`, lane by lane. `FUSED`: by multiply-add with one rounding, where the caller knows that the machine has
/// it.
#[cfg(not(target_arch = "wasm32"))]
#[inline(always)]
pub fn sum_of_products<const FUSED: bool, const N: usize>(start: &Lanes, a: &[Lanes; N], b: [&Lanes; N]) -> Lanes {
    let mut sums = *start;
    for (a, b) in a.iter().zip(b) {
        for ((sum, &a), &b) in sums.iter_mut().zip(a).zip(b) {
            *sum = if FUSED { a.mul_add(b, *sum) } else { *sum + a * b };
        }
    }
    sums
}

/// `start + Σ a[i]·b[i]`, lane by lane. `FUSED` has no meaning here: a build has multiply-add or it has not.
#[cfg(target_arch = "wasm32")]
#[inline(always)]
pub fn sum_of_products<const FUSED: bool, const N: usize>(start: &Lanes, a: &[Lanes; N], b: [&Lanes; N]) -> Lanes {
    use super::tile::multiply_add;
    use std::arch::wasm32::{f32x4, f32x4_extract_lane, v128};

    let halves = |&[a, b, c, d, e, f, g, h]: &Lanes| [f32x4(a, b, c, d), f32x4(e, f, g, h)];
    let mut sums = halves(start);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (halves(a), halves(b));
        sums = [multiply_add(a[0], b[0], sums[0]), multiply_add(a[1], b[1], sums[1])];
    }
    let lanes = |v: v128| {
        [f32x4_extract_lane::<0>(v), f32x4_extract_lane::<1>(v), f32x4_extract_lane::<2>(v), f32x4_extract_lane::<3>(v)]
    };
    let ([a, b, c, d], [e, f, g, h]) = (lanes(sums[0]), lanes(sums[1]));
    [a, b, c, d, e, f, g, h]
}
