//! What a pickle holds, flat: values refer to each other by number.
//!
//! A pickle can nest a million tuples, put a list into itself, and share one value a million times. In a flat list none
//! of that costs anything: only what is asked for is visited, and dropping it is dropping a list.

use safetensors::Dtype;

use super::unusable;
use super::view::MAX_DIMS;
use crate::error::Result;

/// Most values accepted. A training checkpoint of the deepest network accepted, with its optimizer, has an eighth.
pub(super) const MAX_VALUES: usize = 1 << 20;

/// A value's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Id(usize);

/// One value.
#[derive(Debug)]
pub(super) enum Value {
    /// Something that no tensor needs: fractions, sets, bytes, the insides of foreign objects.
    Opaque,
    Int(i64),
    Text(String),
    Tuple(Vec<Id>),
    List(Vec<Id>),
    Dict(Vec<(Id, Id)>),
    /// A name that the pickle would import.
    Global(Global),
    /// Numbers beside the pickle: their type, and the text that names their entry in the archive.
    Storage {
        dtype: Dtype,
        key: Id,
    },
    /// What `_rebuild_tensor` is given, unchecked; `dtype` if it is not the storage's.
    Tensor {
        storage: Id,
        offset: Id,
        shape: Id,
        strides: Id,
        dtype: Option<Dtype>,
    },
}

/// What a name that the pickle would import means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Global {
    /// A kind of dict.
    Dict,
    /// A kind of tuple.
    Tuple,
    /// Makes a tensor of a storage.
    Tensor,
    /// Returns its first argument.
    First,
    /// A typed storage.
    Storage(Dtype),
    /// A type of elements.
    Dtype(Dtype),
    /// Harmless, but not needed here: everything made with it is opaque.
    Inert,
}

/// A tensor as its pickle describes it.
pub(super) struct Blueprint<'a> {
    pub(super) dtype: Dtype,
    /// The storage's entry in the archive.
    pub(super) storage: &'a str,
    pub(super) offset: usize,
    pub(super) shape: Vec<usize>,
    pub(super) strides: Vec<usize>,
}

/// All values of a pickle.
pub(super) struct Values(Vec<Value>);

impl Values {
    /// The one opaque value.
    pub(super) const OPAQUE: Id = Id(0);

    pub(super) fn new() -> Self {
        Self(vec![Value::Opaque])
    }

    pub(super) fn add(&mut self, value: Value) -> Result<Id> {
        match value {
            Value::Opaque => Ok(Self::OPAQUE),
            _ if self.0.len() >= MAX_VALUES => Err(unusable(format!("its pickle holds more than {MAX_VALUES} values"))),
            value => {
                self.0.push(value);
                Ok(Id(self.0.len() - 1))
            }
        }
    }

    pub(super) fn get(&self, id: Id) -> &Value {
        &self.0[id.0]
    }

    pub(super) fn get_mut(&mut self, id: Id) -> &mut Value {
        &mut self.0[id.0]
    }

    pub(super) fn text(&self, id: Id) -> Option<&str> {
        match self.get(id) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn tuple(&self, id: Id) -> Option<&[Id]> {
        match self.get(id) {
            Value::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// A tensor's description; `None` if it makes no sense.
    pub(super) fn blueprint(&self, id: Id) -> Option<Blueprint<'_>> {
        let &Value::Tensor { storage, offset, shape, strides, dtype } = self.get(id) else { return None };
        let &Value::Storage { dtype: stored, key } = self.get(storage) else { return None };
        Some(Blueprint {
            dtype: dtype.unwrap_or(stored),
            storage: self.text(key)?,
            offset: self.size(offset)?,
            shape: self.sizes(shape)?,
            strides: self.sizes(strides)?,
        })
    }

    fn size(&self, id: Id) -> Option<usize> {
        match self.get(id) {
            &Value::Int(number) => usize::try_from(number).ok(),
            _ => None,
        }
    }

    fn sizes(&self, id: Id) -> Option<Vec<usize>> {
        let items = self.tuple(id).filter(|items| items.len() <= MAX_DIMS)?;
        items.iter().map(|&item| self.size(item)).collect()
    }
}
