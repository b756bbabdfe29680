/** Of worker.js, which is a file to serve: importing it on a page starts nothing that a page could use. */
export {};
