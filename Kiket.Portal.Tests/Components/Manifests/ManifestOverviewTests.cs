using System.Text;
using Bunit;
using Kiket.Portal.Components.Manifests;
using Kiket.Portal.Listings;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Manifests;

/// <summary>Every kind of field of a full manifest reaches the reader in words.</summary>
public sealed class ManifestOverviewTests : PortalContext
{
    private const string Full = """
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
          license: MIT
          delivery: http
          callback: { url: "${EXTENSION_BASE_URL}/hooks", secret: env.ALERTS_SECRET, timeout: 8000, required: true }
          activationEvents: [issue.created, workflow.before_transition, calendar.changed]
          permissions: [issues:read, comments:write, admin]
          capabilities: [notifications, approvals]
          hooks:
            - { event: issue.created, template: created_text, timeout: 5000, retries: 1, description: Announce new issues }
            - { event: workflow.before_transition, required: true, timeout: 8000, retries: 0 }
          contributes:
            commands:
              - { command: alerts.send, title: Send alert, category: Notifications, icon: bi-bell, handler: { type: extension_event, event: alerts.send } }
            workflow_actions:
              - id: send
                name: Send an alert
                handler: { type: extension_event, event: alerts.workflowAction.send }
                parameters: [{ key: channel, type: string, label: Channel name, required: true }]
          configuration:
            ALERTS_TOKEN: { type: string, secret: true, required: true, scope: extension, label: Token }
            channel: { type: string, default: "#ops", label: Channel }
            quiet: { type: boolean, default: "true", label: Quiet at night }
            created_text: { type: template, editor: template, language: liquid, default: "{{ issue.title }}" }
          setup:
            - secrets: { title: Connect, required: true, collect: [ALERTS_TOKEN] }
            - configure: { title: Where to post, fields: [{ key: channel, type: text, label: Channel }] }
            - test: { title: Try it, action: alerts.test, required: false }
            - info: { title: Done, content: "## Ready" }
          output_fields:
            inbox_url: { label: Inbox, type: copyable, icon: link }
          custom_data: { permissions: [{ module: dev.acme.alerts.sent, operations: [read, write] }] }
          rate_limiting: { requests_per_minute: 120, burst: 20 }
          github_webhooks: { endpoint: /github, events: [push] }
          hosting: { tier: standard, managed: true, egress: [hooks.acme.test, "*.acme-cdn.test"] }
          pricing: { model: subscription, price_cents: 900, billing_period: monthly }
          compatibility: { kiket: ">=1.42.0", deprecates: [{ version: "<1.2.0", deadline: "2026-12-31", notice: Rotate the token first. }] }
          compliance: { notes: Keeps nothing }
        """;

