// Frames that wait: the first ones whole, the others small, and none for ever.
import assert from "node:assert/strict";
import { test } from "node:test";
import { roomForOne } from "../../www/lib/room.js";

const photo = { width: 4000, height: 3000 };

test("room is given once, and given back", () => {
  const [first, second, third] = [roomForOne(), roomForOne(), roomForOne()];
  assert.deepEqual(first.fit(photo), photo);
  const small = second.fit(photo);
  assert.ok(small.width * small.height <= 1.01e6);
  assert.ok(Math.abs(small.width / small.height - 4 / 3) < 0.01, "in its shape");
  assert.deepEqual(third.fit({ width: 640, height: 480 }), { width: 640, height: 480 }, "there is room for a small one");
  for (const room of [first, second, third]) {
    room.free();
    room.free();
  }
  const last = roomForOne();
  assert.deepEqual(last.fit(photo), photo);
  last.free();
});

test("one frame always has room, whatever its size", () => {
  const room = roomForOne();
  assert.deepEqual(room.fit({ width: 9000, height: 7000 }), { width: 9000, height: 7000 });
  room.free();
  const line = roomForOne();
  const other = roomForOne();
  line.fit(photo);
  assert.deepEqual(other.fit({ width: 16_000_000, height: 1 }), { width: 4_000_000, height: 1 });
  line.free();
  other.free();
});
