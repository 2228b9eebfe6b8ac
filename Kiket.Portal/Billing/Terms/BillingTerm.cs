using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Billing.Terms;

/// <summary>What is paid for.</summary>
public enum BillingComponent
{
    /// <summary>The flat fee a month.</summary>
    Fee,

    /// <summary>The container's tier, when Kiket hosts it.</summary>
    Hosting,

    /// <summary>One meter of a usage-based price.</summary>
    Meter,
}

/// <summary>What one component costs, as it is in an offer.</summary>
/// <param name="Meter">The meter's key; empty for the others.</param>
/// <param name="Name">The meter's name, or the tier's; empty for the fee.</param>
/// <param name="Unit">Of a meter, in the singular.</param>
/// <param name="PriceCents">A month of the fee or the tier.</param>
/// <param name="Micros">A unit of a meter, in millionths of a dollar.</param>
public sealed record AgreedPrice(
    BillingComponent Component, string Meter, string Name, string Unit, long PriceCents, long Micros = 0, long Included = 0, long? UnitCap = null)
{
    /// <summary>Everything in an offer that costs something.</summary>
    public static IReadOnlyList<AgreedPrice> Of(OfferTerms terms)
    {
        var prices = new List<AgreedPrice>();
        if (terms.Fee.Cents > 0)
        {
            prices.Add(new AgreedPrice(BillingComponent.Fee, "", "", "", terms.Fee.Cents));
        }

        if (terms.Hosting is { Managed: true, MonthlyCents: > 0 } hosting)
        {
            prices.Add(new AgreedPrice(BillingComponent.Hosting, "", hosting.Tier ?? "", "", hosting.MonthlyCents));
        }

        prices.AddRange(terms.Pricing.Charged().Meters.Select(meter => new AgreedPrice(
            BillingComponent.Meter, meter.Key, meter.Name, meter.Unit, 0, meter.UnitPriceMicros, meter.Included, meter.Cap)));
        return prices;
    }
}

/// <summary>
/// What an organization agreed to pay for one component of an installation, from a day on. Copied from the offer when it was agreed to, so that
/// an invoice never reads what a listing says now. Prices change at a UTC midnight only.
/// </summary>
public sealed class BillingTerm
{
    private BillingTerm()
    {
    }

    public Guid Id { get; private set; }

    public Guid InstallationId { get; private set; }

    public Guid OrganizationId { get; private set; }

    public Guid ExtensionKey { get; private set; }

    public BillingComponent Component { get; private set; }

    public string Meter { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Unit { get; private set; } = "";

    public long PriceCents { get; private set; }

    public long Micros { get; private set; }

    public long Included { get; private set; }

    public long? UnitCap { get; private set; }

    public DateOnly FromDay { get; private set; }

    /// <summary>The day after the last one; null while it holds.</summary>
    public DateOnly? ToDay { get; private set; }

    public Guid OfferId { get; private set; }

    /// <summary>Who agreed, and to what; null when a price went down, which needs nobody's consent.</summary>
    public Guid? ConsentId { get; private set; }

    public AgreedPrice Price => new(Component, Meter, Name, Unit, PriceCents, Micros, Included, UnitCap);

    public static BillingTerm Of(BilledInstallation installation, AgreedPrice price, DateOnly from, DateOnly? to, Guid offerId, Guid? consentId) => new()
    {
        Id = Guid.CreateVersion7(),
        InstallationId = installation.InstallationId,
        OrganizationId = installation.OrganizationId,
        ExtensionKey = installation.ExtensionKey,
        Component = price.Component,
        Meter = price.Meter,
        Name = price.Name,
        Unit = price.Unit,
        PriceCents = price.PriceCents,
        Micros = price.Micros,
        Included = price.Included,
        UnitCap = price.UnitCap,
        FromDay = from,
        ToDay = to,
        OfferId = offerId,
        ConsentId = consentId,
    };

    public bool Covers(DateOnly day) => day >= FromDay && (ToDay is null || day < ToDay);

    /// <summary>Holds until before this day.</summary>
    internal void EndAt(DateOnly? day) => ToDay = day;
}

/// <summary>An installation, as billing names it.</summary>
public sealed record BilledInstallation(Guid InstallationId, Guid OrganizationId, Guid ExtensionKey);

/// <summary>A time in which an installation ran, for the fee. Dated by the events that began and ended it.</summary>
public sealed class BillingSpan
{
    private BillingSpan()
    {
    }

    public Guid InstallationId { get; private set; }

    public DateTimeOffset From { get; private set; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? To { get; private set; }

    public Guid OrganizationId { get; private set; }

    public Guid ExtensionKey { get; private set; }

    /// <summary>Why it ended, such as <c>uninstalled</c>; null while it runs.</summary>
    public string? Reason { get; private set; }

    public static BillingSpan Begin(BilledInstallation installation, DateTimeOffset at) => new()
    {
        InstallationId = installation.InstallationId,
        OrganizationId = installation.OrganizationId,
        ExtensionKey = installation.ExtensionKey,
        From = at,
    };

    internal void End(DateTimeOffset at, string reason) => (To, Reason) = (at, reason);
}

/// <summary>The publisher that an extension's months belong to, from a day on. Only written when it gets another publisher.</summary>
public sealed class BillingPublisher
{
    private BillingPublisher()
    {
    }

    public Guid ExtensionKey { get; private set; }

    /// <summary>The first of a month: a publisher has whole months.</summary>
    public DateOnly FromDay { get; private set; }

    public Guid OrganizationId { get; private set; }

    internal static BillingPublisher Of(Guid extensionKey, DateOnly from, Guid organizationId) =>
        new() { ExtensionKey = extensionKey, FromDay = from, OrganizationId = organizationId };

    internal void Become(Guid organizationId) => OrganizationId = organizationId;
}
