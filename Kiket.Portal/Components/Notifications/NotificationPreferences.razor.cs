using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Kiket.Portal.Components.Notifications;

public sealed partial class NotificationPreferences
{
    private static readonly IReadOnlyList<DayOfWeek> Week =
    [
        DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday,
    ];

    private IReadOnlyList<NotificationChoice> _choices = [];
    private DigestTimes _times = DigestTimes.Default;
    private bool _hasTimes;
    private MailRefusal? _refusal;
    private Error? _problem;
    private string? _saved;

    /// <summary>The zone of the browser, once it has said it.</summary>
    private string? _here;

    /// <summary>Whose they are.</summary>
    [Parameter, EditorRequired]
    public required Actor Reader { get; set; }

    [Inject]
    public required NotificationQueries Queries { get; init; }

    [Inject]
    public required ChooseNotifications Choose { get; init; }

    [Inject]
    public required ChooseDigestTimes ChooseTimes { get; init; }

    [Inject]
    public required RefusedMail Refused { get; init; }

    [Inject]
    public required SecretMail Mail { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required IJSRuntime Browser { get; init; }

    private DateTimeOffset Now => Clock.GetUtcNow();

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        var times = await Queries.TimesAsync(Reader.UserId, CancellationToken.None);
        (_times, _hasTimes) = (times ?? DigestTimes.Default, times is not null);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || await Browser.TryAsync<string>("kpTimeZone") is not { Length: > 0 } zone || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            return;
        }

        _here = zone;
        if (!_hasTimes)
        {
            _times = _times with { TimeZone = zone };
        }

        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        _choices = await Queries.ChoicesAsync(Reader.UserId, CancellationToken.None);
        _refusal = await Refused.FindAsync(Reader.UserId, CancellationToken.None);
    }

    private Task ChooseMailAsync(NotificationChoice choice, ChangeEventArgs change) =>
        Enum.TryParse<MailFrequency>(change.Value as string, out var frequency)
            ? ChooseAsync(choice with { Mail = true, Frequency = frequency })
            : ChooseAsync(choice with { Mail = false });

    private async Task ChooseAsync(NotificationChoice choice)
    {
        if (choice is { Mail: true, Frequency: not MailFrequency.Immediately } && !_hasTimes)
        {
            // What the page shows is what happens, also when nothing but the kind is chosen.
            await StoreAsync(_times);
        }

        Show(await Choose.RunAsync(Reader.UserId, choice, CancellationToken.None), NotificationLabels.Of(choice.Kind));
        await LoadAsync();
    }

    private async Task SetAsync(DigestTimes times)
    {
        _times = times;
        if (times.Problem() is null)
        {
            await StoreAsync(times);
        }
    }

    private async Task StoreAsync(DigestTimes times)
    {
        var stored = await ChooseTimes.RunAsync(Reader.UserId, times, CancellationToken.None);
        _hasTimes |= stored.Succeeded;
        Show(stored, "When digests come");
    }

    private async Task TryAgainAsync()
    {
        await Refused.ForgetAsync(Reader.UserId, CancellationToken.None);
        _refusal = null;
        _saved = "The next notice is mailed to you again.";
    }

    private void Show(Result stored, string what) => (_problem, _saved) = (stored.Error, stored.Succeeded ? $"Saved: {what}." : null);

    private static string Value(NotificationChoice choice) => choice.Mail ? choice.Frequency.ToString() : "";

    private static int Number(ChangeEventArgs change) => int.Parse((string)change.Value!, CultureInfo.InvariantCulture);
}
