using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Webhooks;
using Kiket.Portal.Webhooks.Settings;
using Kiket.Portal.Webhooks.Syncing;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Kiket.Portal.Components.Extensions;

/// <summary>The webhook of one repository: its secret, its health, and what can be done.</summary>
public sealed partial class WebhookPanel
{
    private bool _busy;
    private bool _choosesReference;
    private string? _secret;
    private string _reference = "";
    private string? _problem;
    private string? _done;
    private DateTimeOffset? _testedSince;

    [Parameter, EditorRequired] public required string Org { get; set; }

    /// <summary>Where GitHub sends deliveries to.</summary>
    [Parameter, EditorRequired] public required string Callback { get; set; }

    [Parameter, EditorRequired] public required FollowedRepository Followed { get; set; }

    [Parameter, EditorRequired] public required Actor Reader { get; set; }

    [Inject] public required RevealWebhookSecret Reveal { get; init; }

    [Inject] public required RotateWebhookSecret Rotate { get; init; }

    [Inject] public required ManageHook Manage { get; init; }

    [Inject] public required TrackReference Track { get; init; }

    [Inject] public required RequestSync Sync { get; init; }

    [Inject] public required GitHubLinks Links { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    private ExtensionRepository Source => Followed.Repository;

    private WebhookHealth Health => WebhookLabels.Health(Followed);

    private bool HasToken => Source.ProtectedToken is not null;

    private string TitleId => $"webhook-{Source.Id}";

    private bool IsSyncing => Followed.Sync?.State is RepositorySyncState.Queued or RepositorySyncState.Running;

    private DateTimeOffset? PreviousUntil => Source.PreviousWebhookSecretUntil > Clock.GetUtcNow() ? Source.PreviousWebhookSecretUntil : null;

    private bool HasPing(DateTimeOffset since) => Followed.LastPing >= since;

    private void StartTest() => _testedSince = Clock.GetUtcNow();

    private void ToggleReference() => (_choosesReference, _reference) = (!_choosesReference, Source.TrackedReference ?? "");

    private Task RevealAsync() => DoAsync(async () =>
    {
        (await Reveal.RunAsync(Org, Source.Id, Reader, CancellationToken.None)).TryGet(out _secret, out var error);
        return (error, null);
    });

    private async Task RotateAsync()
    {
        var sure = await ConfirmDialog.AskAsync(
            Dialogs,
            $"Rotate the secret of {Source.FullName}?",
            Source.HookId is null
                ? "You get a new secret to enter in the webhook on GitHub. The current one is accepted for another 24 hours, so no push is lost."
                : "The portal enters the new secret in the webhook on GitHub. The current one is accepted for another 24 hours, so no push is lost.",
            "Rotate the secret",
            danger: false);
        if (sure)
        {
            await DoAsync(async () =>
            {
                var rotated = await Rotate.RunAsync(Org, Source.Id, Reader, CancellationToken.None);
                _secret = rotated.TryGet(out var made, out var error) ? made.Secret : null;
                return (error, Source.HookId is null
                    ? "This is the new secret. Enter it in the webhook on GitHub within 24 hours."
                    : "This is the new secret. The portal enters it in the webhook on GitHub.");
            });
        }
    }

    private Task ManageAsync() => DoAsync(async () =>
    {
        var since = Clock.GetUtcNow();
        var managed = await Manage.RunAsync(Org, Source.Id, Callback, Reader, CancellationToken.None);
        if (managed.TryGet(out var done, out var error))
        {
            _testedSince = since;
        }

        return (error, done switch
        {
            null => null,
            { IsNew: true } => "The webhook is on GitHub now. GitHub sends a test at once.",
            { Repaired: [] } => "Nothing was wrong with the webhook on GitHub. It has the current secret, and GitHub sends a test.",
            { Repaired: var repaired } => $"Repaired: {string.Join(", ", repaired)}. GitHub sends a test.",
        });
    });

    private Task SyncAsync() => DoAsync(async () => ((await Sync.RunAsync(Org, Source.Id, Reader, CancellationToken.None)).Error, null));

    private Task TrackAsync() => DoAsync(async () =>
    {
        var tracked = await Track.RunAsync(Org, Source.Id, _reference, Reader, CancellationToken.None);
        _choosesReference = !tracked.Succeeded;
        return (tracked.Error, "The listing follows it from now on. Its newest commit is read in a moment.");
    });

    private async Task DoAsync(Func<Task<(Error? Error, string? Done)>> act)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _problem, _done) = (true, null, null);
        var (error, done) = await act();
        (_busy, _problem, _done) = (false, error?.Message, error is null ? done : null);
    }
}
