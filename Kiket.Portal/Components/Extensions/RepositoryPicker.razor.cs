using Kiket.Portal.Accounts;
using Kiket.Portal.Extensions;
using Kiket.Portal.GitHub;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Extensions;

/// <summary>Offers repositories: the connected ones, and those that a typed or stored token can read.</summary>
public sealed partial class RepositoryPicker
{
    /// <summary>About two rows; people find the rest by name.</summary>
    private const int First = 8;

    private const int MostFound = 30;

    /// <summary>Shorter than any GitHub token, so that nothing is requested while someone types.</summary>
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

    private string Heading => (_token, _offered.All(repository => repository.IsConnected)) switch
    {
        (null, true) => "Connected repositories",
        (null, _) => "Connected repositories, and those your stored tokens can read",
        _ => "Connected repositories, and those this token can read",
    };

    private List<OfferedRepository> Found =>
        [.. _offered.Where(repository => repository.FullName.Contains(_search.Trim(), StringComparison.OrdinalIgnoreCase))];

    private IEnumerable<OfferedRepository> Shown => Found.Take(_search.Length == 0 ? First : MostFound);

    private string Summary => (Found.Count, _search.Length, _offered.Count) switch
    {
        (0, _, _) => "No match. Type the full address above.",
        (var found, > 0, _) => found == 1 ? "1 found" : $"{found} found",
        (_, _, > First) => $"The first {First}. Type part of a name to find others.",
        _ => "",
    };

    protected override async Task OnParametersSetAsync()
    {
        // Prerendering sends no requests.
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
