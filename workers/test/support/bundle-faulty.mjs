// Before all tests: bundles the worker whose objects can be made to fail.
import { bundle } from "../../local/bundle.mjs";

export default function bundleFaulty() {
  return bundle("../test/worker/faulty-worker.ts", "../dist/faulty-worker.js");
}
