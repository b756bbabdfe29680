//! The CPU's kernels against the plain definition, in double precision, over shapes that fit tiles and shapes that do not.

use attn_fiqa::kernels::{COLUMNS, Heads, Norm, Packed, Weights, attend, product};

use crate::common::max_difference;

/// Sums of up to 700 products of numbers up to 1, each rounded to 2⁻²⁴.
const ROUNDING: f64 = 2e-5;

/// Numbers in [−1, 1), the same for the same seed.
fn noise(seed: u32, count: usize) -> Vec<f32> {
    let mut noise = attn_fiqa::model::Noise(seed);
    (0..count).map(|_| noise.bits() as f32 / (1 << 23) as f32 - 1.0).collect()
}

/// `rows·weightsᵀ`, `[count, inputs]` by `[outputs, inputs]`.
fn plain_product(rows: &[f32], weights: &[f32], inputs: usize) -> Vec<f64> {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
    rows.chunks(inputs).flat_map(|row| weights.chunks(inputs).map(move |weights| dot(row, weights))).collect()
}

fn packed(rows: &[f32], width: usize) -> Packed {
    Packed::new(rows.len() / width, |i| &rows[i * width..][..width])
}

/// Rows, inputs and outputs.
const SHAPES: [[usize; 3]; 9] = [
    [1, 1, 1],
    [4, 8, COLUMNS],
    [3, 5, COLUMNS - 1],
    [5, 7, COLUMNS + 1],
    [196, 192, 48],
    [13, 255, 33],
    [8, 256, 16],
    [9, 257, 17],
    [2, 700, 3],
];

#[test]
fn a_product_is_the_sum_of_products() {
    for (seed, [count, inputs, outputs]) in SHAPES.into_iter().enumerate() {
        let (rows, weights) = (noise(seed as u32, count * inputs), noise(seed as u32 + 100, inputs * outputs));
        let expected = plain_product(&rows, &weights, inputs);
        let mut out = vec![f32::NAN; count * outputs];
        let weights = Weights::single(&weights, outputs);
        product(&packed(&rows, inputs), &weights, None, false, &mut out);
        assert!(max_difference(&out, &expected) < ROUNDING, "{count}×{inputs}×{outputs}");
        let (before, bias) = (out.clone(), noise(7, outputs));
        product(&packed(&rows, inputs), &weights, Some(&bias), true, &mut out);
        let doubled: Vec<f64> = expected
            .iter()
            .zip(&before)
            .enumerate()
            .map(|(i, (sum, &before))| sum + f64::from(before) + f64::from(bias[i % outputs]))
            .collect();
        assert!(max_difference(&out, &doubled) < ROUNDING, "{count}×{inputs}×{outputs}, added");
    }
}

#[test]
fn eight_bit_weights_are_their_numbers_times_their_scale() {
    for (seed, [count, inputs, outputs]) in SHAPES.into_iter().enumerate() {
        let rows = noise(seed as u32, count * inputs);
        let bytes: Vec<u8> =
            noise(seed as u32 + 50, inputs * outputs).iter().map(|x| (x * 128.0) as i8 as u8).collect();
        let scales: Vec<f32> = noise(3, outputs).iter().map(|scale| scale / 100.0).collect();
        let numbers: Vec<f32> =
            bytes.iter().enumerate().map(|(i, &byte)| f32::from(byte as i8) * scales[i / inputs]).collect();
        let mut out = vec![f32::NAN; count * outputs];
        product(&packed(&rows, inputs), &Weights::eight(&bytes, &scales), None, false, &mut out);
        let off = max_difference(&out, &plain_product(&rows, &numbers, inputs));
        assert!(off < ROUNDING, "{count}×{inputs}×{outputs}: {off}");
    }
}

