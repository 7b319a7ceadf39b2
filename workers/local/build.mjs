// Bundles the worker into dist/worker.js, which the local edge and the tests run.
import { bundle } from "./bundle.mjs";

await bundle("../src/index.ts", "../dist/worker.js");
