/**
 * Turns of the event loop. Long work pauses before its task gets long, so that the page stays responsive and hears an
 * abort, even where the work runs on the page itself.
 */

/** Milliseconds of work in one turn: half a frame. The last step may exceed it. */
const TURN = 8;

/** When this turn began. */
let begun = 0;

/** Ends the turn if it was long enough. */
export async function breathe() {
  if (Date.now() - begun < TURN) return;
  await nextTurn();
  begun = Date.now();
}

/** Posts a message to itself: a timer would wait 4 ms, and `scheduler.yield` runs before timers that may abort. */
function nextTurn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(null);
  });
}
