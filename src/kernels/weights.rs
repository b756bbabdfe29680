//! The right-hand side of products: a layer's weights, packed once.

use super::tile::COLUMNS;

/// Weights of one panel for two inputs, those of each output side by side.
pub type Pairs<T> = [[T; 2]; COLUMNS];

/// Largest integer that a weight of more than eight bits becomes: of 11 bits.
pub(super) const LARGEST: f32 = 1023.0;

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
    Integer { panels: Vec<Pairs<i8>>, scales: Vec<f32> },
    /// The same, up to [`LARGEST`].
    Wide { panels: Vec<Pairs<i16>>, scales: Vec<f32> },
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
        let panels = in_pairs(values, outputs, |_, bits| bits as i8);
        Self { inputs, outputs, numbers: Numbers::Integer { panels, scales: scales.to_vec() } }
    }

    /// From the rows of a checkpoint, `[outputs, inputs]`, to be multiplied as integers: 2⁻¹¹ of a row's largest number is what
    /// each may be off.
    pub fn rounded(values: &[f32], outputs: usize) -> Self {
        let inputs = values.len() / outputs;
        let scales: Vec<_> = values.chunks_exact(inputs).map(scale).collect();
        let panels = in_pairs(values, outputs, |output, value| (value / scales[output]).round() as i16);
        Self { inputs, outputs, numbers: Numbers::Wide { panels, scales } }
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
        matches!(self.numbers, Numbers::Integer { .. } | Numbers::Wide { .. })
    }

    pub(super) fn numbers(&self) -> &Numbers {
        &self.numbers
    }
}

/// What brings a row into ±[`LARGEST`]; of a row of zeros, something that does not.
fn scale(row: &[f32]) -> f32 {
    (row.iter().fold(0.0_f32, |most, value| most.max(value.abs())) / LARGEST).max(f32::MIN_POSITIVE)
}

/// The panels of a checkpoint's rows, two inputs at a time. `round` gets the row too.
fn in_pairs<T: Copy, I: Copy + Default>(rows: &[T], outputs: usize, round: impl Fn(usize, T) -> I) -> Vec<Pairs<I>> {
    let inputs = rows.len() / outputs;
    let pairs = inputs.div_ceil(2);
    let mut panels = vec![[[I::default(); 2]; COLUMNS]; outputs.div_ceil(COLUMNS) * pairs];
    each(rows, inputs, |panel, input, lane, value| {
        panels[panel * pairs + input / 2][lane][input % 2] = round(panel * COLUMNS + lane, value);
    });
    panels
}

/// Every number of a checkpoint's rows: its panel, its input and its place among the panel's outputs.
fn each<T: Copy>(rows: &[T], inputs: usize, mut put: impl FnMut(usize, usize, usize, T)) {
    for (output, row) in rows.chunks_exact(inputs).enumerate() {
        for (input, &value) in row.iter().enumerate() {
            put(output / COLUMNS, input, output % COLUMNS, value);
        }
    }
}
