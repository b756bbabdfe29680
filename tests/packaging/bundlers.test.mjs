// The quickest of the matrix (npm run matrix), no bundler at all, and the examples without one. Where the registry gives no tool,
// its test is skipped.
import { testExamples } from "../matrix/examples.mjs";
import { testTools } from "../matrix/tests.mjs";

testTools(["plain", "esbuild", "vite"]);
testExamples(["plain", "form", "camera", "ssr"]);
