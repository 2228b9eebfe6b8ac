using System.Globalization;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Api;

/// <param name="Days">Names in English, such as monday.</param>
public sealed record SupportWindowResponse(IReadOnlyList<string> Days, string From, string To);

public sealed record SupportHolidayResponse(DateOnly Date, string Name);

public sealed record SupportHoursResponse(
    string TimeZone, IReadOnlyList<SupportWindowResponse> Weekly, IReadOnlyList<SupportHolidayResponse> Holidays, bool AroundTheClock)
{
    internal static SupportHoursResponse? From(SupportHours? hours) => hours is null
        ? null
        : new SupportHoursResponse(
            hours.TimeZone,
            [.. hours.Weekly.Select(window => new SupportWindowResponse(
                [.. window.Days.Select(ApiJson.Word)], SupportWindow.Time(window.From), SupportWindow.Time(window.To)))],
            [.. hours.Holidays.Select(holiday => new SupportHolidayResponse(holiday.Date, holiday.Name))],
            hours.AroundTheClock);
}

/// <summary>Turns support hours of a body into data. What can't be read is a problem with its field; what is read has rules of its own.</summary>
internal static class SupportHoursInput
{
    private const string Field = "listing.support.hours";

    public static SupportHours? Of(SupportHoursBody? body, List<ErrorDetail> problems)
    {
        if (body is null)
        {
            return null;
        }

        var isAlways = body.AroundTheClock ?? false;
        if (isAlways && body.Weekly is { Count: > 0 })
        {
            problems.Add(new ErrorDetail($"{Field}.around_the_clock", "Send either windows in weekly or around_the_clock: true."));
            return null;
        }

        return new SupportHours(
            body.TimeZone?.Trim() ?? "",
            [.. (body.Weekly ?? []).OfType<SupportWindowBody>().Index().Select(window => Window(window.Index, window.Item, problems))],
            [.. (body.Holidays ?? []).OfType<SupportHolidayBody>().Select(Holiday)],
            isAlways);
    }

    private static SupportWindow Window(int index, SupportWindowBody body, List<ErrorDetail> problems)
    {
        var field = $"{Field}.weekly[{index}]";
        var days = (body.Days ?? []).Select(ApiJson.Value<DayOfWeek>).ToList();
        if (days.Contains(null))
        {
            problems.Add(new ErrorDetail($"{field}.days", "Write days as English names, such as [\"monday\", \"tuesday\"]."));
        }

        return new SupportWindow(
            [.. days.OfType<DayOfWeek>().Distinct()], Minutes(body.From, $"{field}.from", problems), Minutes(body.To, $"{field}.to", problems));
    }

    private static int Minutes(string? text, string field, List<ErrorDetail> problems)
    {
        if (SupportWindow.Minutes(text) is { } minutes)
        {
            return minutes;
        }

        problems.Add(new ErrorDetail(field, "Write times as HH:mm, such as 09:00; 24:00 is the next midnight."));
        return 0;
    }

    /// <summary>A date that can't be read becomes the first day of all, which the rules refuse at its field.</summary>
    private static SupportHoliday Holiday(SupportHolidayBody body) => new(
        DateOnly.TryParseExact(body.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : default,
        body.Name?.Trim() ?? "");
}
