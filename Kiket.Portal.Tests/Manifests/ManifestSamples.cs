using System.Text;
using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Tests.Manifests;

/// <summary>The documented examples, and short ways to change one field of a good manifest.</summary>
internal static class ManifestSamples
{
    public const string Small = """
        model_version: "1.0"
        extension:
          id: dev.acme.pinger
          name: Pinger
          version: 1.0.0
          delivery: http
          callback: { url: "https://pinger.acme.test/webhooks" }
        """;

    public const string Full = """
        model_version: "1.0"
        extension:
          id: dev.acme.alerts
          name: Acme Alerts
          version: 1.4.0
          api_version: v1
          sdk: dotnet
          description: Tells the on-call channel about risky work.
          author: Acme
          homepage: https://github.com/acme/alerts
          delivery: http
          callback: { url: "https://alerts.acme.test/hooks", secret: env.ALERTS_SECRET, timeout: 8000, required: true }
          activationEvents: [issue.created, workflow.before_transition]
          permissions: [issues:read, comments:write]
          capabilities: [notifications, approvals]
          hooks:
            - { event: issue.created, template: created_text, timeout: 5000, retries: 1, description: Announce new issues }
            - { event: workflow.before_transition, required: true, timeout: 8000, retries: 0 }
          contributes:
            commands:
              - { command: alerts.send, title: Send alert, category: Notifications, icon: bi-bell, handler: { type: extension_event, event: alerts.send } }
            workflow_actions:
              - id: send
                name: Send alert
                handler: { type: extension_event, event: alerts.workflowAction.send }
                parameters: [{ key: channel, type: string, label: Channel, required: true }]
          configuration:
            ALERTS_TOKEN: { type: string, secret: true, required: true, scope: extension, label: Token }
            channel: { type: string, default: "#ops", label: Channel }
            created_text: { type: template, editor: template, language: liquid, default: "{{ issue.title }}" }
          setup:
            - secrets: { title: Connect, required: true, collect: [ALERTS_TOKEN] }
            - configure: { title: Where to post, fields: [{ key: channel, type: text, label: Channel }] }
            - test: { title: Try it, action: alerts.test, required: false }
            - info: { title: Done, content: "## Ready" }
          output_fields:
            inbox_url: { label: Inbox, type: copyable, icon: link }
          custom_data: { permissions: [{ module: dev.acme.alerts.sent, operations: [read, write] }] }
          hosting: { tier: standard, managed: true, egress: [hooks.acme.test, "*.acme-cdn.test"] }
          pricing: { model: subscription, price_cents: 900, billing_period: monthly }
          compatibility: { kiket: ">=1.42.0", deprecates: [{ version: "<1.2.0", deadline: "2026-12-31", notice: Rotate the token first. }] }
        """;

    /// <summary>Good in every respect: no finding at all.</summary>
    public const string Clean = """
        model_version: "1.0"
        extension:
          id: dev.acme.pinger
          name: Pinger
          version: 1.0.0
          api_version: v1
          sdk: go
          description: Pings.
          delivery: http
          callback:
            url: https://pinger.acme.test/webhooks
        """;

    public static ManifestReading Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public static ManifestReading Read(byte[] bytes) => ManifestReader.Read(bytes, ManifestReader.Path);

    /// <summary>The clean manifest with one line of it replaced.</summary>
    public static ManifestReading With(string old, string replacement)
    {
        Assert.Contains(old, Clean, StringComparison.Ordinal);
        return Read(Clean.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>The clean manifest with lines added below <c>extension</c>, indented by two.</summary>
    public static ManifestReading Plus(string lines) =>
        Read(Clean + "\n" + string.Join('\n', lines.Split('\n').Select(line => "  " + line)));

    public static Finding Single(this ManifestReading reading, FindingRule rule) =>
        Assert.Single(reading.Findings, finding => finding.Id == rule.Id);

    public static void HasNot(this ManifestReading reading, FindingRule rule) =>
        Assert.DoesNotContain(reading.Findings, finding => finding.Id == rule.Id);

    /// <summary>The rule is refused for the first text and accepted for the second, both added below <c>extension</c>.</summary>
    public static Finding Reports(FindingRule rule, string refused, string accepted)
    {
        var good = Plus(accepted);
        good.HasNot(rule);
        Assert.NotNull(good.Manifest);
        return Plus(refused).Findings.First(finding => finding.Id == rule.Id);
    }
}