    [Theory]
    [InlineData(
        ManifestAnchors.Identity,
        "Acme Alerts|dev.acme.alerts|1.4.0|.NET|MIT|notifications|Kiket calls the publisher's own endpoint|"
            + "https://alerts.acme.test/hooks|Kiket waits 8 s|env.ALERTS_SECRET|/health")]
    [InlineData(
        ManifestAnchors.Permissions,
        "See issues.|issues:read|Needs them to warn.|Add comments.|The publisher gave no reason.|sensitive|"
            + "hooks.acme.test|*.acme-cdn.test|wildcard")]
    [InlineData(
        ManifestAnchors.Events,
        "An issue is created|Announce new issues|Kiket waits 5 s; retried once if it fails|created_text|"
            + "can stop a transition|not retried|Something happens in a calendar|calendar.changed|github|push")]
    [InlineData(ManifestAnchors.Actions, "Send alert|Notifications|Sends the extension alerts.send|Send an alert|Channel name|Text, required")]
    [InlineData(
        ManifestAnchors.Configuration,
        "Token|ALERTS_TOKEN|secret|required|the whole organization|Channel|#ops|optional|each installation|"
            + "Quiet at night|Yes or no|yes|Text with placeholders|Written in Liquid|{{ issue.title }}")]
    [InlineData(ManifestAnchors.Setup, "Connect|Token|Where to post|Channel|Try it|can be skipped|Runs alerts.test|Done|Ready")]
    [InlineData(ManifestAnchors.Outputs, "Inbox|inbox_url|Text to copy")]
    [InlineData(ManifestAnchors.Data, "dev.acme.alerts.sent|It can see, add and change its records.")]
    [InlineData(
        ManifestAnchors.Terms,
        "A container that Kiket runs for you.|standard|1 CPU, 512 MiB, $15 per month and installation|"
            + "Traffic to any other host is blocked|$9 per month|Kiket 1.42.0 or later|<1.2.0|2026-12-31|"
            + "Rotate the token first.|120 per minute, 20 at once")]
    [InlineData(ManifestAnchors.Unknown, "compliance|Keeps nothing")]
    public void Each_part_tells_its_fields(string anchor, string expected)
    {
        var text = Words(Show(Full).Find("#" + anchor).TextContent);

        Assert.All(expected.Split('|'), words => Assert.Contains(words, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_of_the_preview_can_be_filled_in()
    {
        var setup = Show(Full).Find("#" + ManifestAnchors.Setup);

        Assert.NotEmpty(setup.QuerySelectorAll("input"));
        Assert.All(setup.QuerySelectorAll("input, select, textarea"), field => Assert.True(field.HasAttribute("disabled")));
        Assert.Equal("password", setup.QuerySelector("input")!.GetAttribute("type"));
    }

    [Fact]
    public void A_small_manifest_shows_only_what_it_says()
    {
        var page = Show("""
            model_version: "1.0"
            extension:
              id: dev.acme.pinger
              name: Pinger
              version: 1.0.0
              delivery: http
              callback: { url: "https://pinger.acme.test/webhooks" }
            """);

        Assert.Equal(["What it can do", "About the extension"], page.FindAll("h3").Select(heading => heading.TextContent));
        Assert.Contains("It needs no permissions in Kiket.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Cannot act as an administrator.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_within_lead_to_this_page_and_not_to_the_first()
    {
        var page = Show(Full);

        Assert.All(page.FindAll("nav a"), link => Assert.StartsWith("http://localhost/#manifest-", link.GetAttribute("href"), StringComparison.Ordinal));
    }

    [Fact]
    public void Script_and_addresses_that_run_it_stay_text()
    {
        const string Field = """{ type: string, label: "<b>bold</b>", default: "\" autofocus onfocus=alert(5) x=\"", """
            + """help_url: "data:text/html,<script>alert(6)</script>" }""";
        var page = Show($$"""
            model_version: "1.0"
            extension:
              id: dev.acme.alerts
              name: "<script>alert(1)</script><img src=x onerror=alert(2)>"
              version: 1.0.0
              description: "</dd><iframe src='https://evil.test'></iframe>"
              homepage: "javascript:alert(3)"
              delivery: http
              callback: { url: "https://alerts.acme.test/hooks" }
              configuration:
                "\"><svg onload=alert(4)>": {{Field}}
              setup:
                - configure: { title: "<form action=//evil.test>", collect: ["\"><svg onload=alert(4)>"] }
                - info: { title: Done, content: "<script>alert(7)</script>", links: [{ label: Click, url: "vbscript:alert(8)" }] }
              "<x onclick=alert(9)>": "<math href=javascript:alert(10)>"
            """);

        Assert.Empty(page.FindAll("script, iframe, img, form, b, math, x, [onload], [onerror], [onfocus], [onclick]"));
        Assert.All(page.FindAll("a"), link => Assert.StartsWith("http", link.GetAttribute("href"), StringComparison.Ordinal));
        Assert.Contains("<script>alert(1)</script>", page.Find("#" + ManifestAnchors.Identity).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Characters_that_turn_text_around_are_shown_and_do_nothing()
    {
        var page = Render<ForeignText>(parameters => parameters.Add(part => part.Text, "issues\u202E:etirw\u2066 ok\u200Bay \U0001F468\u200D\U0001F4BB"));

        Assert.Equal(["U+202E", "U+2066", "U+200B"], page.FindAll(".kp-hidden-character").Select(mark => mark.TextContent));
        Assert.DoesNotContain('\u202E', page.Markup);
        Assert.Contains("\U0001F468\u200D\U0001F4BB", page.Markup, StringComparison.Ordinal);
        Assert.NotNull(page.Find("bdi"));
    }

    [Fact]
    public void Very_long_text_scrolls_in_place_and_loses_nothing()
    {
        var text = new string('a', 60_000);

        var element = Render<ForeignText>(parameters => parameters.Add(part => part.Text, text)).Find("bdi");

        Assert.Equal(text, element.TextContent);
        Assert.Contains("kp-foreign-long", element.ClassName!, StringComparison.Ordinal);
        Assert.Equal("0", element.GetAttribute("tabindex"));
    }

    [Fact]
    public void An_unchanged_manifest_is_the_same_to_the_letter_each_time_it_is_drawn()
    {
        var first = Show(Full);

        Assert.Equal(first.Markup, Show(Full).Markup);
        var ids = first.FindAll("[id]").Select(element => element.Id).ToList();
        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void No_tag_of_the_template_reaches_the_page() =>
        Assert.DoesNotContain("<text>", Show(Full).Markup, StringComparison.Ordinal);

    private IRenderedComponent<ManifestOverview> Show(string yaml)
    {
        var manifest = ManifestReader.Read(Encoding.UTF8.GetBytes(yaml), ManifestReader.Path).Manifest!;
        var details = new ListingDetails
        {
            BaseUrl = "https://alerts.acme.test/",
            Justifications = new Dictionary<string, string>(StringComparer.Ordinal) { ["issues:read"] = "Needs them to warn." },
        };
        var terms = MakeTerms.Of(manifest, details.Terms);
        return Render<ManifestOverview>(parameters => parameters.Add(part => part.Manifest, manifest).Add(part => part.Terms, terms));
    }

    /// <summary>As it is read: runs of white space are one space.</summary>
    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
