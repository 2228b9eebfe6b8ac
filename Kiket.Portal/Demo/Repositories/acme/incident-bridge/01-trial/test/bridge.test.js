import test from "node:test";
import assert from "node:assert/strict";
import { channelName } from "../src/bridge.js";

test("a channel is named after its issue", () => {
  assert.equal(channelName("OPS-482", "inc-"), "inc-ops-482");
});
