//! The one source of random numbers: small and written out, so that a seed gives the same face with every version of every
//! dependency, and the committed fixtures can be made again.

use glam::Vec3;

use super::curves::smooth;

/// SplitMix64 (Steele, Lea, Flood 2014): one addition and one mix a number, any seed is as good as any other.
#[derive(Debug, Clone)]
pub struct Rng(u64);

/// Increment and multipliers of SplitMix64.
const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;
const MIX: [u64; 2] = [0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB];

impl Rng {
    /// A stream of its own for each pair of seed and purpose: what one stage draws cannot shift another's numbers.
    pub fn new(seed: u64, purpose: u64) -> Self {
        Self(mix(mix(seed).wrapping_add(purpose.wrapping_mul(GAMMA))))
    }

    /// 64 fresh bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GAMMA);
        mix(self.0)
    }

    /// Uniform in [0, 1).
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1 << 24) as f32
    }

    /// Uniform between two values.
    pub fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// Standard normal (Box and Muller), cut at 3.
    pub fn normal(&mut self) -> f32 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        (radius * (std::f32::consts::TAU * self.unit()).cos()).clamp(-3.0, 3.0)
    }

    /// Nearly standard normal, for the many pixels of a picture: the sum of four uniform numbers from one draw.
    pub fn grain(&mut self) -> f32 {
        // Four numbers of 16 bits: their sum's mean is 2·65535, its variance 4·65536²/12.
        let bits = self.bits();
        let sum: u64 = (0..4).map(|part| bits >> (16 * part) & 0xFFFF).sum();
        (sum as f32 - 131_070.0) * (3f32.sqrt() / 65_536.0)
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// An index below `count`.
    pub fn index(&mut self, count: usize) -> usize {
        (self.bits() % count as u64) as usize
    }

    /// An index drawn in proportion to the weights.
    pub fn weighted(&mut self, weights: &[f32]) -> usize {
        let mut rest = self.unit() * weights.iter().sum::<f32>();
        weights
            .iter()
            .position(|weight| {
                rest -= weight;
                rest < 0.0
            })
            .unwrap_or(weights.len() - 1)
    }

    /// `exp` of a normal for each channel: a tint around 1.
    pub fn tint(&mut self, sigma: f32) -> Vec3 {
        Vec3::new(self.normal() * sigma, self.normal() * sigma, self.normal() * sigma).exp()
    }

    /// A direction, uniform on the sphere.
    pub fn direction(&mut self) -> Vec3 {
        Vec3::new(self.normal(), self.normal(), self.normal()).normalize_or(Vec3::Y)
    }
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(MIX[0]);
    let value = (value ^ (value >> 27)).wrapping_mul(MIX[1]);
    value ^ (value >> 31)
}

/// A number in [0, 1) for a cell of a grid: noise without a table.
pub fn hash(x: i32, y: i32, seed: u32) -> f32 {
    let cell = (u64::from(x as u32) << 32 | u64::from(y as u32)).wrapping_add(u64::from(seed).wrapping_mul(GAMMA));
    (mix(cell) >> 40) as f32 / (1 << 24) as f32
}

/// Smooth noise in about [−1, 1] whose grid is one unit wide.
pub fn noise(x: f32, y: f32, seed: u32) -> f32 {
    // Not `f32::floor`: a call where the processor is not known to round.
    let floor = |value: f32| value as i32 - i32::from(value < value as i32 as f32);
    let (left, top) = (floor(x), floor(y));
    let (fx, fy) = (smooth(x - left as f32), smooth(y - top as f32));
    let at = |dx, dy| hash(left + dx, top + dy, seed);
    let row = |dy| at(0, dy) + (at(1, dy) - at(0, dy)) * fx;
    (row(0) + (row(1) - row(0)) * fy) * 2.0 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_purposes_differ() {
        let draw = |seed, purpose| {
            let mut rng = Rng::new(seed, purpose);
            [rng.unit(), rng.normal()]
        };
        assert_eq!(draw(7, 1), draw(7, 1));
        assert_ne!(draw(7, 1), draw(7, 2));
        assert_ne!(draw(7, 1), draw(8, 1));
    }

    #[test]
    fn moments_are_right() {
        let mut rng = Rng::new(1, 0);
        let sample: Vec<f32> = (0..20_000).map(|_| rng.normal()).collect();
        let mean = sample.iter().sum::<f32>() / 20_000.0;
        let variance = sample.iter().map(|v| v * v).sum::<f32>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.04, "{mean} {variance}");
    }

    #[test]
    fn weights_are_kept() {
        let mut rng = Rng::new(2, 0);
        let hits = (0..10_000).filter(|_| rng.weighted(&[1.0, 0.0, 3.0]) == 2).count();
        assert!((7_200..7_800).contains(&hits), "{hits}");
    }
}
