//! Four numbers in one register, such as a pixel's colours and what follows them.

/// Four numbers that are computed together.
#[derive(Debug, Clone, Copy)]
#[cfg(not(target_arch = "wasm32"))]
pub struct Quad([f32; 4]);

#[cfg(not(target_arch = "wasm32"))]
impl Quad {
    /// Nothing yet.
    #[inline(always)]
    pub fn zero() -> Self {
        Self([0.0; 4])
    }

    /// `self + factor·bytes`, rounded twice.
    #[inline(always)]
    pub fn plus(self, factor: f32, bytes: &[u8; 4]) -> Self {
        Self(std::array::from_fn(|i| self.0[i] + factor * f32::from(bytes[i])))
    }

    /// The first three.
    #[inline(always)]
    pub fn colors(self) -> [f32; 3] {
        [self.0[0], self.0[1], self.0[2]]
    }
}

/// Four numbers that are computed together. LLVM makes four scalars of an array.
#[derive(Debug, Clone, Copy)]
#[cfg(target_arch = "wasm32")]
pub struct Quad(std::arch::wasm32::v128);

#[cfg(target_arch = "wasm32")]
impl Quad {
    /// Nothing yet.
    #[inline(always)]
    pub fn zero() -> Self {
        Self(std::arch::wasm32::f32x4_splat(0.0))
    }

    /// `self + factor·bytes`, rounded twice.
    #[inline(always)]
    pub fn plus(self, factor: f32, bytes: &[u8; 4]) -> Self {
        use std::arch::wasm32::*;

        let bytes = i32x4_splat(i32::from_le_bytes(*bytes));
        let numbers = f32x4_convert_i32x4(i32x4_extend_low_u16x8(i16x8_extend_low_u8x16(bytes)));
        Self(f32x4_add(self.0, f32x4_mul(f32x4_splat(factor), numbers)))
    }

    /// The first three.
    #[inline(always)]
    pub fn colors(self) -> [f32; 3] {
        use std::arch::wasm32::f32x4_extract_lane as lane;

        [lane::<0>(self.0), lane::<1>(self.0), lane::<2>(self.0)]
    }
}
