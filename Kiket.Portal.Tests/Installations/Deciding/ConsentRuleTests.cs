using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Tests.Installations.Deciding;

public sealed class ConsentRuleTests
{
    private static readonly OfferTerms Plain = new()
    {
        Pricing = new Pricing(PriceModel.Flat, 900),
        Hosting = new OfferedHosting(Managed: true, Tier: "standard", MonthlyCents: 1500),
        Permissions = [Permission("issues:read")],
        CustomData = [new OfferedModule("dev.acme.sent", ["read"])],
        Egress = [new OfferedHost("hooks.acme.test", IsWildcard: false, "Sends.")],
        Callback = new OfferedCallback("https://alerts.acme.test/in", "https://alerts.acme.test/in", 8000, Required: false),
        Hooks = [new OfferedHook("issue.created", IsGuard: false, 5000, 1, null, null)],
        Configuration = [Setting("channel", required: true)],
    };

    public static TheoryData<string, OfferTerms> Wider => new()
    {
        { "a permission", Plain with { Permissions = [.. Plain.Permissions, Permission("issues:write")] } },
        { "an operation on a module", Plain with { CustomData = [new OfferedModule("dev.acme.sent", ["read", "write"])] } },
        { "a host it sends data to", Plain with { Egress = [.. Plain.Egress, new OfferedHost("*.acme-cdn.test", IsWildcard: true, "Pictures.")] } },
        { "another host that is called", Plain with { Callback = Plain.Callback! with { Address = "https://other.test/in" } } },
        { "a hook that can stop things", Plain with { Hooks = [Plain.Hooks[0] with { IsGuard = true }] } },
        { "a new hook that can stop things", Plain with { Hooks = [.. Plain.Hooks, new OfferedHook("workflow.before_close", true, 5000, 0, null, null)] } },
        { "a larger tier", Plain with { Hosting = Plain.Hosting with { Tier = "compute", MonthlyCents = 3500 } } },
        { "a higher price", Plain with { Pricing = new Pricing(PriceModel.Flat, 901) } },
        { "a question that must be answered", Plain with { Configuration = [.. Plain.Configuration, Setting("project", required: true)] } },
    };

    public static TheoryData<string, OfferTerms> NotWider => new()
    {
        { "nothing", Plain },
        { "fewer permissions", Plain with { Permissions = [] } },
        { "fewer hosts", Plain with { Egress = [] } },
        { "a lower price", Plain with { Pricing = Pricing.Free } },
        { "a smaller tier", Plain with { Hosting = Plain.Hosting with { Tier = "minimal", MonthlyCents = 500 } } },
        { "another address on the same host", Plain with { Callback = Plain.Callback! with { Address = "https://alerts.acme.test/v2" } } },
        { "an event that it is only told of", Plain with { Hooks = [.. Plain.Hooks, new OfferedHook("issue.assigned", false, 5000, 1, null, null)] } },
        { "a secret, which may be missing", Plain with { Configuration = [.. Plain.Configuration, Setting("TOKEN", required: true, secret: true)] } },
        { "a question with a default", Plain with { Configuration = [.. Plain.Configuration, Setting("limit", required: true, hasDefault: true)] } },
        { "a question that can stay open", Plain with { Configuration = [.. Plain.Configuration, Setting("note", required: false)] } },
    };

    [Theory]
    [MemberData(nameof(Wider))]
    public void What_is_wider_needs_consent(string what, OfferTerms candidate) => Assert.True(ConsentRule.NeedsConsent(Plain, candidate), what);

    [Theory]
    [MemberData(nameof(NotWider))]
    public void What_is_not_wider_needs_none(string what, OfferTerms candidate) => Assert.False(ConsentRule.NeedsConsent(Plain, candidate), what);

    private static OfferedPermission Permission(string scope) => new(scope, scope, [], null, "Because.");

    private static OfferedSetting Setting(string key, bool required, bool secret = false, bool hasDefault = false) =>
        new(key, key, "string", required, secret, Shared: false, hasDefault);
}
