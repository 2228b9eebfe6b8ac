using System.Text.Json.Serialization;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Listings;

/// <summary>How an extension is paid for; hosting comes on top.</summary>
public enum PriceModel
{
    Free,

    /// <summary>A flat fee per month.</summary>
    Flat,

    /// <summary>Metered; see <see cref="Pricing.Meters"/>.</summary>
    UsageBased,
}

/// <summary>What a usage-based extension counts.</summary>
/// <param name="Key">Stable word that usage is reported under.</param>
/// <param name="Unit">Singular: "message", "export".</param>
/// <param name="UnitPriceMicros">Price of one unit in millionths of the currency.</param>
/// <param name="Included">Units per month that cost nothing.</param>
/// <param name="Cap">Units per month beyond which nothing more is charged; null for no cap.</param>
public sealed record Meter(string Key, string Name, string Unit, long UnitPriceMicros, long Included, long? Cap = null)
{
    public const int MaxKeyLength = 40;
    public const int MaxNameLength = 60;
    public const int MaxUnitLength = 30;
    public const long MaxUnitPriceMicros = 1_000_000_000;
    public const long MaxUnits = 1_000_000_000_000;
}

/// <param name="PriceCents">Per month, for the flat fee.</param>
public sealed record Pricing(PriceModel Model, long PriceCents = 0, string Currency = "USD")
{
    public const int MaxMeters = 5;

    public static Pricing Free { get; } = new(PriceModel.Free);

    public IReadOnlyList<Meter> Meters { get; init; } = [];

    [JsonIgnore]
    public Money Price => new(PriceCents, Currency);
}

/// <summary>Whom a customer turns to, and how soon they answer.</summary>
/// <param name="FirstResponseHours">The promised first response time in hours of coverage.</param>
/// <param name="Coverage">When somebody is there: "Mon–Fri 9–17 CET".</param>
public sealed record SupportContact(string? Email = null, string? Url = null, int? FirstResponseHours = null, string? Coverage = null);

/// <summary>What the publisher says about the extension beyond its repository. A new version inherits it.</summary>
public sealed record ListingDetails
{
    public const int MaxNameLength = 60;
    public const int MaxSummaryLength = 160;
    public const int MaxCategories = 3;
    public const int MaxJustificationLength = 500;
    public const long MaxPriceCents = 1_000_000;

    /// <summary>Nothing was typed yet.</summary>
    [JsonIgnore]
    public bool IsUntouched => Name.Length == 0 && Summary.Length == 0 && Categories.Count == 0;

    public string Name { get; init; } = "";

    public string Summary { get; init; } = "";

    /// <summary>Slugs of one to three categories.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    public Pricing Pricing { get; init; } = Pricing.Free;

    public SupportContact Support { get; init; } = new();

    /// <summary>What <c>${EXTENSION_BASE_URL}</c> stands for in the manifest's callback.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Why each scope (as the manifest spells it) and each egress host is needed.</summary>
    public IReadOnlyDictionary<string, string> Justifications { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
