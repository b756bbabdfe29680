// Evaluates a TensorFlow Lite file as it is: its own graph, operator by operator, in double precision. What it computes
// therefore owes nothing to our idea of the network, nor to the tool that takes the weights out. Checked once by hand against
// the format's own runtime (ai-edge-litert 2.3.0, single precision) on noise: the largest difference was 8e-5, at values up
// to 121.
//
// Numbers of fields, operators and enums: tensorflow/compiler/mlir/lite/schema/schema.fbs. Batch 1, NHWC, no quantisation.

/** A table of a FlatBuffer: fields by number; `undefined` for one that is left out. */
class Table {
  constructor(view, at) {
    this.view = view;
    this.at = at;
    this.vtable = at - view.getInt32(at, true);
  }
  static follow = (view, at) => new Table(view, at + view.getUint32(at, true));
  #field(number) {
    const entry = 4 + 2 * number;
    const offset = entry < this.view.getUint16(this.vtable, true) ? this.view.getUint16(this.vtable + entry, true) : 0;
    return offset ? this.at + offset : undefined;
  }
  #scalar = (number, get, otherwise) => (this.#field(number) === undefined ? otherwise : get.call(this.view, this.#field(number), true));
  byte = (number) => this.#scalar(number, DataView.prototype.getUint8, 0);
  int = (number) => this.#scalar(number, DataView.prototype.getInt32, 0);
  table = (number) => Table.follow(this.view, this.#field(number));
  #vector(number, size, element) {
    const field = this.#field(number);
    if (field === undefined) return [];
    const start = field + this.view.getUint32(field, true);
    return Array.from({ length: this.view.getUint32(start, true) }, (_, i) => element(start + 4 + size * i));
  }
  tables = (number) => this.#vector(number, 4, (at) => Table.follow(this.view, at));
  ints = (number) => this.#vector(number, 4, (at) => this.view.getInt32(at, true));
  bytes = (number) => Uint8Array.from(this.#vector(number, 1, (at) => this.view.getUint8(at)));
}

function half(bits) {
  const [sign, exponent, mantissa] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) throw new Error("a weight is not finite");
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + mantissa / 1024) : 2 ** -14 * (mantissa / 1024));
}

/** `TensorType` → its numbers. */
const DECODE = {
  1: (bytes) => Float64Array.from(new Uint16Array(bytes.buffer), half),
  2: (bytes) => Float64Array.from(new Int32Array(bytes.buffer)),
};

/** Where each output of a window starts: `Padding` 0 is SAME, 1 is VALID. */
function starts(length, size, stride, padding) {
  const count = Math.ceil((padding === 0 ? length : length - size + 1) / stride);
  const before = padding === 0 ? Math.floor(Math.max((count - 1) * stride + size - length, 0) / 2) : 0;
  return Array.from({ length: count }, (_, i) => i * stride - before);
}

/**
 * A window that slides over an image, as all three kinds of layer declare it: padding, stride x, stride y.
 * `each` calls back with the indices of the output pixel, the input pixel and the tap, for taps inside the image.
 */
function sliding([, height, width], [rows, columns], options) {
  const [padding, strideX, strideY] = [options.byte(0), options.int(1), options.int(2)];
  const [tops, lefts] = [starts(height, rows, strideY, padding), starts(width, columns, strideX, padding)];
  const taps = (visit, to, top, left) => {
    for (let row = Math.max(0, -top); row < Math.min(rows, height - top); row++)
      for (let column = Math.max(0, -left); column < Math.min(columns, width - left); column++)
        visit(to, (top + row) * width + left + column, row * columns + column);
  };
  const each = (visit) => tops.forEach((top, y) => lefts.forEach((left, x) => taps(visit, y * lefts.length + x, top, left)));
  return { shape: [1, tops.length, lefts.length], each };
}

const fill = (shape, value) => ({ shape, data: new Float64Array(shape.reduce((a, b) => a * b)).map((_, i) => value(i)) });

function unfused(activation) {
  if (activation !== 0) throw new Error("a fused activation is not known here");
}

function add([a, b], options) {
  unfused(options.byte(0));
  return { shape: a.shape, data: a.data.map((value, i) => value + b.data[i]) };
}

