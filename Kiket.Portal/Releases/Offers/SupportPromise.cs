using System.Globalization;

namespace Kiket.Portal.Releases.Offers;

/// <summary>The promised response time as one sentence, the same in the form and on the listing.</summary>
public static class SupportPromise
{
    public static string Of(SupportContact support)
    {
        var promise = (support.FirstResponseHours, support) switch
        {
            ({ } hours, { Hours: { } fields }) => string.Create(
                CultureInfo.InvariantCulture, $"{SupportHoursText.Of(fields)}; first response within {hours} h"),
            (null, { Hours: { } fields }) => SupportHoursText.Of(fields),
            ({ } hours, { Coverage: { Length: > 0 } coverage }) => string.Create(CultureInfo.InvariantCulture, $"Answers within {hours} h, {coverage}"),
            ({ } hours, _) => string.Create(CultureInfo.InvariantCulture, $"Answers within {hours} h"),
            (null, { Coverage: { Length: > 0 } coverage }) => coverage,
            _ => "No response time promised",
        };
        return support.ResolutionHours is { } resolution
            ? string.Create(CultureInfo.InvariantCulture, $"{promise}; resolved within {resolution} h")
            : promise;
    }
}
