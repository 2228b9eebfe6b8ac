using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Rules;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>Chooses a price model and shows what each side gets.</summary>
public sealed partial class PricingEditor
{
    private static readonly (PriceModel Model, string Title, string Text)[] Models =
    [
        (PriceModel.Free, "Free", "The extension itself costs nothing."),
        (PriceModel.Flat, "Flat fee", "The same amount every month."),
        (PriceModel.UsageBased, "Usage-based", "A price per message, export, or anything else you count."),
    ];

    [Parameter, EditorRequired] public required Pricing Pricing { get; set; }

    [Parameter, EditorRequired] public required Func<Pricing, Task> PricingChanged { get; set; }

    [Parameter] public Money HostingCost { get; set; }

    /// <summary>The share of the organization.</summary>
    [Parameter] public PublisherShare Share { get; set; } = PublisherShare.Default;

    [Parameter, EditorRequired] public required IReadOnlyList<ErrorDetail> Problems { get; set; }

    /// <summary>It is for members of the organization alone, so it is free.</summary>
    [Parameter] public bool IsPrivate { get; set; }

    private IReadOnlyList<PriceModel> Offered => IsPrivate ? [PriceModel.Free] : [.. Models.Select(offered => offered.Model)];

    private bool IsAgreed => Share != PublisherShare.Default;

    /// <summary>An unusable amount counts as zero in the sums; the field shows what is wrong.</summary>
    private Money Price => new(Math.Max(0, Pricing.PriceCents), Pricing.Currency);

    /// <summary>Checks the current values, so that a message disappears as soon as the problem is fixed.</summary>
    private IReadOnlyList<ErrorDetail> Current =>
    [
        .. ListingDetailsRules.Check(new ListingDetails { Pricing = Pricing })
            .Where(problem => problem.Field?.StartsWith("listing.pricing", StringComparison.Ordinal) == true),
    ];

    private string? Help(string field) => Current.FirstOrDefault(problem => problem.Field == field)?.Message;

    private Task ChooseAsync(PriceModel model) => PricingChanged(Pricing with
    {
        Model = model,
        PriceCents = model == PriceModel.Flat && Pricing.PriceCents == 0 ? 900 : Pricing.PriceCents,
        Meters = model == PriceModel.UsageBased && Pricing.Meters.Count == 0 ? [new Meter("", "", "", 0, 0)] : Pricing.Meters,
    });

    /// <summary>A number that no trial can have is refused by the rule, at its field.</summary>
    private Task TrialAsync(long? days) => PricingChanged(Pricing with { TrialDays = (int)Math.Clamp(days ?? 0, AmountField.Unusable, int.MaxValue) });

    private Task MeterAsync(int index, Meter meter) =>
        PricingChanged(Pricing with { Meters = [.. Pricing.Meters.Select((other, position) => position == index ? meter : other)] });

    private Task AddAsync() => PricingChanged(Pricing with { Meters = [.. Pricing.Meters, new Meter("", "", "", 0, 0)] });

    private Task RemoveAsync(int index) =>
        PricingChanged(Pricing with { Meters = [.. Pricing.Meters.Where((_, position) => position != index)] });
}
