using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Analytics.Counts;
using Kiket.Portal.Analytics.Queries;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Submissions;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Extensions;

/// <summary>The analytics of one extension for its publisher. Static, so that it can be read without scripts and takes no circuit.</summary>
public sealed partial class ExtensionAnalyticsPage
{
    private const int MostGroups = 50;

    private static readonly string[] CommonZones =
        ["UTC", "Europe/London", "Europe/Berlin", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney", "America/New_York", "America/Los_Angeles"];

    private PublishedExtension? _extension;
    private AnalyticsReport? _report;
    private Error? _refusal;
    private Error? _problem;
    private string? _zoneProblem;
    private AnalyticsSpan _span;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private string? _version;

    [Parameter] public required string Org { get; set; }

    [Parameter] public required string ExtensionId { get; set; }

    [SupplyParameterFromQuery] public string? Span { get; set; }

    [SupplyParameterFromQuery] public string? Zone { get; set; }

    [SupplyParameterFromQuery] public string? Version { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required RepositoryQueries Extensions { get; init; }

    [Inject] public required PublisherAnalytics Analytics { get; init; }

    [Inject] public required NotificationQueries Notifications { get; init; }

    [Inject] public required DecideErrorGroup Decide { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private static CultureInfo Culture => CultureInfo.InvariantCulture;

    private string Published => $"/orgs/{Org}/extensions/published/{Uri.EscapeDataString(ExtensionId)}";

    private string Path => $"{Published}/analytics";

    private string CsvAddress => Address(_span).Replace("/analytics?", "/analytics.csv?", StringComparison.Ordinal);

    private string Step => AnalyticsLabels.Step(_span);

    private IReadOnlyList<TabLink> Spans => [.. Enum.GetValues<AnalyticsSpan>().Select(span => new TabLink(AnalyticsLabels.Of(span), Address(span)))];

    private IReadOnlyList<string> Labels => [.. _report!.Points.Select(point => AnalyticsLabels.Start(_span, point.Start, _zone))];

    private IReadOnlyList<ChartMarker> Markers => [.. _report!.Releases.Select(release => new ChartMarker(release.Point, release.Version))];

    /// <summary>A year of days is drawn by weeks.</summary>
    private IReadOnlyList<CountedDay> ShownDays =>
        _report!.Days.Count <= 31 ? _report.Days : [.. _report.Days.Reverse().Where((_, place) => place % 7 == 0).Reverse()];

    private IReadOnlyList<string> DayLabels => [.. ShownDays.Select(day => day.Day.ToString("d MMM", Culture))];

    private IReadOnlyList<ChartSeries> ActiveLine => [new("Active", [.. ShownDays.Select(day => (decimal?)day.Active)])];

    private const string Silent =
        "SDKs report each run of a handler. Create a token and set its address as KIKET_SDK_TELEMETRY_URL where your extension runs; "
        + "containers that Kiket hosts have one already.";

    protected override async Task OnInitializedAsync()
    {
        var actor = await Person.RequireAsync();
        if (!(await Extensions.FindExtensionAsync(Org, ExtensionId, actor, CancellationToken.None)).TryGet(out _extension, out _refusal))
        {
            return;
        }

        _span = Enum.TryParse<AnalyticsSpan>(Span, ignoreCase: true, out var span) && Enum.IsDefined(span) ? span : AnalyticsSpan.Week;
        _version = string.IsNullOrEmpty(Version) ? null : Version;
        await ChooseZoneAsync(actor);
        _report = await Analytics.RunAsync(_extension.Extension.Id, _span, _zone, _version, CancellationToken.None);
    }

    private async Task ChooseZoneAsync(Actor actor)
    {
        var name = string.IsNullOrWhiteSpace(Zone) ? (await Notifications.TimesAsync(actor.UserId, CancellationToken.None))?.TimeZone : Zone.Trim();
        if (name is { Length: <= DigestTimes.MaxTimeZone } && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            _zone = zone;
        }
        else if (name is not null)
        {
            _zoneProblem = "This time zone is unknown, so times are in UTC. Write its name, such as Europe/Berlin.";
        }
    }

    private static string Word(AnalyticsSpan span) => span.ToString().ToLowerInvariant();

    private string Address(AnalyticsSpan span) =>
        $"{Path}?span={Word(span)}&zone={Uri.EscapeDataString(_zone.Id)}" + (_version is null ? "" : $"&version={Uri.EscapeDataString(_version)}");

    private static IEnumerable<(ErrorGroupChoice Choice, string Verb)> Choices(ErrorGroup group) => group.NeedsWork
        ? [(ErrorGroupChoice.Resolved, "Resolve"), (ErrorGroupChoice.Ignored, "Ignore")]
        : [(ErrorGroupChoice.Open, "Open again")];

    private static IEnumerable<(string Label, string Value, string Means)> CallFigures(AnalyticsReport report) =>
    [
        ("Calls", AnalyticsLabels.Count(report.Totals.Count), "Runs of a handler that were reported with a token."),
        ("Error rate", AnalyticsLabels.Percent(report.Totals.ErrorRate), $"{AnalyticsLabels.Count(report.Totals.Errors)} with the status error, of all calls."),
        ("Median duration", AnalyticsLabels.Time(report.Totals.Percentile(50)), "Half of the calls were at most this long (p50); at most 4.4 % too high."),
        ("95th percentile", AnalyticsLabels.Time(report.Totals.Percentile(95)), "95 of 100 calls were at most this long (p95)."),
    ];

    private static IEnumerable<(string Label, string Value, string Means)> InstallationFigures(AnalyticsReport report) =>
    [
        ("Active", AnalyticsLabels.Count(report.Active), "Installed at the end of the UTC day; today: now."),
        ("Installed", AnalyticsLabels.Count(report.Installed), "Organizations that it began to run for."),
        ("Uninstalled", AnalyticsLabels.Count(report.Uninstalled), "Organizations that removed it."),
        ("Net", AnalyticsLabels.Signed(report.Net), "Installed minus uninstalled."),
    ];

    private static IReadOnlyList<ChartSeries> CallLines(AnalyticsReport report) =>
    [
        new("Calls", [.. report.Points.Select(point => (decimal?)point.Totals.Count)]),
        new("Errors", [.. report.Points.Select(point => (decimal?)point.Totals.Errors)]),
    ];

    private static IReadOnlyList<ChartSeries> RateLine(AnalyticsReport report) =>
        [new("Error rate", [.. report.Points.Select(point => point.Totals.Count == 0 ? (decimal?)null : point.Totals.ErrorRate)])];

    private static IReadOnlyList<ChartSeries> DurationLines(AnalyticsReport report) =>
    [
        new("p50", [.. report.Points.Select(point => point.Totals.Percentile(50))]),
        new("p95", [.. report.Points.Select(point => point.Totals.Percentile(95))]),
    ];

    private static IEnumerable<(string Label, long Count, string Means)> FunnelSteps(Funnel funnel) =>
    [
        ("views of the listing", funnel.Views, "Loaded pages, without machines, prefetching and your own members."),
        ("views of the install page", funnel.InstallViews, "By people who are signed in."),
        ("installed", funnel.Installed, "Organizations that it began to run for."),
        ("still active after 7 days", funnel.Stayed, $"Of {AnalyticsLabels.Count(funnel.OldEnough)} that installed it at least 7 days ago."),
    ];

    private async Task DecideAsync(ErrorGroup group, ErrorGroupChoice choice)
    {
        var request = new PublishedRequest(Org, _extension!.Extension.Registry, ExtensionId, await Person.RequireAsync());
        var decided = await Decide.RunAsync(request, group.Stored.Fingerprint, choice, CancellationToken.None);
        if (decided.Succeeded)
        {
            Navigation.NavigateTo($"{Address(_span)}#error-{group.Stored.Fingerprint}");
        }

        _problem = decided.Error;
    }
}
