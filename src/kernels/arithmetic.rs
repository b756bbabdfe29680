//! In which numbers matrices are multiplied.

/// How the CPU multiplies a network's matrices; everything else is in single precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arithmetic {
    /// In single precision.
    #[default]
    Single,
    /// As integers, in little more than half the time. Weights that are stored in eight bits meet tokens of 16: that does 1e-5 to
    /// the score and 1e-4 to a patch, more than rounding in single precision does. Matrices that are stored in more bits are put
    /// in 11, and meet tokens of 13: that does less than half of what storing them in eight bits does.
    Integer,
}
