using System.Globalization;

namespace Kiket.Portal.Releases.Offers;

/// <summary>The promised response time as one sentence, the same in the form and on the listing.</summary>
public static class SupportPromise
{
    public static string Of(SupportContact support) => (support.FirstResponseHours, support.Coverage) switch
    {
        ({ } hours, { Length: > 0 } coverage) => string.Create(CultureInfo.InvariantCulture, $"Answers within {hours} h, {coverage}"),
        ({ } hours, _) => string.Create(CultureInfo.InvariantCulture, $"Answers within {hours} h"),
        (null, { Length: > 0 } coverage) => coverage,
        _ => "No response time promised",
    };
}
