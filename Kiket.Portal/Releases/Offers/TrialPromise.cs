using System.Globalization;

namespace Kiket.Portal.Releases.Offers;

/// <summary>The free trial of a flat fee as words, the same in the form, on the listing and before the install.</summary>
public static class TrialPromise
{
    /// <summary>Such as <c>The first 14 days are free</c>; null without a trial.</summary>
    public static string? Of(Pricing pricing) => pricing.Charged().TrialDays switch
    {
        0 => null,
        1 => "The first day is free",
        var days => string.Create(CultureInfo.InvariantCulture, $"The first {days} days are free"),
    };
}
