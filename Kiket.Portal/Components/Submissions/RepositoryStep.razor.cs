using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.Submissions;

/// <summary>First step: the repository, the ref, and a token if the repository is private.</summary>
public sealed partial class RepositoryStep : IDisposable
{
    private static readonly bool[] _visibilities = [false, true];

    private CancellationTokenSource _pause = new();
    private string _url = "";
    private string? _reference;
    private string _token = "";
    private string? _registryProblem;
    private Guid _shown;

    [Parameter, EditorRequired] public required SubmissionView View { get; set; }

    [Parameter, EditorRequired] public required Func<ReadRequest, Task> Read { get; set; }

    /// <summary>Saves what is typed before it is read.</summary>
    [Parameter] public Func<string, string?, Task>? Typed { get; set; }

    [Parameter] public required Actor Reader { get; set; }

    /// <summary>The stored token changed.</summary>
    [Parameter] public EventCallback Changed { get; set; }

    /// <summary>The step of the running read; null when none runs.</summary>
    [Parameter] public ReadCommitStep? Reading { get; set; }

    [Parameter] public Error? Problem { get; set; }

    [Inject] public required ChooseRegistry Registries { get; init; }

    [Inject] public required GitHubLinks Links { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required IOptions<DraftOptions> Options { get; init; }

    /// <summary>The typed address, completed with the parts that people leave out.</summary>
    private string Address => RepositoryAddress.Complete(_url, Links.WebUrl);

    private string? UrlProblem => Problem?.Code is GitHubErrors.InvalidAddress or GitHubErrors.RepositoryNotFound ? Problem.Message : null;

    private string? ReferenceProblem => Problem?.Code == GitHubErrors.ReferenceNotFound ? Problem.Message : null;

    private string? TokenProblem => Problem?.Code is GitHubErrors.TokenRefused or GitHubErrors.TokenLacksAccess ? Problem.Message : null;

    private string? OtherProblem => (UrlProblem ?? ReferenceProblem ?? TokenProblem) is null ? Problem?.Message : null;

    private bool IsRead => View.Snapshot is not null && _url.Trim() == View.Submission.RepositoryUrl;

    private bool NeedsToken =>
        View.Repository is { IsPrivate: true, TokenLastFour: null } || TokenProblem is not null || Problem?.Code == GitHubErrors.RepositoryNotFound;

    public void Dispose()
    {
        _pause.Cancel();
        _pause.Dispose();
    }

    protected override void OnParametersSet()
    {
        if (_shown != View.Submission.Id)
        {
            (_shown, _url, _reference) = (View.Submission.Id, View.Submission.RepositoryUrl, View.Submission.Reference);
        }
    }

    private Task TypeUrlAsync(string url)
    {
        _url = url;
        return SaveAsync();
    }

    private Task ChooseReferenceAsync(string? reference)
    {
        _reference = reference;
        return SaveAsync();
    }

    /// <summary>After a pause in typing, like everything else in the wizard.</summary>
    private async Task SaveAsync()
    {
        await _pause.CancelAsync();
        _pause.Dispose();
        _pause = new CancellationTokenSource();
        _ = SaveLaterAsync(_pause.Token);
    }

    private async Task SaveLaterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Options.Value.SaveAfter, Clock, cancellationToken);
            await (Typed?.Invoke(_url, _reference) ?? Task.CompletedTask);
        }
        catch (OperationCanceledException)
        {
            // More was typed, or the repository is being read.
        }
    }

    private async Task ChooseRegistryAsync(bool isPrivate)
    {
        var chosen = await Registries.RunAsync(new ChooseRegistryRequest(View.Submission.Id, isPrivate, Reader), CancellationToken.None);
        _registryProblem = chosen.Error?.Message;
        await Changed.InvokeAsync();
    }

    private Task EnterAsync(KeyboardEventArgs key) =>
        key.Key == "Enter" && Reading is null && !string.IsNullOrWhiteSpace(_url) ? ReadAsync() : Task.CompletedTask;

    private async Task ReadAsync()
    {
        await _pause.CancelAsync();
        _url = Address;
        var token = string.IsNullOrWhiteSpace(_token) ? null : new GitHubToken(_token);
        await Read(new ReadRequest(_url, _reference, token, Refresh: true));
        _token = "";
    }
}
