using System.Globalization;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>One meter of a usage-based price, with an example of what a month costs.</summary>
public sealed partial class MeterEditor
{
    private const long Sample = 1_000;

    [Parameter, EditorRequired] public required Meter Meter { get; set; }

    [Parameter, EditorRequired] public required int Index { get; set; }

    [Parameter] public PublisherShare Share { get; set; } = PublisherShare.Default;

    [Parameter, EditorRequired] public required IReadOnlyList<ErrorDetail> Problems { get; set; }

    [Parameter, EditorRequired] public required Func<Meter, Task> MeterChanged { get; set; }

    [Parameter] public EventCallback Removed { get; set; }

    /// <summary>A thousand units more than are included, or the cap when that is less. Null while a field is wrong.</summary>
    private string? Example
    {
        get
        {
            if (Meter.UnitPriceMicros is <= 0 or > Meter.MaxUnitPriceMicros || Meter.Included is < 0 or > Meter.MaxUnits
                || Meter.Unit.Trim().Length == 0 || Meter.Cap <= Meter.Included || Problem("unit") is not null)
            {
                return null;
            }

            var units = Math.Min(Meter.Included + Sample, Meter.Cap ?? long.MaxValue);
            var price = new Money((long)((Int128)(units - Meter.Included) * Meter.UnitPriceMicros / 10_000));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{units:#,0} × {Meter.Unit.Trim()} per month: the customer pays {price}, you get {Share.Of(price)} ({Share.Percent}), "
                + $"Kiket gets {Share.RestOf(price)}.{(Meter.Cap == units ? " It never costs more." : "")}");
        }
    }

    private string Id(string field) => $"listing-pricing-meters-{Index}-{field}";

    /// <summary>An empty field is not wrong yet: its help says what is missing.</summary>
    private string? Wrong(string field, bool isEmpty) => isEmpty ? null : Problem(field);

    private string? Problem(string field) => Problems.FirstOrDefault(problem => problem.Field == $"listing.pricing.meters[{Index}].{field}")?.Message;

    /// <summary>The key follows the name until someone types a different key.</summary>
    private Task NameAsync(string name) => MeterChanged(Meter with
    {
        Name = name,
        Key = Meter.Key == KeyOf(Meter.Name) ? KeyOf(name) : Meter.Key,
    });

    private static string KeyOf(string name)
    {
        var letters = name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        var words = new string([.. letters]).Split('_', StringSplitOptions.RemoveEmptyEntries);
        var key = string.Join('_', words).TrimStart([.. "0123456789_"]);
        return key.Length > Meter.MaxKeyLength ? key[..Meter.MaxKeyLength] : key;
    }
}