function concatenation(inputs, options) {
  if (options.int(0) !== 1) throw new Error("concatenation is known along axis 1 only");
  const rows = inputs.reduce((sum, { shape }) => sum + shape[1], 0);
  return { shape: [1, rows, inputs[0].shape[2]], data: Float64Array.from(inputs.flatMap(({ data }) => Array.from(data))) };
}

/** Kernel: out, height, width, in. */
function convolution([x, kernel, bias], options) {
  unfused(options.byte(3));
  const [outputs, rows, columns, channels] = kernel.shape;
  const { shape, each } = sliding(x.shape, [rows, columns], options);
  const y = fill([...shape, outputs], (i) => bias.data[i % outputs]);
  each((to, from, tap) => {
    for (let o = 0; o < outputs; o++)
      for (let c = 0; c < channels; c++)
        y.data[to * outputs + o] += x.data[from * channels + c] * kernel.data[(o * rows * columns + tap) * channels + c];
  });
  return y;
}

/** Kernel: 1, height, width, channel. */
function depthwiseConvolution([x, kernel, bias], options) {
  unfused(options.byte(4));
  const [, rows, columns, channels] = kernel.shape;
  const { shape, each } = sliding(x.shape, [rows, columns], options);
  const y = fill([...shape, channels], (i) => bias.data[i % channels]);
  each((to, from, tap) => {
    for (let c = 0; c < channels; c++) y.data[to * channels + c] += x.data[from * channels + c] * kernel.data[tap * channels + c];
  });
  return y;
}

function maxPool([x], options) {
  unfused(options.byte(5));
  const channels = x.shape[3];
  const { shape, each } = sliding(x.shape, [options.int(4), options.int(3)], options);
  const y = fill([...shape, channels], () => -Infinity);
  each((to, from) => {
    for (let c = 0; c < channels; c++) y.data[to * channels + c] = Math.max(y.data[to * channels + c], x.data[from * channels + c]);
  });
  return y;
}

function padChannels([x, { data: paddings }]) {
  if (paddings.slice(0, 7).some((length) => length !== 0)) throw new Error("padding is known at the end of the channels only");
  const [channels, padded] = [x.shape[3], x.shape[3] + paddings[7]];
  const value = (i) => (i % padded < channels ? x.data[Math.floor(i / padded) * channels + (i % padded)] : 0);
  return fill([...x.shape.slice(0, 3), padded], value);
}

/** `BuiltinOperator` → the result of inputs, options and the shape that the file declares. */
const OPERATORS = {
  0: add,
  2: concatenation,
  3: convolution,
  4: depthwiseConvolution,
  6: ([x]) => x, // DEQUANTIZE, from half precision
  17: maxPool,
  19: ([x]) => ({ shape: x.shape, data: x.data.map((value) => Math.max(value, 0)) }), // RELU
  22: ([x], _, shape) => ({ shape, data: x.data }), // RESHAPE
  34: padChannels,
};

/**
 * The outputs by name.
 *
 * @param {Buffer} file
 * @param {Float64Array} input of the graph's only input, NHWC
 * @returns {Record<string, Float64Array>}
 */
export function evaluate(file, input) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const model = Table.follow(view, 0);
  const [codes, [graph], buffers] = [model.tables(1), model.tables(2), model.tables(4)];
  const tensors = graph.tables(0).map((tensor) => {
    const [shape, bytes] = [tensor.ints(0), buffers[tensor.int(2)].bytes(0)];
    return { shape, data: bytes.length ? DECODE[tensor.byte(1)](bytes) : null, name: new TextDecoder().decode(tensor.bytes(3)) };
  });
  tensors[graph.ints(1)[0]].data = input;
  for (const operator of graph.tables(3)) {
    const [code, [to]] = [codes[operator.int(0)].byte(0), operator.ints(2)];
    const options = { byte: (i) => operator.table(4).byte(i), int: (i) => operator.table(4).int(i) };
    const inputs = operator.ints(1).map((i) => tensors[i]);
    const { shape, data } = OPERATORS[code](inputs, options, tensors[to].shape);
    if (String(shape) !== String(tensors[to].shape)) throw new Error(`${tensors[to].name}: ${shape}, the file says ${tensors[to].shape}`);
    tensors[to].data = data;
  }
  return Object.fromEntries(graph.ints(2).map((i) => [tensors[i].name, tensors[i].data]));
}
