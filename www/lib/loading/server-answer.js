/** What a server's answer says about itself: whether it is a web page in the place of a file, and the file's length. */

/** How a web page begins, in any case of letters. */
const PAGE = /^\s*<(!doctype|!--|html|head|body|script|title)/i;

/**
 * Refuses an answer that calls itself a web page, or bytes that begin as one: many servers answer unknown addresses
 * with a page and a good status.
 *
 * @param {Response | Uint8Array} answer or its first bytes
 * @param {(why: string) => Error} toError
 */
export function refusePage(answer, toError) {
  const isPage =
    "headers" in answer
      ? answer.headers.get("content-type")?.startsWith("text/html")
      : PAGE.test(new TextDecoder().decode(answer.subarray(0, 128)));
  if (isPage) throw toError("the server answered with a web page: is the address right?");
}

/**
 * Bytes of the body; null if the server does not say, or counts compressed bytes. Cross-origin, compression is not
 * visible.
 *
 * @param {Response} response
 */
export function statedLength({ headers, type }) {
  const length = headers.get("content-length");
  return length === null || headers.has("content-encoding") || type === "cors" ? null : Number(length);
}
