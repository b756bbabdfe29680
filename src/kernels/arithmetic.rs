//! In which numbers matrices are multiplied.

/// How the CPU multiplies a network's matrices; everything else is in single precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arithmetic {
    /// In single precision.
    #[default]
    Single,
    /// As integers, about twice as fast: weights of eight bits, tokens of 16. To a network that is stored in eight bits this does
    /// 1e-5 in the score and 1e-4 in a patch, more than rounding in single precision does. Matrices that are stored in more bits
    /// are put in eight, which may change a score by some hundredths.
    Integer,
}
