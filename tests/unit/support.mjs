// The package's modules, without a browser and without a build.

const LIBRARY = "../../www/lib/";
const LOADING = LIBRARY;

/** A module of the package. */
export const library = (name) => import(LIBRARY + name);
/** A module of its loading of files. */
export const loading = (name) => import(LOADING + name);
