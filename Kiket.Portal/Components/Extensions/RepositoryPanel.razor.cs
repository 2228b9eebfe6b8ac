using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Kiket.Portal.Components.Extensions;

/// <summary>One connected repository, with the actions for its token and its proof of ownership.</summary>
public sealed partial class RepositoryPanel
{
    private const string TokenHelp = "A fine-grained token for this repository only, with Contents: read and Metadata: read. "
        + "We test it first, store it encrypted, send it to GitHub only, and never show it again.";

    private Opened _open;
    private bool _busy;
    private string _token = "";
    private string? _problem;
    private string? _done;
    private TokenInfo? _tested;

    private enum Opened
    {
        Nothing,
        Token,
        Proof,
    }

    [Parameter, EditorRequired] public required string Org { get; set; }

    [Parameter, EditorRequired] public required ConnectedRepositoryRow Repository { get; set; }

    [Parameter, EditorRequired] public required Actor Reader { get; set; }

    /// <summary>Reads the list again after a change.</summary>
    [Parameter, EditorRequired] public required Func<Task> Changed { get; set; }

    [Inject] public required TestRepositoryToken Test { get; init; }

    [Inject] public required ReplaceRepositoryToken Replace { get; init; }

    [Inject] public required RemoveRepositoryToken Remove { get; init; }

    [Inject] public required VerifyRepository Verify { get; init; }

    [Inject] public required AcceptReplacedRepository Accept { get; init; }

    [Inject] public required GitHubLinks Links { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    private string TitleId => $"repository-{Repository.Id}";

    private void Toggle(Opened part) => (_open, _token) = (_open == part ? Opened.Nothing : part, "");

    private Task TestAsync() => DoAsync(async () =>
    {
        var tested = await Test.RunAsync(Org, Repository.Id, Reader, CancellationToken.None);
        tested.TryGet(out _tested, out var error);
        return (error, null);
    });

    private Task ReplaceAsync() => DoAsync(async () =>
    {
        if (string.IsNullOrWhiteSpace(_token))
        {
            return (null, null);
        }

        var token = new GitHubToken(_token);
        if (Repository.ReplacedSeenAt is not null)
        {
            var accepted = await Accept.RunAsync(Org, Repository.Id, token, Reader, CancellationToken.None);
            return Closed(accepted.Error, "The new repository is accepted, and its token is stored.");
        }

        var replaced = await Replace.RunAsync(Org, Repository.Id, token, Reader, CancellationToken.None);
        replaced.TryGet(out _tested, out var error);
        return Closed(error, "The token works and is stored.");
    });

    private Task CheckAsync() => Repository.ReplacedSeenAt is not null ? AcceptAsync(null) : DoAsync(async () =>
    {
        var verified = await Verify.RunAsync(Org, Repository.Id, Reader, CancellationToken.None);
        return Closed(verified.Error, "Your organization controls this repository. Its listings are marked as verified from their next release.");
    });

    private Task AcceptAsync(GitHubToken? token) => DoAsync(async () =>
    {
        var accepted = await Accept.RunAsync(Org, Repository.Id, token, Reader, CancellationToken.None);
        return Closed(accepted.Error, "The new repository is accepted. Add a token if it is private.");
    });

    private async Task RemoveAsync()
    {
        var sure = await ConfirmDialog.AskAsync(
            Dialogs,
            $"Remove the token of {Repository.FullName}?",
            Repository.IsPrivate
                ? "Without a token we cannot read this private repository. New submissions fail and pushes have no effect until you add another "
                    + "token. Listings and installations stay."
                : "We then read this public repository without a token, with GitHub's lower limits. Listings and installations stay.",
            "Remove the token",
            Repository.ExtensionIds.Count == 0 ? null : $"updates of {string.Join(", ", Repository.ExtensionIds)}");
        if (sure)
        {
            await DoAsync(async () => ((await Remove.RunAsync(Org, Repository.Id, Reader, CancellationToken.None)).Error, "The token is removed."));
        }
    }

    private (Error?, string?) Closed(Error? error, string done)
    {
        if (error is null)
        {
            _open = Opened.Nothing;
        }

        return (error, done);
    }

    private async Task DoAsync(Func<Task<(Error? Error, string? Done)>> act)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _problem, _done, _tested) = (true, null, null, null);
        var (error, done) = await act();
        (_busy, _token) = (false, "");
        (_problem, _done) = (error?.Message, error is null ? done : null);
        await Changed();
    }
}
