//! The innermost loop in integers: two numbers of 16 bits of each row by two of each column at a time, summed in 32 bits.

use super::tile::{COLUMNS, ROWS};

/// `tile[r][c] = Σ a[k][r][0]·b[k][c][0] + a[k][r][1]·b[k][c][1]`; of `a`, the first number of a pair is in the lower half.
#[cfg(not(target_arch = "wasm32"))]
#[inline(always)]
pub fn multiply(a: &[[u32; ROWS]], b: &[[[i16; 2]; COLUMNS]]) -> [[i32; COLUMNS]; ROWS] {
    let mut sums = [[0; COLUMNS]; ROWS];
    for (a, b) in a.iter().zip(b) {
        for (sums, &a) in sums.iter_mut().zip(a) {
            let [first, second] = [i32::from(a as i16), i32::from((a >> 16) as i16)];
            for (sum, b) in sums.iter_mut().zip(b) {
                *sum += first * i32::from(b[0]) + second * i32::from(b[1]);
            }
        }
    }
    sums
}

/// `tile[r][c] = Σ a[k][r][0]·b[k][c][0] + a[k][r][1]·b[k][c][1]`; of `a`, the first number of a pair is in the lower half.
#[cfg(target_arch = "wasm32")]
#[inline(always)]
pub fn multiply(a: &[[u32; ROWS]], b: &[[[i16; 2]; COLUMNS]]) -> [[i32; COLUMNS]; ROWS] {
    use std::arch::wasm32::{i16x8, i32x4_add, i32x4_dot_i16x8, i32x4_extract_lane, i32x4_splat, v128};

    let mut sums = [[i32x4_splat(0); 2]; ROWS];
    for (a, b) in a.iter().zip(b) {
        let b = b.as_flattened();
        let b = [
            i16x8(b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]),
            i16x8(b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]),
        ];
        for (sums, &a) in sums.iter_mut().zip(a) {
            let a = i32x4_splat(a as i32);
            *sums = [i32x4_add(sums[0], i32x4_dot_i16x8(a, b[0])), i32x4_add(sums[1], i32x4_dot_i16x8(a, b[1]))];
        }
    }
    let lanes = |v: v128| {
        [i32x4_extract_lane::<0>(v), i32x4_extract_lane::<1>(v), i32x4_extract_lane::<2>(v), i32x4_extract_lane::<3>(v)]
    };
    sums.map(|[left, right]| {
        let ([a, b, c, d], [e, f, g, h]) = (lanes(left), lanes(right));
        [a, b, c, d, e, f, g, h]
    })
}
