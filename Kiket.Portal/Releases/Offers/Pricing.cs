using System.Text.Json.Serialization;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Releases.Offers;

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
/// <param name="Key">A stable key for reporting usage.</param>
/// <param name="Unit">Singular: "message", "export".</param>
/// <param name="UnitPriceMicros">Price of one unit in millionths of the currency.</param>
/// <param name="Included">Free units per month.</param>
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
    public const int MaxTrialDays = 90;

    public static Pricing Free { get; } = new(PriceModel.Free);

    public IReadOnlyList<Meter> Meters { get; init; } = [];

    /// <summary>Days without the flat fee when an organization installs it for the first time; 0 for none. Hosting is charged meanwhile.</summary>
    public int TrialDays { get; init; }

    [JsonIgnore]
    public Money Price => new(PriceCents, Currency);

    /// <summary>
    /// What is charged. A draft also stores the values of the other models, in case its publisher switches back.
    /// </summary>
    public Pricing Charged() => Model switch
    {
        PriceModel.Flat => this with { Meters = [] },
        PriceModel.UsageBased => this with { PriceCents = 0, TrialDays = 0 },
        _ => this with { PriceCents = 0, Meters = [], TrialDays = 0 },
    };

    /// <summary>The same values, also of the meters.</summary>
    public bool IsSame(Pricing other) => this with { Meters = [] } == other with { Meters = [] } && Meters.SequenceEqual(other.Meters);
}
