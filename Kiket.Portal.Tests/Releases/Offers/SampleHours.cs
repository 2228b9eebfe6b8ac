using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Tests.Releases.Offers;

/// <summary>Support hours in short.</summary>
internal static class SampleHours
{
    public static SupportHours Berlin { get; } = Work("Europe/Berlin", ("09:00", "17:00"));

    public static SupportHours Work(string zone, params (string From, string To)[] windows) => Of(zone, [.. SupportWindow.Week.Take(5)], windows);

    public static SupportHours Daily(string zone, string from, string to) => Of(zone, SupportWindow.Week, (from, to));

    public static SupportHours Of(string zone, IReadOnlyList<DayOfWeek> days, params (string From, string To)[] windows) => new(
        zone,
        [.. windows.Select(window => new SupportWindow(days, SupportWindow.Minutes(window.From)!.Value, SupportWindow.Minutes(window.To)!.Value))],
        []);
}
