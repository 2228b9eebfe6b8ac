using System.Globalization;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deprecations;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Submissions;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Semver;

namespace Kiket.Portal.Components.Extensions;

/// <summary>The form of a deprecation. It decides nothing: what it shows comes from the same rules as the change that stores it.</summary>
public sealed partial class DeprecationPlanner
{
    private const string Utc = "UTC";
    private const string RangeHelp = "One version, such as 1.0.0, or a range, such as <1.2.0 or 1.2.x.";
    private const string DayFormat = "yyyy-MM-dd";
    private const string TimeFormat = "HH:mm";

    private string _range = "";
    private string _reason = "";
    private string? _recommended = "";
    private bool _ends;
    private string _day = "";
    private string _time = "00:00";
    private string _zone = Utc;
    private IReadOnlyList<SemVersion> _covered = [];
    private AffectedCount _count = new(0, 0);
    private Error? _problem;
    private bool _busy;

    [Parameter, EditorRequired] public required DeprecationPlan Plan { get; set; }

    /// <summary>The extension's, as customers know it.</summary>
    [Parameter, EditorRequired] public required string Name { get; set; }

    [Parameter, EditorRequired] public required IReadOnlyList<RangedVersion> Versions { get; set; }

    /// <summary>Who runs these versions.</summary>
    [Parameter, EditorRequired] public required Func<IReadOnlyCollection<string>, Task<AffectedCount>> Count { get; set; }

    /// <summary>Null when it was done.</summary>
    [Parameter, EditorRequired] public required Func<NewDeprecation, Task<Error?>> Announce { get; set; }

    [Parameter] public EventCallback Cancel { get; set; }

    [Inject] public required IJSRuntime Browser { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    private IReadOnlyList<string> Recommendable =>
        ["", .. DeprecationRules.Recommendable(_covered, Versions).Select(version => version.ToString())];

    /// <summary>Null when there is none, or nothing to read one from yet.</summary>
    private Result<DateTimeOffset>? Sunset =>
        _ends
        && DateOnly.TryParseExact(_day, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && TimeOnly.TryParse(_time, CultureInfo.InvariantCulture, out var time)
            ? SunsetInstant.Of(day, time, _zone)
            : null;

    /// <summary>The notice of the highest covered version.</summary>
    private NoticeText? Preview
    {
        get
        {
            if (_covered.Count == 0 || _reason.Trim().Length == 0)
            {
                return null;
            }

            DateTimeOffset? sunset = Sunset is { } read && read.TryGet(out var instant, out _) ? instant : null;
            var (version, target) = (_covered[0].ToString(), Target);
            return Plan.Announced is { } announced
                ? DeprecationTexts.Changed(Name, version, _reason.Trim(), announced.SunsetAt, sunset, target)
                : DeprecationTexts.Announced(Name, version, _reason.Trim(), sunset, target);
        }
    }

    /// <summary>The chosen one, or the highest stable version that could be recommended.</summary>
    private string? Target => string.IsNullOrEmpty(_recommended)
        ? DeprecationRules.Recommendable(_covered, Versions).FirstOrDefault(version => !version.IsPrerelease)?.ToString()
        : _recommended;

    protected override async Task OnInitializedAsync()
    {
        (_range, _reason, _recommended, _ends) = (Plan.Range, Plan.Reason, Plan.Recommended ?? "", Plan.Sunset is not null);
        Show(Plan.Sunset);
        await CoverAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || await Browser.TryAsync<string>("kpZone") is not { Length: > 0 } zone || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            return;
        }

        _zone = zone;
        Show(Plan.Sunset);
        StateHasChanged();
    }

    private void Show(DateTimeOffset? sunset)
    {
        if (sunset is { } instant)
        {
            var local = TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(_zone));
            (_day, _time) = (local.ToString(DayFormat, CultureInfo.InvariantCulture), local.ToString(TimeFormat, CultureInfo.InvariantCulture));
        }
    }

    private string Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(_zone))
        .ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    private Task SetRangeAsync(string range)
    {
        _range = range;
        Forget();
        return CoverAsync();
    }

    /// <summary>What was wrong with what somebody changes now.</summary>
    private void Forget() => _problem = null;

    /// <summary>Counts as soon as the range can be read. What is wrong with it is said when it is sent, not with every letter.</summary>
    private async Task CoverAsync()
    {
        _covered = Plan.Announced is { } announced
            ? [.. Versions.Select(one => one.Version).Where(announced.Covers).OrderDescending(SemVersion.PrecedenceComparer)]
            : DeprecationRules.Covered(_range, Versions).TryGet(out var covered, out _) ? covered : [];
        _count = await Count([.. _covered.Select(version => version.ToString())]);
        if (!Recommendable.Contains(_recommended ?? "", StringComparer.Ordinal) && Plan.Announced is null)
        {
            _recommended = "";
        }
    }

    private string? ErrorOf(string field) => _problem?.Details.FirstOrDefault(detail => detail.Field == field)?.Message;

    private async Task SendAsync()
    {
        if (_busy)
        {
            return;
        }

        _problem = Problem(out var input);
        if (_problem is not null || !await IsSureAsync())
        {
            return;
        }

        _busy = true;
        _problem = await Announce(input);
        _busy = false;
    }

    /// <summary>Before anybody is asked whether they are sure.</summary>
    private Error? Problem(out NewDeprecation input)
    {
        DateTimeOffset? sunset = null;
        Error? unclear = null;
        if (_ends)
        {
            if (Sunset is not { } read)
            {
                unclear = Error.Field("sunset_at", "sunset_invalid", "Choose a day and a time, or end the versions at no date.");
            }
            else if (read.TryGet(out var instant, out unclear))
            {
                sunset = instant;
            }
        }

        input = new NewDeprecation(_range, _reason, sunset, _recommended);
        if (unclear is not null)
        {
            return unclear;
        }

        IReadOnlyList<SemVersion> covered = _covered;
        if (Plan.Announced is null && !DeprecationRules.Covered(_range, Versions).TryGet(out covered!, out var error))
        {
            return error;
        }

        var recommended = string.IsNullOrEmpty(_recommended) || _recommended == Plan.Announced?.RecommendedVersion ? null : _recommended;
        var terms = new DeprecationTerms(_reason.Trim(), sunset, recommended);
        return DeprecationRules.Problem(terms, covered, Versions, Clock.GetUtcNow(), Plan.Announced?.SunsetAt);
    }

    private Task<bool> IsSureAsync() => ConfirmDialog.AskAsync(
        Dialogs,
        Plan.Announced is null ? $"Deprecate {_range.Trim()}?" : $"Change the deprecation of {Plan.Range}?",
        Sunset is { } read && read.TryGet(out var instant, out _) ? DeprecationTexts.Until(instant) : DeprecationTexts.Until(null),
        Plan.Announced is null ? "Announce it" : "Change it",
        DeprecationPlan.Affected(_count) + " Their Owners and Admins get the notice now.",
        danger: false);
}
