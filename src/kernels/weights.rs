//! The right-hand side of products: a layer's weights, packed once.

use super::tile::COLUMNS;

/// Weights of one panel for two inputs, those of each output side by side.
pub type Pairs = [[i8; 2]; COLUMNS];

/// A matrix `[inputs, outputs]` in panels of [`COLUMNS`] outputs: panel after panel, in each input after input. What is
/// missing in the last panel is zero.
///
/// Eight-bit weights stay so in memory: a panel is widened just before it is used, once for all rows.
#[derive(Debug)]
pub struct Weights {
    inputs: usize,
    outputs: usize,
    numbers: Numbers,
}

/// The panels; eight-bit numbers with one scale for each output.
#[derive(Debug)]
pub(super) enum Numbers {
    /// Multiplied in single precision.
    Single(Vec<[f32; COLUMNS]>),
    /// Multiplied in single precision.
    Eight { panels: Vec<[i8; COLUMNS]>, scales: Vec<f32> },
    /// Multiplied as integers, two inputs at a time.
    Integer { panels: Vec<Pairs>, scales: Vec<f32> },
}

impl Weights {
    /// From the rows of a checkpoint, `[outputs, inputs]`.
    pub fn single(values: &[f32], outputs: usize) -> Self {
        let inputs = values.len() / outputs;
        let mut panels = vec![[0.0; COLUMNS]; outputs.div_ceil(COLUMNS) * inputs];
        each(values, inputs, |panel, input, lane, value| panels[panel * inputs + input][lane] = value);
        Self { inputs, outputs, numbers: Numbers::Single(panels) }
    }

    /// From rows of signed eight-bit numbers `[outputs, inputs]`, and the scale of each row.
    pub fn eight(values: &[u8], scales: &[f32]) -> Self {
        let (inputs, outputs) = (values.len() / scales.len(), scales.len());
        let mut panels = vec![[0; COLUMNS]; outputs.div_ceil(COLUMNS) * inputs];
        each(values, inputs, |panel, input, lane, bits| panels[panel * inputs + input][lane] = bits as i8);
        Self { inputs, outputs, numbers: Numbers::Eight { panels, scales: scales.to_vec() } }
    }

    /// The same, to be multiplied as integers.
    pub fn integer(values: &[u8], scales: &[f32]) -> Self {
        let (inputs, outputs) = (values.len() / scales.len(), scales.len());
        let pairs = inputs.div_ceil(2);
        let mut panels = vec![[[0; 2]; COLUMNS]; outputs.div_ceil(COLUMNS) * pairs];
        each(values, inputs, |panel, input, lane, bits| {
            panels[panel * pairs + input / 2][lane][input % 2] = bits as i8;
        });
        Self { inputs, outputs, numbers: Numbers::Integer { panels, scales: scales.to_vec() } }
    }

    /// Rows of the matrix.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Columns of the matrix.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Whether they are multiplied as integers.
    pub fn is_integer(&self) -> bool {
        matches!(self.numbers, Numbers::Integer { .. })
    }

    pub(super) fn numbers(&self) -> &Numbers {
        &self.numbers
    }
}

/// Every number of a checkpoint's rows: its panel, its input and its place among the panel's outputs.
fn each<T: Copy>(rows: &[T], inputs: usize, mut put: impl FnMut(usize, usize, usize, T)) {
    for (output, row) in rows.chunks_exact(inputs).enumerate() {
        for (input, &value) in row.iter().enumerate() {
            put(output / COLUMNS, input, output % COLUMNS, value);
        }
    }
}
