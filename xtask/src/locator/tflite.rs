//! The few tables of a TensorFlow Lite file that lead to its weights.
//!
//! The file is a FlatBuffer: tables of fields by number, reached by offsets. `planus` follows the offsets and checks each,
//! so that a damaged file is an error. Numbers of fields: tensorflow/compiler/mlir/lite/schema/schema.fbs.

use planus::table_reader::Table;
use planus::{SliceWithStartOffset, TableRead, Vector, VectorReadInner};

use crate::Result;

/// `file_identifier` of the schema, after the offset of the root.
const IDENTIFIER: &[u8] = b"TFL3";
/// `Model.subgraphs`, `Model.buffers`.
const MODEL: [usize; 2] = [2, 4];
/// `SubGraph.tensors`.
const TENSORS: usize = 0;
/// `Tensor.shape`, `.type`, `.buffer`, `.name`.
const TENSOR: [usize; 4] = [0, 1, 2, 3];
/// `Buffer.data`.
const DATA: usize = 0;

/// `TensorType.FLOAT16`.
pub const FLOAT16: u8 = 1;

/// A tensor with data; intermediate results have none.
pub struct Constant<'a> {
    pub name: &'a str,
    /// `TensorType`.
    pub kind: u8,
    pub shape: Vec<usize>,
    pub data: &'a [u8],
}

/// All constants of the first graph.
pub fn constants(file: &[u8]) -> Result<Vec<Constant<'_>>> {
    if file.get(4..8) != Some(IDENTIFIER) {
        return Err("it is not a TensorFlow Lite file".to_owned());
    }
    let file = SliceWithStartOffset { buffer: file, offset_from_start: 0 };
    let model = Node(Table::from_buffer(file, 0).map_err(|error| error.to_string())?);
    let [graphs, buffers] = [model.nodes(MODEL[0], "subgraphs")?, model.nodes(MODEL[1], "buffers")?];
    let tensors = at(graphs, 0)?.nodes(TENSORS, "tensors")?;
    let constants = tensors.iter().map(|tensor| constant(&tensor.map_err(|error| error.to_string())?, buffers));
    constants.filter_map(Result::transpose).collect()
}

fn constant<'a>(tensor: &Node<'a>, buffers: Nodes<'a>) -> Result<Option<Constant<'a>>> {
    let [shape, kind, buffer, name] = TENSOR;
    // A field with its default value is left out of the file.
    let buffer = at(buffers, tensor.field::<u32>(buffer, "buffer")?.unwrap_or(0) as usize)?;
    let Some(data) = buffer.field::<&[u8]>(DATA, "data")? else { return Ok(None) };
    let shape = tensor.field::<Vector<'a, i32>>(shape, "shape")?.unwrap_or(Vector::new_empty());
    let length = |length| usize::try_from(length).map_err(|_| "a tensor has a negative length".to_owned());
    Ok(Some(Constant {
        name: tensor.field(name, "name")?.unwrap_or(""),
        kind: tensor.field(kind, "type")?.unwrap_or(0),
        shape: shape.iter().map(length).collect::<Result<_>>()?,
        data,
    }))
}

/// Any table.
#[derive(Clone, Copy)]
struct Node<'a>(Table<'a>);

type Nodes<'a> = Vector<'a, planus::Result<Node<'a>>>;

impl<'a> Node<'a> {
    fn field<T: TableRead<'a>>(&self, number: usize, name: &'static str) -> Result<Option<T>> {
        self.0.access(number, "file", name).map_err(|error| error.to_string())
    }

    fn nodes(&self, number: usize, name: &'static str) -> Result<Nodes<'a>> {
        self.field(number, name)?.ok_or_else(|| format!("it has no {name}"))
    }
}

fn at<'a>(nodes: Nodes<'a>, index: usize) -> Result<Node<'a>> {
    let node = nodes.get(index).ok_or_else(|| format!("it has no table {index} of {}", nodes.len()))?;
    node.map_err(|error| error.to_string())
}

impl<'a> VectorReadInner<'a> for Node<'a> {
    type Error = planus::Error;
    /// An offset of 32 bits.
    const STRIDE: usize = 4;

    #[expect(unsafe_code, reason = "the trait allows unchecked reads; this one is checked")]
    unsafe fn from_buffer(buffer: SliceWithStartOffset<'a>, offset: usize) -> planus::Result<Self> {
        let table = Table::from_buffer(buffer, offset);
        table.map(Node).map_err(|kind| kind.with_error_location("file", "table", buffer.offset_from_start))
    }
}
