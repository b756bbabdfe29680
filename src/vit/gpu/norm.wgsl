// Layer norm of each token: tokens [B, TOKENS, WIDTH] → out, the same shape; gamma, beta [WIDTH]; all in vectors of four. A
// workgroup takes a token. The variance is that of the differences from the mean: a mean of squares would lose digits.

@group(0) @binding(0) var<storage, read_write> out: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> tokens: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> gamma: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> beta: array<vec4f>;

const THREADS = 64u;

var<workgroup> sums: array<f32, THREADS>;

fn total(part: f32, index: u32) -> f32 {
    sums[index] = part;
    workgroupBarrier();
    for (var half = THREADS / 2u; half > 0u; half /= 2u) {
        if index < half {
            sums[index] += sums[index + half];
        }
        workgroupBarrier();
    }
    let sum = sums[0];
    workgroupBarrier();
    return sum;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) index: u32) {
    let first = (group.y * TOKENS + group.x) * WIDTH;
    var part = 0.0;
    for (var i = index; i < WIDTH; i += THREADS) {
        part += dot(tokens[first + i], vec4f(1.0));
    }
    let mean = total(part, index) / f32(4u * WIDTH);
    part = 0.0;
    for (var i = index; i < WIDTH; i += THREADS) {
        let difference = tokens[first + i] - mean;
        part += dot(difference, difference);
    }
    let scale = 1.0 / sqrt(total(part, index) / f32(4u * WIDTH) + EPSILON);
    for (var i = index; i < WIDTH; i += THREADS) {
        out[first + i] = (tokens[first + i] - mean) * scale * gamma[i] + beta[i];
    }
}
