//! The right-hand side of products: a layer's weights, packed once.

use super::tile::COLUMNS;

/// A matrix `[inputs, outputs]` in panels of [`COLUMNS`] outputs: panel after panel, in each input after input. What is
/// missing in the last panel is zero.
///
/// Eight-bit weights stay so in memory, with one scale for each output: a panel is widened just before it is used, once
/// for all rows.
#[derive(Debug)]
pub struct Weights {
    inputs: usize,
    outputs: usize,
    numbers: Numbers,
}

#[derive(Debug)]
enum Numbers {
    Single(Vec<[f32; COLUMNS]>),
    Eight { panels: Vec<[i8; COLUMNS]>, scales: Vec<f32> },
}

impl Weights {
    /// From the rows of a checkpoint, `[outputs, inputs]`.
    pub fn single(values: &[f32], outputs: usize) -> Self {
        let inputs = values.len() / outputs;
        Self { inputs, outputs, numbers: Numbers::Single(packed(values, inputs)) }
    }

    /// From rows of eight-bit numbers `[outputs, inputs]`, and the scale of each row.
    pub fn eight(values: &[i8], scales: &[f32]) -> Self {
        let (inputs, outputs) = (values.len() / scales.len(), scales.len());
        let numbers = Numbers::Eight { panels: packed(values, inputs), scales: scales.to_vec() };
        Self { inputs, outputs, numbers }
    }

    /// Rows of the matrix.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Columns of the matrix.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// `depth` inputs from `first` on, of one panel; `wide` is where it may be put.
    #[inline(always)]
    pub(super) fn panel<'a>(
        &'a self,
        panel: usize,
        first: usize,
        depth: usize,
        wide: &'a mut Vec<[f32; COLUMNS]>,
    ) -> &'a [[f32; COLUMNS]] {
        let range = panel * self.inputs + first..panel * self.inputs + first + depth;
        match &self.numbers {
            Numbers::Single(panels) => &panels[range],
            Numbers::Eight { panels, .. } => {
                wide.clear();
                wide.extend(panels[range].iter().map(|lanes| lanes.map(f32::from)));
                wide
            }
        }
    }

    /// What the sums of a panel are to be multiplied by.
    #[inline(always)]
    pub(super) fn scales(&self, panel: usize) -> [f32; COLUMNS] {
        match &self.numbers {
            Numbers::Single(_) => [1.0; COLUMNS],
            Numbers::Eight { scales, .. } => lanes(&scales[panel * COLUMNS..]),
        }
    }
}

/// The first numbers of a slice; zeros for what it lacks.
#[inline(always)]
pub(super) fn lanes(values: &[f32]) -> [f32; COLUMNS] {
    match values.first_chunk() {
        Some(lanes) => *lanes,
        None => std::array::from_fn(|i| values.get(i).copied().unwrap_or(0.0)),
    }
}

fn packed<T: Copy + Default>(values: &[T], inputs: usize) -> Vec<[T; COLUMNS]> {
    let mut panels = vec![[T::default(); COLUMNS]; values.len().div_ceil(inputs * COLUMNS) * inputs];
    for (panel, rows) in panels.chunks_exact_mut(inputs).zip(values.chunks(inputs * COLUMNS)) {
        for (lane, row) in rows.chunks_exact(inputs).enumerate() {
            for (lanes, &value) in panel.iter_mut().zip(row) {
                lanes[lane] = value;
            }
        }
    }
    panels
}
