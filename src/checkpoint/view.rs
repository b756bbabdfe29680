//! A tensor in its file: PyTorch's are views of storages, which they may share, cut and transpose.

use std::ops::Range;

use half::{bf16, f16};
use safetensors::Dtype;

/// Most dimensions a tensor may have. The network's have four; PyTorch's own limit for most operations is 64.
pub(super) const MAX_DIMS: usize = 8;

/// A tensor whose every element is known to lie within the file.
#[derive(Debug, Clone)]
pub(super) struct View {
    dtype: Dtype,
    /// The storage's bytes in the file.
    storage: Range<usize>,
    /// Its first element in the storage.
    offset: usize,
    shape: Vec<usize>,
    /// Elements from one index to the next, for each dimension.
    strides: Vec<usize>,
    /// Number of elements.
    len: usize,
}

impl View {
    /// Checks that the storage holds the elements; `Err` says what is wrong, to be read after the tensor's key.
    pub(super) fn new(
        dtype: Dtype,
        storage: Range<usize>,
        offset: usize,
        shape: Vec<usize>,
        strides: Vec<usize>,
    ) -> Result<Self, String> {
        if shape.len() != strides.len() || shape.len() > MAX_DIMS {
            let (dims, strides) = (shape.len(), strides.len());
            return Err(format!("has {dims} dimensions and {strides} strides; up to {MAX_DIMS} of both are accepted"));
        }
        let stored = storage.len().saturating_mul(8) / dtype.bitsize().max(1);
        let len = shape.iter().try_fold(1_usize, |len, &size| len.checked_mul(size));
        // A tensor that repeats elements (stride 0) can claim any number of them; a checkpoint has no such tensors.
        let fits = match len {
            Some(0) => true,
            Some(len) => len <= stored && last(offset, &shape, &strides).is_some_and(|last| last < stored),
            None => false,
        };
        match len {
            Some(len) if fits => Ok(Self { dtype, storage, offset, shape, strides, len }),
            _ => Err(format!("claims shape {shape:?}, but its storage holds {stored} elements: the file is damaged")),
        }
    }

    /// A tensor whose elements follow each other and fill their storage.
    pub(super) fn contiguous(dtype: Dtype, storage: Range<usize>, shape: Vec<usize>) -> Result<Self, String> {
        let strides = row_major(&shape);
        Self::new(dtype, storage, 0, shape, strides)
    }

    /// Its shape.
    pub(super) fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Its values, row-major; `Err` says what is wrong, to be read after the tensor's key.
    pub(super) fn values(&self, file: &[u8]) -> Result<Vec<f32>, String> {
        let storage = file.get(self.storage.clone()).unwrap_or_default();
        let values = match self.dtype {
            Dtype::F32 => self.gather(storage, f32::from_le_bytes),
            Dtype::F16 => self.gather(storage, |bytes| f16::from_le_bytes(bytes).to_f32()),
            Dtype::BF16 => self.gather(storage, |bytes| bf16::from_le_bytes(bytes).to_f32()),
            Dtype::F64 => self.gather(storage, |bytes| f64::from_le_bytes(bytes) as f32),
            other => return Err(format!("is stored as {other}; a weight is f32, f16, bf16 or f64")),
        };
        values.ok_or_else(|| "reaches over the end of its storage".into())
    }

    fn gather<const SIZE: usize>(&self, storage: &[u8], decode: impl Fn([u8; SIZE]) -> f32) -> Option<Vec<f32>> {
        let stored = storage.as_chunks::<SIZE>().0;
        if self.len == 0 {
            return Some(Vec::new());
        }
        if self.strides == row_major(&self.shape) {
            let elements = stored.get(self.offset..self.offset.checked_add(self.len)?)?;
            return Some(elements.iter().map(|&bytes| decode(bytes)).collect());
        }
        let mut values = Vec::with_capacity(self.len);
        for index in 0..self.len {
            values.push(decode(*stored.get(self.position(index))?));
        }
        Some(values)
    }

    /// Where in the storage the element with this row-major index is.
    fn position(&self, index: usize) -> usize {
        let dims = self.shape.iter().zip(&self.strides).rev();
        let (position, _) = dims.fold((self.offset, index), |(position, rest), (&size, &stride)| {
            (position + rest % size * stride, rest / size)
        });
        position
    }
}

/// Where the last element is; `None` beyond any file.
fn last(offset: usize, shape: &[usize], strides: &[usize]) -> Option<usize> {
    shape
        .iter()
        .zip(strides)
        .try_fold(offset, |last, (&size, &stride)| last.checked_add(size.checked_sub(1)?.checked_mul(stride)?))
}

/// The strides of a tensor whose elements follow each other. Wraps for sizes that no storage holds: those are refused.
fn row_major(shape: &[usize]) -> Vec<usize> {
    let mut strides = vec![1_usize; shape.len()];
    for dim in (1..shape.len()).rev() {
        strides[dim - 1] = strides[dim].wrapping_mul(shape[dim]);
    }
    strides
}
