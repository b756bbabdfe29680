//! The innermost loop: one tile of a product, in registers.

/// Rows of a tile. Four rows of eight columns are the largest tile that V8 keeps in the registers of every machine: with
/// more sums it spills some at each step (measured: 6×8 runs at two thirds of the speed of 4×8).
pub const ROWS: usize = 4;

/// Columns of a tile: two registers, of 128 bits in WebAssembly and of up to 256 bits elsewhere.
pub const COLUMNS: usize = if cfg!(target_arch = "wasm32") { 8 } else { 16 };

/// The sums of a tile.
pub type Tile = [[f32; COLUMNS]; ROWS];

/// `tile[r][c] = Σ a[k][r]·b[k][c]`. `FUSED`: by multiply-add with one rounding, which the machine must have.
#[cfg(not(target_arch = "wasm32"))]
#[inline(always)]
pub fn multiply<const FUSED: bool>(a: &[[f32; ROWS]], b: &[[f32; COLUMNS]]) -> Tile {
    let mut sums = [[0.0; COLUMNS]; ROWS];
    for (a, b) in a.iter().zip(b) {
        for (sums, &a) in sums.iter_mut().zip(a) {
            for (sum, &b) in sums.iter_mut().zip(b) {
                *sum = if FUSED { a.mul_add(b, *sum) } else { *sum + a * b };
            }
        }
    }
    sums
}

/// `tile[r][c] = Σ a[k][r]·b[k][c]`. `FUSED`: by multiply-add with one rounding, which the build must have.
///
/// The loop is not unrolled: LLVM turns the steps of an unrolled one into one expression, for which V8 lacks registers
/// (llvm/llvm-project#98631).
#[cfg(target_arch = "wasm32")]
#[inline(always)]
pub fn multiply<const FUSED: bool>(a: &[[f32; ROWS]], b: &[[f32; COLUMNS]]) -> Tile {
    use std::arch::wasm32::{f32x4, f32x4_extract_lane, f32x4_splat, v128};

    let mut sums = [[f32x4_splat(0.0); 2]; ROWS];
    for (a, b) in a.iter().zip(b) {
        let b = [f32x4(b[0], b[1], b[2], b[3]), f32x4(b[4], b[5], b[6], b[7])];
        for (sums, &a) in sums.iter_mut().zip(a) {
            let a = f32x4_splat(a);
            *sums = [multiply_add::<FUSED>(a, b[0], sums[0]), multiply_add::<FUSED>(a, b[1], sums[1])];
        }
    }
    let lanes = |v: v128| {
        [f32x4_extract_lane::<0>(v), f32x4_extract_lane::<1>(v), f32x4_extract_lane::<2>(v), f32x4_extract_lane::<3>(v)]
    };
    sums.map(|[left, right]| {
        let ([a, b, c, d], [e, f, g, h]) = (lanes(left), lanes(right));
        [a, b, c, d, e, f, g, h]
    })
}

#[cfg(target_arch = "wasm32")]
#[inline(always)]
fn multiply_add<const FUSED: bool>(
    a: std::arch::wasm32::v128,
    b: std::arch::wasm32::v128,
    sum: std::arch::wasm32::v128,
) -> std::arch::wasm32::v128 {
    #[cfg(target_feature = "relaxed-simd")]
    if FUSED {
        return std::arch::wasm32::f32x4_relaxed_madd(a, b, sum);
    }
    std::arch::wasm32::f32x4_add(sum, std::arch::wasm32::f32x4_mul(a, b))
}
