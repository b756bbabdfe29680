//! How fast this machine's CPU multiplies, by stopwatch: what a pass of a network will take is known before it is loaded.

use std::hint::black_box;

use web_time::Instant;

use crate::kernels::{Arithmetic, Packed, Weights, product};

/// Rows, inner and outer width of the product that is timed: a crop's tokens through the first layer of an MLP in a network
/// of width 192. It predicts a pass of ViT-S, of width 512, to a tenth (724 to 753 ms against 665 to 685 in Chromium).
const PRODUCT: [usize; 3] = [196, 192, 768];
/// Times that it is timed; the best counts, since other work only ever adds.
const TRIES: usize = 3;

/// Multiply-adds a second.
///
/// # Cost
/// A few times 29 million multiply-adds: in Chromium on one core of a server 11 ms, three times that just after the start.
pub fn cpu_speed(arithmetic: Arithmetic) -> f64 {
    let [rows, inner, outer] = PRODUCT;
    // Any numbers that are neither zero nor so small that a CPU takes longer for them.
    let tokens = vec![0.5; rows * inner];
    let weights = match arithmetic {
        Arithmetic::Integer => Weights::integer(&vec![1; inner * outer], &vec![0.5; outer]),
        Arithmetic::Single => Weights::single(&vec![0.5; inner * outer], outer),
    };
    let (mut packed, mut out) = (Packed::default(), vec![0.0; rows * outer]);
    let mut best = f64::INFINITY;
    for _ in 0..TRIES {
        let start = Instant::now();
        packed.set(rows, |i| &tokens[i * inner..][..inner], |value| value);
        product(black_box(&packed), &weights, None, false, &mut out);
        best = best.min(start.elapsed().as_secs_f64());
        black_box(&out);
    }
    PRODUCT.iter().product::<usize>() as f64 / best
}
