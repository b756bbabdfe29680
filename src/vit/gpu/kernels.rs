//! The kernels, and how they are launched: operations that this crate adds to burn's (its extension interface).
//!
//! Every size is a constant in a kernel's text, so a network needs a handful of pipelines, all of which its first pass makes; the
//! number of images is not among them.

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, backend_extension};
use burn::cubecl::ir::attributes::BufferIOAttr;
use burn::cubecl::prelude::KernelId;
use burn::cubecl::server::KernelArguments;
use burn::cubecl::{CubeCount, CubeDim};
use burn::tensor::{DType, Shape};
use burn_wgpu::{CubeBackend, CubeTensor, KernelSource, SourceKernel, SourceTemplate, into_contiguous};

use crate::crop::NUM_PATCHES;
use crate::vit::NORM_EPSILON;

/// Numbers in a vector of the shading language.
pub(super) const VECTOR: usize = 4;
/// Rows and vectors of columns that a workgroup of `product.wgsl` makes; queries that one of `attention.wgsl` takes.
const ROWS: usize = 28;
const COLUMNS: usize = 16;
const QUERIES: usize = 7;

/// What the blocks are made of.
#[backend_extension(Cube)]
pub(super) trait Kernels: Backend {
    /// Layer norm of each of the tokens `[B, 196, D]`.
    fn norm(tokens: FloatTensor<Self>, gamma: FloatTensor<Self>, beta: FloatTensor<Self>) -> FloatTensor<Self>;

    /// Tokens `[B, 196, I]`, weights `[I, O]` → their product `[B, 196, O]`.
    fn product(tokens: FloatTensor<Self>, weights: FloatTensor<Self>) -> FloatTensor<Self>;

    /// The same, with a bias `[O]`, clamped to 0…6.
    fn product_relu6(
        tokens: FloatTensor<Self>,
        weights: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self>;

    /// The same, with a bias `[O]`, added to a residual: `[B, 196, O]`, or `[1, 196, O]` for all images.
    fn product_onto(
        tokens: FloatTensor<Self>,
        weights: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        residual: FloatTensor<Self>,
    ) -> FloatTensor<Self>;

    /// Queries, keys and values `[B, 196, 3·D]` → `[B, 196, D]`.
    fn attention(qkv: FloatTensor<Self>, num_heads: usize) -> FloatTensor<Self>;
}

impl Kernels for CubeBackend {
    fn norm(tokens: CubeTensor, gamma: CubeTensor, beta: CubeTensor) -> CubeTensor {
        let [images, _, width] = dims(&tokens);
        let constants = format!("const WIDTH = {}u;\nconst EPSILON = {NORM_EPSILON:?};\n", width / VECTOR);
        let text = Text { name: "norm", constants, body: include_str!("norm.wgsl") };
        launch(text, [NUM_PATCHES, images, 1], [tokens, gamma, beta], [images, NUM_PATCHES, width])
    }

    fn product(tokens: CubeTensor, weights: CubeTensor) -> CubeTensor {
        product("sum", tokens, weights, [])
    }

    fn product_relu6(tokens: CubeTensor, weights: CubeTensor, bias: CubeTensor) -> CubeTensor {
        product("clamp(sum + bias[column], vec4f(0.0), vec4f(6.0))", tokens, weights, [("bias", bias)])
    }

    fn product_onto(tokens: CubeTensor, weights: CubeTensor, bias: CubeTensor, residual: CubeTensor) -> CubeTensor {
        let finished = match dims(&residual) {
            [1, ..] => "sum + bias[column] + residual[row * OUTER + column]",
            _ => "sum + bias[column] + residual[(image + row) * OUTER + column]",
        };
        product(finished, tokens, weights, [("bias", bias), ("residual", residual)])
    }

