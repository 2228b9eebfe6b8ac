using System.Text;
using System.Text.Json;
using Kiket.Portal.Data;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;
using Pricing = Kiket.Portal.Releases.Offers.Pricing;

namespace Kiket.Portal.Tests.Releases.Offers;

public sealed class MakeTermsTests
{
    private const string Complete = """
        model_version: "1.0"
        extension:
          id: dev.acme.alerts
          name: Acme Alerts
          version: 1.4.0
          delivery: http
          callback: { url: "${EXTENSION_BASE_URL}/hooks", timeout: 8000, required: true }
          activationEvents: [issue.created, workflow.before_transition]
          lifecycleEvents: [extension.installed]
          permissions: [issues:read, "write:comments"]
          hooks:
            - { event: issue.created, timeout: 5000, retries: 1 }
            - { event: workflow.before_transition, required: true, timeout: 8000, retries: 0 }
          configuration:
            ALERTS_TOKEN: { type: string, secret: true, required: true, scope: extension, label: Token }
            channel: { type: string, default: "#ops", label: Channel }
          custom_data: { permissions: [{ module: dev.acme.alerts.sent, operations: [read, write] }] }
          hosting: { tier: standard, managed: true, egress: [Hooks.acme.test, "*.acme-cdn.test"] }
          pricing: { model: subscription, price_cents: 100, billing_period: monthly }
        """;

    private static readonly PublisherTerms Publisher = new(
        new Pricing(PriceModel.Flat, 900),
        new SupportContact("help@acme.test", null, 4, "Mon–Fri 9–17 CET"),
        "https://alerts.acme.test",
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["issues:read"] = "Reads the issue.",
            ["write:comments"] = "Leaves a note.",
            ["hooks.acme.test"] = "The channel.",
            ["*.acme-cdn.test"] = " ",
        });

    [Fact]
    public void The_price_is_the_listings_and_not_what_the_manifest_proposes()
    {
        var terms = Make();

        Assert.Equal(new Pricing(PriceModel.Flat, 900) { Meters = terms.Pricing.Meters }, terms.Pricing);
        Assert.Equal("$9", terms.Fee.ToString());
    }

    [Fact]
    public void Only_what_is_charged_becomes_a_term()
    {
        Meter[] meters = [new("hour", "Tracked hours", "hour", 40_000, 20, 500)];
        Pricing Charged(PriceModel model) => Make(Publisher with { Pricing = new Pricing(model, 900) { Meters = meters, TrialDays = 14 } }).Pricing;

        Assert.Equal((0, 0), (Charged(PriceModel.Free).PriceCents, Charged(PriceModel.Free).Meters.Count));
        Assert.Equal((900, 0), (Charged(PriceModel.Flat).PriceCents, Charged(PriceModel.Flat).Meters.Count));
        Assert.Equal(0, Charged(PriceModel.UsageBased).PriceCents);
        Assert.Equal(
            (0, 14, 0), (Charged(PriceModel.Free).TrialDays, Charged(PriceModel.Flat).TrialDays, Charged(PriceModel.UsageBased).TrialDays));
        Assert.Equal(meters, Charged(PriceModel.UsageBased).Meters);
        Assert.Equal("$0", Make(Publisher with { Pricing = new Pricing(PriceModel.UsageBased, 900) { Meters = meters } }).Fee.ToString());
    }

    [Fact]
    public void The_tier_comes_with_its_price()
    {
        Assert.Equal(new OfferedHosting(true, false, "standard", 1500), Make().Hosting);
        Assert.Equal(OfferedHosting.ByPublisher, Make(manifest: Complete.Replace("managed: true", "managed: false", StringComparison.Ordinal)).Hosting);
    }

    [Fact]
    public void Permissions_and_hosts_carry_the_publishers_reasons()
    {
        var terms = Make();

        Assert.Equal(
            [("issues:read", "issues:read", "Reads the issue."), ("write:comments", "comments:write", "Leaves a note.")],
            terms.Permissions.Select(permission => (permission.Declared, permission.Scope, permission.Justification)));
        Assert.Equal(
            [new OfferedHost("hooks.acme.test", false, "The channel."), new OfferedHost("*.acme-cdn.test", true, null)],
            terms.Egress);
        Assert.Equal(["read", "write"], Assert.Single(terms.CustomData).Operations);
    }

    [Fact]
    public void The_callback_is_the_address_that_is_really_called()
    {
        Assert.Equal(new OfferedCallback("${EXTENSION_BASE_URL}/hooks", "https://alerts.acme.test/hooks", 8000, true), Make().Callback);
        Assert.Equal("${EXTENSION_BASE_URL}/hooks", Make(Publisher with { BaseUrl = null }).Callback!.Target);
    }

    [Fact]
    public void Events_and_what_it_can_stop_are_terms()
    {
        var terms = Make();

        Assert.Equal([("issue.created", false), ("workflow.before_transition", true)], terms.Hooks.Select(hook => (hook.Event, hook.IsGuard)));
        Assert.Equal(["issue.created", "workflow.before_transition"], terms.ActivationEvents);
        Assert.Equal(["extension.installed"], terms.LifecycleEvents);
    }

    [Fact]
    public void Configuration_keys_say_whether_they_are_required_secret_and_filled()
    {
        Assert.Equal(
            [
                new OfferedSetting("ALERTS_TOKEN", "Token", "string", Required: true, Secret: true, Shared: true, HasDefault: false),
                new OfferedSetting("channel", "Channel", "string", Required: false, Secret: false, Shared: false, HasDefault: true),
            ],
            Make().Configuration);
    }

    [Fact]
    public void Stored_terms_come_back_as_they_were()
    {
        var stored = JsonSerializer.Serialize(Make(), JsonColumn.Options);

        Assert.Equal(stored, JsonSerializer.Serialize(JsonSerializer.Deserialize<OfferTerms>(stored, JsonColumn.Options), JsonColumn.Options));
    }

    private static OfferTerms Make(PublisherTerms? publisher = null, string manifest = Complete) =>
        MakeTerms.Of(ManifestReader.Read(Encoding.UTF8.GetBytes(manifest), ".kiket/manifest.yaml").Manifest!, publisher ?? Publisher);
}
