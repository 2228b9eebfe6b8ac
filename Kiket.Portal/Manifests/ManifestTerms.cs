namespace Kiket.Portal.Manifests;

/// <summary>What the extension may do with the records of one module.</summary>
public sealed record ModulePermission(string Module, IReadOnlyList<string> Operations, int Line);

/// <summary>A connected account that the extension offers to others or needs.</summary>
/// <param name="OnMissing"><c>prompt_connect</c> or <c>ignore</c>.</param>
public sealed record OauthProvider(string? Provider, string? Name, IReadOnlyList<string> Scopes, string? OnMissing, bool Optional, int Line);

public sealed record RateLimiting(int? RequestsPerMinute, int? Burst);

/// <summary>What another system (<paramref name="Source"/>, such as <c>github</c>) sends to the extension.</summary>
public sealed record IncomingWebhook(string Source, string? Endpoint, IReadOnlyList<string> Events, int Line);

/// <summary>Where the extension runs.</summary>
/// <param name="Tier">Name of the tier in <see cref="Portal.Tiers.HostingTiers"/>, as written.</param>
/// <param name="FirstParty">True for <c>hosting: internal</c>: Kiket runs the extension itself, without tier or price.</param>
public sealed record HostingBlock(string? Tier, bool Managed, IReadOnlyList<EgressHost> Egress, bool FirstParty, int Line);

/// <summary>A host that the extension's container may reach.</summary>
/// <param name="Declared">As spelled in the manifest; the key of its justification.</param>
/// <param name="Host">Lower case, in ASCII (punycode), with a leading <c>*.</c> for a wildcard.</param>
public sealed record EgressHost(string Declared, string Host, bool IsWildcard, int Line);

/// <summary>The price that the manifest suggests. Customers pay the listing's price.</summary>
/// <param name="Model"><c>free</c>, <c>one_time</c>, <c>subscription</c> or <c>usage_based</c>; <c>usage</c> means the last.</param>
public sealed record Pricing(string? Model, long? PriceCents, string? BillingPeriod, string? Unit, long? PricePerUnitCents, int Line);

/// <summary>The platform versions that the extension runs on, and its own versions that it deprecates.</summary>
public sealed record Compatibility(string? Kiket, IReadOnlyList<CompatibilityNotice> Deprecates, int Line);

/// <param name="Version">A range such as <c>&lt;1.2.0</c>.</param>
/// <param name="Deadline">As written, a date.</param>
public sealed record CompatibilityNotice(string? Version, string? Deadline, string? Notice, int Line);

/// <summary>Trial and usage dimensions.</summary>
public sealed record BillingTerms(string? Model, int? TrialDays, IReadOnlyList<BillingDimension> Dimensions, int Line);

public sealed record BillingDimension(string? Id, string? Name, string? Unit, string? Description, int Line);
