using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Submissions.Edits;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Kiket.Portal.Components.Submissions;

/// <summary>
/// The publisher corrects a listing without a new version, and hides or shows it. An edit begins with a button, so that looking at the page
/// changes nothing.
/// </summary>
public sealed partial class EditListingPage
{
    private ListingEdits? _edits;
    private EditPreview? _preview;
    private Error? _refusal;
    private string? _problem;
    private string? _said;
    private bool _busy;
    private int _installed;

    [Parameter] public required string Org { get; set; }

    [Parameter] public required string ExtensionId { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required RepositoryQueries Extensions { get; init; }

    [Inject] public required ListingEditQueries Edits { get; init; }

    [Inject] public required InstallationQueries Installations { get; init; }

    [Inject] public required StartListingEdit Start { get; init; }

    [Inject] public required PublishListingEdit Publish { get; init; }

    [Inject] public required WithdrawOfferChange WithdrawPrice { get; init; }

    [Inject] public required DeleteDraft Delete { get; init; }

    [Inject] public required UnlistListing Visibility { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    private bool IsPrivate => _edits!.Registry != Extension.Marketplace;

    private string Address => ListingEditAddress.Of(Org, ExtensionId);

    private string PublishedAddress => $"/orgs/{Org}/extensions/published/{Uri.EscapeDataString(ExtensionId)}";

    private PublishedRequest Request => new(Org, _edits!.Registry, _edits.ExtensionId, Me);

    private UnlistListingRequest VisibilityRequest => new(Org, _edits!.Registry, _edits.ExtensionId, Me);

    protected override async Task OnInitializedAsync()
    {
        Me = await Person.RequireAsync();
        Every(LookAgain, RefreshAsync);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_edits is null || _edits.ExtensionId != ExtensionId)
        {
            await CloseAsync();
        }

        await LoadAsync();
        if (_edits?.Open is not null && Editor is null && RendererInfo.IsInteractive)
        {
            await StartAsync();
        }
    }

    protected override void Left(Submission submission) => _ = InvokeAsync(async () =>
    {
        await CloseAsync();
        _said = submission.State == SubmissionState.Edited ? $"{submission.ChangedByName} has published the changes." : null;
        await LoadAsync();
        StateHasChanged();
    });

    protected override async Task RefreshedAsync() => _preview = View is null ? null : await Edits.PreviewAsync(View.Submission, CancellationToken.None);

    private async Task LoadAsync()
    {
        if (!(await Extensions.FindExtensionAsync(Org, ExtensionId, Me, CancellationToken.None)).TryGet(out var extension, out _refusal))
        {
            return;
        }

        var request = new PublishedRequest(Org, extension.Extension.Registry, extension.Extension.ExtensionId, Me);
        (await Edits.ForExtensionAsync(request, CancellationToken.None)).TryGet(out _edits, out _refusal);
        _installed = (await Installations.CountsAsync(extension.Extension.Id, CancellationToken.None)).Values.Sum();
    }

    private async Task StartAsync()
    {
        (_busy, _problem, _said) = (true, null, null);
        var started = await Start.RunAsync(Request, CancellationToken.None);
        if (started.TryGet(out var id, out var error)
            && (await Queries.FindAsync(id, Me, CancellationToken.None)).TryGet(out var view, out error))
        {
            Open(view);
            await RefreshedAsync();
        }

        (_busy, _problem) = (false, error?.Message);
    }

    private async Task PublishAsync()
    {
        if (_busy || Editor is null || View is null)
        {
            return;
        }

        (_busy, _problem) = (true, null);
        await Editor.FlushAsync();
        var id = View.Submission.Id;
        Result published = Editor.Saving switch
        {
            DraftSaving.Conflict => Error.Conflict("submission_changed", "First choose which version to keep."),
            DraftSaving.Partly or DraftSaving.Failed => Error.Invalid(
                "draft_not_saved", $"Some changes aren't saved yet, so nothing was published. {Editor.Problem}"),
            _ => await Publish.RunAsync(id, Me, CancellationToken.None),
        };
        (_busy, _problem) = (false, published.Error?.Message);
        if (published.Succeeded)
        {
            var waited = _edits!.Prices.Count(price => price.Change.State == OfferChangeState.Waiting);
            await CloseAsync();
            await LoadAsync();
            _said = (_edits!.Prices.Count(price => price.Change.State == OfferChangeState.Waiting) > waited, _edits.State) switch
            {
                (true, _) => "Saved. The new price waits for a reviewer; everything else is live.",
                (_, Kiket.Portal.Listings.ListingState.Listed) => "Published. The listing shows it now.",
                _ => "Published. The listing shows it when it is visible again.",
            };
            return;
        }

        await RefreshAsync();
    }

    private async Task DiscardAsync()
    {
        if (View is null || !await ConfirmDialog.AskAsync(
                Dialogs, "Discard the changes?", "What was typed into this edit is removed. The listing stays as it is.", "Discard changes"))
        {
            return;
        }

        var id = View.Submission.Id;
        await Editor!.FlushAsync();
        var deleted = await Delete.RunAsync(id, Me, CancellationToken.None);
        if (deleted.Error is { } error)
        {
            _problem = error.Message;
            return;
        }

        await CloseAsync();
        _said = "The changes are discarded.";
        await LoadAsync();
    }

    private async Task WithdrawAsync(OfferChange change)
    {
        (_problem, _said) = (null, null);
        var withdrawn = await WithdrawPrice.RunAsync(change.Id, Request, CancellationToken.None);
        (_problem, _said) = (withdrawn.Error?.Message, withdrawn.Succeeded ? "The price is withdrawn. Everything stays as it is." : null);
        await LoadAsync();
        // The pressed button is in a child, but the whole page has to render.
        StateHasChanged();
    }

    private async Task<Result> UnlistAsync() => await ChangedAsync(await Visibility.RunAsync(VisibilityRequest, CancellationToken.None));

    private async Task<Result> RelistAsync() => await ChangedAsync(await Visibility.RelistAsync(VisibilityRequest, CancellationToken.None));

    private async Task<Result> ChangedAsync(Result changed)
    {
        await LoadAsync();
        // The pressed button is in a child, but the whole page has to render.
        StateHasChanged();
        return changed;
    }
}