#[test]
fn integer_products_lose_a_few_bits_of_the_rows_only() {
    for (seed, [count, inputs, outputs]) in SHAPES.into_iter().enumerate() {
        // The largest number of a row stands alone, and is negative in some.
        let mut rows = noise(seed as u32, count * inputs);
        rows.iter_mut().step_by(inputs).for_each(|number| *number *= 8.0);
        let bytes: Vec<u8> =
            noise(seed as u32 + 50, inputs * outputs).iter().map(|x| (x * 128.0) as i8 as u8).collect();
        let scales: Vec<f32> = noise(3, outputs).iter().map(|scale| scale / 128.0).collect();
        let [mut single, mut integer] = [vec![0.0; count * outputs], vec![f32::NAN; count * outputs]];
        product(&packed(&rows, inputs), &Weights::eight(&bytes, &scales), None, false, &mut single);
        product(&packed(&rows, inputs), &Weights::integer(&bytes, &scales), None, false, &mut integer);
        let off = max_difference(&integer, &single);
        // Each of the products is off by half of 8/32767 at most, and they are not all off to the same side.
        let bound = 4.0 / 32_767.0 * (inputs as f64).sqrt();
        assert!(off < bound, "{count}×{inputs}×{outputs}: {off} of {bound}");
    }
}

#[test]
fn the_largest_integers_do_not_overflow() {
    let inputs = 1100;
    let bytes = vec![-128_i8 as u8; inputs];
    let mut out = [0.0];
    product(&packed(&vec![-3.0; inputs], inputs), &Weights::integer(&bytes, &[1.0]), None, false, &mut out);
    let exact = 128.0 * 3.0 * inputs as f32;
    assert!((out[0] / exact - 1.0).abs() < 1e-5, "{} of {exact}", out[0]);
    product(&packed(&vec![0.0; inputs], inputs), &Weights::integer(&bytes, &[1.0]), None, false, &mut out);
    assert_eq!(out, [0.0], "a row of zeros");
}

#[test]
fn attention_is_softmax_of_scaled_products() {
    for (seed, [tokens, num_heads, dim]) in [[1, 1, 1], [5, 3, 7], [196, 2, 64], [17, 4, 12]].into_iter().enumerate() {
        let width = num_heads * dim;
        // Scores up to some tens: a softmax without its largest taken off would overflow.
        let qkv: Vec<f32> = noise(seed as u32, tokens * 3 * width).iter().map(|x| 4.0 * x).collect();
        let mut out = vec![f32::NAN; tokens * width];
        attend(&qkv, &Heads::new(&qkv, width, num_heads), &mut out);
        let at = |token: usize, part: usize, i: usize| f64::from(qkv[(token * 3 + part) * width + i]);
        let mut expected = Vec::new();
        for query in 0..tokens {
            for i in 0..width {
                let head = i / dim * dim;
                let score = |key| (head..head + dim).map(|k| at(query, 0, k) * at(key, 1, k)).sum::<f64>();
                let weights: Vec<f64> = (0..tokens).map(|key| (score(key) / (dim as f64).sqrt()).exp()).collect();
                let attended = (0..tokens).map(|key| weights[key] * at(key, 2, i)).sum::<f64>();
                expected.push(attended / weights.iter().sum::<f64>());
            }
        }
        assert!(max_difference(&out, &expected) < ROUNDING, "{tokens} tokens, {num_heads} heads of {dim}");
    }
}

#[test]
fn a_normed_row_has_mean_beta_and_deviation_gamma() {
    let width = 37;
    let rows: Vec<f32> = noise(1, 3 * width).iter().map(|x| 5.0 * x + 100.0).collect();
    let norm = Norm { gamma: vec![2.0; width], beta: vec![-3.0; width], epsilon: 1e-5 };
    for row in norm.forward(&rows).chunks(width) {
        let mean = row.iter().map(|&x| f64::from(x)).sum::<f64>() / width as f64;
        let variance = row.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / width as f64;
        assert!((mean + 3.0).abs() < 1e-4 && (variance.sqrt() - 2.0).abs() < 1e-4, "{mean}, {}", variance.sqrt());
    }
    // Packed rows are the same: a product with the identity gives them back.
    let identity: Vec<f32> = (0..width * width).map(|i| if i % (width + 1) == 0 { 1.0 } else { 0.0 }).collect();
    let (mut packed, mut out) = (Packed::default(), vec![0.0; rows.len()]);
    packed.set_normed(&rows, &norm);
    product(&packed, &Weights::single(&identity, width), None, false, &mut out);
    assert!(max_difference(&out, &norm.forward(&rows)) < 1e-5);
}
