import test from "node:test";
import assert from "node:assert/strict";
import { matches } from "../src/match.js";

test("words may lie between", () => assert.ok(matches("charged * twice", "I was charged for it twice")));
