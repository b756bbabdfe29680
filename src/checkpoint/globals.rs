//! The names a pickle may mention. Pickles import and call them; here a name only selects a kind of data.
//!
//! A name that is not listed is refused, even if nothing would be run: a checkpoint that mentions it is not what
//! `torch.save(model.state_dict(), …)` writes, and may be an attack on people who open it with PyTorch.

use safetensors::Dtype;

use super::values::{Global, Id, Value, Values};
use super::{shown, unusable};
use crate::error::{Error, Result};

/// What to do about a checkpoint of more than data.
const SAVE_WEIGHTS: &str = "if you trust its source, save the weights alone with torch.save(model.state_dict(), …)";

impl Global {
    /// # Errors
    /// [`Error::CheckpointFormat`] naming what is not known to be harmless.
    pub(super) fn find(module: &str, name: &str) -> Result<Self> {
        let found = match (module, name) {
            ("collections", "OrderedDict" | "defaultdict") => Some(Self::Dict),
            // Source: torch/_utils.py, torch/_tensor.py (`__reduce_ex__`).
            ("torch._utils", "_rebuild_tensor" | "_rebuild_tensor_v2" | "_rebuild_tensor_v3") => Some(Self::Tensor),
            ("torch._utils", "_rebuild_parameter" | "_rebuild_parameter_with_state") => Some(Self::First),
            ("torch", "Size") => Some(Self::Tuple),
            ("torch" | "torch.storage" | "torch.cuda", name) => in_torch(name),
            _ => is_inert(module, name).then_some(Self::Inert),
        };
        found.ok_or_else(|| {
            let name = format!("{}.{}", shown(module), shown(name));
            unusable(format!("its pickle asks to run {name}, which is refused: {SAVE_WEIGHTS}"))
        })
    }

    /// What calling it with these arguments gives.
    pub(super) fn call(self, values: &mut Values, arguments: &[Id]) -> Result<Id> {
        match self {
            Self::Dict if arguments.iter().all(|&id| matches!(values.get(id), Value::Global(_))) => {
                values.add(Value::Dict(Vec::new()))
            }
            Self::Tuple | Self::First => arguments.first().copied().ok_or_else(wrong_call),
            Self::Tensor => {
                let tensor = tensor(values, arguments).ok_or_else(wrong_call)?;
                values.add(tensor)
            }
            Self::Dict => Err(wrong_call()),
            Self::Storage(_) | Self::Dtype(_) | Self::Inert => Ok(Values::OPAQUE),
        }
    }
}

fn wrong_call() -> Error {
    unusable("its pickle is damaged: something is made of the wrong parts")
}

/// `_rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)`; the third version adds a type.
fn tensor(values: &Values, arguments: &[Id]) -> Option<Value> {
    let &[storage, offset, shape, strides, ref more @ ..] = arguments else { return None };
    let dtype = more.get(2).and_then(|&id| match values.get(id) {
        Value::Global(Global::Dtype(dtype)) => Some(*dtype),
        _ => None,
    });
    matches!(values.get(storage), Value::Storage { .. }).then_some(Value::Tensor {
        storage,
        offset,
        shape,
        strides,
        dtype,
    })
}

/// Names in `torch` itself. Source: torch/storage.py (`_dtype_to_storage_type_map`).
fn in_torch(name: &str) -> Option<Global> {
    if name == "UntypedStorage" || name == "_UntypedStorage" {
        return Some(Global::Storage(Dtype::U8));
    }
    if let Some(kind) = name.strip_suffix("Storage") {
        return dtype(kind).map(Global::Storage);
    }
    match name {
        "device" => Some(Global::Inert),
        _ => dtype(name).map(Global::Dtype),
    }
}

/// An element type, by its storage's name or by its own.
fn dtype(name: &str) -> Option<Dtype> {
    Some(match name {
        "Double" | "float64" => Dtype::F64,
        "Float" | "float32" => Dtype::F32,
        "Half" | "float16" => Dtype::F16,
        "BFloat16" | "bfloat16" => Dtype::BF16,
        "Long" | "int64" => Dtype::I64,
        "Int" | "int32" => Dtype::I32,
        "Short" | "int16" => Dtype::I16,
        "Char" | "int8" => Dtype::I8,
        "Byte" | "uint8" => Dtype::U8,
        "uint16" => Dtype::U16,
        "uint32" => Dtype::U32,
        "uint64" => Dtype::U64,
        "Bool" | "bool" => Dtype::BOOL,
        "ComplexFloat" | "complex64" => Dtype::C64,
        _ => return None,
    })
}

/// What training scripts save beside the weights: options, counters, numpy's numbers, random states.
fn is_inert(module: &str, name: &str) -> bool {
    match module {
        "argparse" => name == "Namespace",
        "types" => name == "SimpleNamespace",
        "easydict" => name == "EasyDict",
        // In the options that PyTorch Lightning saves; a version among the states that torch itself saves.
        "pytorch_lightning.utilities.parsing" | "lightning.pytorch.utilities.parsing" => name == "AttributeDict",
        "lightning_fabric.utilities.data" | "lightning.fabric.utilities.data" => name == "AttributeDict",
        "torch.torch_version" => name == "TorchVersion",
        "collections" => name == "Counter",
        "_codecs" => name == "encode",
        // Under numpy 1 and numpy 2.
        "numpy.core.multiarray" | "numpy._core.multiarray" => ["scalar", "_reconstruct"].contains(&name),
        "numpy" => ["dtype", "ndarray"].contains(&name),
        "pathlib" => ["Path", "PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath"].contains(&name),
        // Under protocol 2 and later ones.
        "__builtin__" | "builtins" => {
            let types = ["bool", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int", "list"];
            types.contains(&name) || ["range", "set", "slice", "str", "tuple"].contains(&name)
        }
        _ => false,
    }
}
