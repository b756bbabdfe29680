//! How fast this machine's CPU multiplies, by stopwatch: what a pass of a network will take is known before it is loaded.

use burn::tensor::{Device, Distribution, Tensor};
use web_time::Instant;

/// Rows, inner and outer width of the product that is timed: a crop's tokens through the first layer of an MLP in a network
/// of width 192. It predicts a pass of ViT-S, of width 512, to a tenth (724 to 753 ms against 665 to 685 in Chromium).
const PRODUCT: [usize; 3] = [196, 192, 768];
/// Times that it is timed; the best counts, since other work only ever adds.
const TRIES: usize = 3;

/// Multiply-adds a second.
///
/// # Cost
/// A few times 29 million multiply-adds: in Chromium on one core of a server 11 ms, three times that just after the start.
pub async fn cpu_speed() -> f64 {
    let [rows, inner, outer] = PRODUCT;
    let device = Device::flex();
    let tokens = Tensor::<2>::random([rows, inner], Distribution::Default, &device);
    let weights = Tensor::<2>::random([inner, outer], Distribution::Default, &device);
    let mut best = f64::INFINITY;
    for _ in 0..TRIES {
        let start = Instant::now();
        // The CPU's numbers are there at once: nothing can fail.
        let _ = tokens.clone().matmul(weights.clone()).into_data_async().await;
        best = best.min(start.elapsed().as_secs_f64());
    }
    PRODUCT.iter().product::<usize>() as f64 / best
}
