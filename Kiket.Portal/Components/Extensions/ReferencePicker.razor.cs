using Kiket.Portal.Accounts;
using Kiket.Portal.Extensions;
using Kiket.Portal.GitHub;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Extensions;

/// <summary>A field for a branch, tag or commit. It suggests those of the repository and accepts any text.</summary>
public sealed partial class ReferencePicker
{
    private IReadOnlyList<ReferenceInfo> _references = [];
    private (string Url, string? Token)? _asked;
    private string? _refusal;

    [Parameter, EditorRequired] public required string Org { get; set; }

    /// <summary>The address as typed so far.</summary>
    [Parameter, EditorRequired] public required string Url { get; set; }

    /// <summary>A token that was just typed; without it the stored one is used.</summary>
    [Parameter] public string? Token { get; set; }

    [Parameter] public string? Value { get; set; }

    [Parameter] public EventCallback<string?> ValueChanged { get; set; }

    [Parameter] public string? Problem { get; set; }

    [Parameter] public bool Disabled { get; set; }

    [Inject] public required OfferReferences Offer { get; init; }

    [Inject] public required CurrentPerson Person { get; init; }

    private string Help => _refusal ?? "Leave it empty for the default branch. Open the list to choose, or type a commit.";

    private async Task<IEnumerable<string>> FindAsync(string? text, CancellationToken cancellationToken)
    {
        await AskAsync(cancellationToken);
        return _references
            .Where(reference => string.IsNullOrWhiteSpace(text) || text == Value || reference.Name.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Select(reference => reference.Name)
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>GitHub is asked once per address and token, and only when the list is opened.</summary>
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        if (_asked == (Url, Token) || string.IsNullOrWhiteSpace(Url))
        {
            return;
        }

        var token = string.IsNullOrWhiteSpace(Token) ? null : new GitHubToken(Token);
        var offered = await Offer.RunAsync(Org, Url, token, await Person.RequireAsync(), cancellationToken);
        _asked = (Url, Token);
        _references = offered.TryGet(out var references, out var error) ? references : [];
        _refusal = error?.Message;
        StateHasChanged();
    }

    private string Kind(string name) => _references.FirstOrDefault(reference => reference.Name == name) switch
    {
        { IsDefault: true } => "default branch",
        { Kind: ReferenceKind.Tag } => "tag",
        { } => "branch",
        null => "",
    };
}
