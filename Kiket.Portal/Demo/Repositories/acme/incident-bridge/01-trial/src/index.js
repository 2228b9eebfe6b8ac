import { createExtension } from "@kiket/sdk";
import { openBridge, closeBridge } from "./bridge.js";

const extension = createExtension();

extension.on("issue.transitioned", async (payload, context) => {
  if (payload.issue.type !== "Incident") return { status: "allow" };
  const bridge = await openBridge(payload.issue, context.settings);
  return { status: "allow", metadata: { output_fields: { join_url: bridge.url } } };
});

extension.on("bridge.close", (payload, context) => closeBridge(payload.issue, context));

extension.listen(process.env.PORT ?? 8080);
