using Kiket.Portal.Accounts;
using Kiket.Portal.Extensions;
using Kiket.Portal.GitHub;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Extensions;

/// <summary>Offers repositories to choose from: the organization's own, and what a token, just typed or stored, can see.</summary>
public sealed partial class RepositoryPicker
{
    /// <summary>Two rows or so; the rest is found by its name.</summary>
    private const int First = 8;

    private const int MostFound = 30;

    /// <summary>Shorter than any token of GitHub: nothing is asked while somebody types.</summary>
    private const int ShortestToken = 20;

    private IReadOnlyList<OfferedRepository> _offered = [];
    private string? _token;
    private string? _refusal;
    private bool _asked;
    private string _search = "";

    [Parameter, EditorRequired] public required string Org { get; set; }

    [Parameter] public string? Token { get; set; }

    [Parameter] public string? Url { get; set; }

    [Parameter] public bool Disabled { get; set; }

    [Parameter] public EventCallback<string> Picked { get; set; }

    [Inject] public required OfferRepositories Offer { get; init; }

    [Inject] public required CurrentPerson Person { get; init; }

    private List<OfferedRepository> Found => [.. _offered.Where(repository => repository.FullName.Contains(_search.Trim(), StringComparison.OrdinalIgnoreCase))];

    private IEnumerable<OfferedRepository> Shown => Found.Take(_search.Length == 0 ? First : MostFound);

    private string Summary => (Found.Count, _search.Length, _offered.Count) switch
    {
        (0, _, _) => "None of them has this in its name. Type the whole address above.",
        (var found, > 0, _) => found == 1 ? "1 found" : $"{found} found",
        (_, _, > First) => $"The first {First}. Type a part of the name to find another.",
        _ => "",
    };

    private void Search(ChangeEventArgs change) => _search = change.Value as string ?? "";

    protected override async Task OnParametersSetAsync()
    {
        // Prerendering calls nobody.
        var token = Token?.Trim() is { Length: >= ShortestToken } typed ? typed : null;
        if (!RendererInfo.IsInteractive || (_asked && token == _token))
        {
            return;
        }

        (_asked, _token, _refusal) = (true, token, null);
        var offered = await Offer.RunAsync(Org, token is null ? null : new GitHubToken(token), await Person.RequireAsync(), CancellationToken.None);
        if (offered.TryGet(out var repositories, out var error))
        {
            _offered = repositories;
        }
        else
        {
            _refusal = error.Message;
        }
    }
}
