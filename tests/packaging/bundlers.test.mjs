// The quickest of the matrix (npm run matrix), and no bundler at all. Where the registry gives no tool, its test is skipped.
import { testTools } from "../matrix/tests.mjs";

testTools(["plain", "esbuild", "vite"]);
