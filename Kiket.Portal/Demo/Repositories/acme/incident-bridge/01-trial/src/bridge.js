export const channelName = (key, prefix) => `${prefix}${key.toLowerCase()}`;

export async function openBridge(issue, settings) {
  const channel = channelName(issue.key, settings.channel_prefix);
  return { channel, url: `https://calls.acme.test/${channel}` };
}

export async function closeBridge(issue, context) {
  await context.comment(issue, await context.timeline(issue));
  return { status: "allow" };
}
