//! The exponential function, without a branch or a call: the compiler runs it on whole vectors.

/// Below this, e^x is zero for any purpose, and `2^n` would leave the range of normal numbers.
const LOWEST: f32 = -87.0;
/// 1.5·2²³: adding it to a number of small size rounds to an integer, which is then in the lowest bits.
pub const ROUND: f32 = 12_582_912.0;
/// ln 2 in two parts, the first one short enough that its product with any `n` is exact. Source: Cephes, `expf.c`.
const LN_2: [f32; 2] = [355.0 / 512.0, -2.121_944_4e-4];
/// e^r on |r| ≤ ln 2 / 2 is `1 + r + r²·p(r)`, highest power first. Source: Cephes, `expf.c`.
const P: [f32; 6] = [1.987_569_2e-4, 1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5];

/// e^x of x ≤ 0; its relative error is at most 2e-7.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = if x > LOWEST { x } else { LOWEST };
    // x = n·ln 2 + r
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * LN_2[0] - n * LN_2[1];
    let p = P[1..].iter().fold(P[0], |p, c| p * r + c);
    // The lowest bits of `shifted` are n: 127 more is the exponent of 2^n.
    let power = f32::from_bits((shifted.to_bits().wrapping_add(127)) << 23);
    (p * r * r + r + 1.0) * power
}

#[cfg(test)]
mod tests {
    use super::exp;

    #[test]
    fn is_the_exponential_function() {
        for i in 0..=87_000 {
            let x = -(i as f32) / 1000.0;
            let exact = f64::from(x).exp();
            assert!(((f64::from(exp(x)) - exact) / exact).abs() < 2e-7, "{x}: {}", exp(x));
        }
        assert!(exp(-1e30) < 1e-37 && exp(f32::NEG_INFINITY) < 1e-37);
    }
}
