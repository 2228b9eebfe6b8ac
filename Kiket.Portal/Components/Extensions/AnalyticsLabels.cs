using System.Globalization;
using Kiket.Portal.Analytics.Queries;
using Kiket.Portal.Components.Shared;

namespace Kiket.Portal.Components.Extensions;

/// <summary>How figures of analytics are written.</summary>
internal static class AnalyticsLabels
{
    public static string Count(decimal number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(decimal percent) => percent.ToString("0.##", CultureInfo.InvariantCulture) + " %";

    public static string Time(decimal? milliseconds) => milliseconds switch
    {
        null => "–",
        >= 10_000 and { } value => (value / 1000).ToString("N1", CultureInfo.InvariantCulture) + " s",
        { } value => value.ToString("N1", CultureInfo.InvariantCulture) + " ms",
    };

    public static string Signed(int number) => number.ToString("+#,0;−#,0;0", CultureInfo.InvariantCulture);

    public static string Of(AnalyticsSpan span) => span switch
    {
        AnalyticsSpan.Day => "24 hours",
        AnalyticsSpan.Week => "7 days",
        AnalyticsSpan.Month => "30 days",
        _ => "12 months",
    };

    public static string Step(AnalyticsSpan span) => span switch
    {
        AnalyticsSpan.Day => "Quarter of an hour",
        AnalyticsSpan.Week => "Hour",
        AnalyticsSpan.Month => "Day",
        _ => "Week from (UTC)",
    };

    /// <summary>The start of a step, in the zone of the report.</summary>
    public static string Start(AnalyticsSpan span, DateTimeOffset start, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(start, span == AnalyticsSpan.Year ? TimeZoneInfo.Utc : zone)
            .ToString(span is AnalyticsSpan.Day or AnalyticsSpan.Week ? "d MMM, HH:mm" : "d MMM", CultureInfo.InvariantCulture);

    public static (string Text, BadgeTone Tone) Of(ErrorGroup group) => group.State switch
    {
        ErrorGroupState.New => ($"new in {group.Stored.FirstRelease}", BadgeTone.Danger),
        ErrorGroupState.Again => ("again", BadgeTone.Warning),
        ErrorGroupState.Resolved => ("resolved", BadgeTone.Success),
        ErrorGroupState.Ignored => ("ignored", BadgeTone.Neutral),
        _ => ("open", BadgeTone.Neutral),
    };
}
