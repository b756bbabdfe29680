// Self-attention: softmax(Q·Kᵀ/√d)·V. qkv [B, TOKENS, 3·WIDTH], queries, keys and values beside each other, heads contiguous
// within each → out [B, TOKENS, WIDTH]; all in vectors of four. A workgroup takes seven queries of one head of one image
// (196 = 28·7): their scores stay in workgroup memory.

@group(0) @binding(0) var<storage, read_write> out: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> qkv: array<vec4f>;

const THREADS = 56u;
const QUERIES = 7u;
const LANES = 8u; // threads of a query

var<workgroup> queries: array<array<vec4f, HEAD>, QUERIES>;
var<workgroup> scores: array<array<f32, TOKENS>, QUERIES>;
var<workgroup> parts: array<array<f32, LANES>, QUERIES>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) index: u32) {
    let image = group.z * TOKENS;
    let head = group.y * HEAD;
    let first = group.x * QUERIES;
    for (var i = index; i < QUERIES * HEAD; i += THREADS) {
        queries[i / HEAD][i % HEAD] = qkv[(image + first + i / HEAD) * 3u * WIDTH + head + i % HEAD] * SCALE;
    }
    workgroupBarrier();
    for (var key = index; key < TOKENS; key += THREADS) {
        let at = (image + key) * 3u * WIDTH + WIDTH + head;
        // With a value: without one it keeps that of the key before (Chromium 156 on SwiftShader; gfx-rs/wgpu#9489).
        var sums = array<f32, QUERIES>();
        for (var i = 0u; i < HEAD; i++) {
            let value = qkv[at + i];
            for (var query = 0u; query < QUERIES; query++) {
                sums[query] += dot(queries[query][i], value);
            }
        }
        for (var query = 0u; query < QUERIES; query++) {
            scores[query][key] = sums[query];
        }
    }
    workgroupBarrier();
    let query = index / LANES;
    let lane = index % LANES;
    var most = scores[query][lane];
    for (var key = lane; key < TOKENS; key += LANES) {
        most = max(most, scores[query][key]);
    }
    parts[query][lane] = most;
    workgroupBarrier();
    for (var i = 0u; i < LANES; i++) {
        most = max(most, parts[query][i]);
    }
    workgroupBarrier();
    var sum = 0.0;
    for (var key = lane; key < TOKENS; key += LANES) {
        let weight = exp(scores[query][key] - most);
        scores[query][key] = weight;
        sum += weight;
    }
    parts[query][lane] = sum;
    workgroupBarrier();
    for (var i = index; i < QUERIES * HEAD; i += THREADS) {
        let row = i / HEAD;
        let column = i % HEAD;
        var weights = 0.0;
        for (var j = 0u; j < LANES; j++) {
            weights += parts[row][j];
        }
        var mean = vec4f();
        for (var key = 0u; key < TOKENS; key++) {
            mean += scores[row][key] * qkv[(image + key) * 3u * WIDTH + 2u * WIDTH + head + column];
        }
        out[(image + first + row) * WIDTH + head + column] = mean / weights;
    }
}
