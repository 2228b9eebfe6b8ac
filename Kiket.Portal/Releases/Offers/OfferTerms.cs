using System.Text.Json.Serialization;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Releases.Offers;

/// <summary>
/// Everything a customer agrees to with a release: what it costs, where it runs, what it may do, where it sends data,
/// when it is called and what it asks for. Immutable, and stored as JSON with an <see cref="Offer"/>. The same value
/// made from a submission shows what an approval would freeze.
/// </summary>
public sealed record OfferTerms
{
    /// <summary>Only what is charged: the fee of a flat price, or the meters of a usage-based one.</summary>
    public Pricing Pricing { get; init; } = Pricing.Free;

    public OfferedHosting Hosting { get; init; } = OfferedHosting.ByPublisher;

    /// <summary>The support contact with the promised response time and hours.</summary>
    public SupportContact Support { get; init; } = new();

    /// <summary>The publisher's pages, among them the terms and the privacy policy. None in offers from before they were asked for.</summary>
    public PublisherLinks Links { get; init; } = PublisherLinks.None;

    public IReadOnlyList<OfferedPermission> Permissions { get; init; } = [];

    /// <summary>What it may do with the records of modules.</summary>
    public IReadOnlyList<OfferedModule> CustomData { get; init; } = [];

    /// <summary>The account of another provider that it uses; null when it uses none.</summary>
    public OfferedAccount? Account { get; init; }

    /// <summary>Hosts it may send data to.</summary>
    public IReadOnlyList<OfferedHost> Egress { get; init; } = [];

    /// <summary>Where Kiket calls it; null when Kiket doesn't call it.</summary>
    public OfferedCallback? Callback { get; init; }

    public IReadOnlyList<OfferedHook> Hooks { get; init; } = [];

    /// <summary>Events that activate it, in addition to its hooks.</summary>
    public IReadOnlyList<string> ActivationEvents { get; init; } = [];

    /// <summary>Lifecycle events that it is called for, such as <c>installed</c>.</summary>
    public IReadOnlyList<string> LifecycleEvents { get; init; } = [];

    /// <summary>Webhooks that it receives from other systems.</summary>
    public IReadOnlyList<OfferedWebhook> IncomingWebhooks { get; init; } = [];

    /// <summary>The settings that a customer fills in, including secrets.</summary>
    public IReadOnlyList<OfferedSetting> Configuration { get; init; } = [];

    /// <summary>The flat fee a month; zero for the other price models.</summary>
    [JsonIgnore]
    public Money Fee => Pricing.Model == PriceModel.Flat ? Pricing.Price : Money.Zero;

    /// <summary>Normalized scopes, each once.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Scopes => [.. Permissions.Select(permission => permission.Scope).Distinct(StringComparer.Ordinal)];
}

/// <summary>Who runs it and what that costs on top of the price.</summary>
/// <param name="Managed">Kiket hosts it for each installation.</param>
/// <param name="FirstParty">Kiket runs it as part of the product, without tier or price.</param>
/// <param name="Tier">As the manifest spells it; null unless managed.</param>
/// <param name="MonthlyCents">The tier's price per installation when the offer was made; 0 unless managed.</param>
public sealed record OfferedHosting(bool Managed, bool FirstParty = false, string? Tier = null, long MonthlyCents = 0)
{
    public static OfferedHosting ByPublisher { get; } = new(Managed: false);

    [JsonIgnore]
    public Money Cost => new(MonthlyCents);
}

/// <param name="Declared">As the manifest spells it.</param>
/// <param name="Scope">Normalized <c>resource:verb</c>.</param>
/// <param name="Actions">What it is limited to; empty for everything the scope allows.</param>
/// <param name="Description">What the manifest says about it.</param>
/// <param name="Justification">Why it is needed, in the publisher's words.</param>
public sealed record OfferedPermission(string Declared, string Scope, IReadOnlyList<string> Actions, string? Description, string? Justification);

/// <param name="Operations">read, write, delete, admin.</param>
public sealed record OfferedModule(string Module, IReadOnlyList<string> Operations);

public sealed record OfferedAccount(string? Provider, string? Name, IReadOnlyList<string> Scopes, bool Optional);

/// <param name="Host">Lower case, in ASCII, with a leading <c>*.</c> for a wildcard.</param>
/// <param name="Justification">Why it is needed, in the publisher's words.</param>
public sealed record OfferedHost(string Host, bool IsWildcard, string? Justification);

/// <param name="Url">As the manifest spells it.</param>
/// <param name="Address">The actual address of calls; null until hosting sets it.</param>
/// <param name="Timeout">Milliseconds.</param>
/// <param name="Required">Kiket waits for its response before it continues.</param>
public sealed record OfferedCallback(string Url, string? Address, int? Timeout, bool Required)
{
    /// <summary>The address, or the manifest's spelling while it isn't known yet.</summary>
    [JsonIgnore]
    public string Target => Address ?? Url;
}

/// <param name="IsGuard">It can stop what it is called for.</param>
/// <param name="Timeout">Milliseconds.</param>
public sealed record OfferedHook(string Event, bool IsGuard, int? Timeout, int? Retries, string? Endpoint, string? Version);

/// <param name="Source">The other system, such as <c>github</c>.</param>
public sealed record OfferedWebhook(string Source, string? Endpoint, IReadOnlyList<string> Events);

/// <summary>One key that a customer fills in.</summary>
/// <param name="Type">As the manifest spells it; null for text.</param>
/// <param name="Shared">One value for the whole organization.</param>
/// <param name="HasDefault">It has a value if the customer enters none: a default, or one that Kiket generates.</param>
public sealed record OfferedSetting(string Key, string? Label, string? Type, bool Required, bool Secret, bool Shared, bool HasDefault);
