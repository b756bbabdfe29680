// Tokens × weights, and what follows: out = tokens·weights [+ bias] [clamped to 0…6] [+ residual].
//
// tokens [B, TOKENS, INNER], weights [INNER, OUTER], bias [OUTER], residual [TOKENS, OUTER] of each image or of all,
// out [B, TOKENS, OUTER]; all in vectors of four. A workgroup makes 28 rows by 64 columns of one image (196 = 7·28), a thread two
// by four of them, while 32 numbers of each row and column at a time lie in workgroup memory: of six ways the fastest on an H100
// (docs/speed.md).

@group(0) @binding(0) var<storage, read_write> out: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> tokens: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> weights: array<vec4f>;

const ROWS = 28u;
const COLUMNS = 16u; // vectors
const DEPTH = 8u; // vectors of a row at a time
const HIGH = 2u; // rows of a thread
const DOWN = ROWS / HIGH;
const THREADS = COLUMNS * DOWN;

var<workgroup> left: array<array<vec4f, DEPTH>, ROWS>;
var<workgroup> right: array<array<vec4f, COLUMNS>, 4u * DEPTH>;

@compute @workgroup_size(COLUMNS, DOWN)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) thread: vec3u,
        @builtin(local_invocation_index) index: u32) {
    let image = group.z * TOKENS;
    let first = image + group.y * ROWS;
    let row = thread.y * HIGH;
    let column = group.x * COLUMNS + thread.x;
    var sums: array<vec4f, HIGH>;
    for (var step = 0u; step < INNER; step += DEPTH) {
        for (var at = index; at < ROWS * DEPTH; at += THREADS) {
            let deep = step + at % DEPTH;
            let value = tokens[(first + at / DEPTH) * INNER + min(deep, INNER - 1u)];
            left[at / DEPTH][at % DEPTH] = select(vec4f(), value, deep < INNER);
        }
        for (var at = index; at < 4u * DEPTH * COLUMNS; at += THREADS) {
            // What is not there is not used: the left factor is zero, or the column is not written.
            let deep = min(4u * step + at / COLUMNS, 4u * INNER - 1u);
            right[at / COLUMNS][at % COLUMNS] = weights[deep * OUTER + min(group.x * COLUMNS + at % COLUMNS, OUTER - 1u)];
        }
        workgroupBarrier();
        for (var k = 0u; k < DEPTH; k++) {
            let b0 = right[4u * k][thread.x];
            let b1 = right[4u * k + 1u][thread.x];
            let b2 = right[4u * k + 2u][thread.x];
            let b3 = right[4u * k + 3u][thread.x];
            for (var i = 0u; i < HIGH; i++) {
                let a = left[row + i][k];
                sums[i] = fma(a.xxxx, b0, fma(a.yyyy, b1, fma(a.zzzz, b2, fma(a.wwww, b3, sums[i]))));
            }
        }
        workgroupBarrier();
    }
    if column < OUTER {
        for (var i = 0u; i < HIGH; i++) {
            out[(first + row + i) * OUTER + column] = finished(sums[i], column, group.y * ROWS + row + i, image);
        }
    }
}