    fn attention(qkv: CubeTensor, num_heads: usize) -> CubeTensor {
        let [images, _, columns] = dims(&qkv);
        let width = columns / 3;
        let head = width / num_heads;
        let constants = format!(
            "const WIDTH = {}u;\nconst HEAD = {}u;\nconst SCALE = {:?};\n",
            width / VECTOR,
            head / VECTOR,
            1.0 / (head as f64).sqrt()
        );
        let text = Text { name: "attention", constants, body: include_str!("attention.wgsl") };
        launch(text, [NUM_PATCHES / QUERIES, num_heads, images], [qkv], [images, NUM_PATCHES, width])
    }
}

/// A product whose kernel makes of a sum what `finished` says, from more buffers.
fn product<const N: usize>(
    finished: &str,
    tokens: CubeTensor,
    weights: CubeTensor,
    more: [(&str, CubeTensor); N],
) -> CubeTensor {
    let [images, _, inner] = dims(&tokens);
    let [_, outer] = weights.meta.shape().dims();
    let mut constants = format!("const INNER = {}u;\nconst OUTER = {}u;\n", inner / VECTOR, outer / VECTOR);
    for (at, (name, _)) in more.iter().enumerate() {
        constants += &format!("@group(0) @binding({}) var<storage, read_write> {name}: array<vec4f>;\n", at + 3);
    }
    constants += "fn finished(sum: vec4f, column: u32, row: u32, image: u32) -> vec4f {\n";
    constants += &format!("    return {finished};\n}}\n");
    let text = Text { name: "product", constants, body: include_str!("product.wgsl") };
    let groups = [(outer / VECTOR).div_ceil(COLUMNS), NUM_PATCHES / ROWS, images];
    let inputs = [tokens, weights].into_iter().chain(more.map(|(_, buffer)| buffer));
    launch(text, groups, inputs, [images, NUM_PATCHES, outer])
}

/// A kernel in WGSL.
struct Text {
    name: &'static str,
    /// What this network's sizes make of it.
    constants: String,
    body: &'static str,
}

impl KernelSource for Text {
    fn source(&self) -> SourceTemplate {
        SourceTemplate::new(format!("const TOKENS = {NUM_PATCHES}u;\n{}{}", self.constants, self.body))
    }

    fn id(&self) -> KernelId {
        KernelId::new::<Self>().info((self.name, self.constants.clone()))
    }

    fn lang(&self) -> &'static str {
        "wgsl"
    }
}

/// Queues a kernel: it writes its first buffer and reads the others. Each is bound to be written, for burn keeps several tensors in
/// one buffer, which WebGPU must not find both read and written.
fn launch<const N: usize>(
    text: Text,
    groups: [usize; 3],
    inputs: impl IntoIterator<Item = CubeTensor>,
    shape: [usize; N],
) -> CubeTensor {
    let inputs: Vec<CubeTensor> = inputs.into_iter().map(into_contiguous).collect();
    let (client, device) = (inputs[0].client.clone(), inputs[0].device.clone());
    let shape = Shape::new(shape);
    let memory = client.empty(shape.num_elements() * size_of::<f32>());
    let out = CubeTensor::new_contiguous(client.clone(), device, shape, memory, DType::F32);
    let binding = |tensor: &CubeTensor| tensor.handle.clone().binding();
    let arguments = KernelArguments::new().with_buffer_io(binding(&out), BufferIOAttr::WriteOnly);
    let arguments = inputs.iter().fold(arguments, |arguments, input| {
        // Where a kernel fails, what it reads is as good as before.
        arguments.with_buffer_io(binding(input), BufferIOAttr::ReadOnly)
    });
    let [x, y, z] = groups.map(|count| count as u32);
    // The size of a workgroup is in the text.
    let kernel = SourceKernel::new(text, CubeDim::new_single());
    client.launch(Box::new(kernel), CubeCount::Static(x, y, z), arguments);
    out
}

fn dims(tensor: &CubeTensor) -> [usize; 3] {
    tensor.meta.shape().dims()
}

/// What comes of numbers by a kernel that no driver takes.
#[cfg(test)]
pub fn refused(numbers: burn::tensor::Tensor<2>) -> burn::tensor::Tensor<2> {
    #[backend_extension(Cube)]
    trait Refused: Backend {
        fn refused(numbers: FloatTensor<Self>) -> FloatTensor<Self>;
    }
    impl Refused for CubeBackend {
        fn refused(numbers: CubeTensor) -> CubeTensor {
            let shape: [usize; 2] = numbers.meta.shape().dims();
            launch(Text { name: "refused", constants: String::new(), body: "no shader" }, [1, 1, 1], [numbers], shape)
        }
    }
    burn::tensor::Tensor::from_dispatch(<burn::backend::Dispatch as Refused>::refused(numbers.into_dispatch()))
}
