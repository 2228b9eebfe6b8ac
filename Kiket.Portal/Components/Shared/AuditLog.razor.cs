using Kiket.Portal.Audit;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Shared;

/// <summary>One organization's log, or the platform's. The page around it checks who may see it.</summary>
public sealed partial class AuditLog
{
    private const int PageSize = 50;

    private AuditSlice? _slice;

    [Parameter, EditorRequired]
    public AuditScope Scope { get; set; }

    /// <summary>The address of the page.</summary>
    [Parameter, EditorRequired]
    public required string Path { get; set; }

    /// <summary>The address that exports the same log.</summary>
    [Parameter, EditorRequired]
    public required string Export { get; set; }

    /// <summary>What will be here once something has happened.</summary>
    [Parameter]
    public string? Empty { get; set; }

    /// <summary>More fields of the filter, which the page has in its address.</summary>
    [Parameter]
    public RenderFragment? Scopes { get; set; }

    /// <summary>What they say, for links.</summary>
    [Parameter]
    public IReadOnlyList<(string Name, string Value)> ScopeQuery { get; set; } = [];

    [SupplyParameterFromQuery(Name = "person")]
    public string? Person { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "subject")]
    public string? Subject { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "until")]
    public string? Until { get; set; }

    [SupplyParameterFromQuery(Name = "before")]
    public string? Before { get; set; }

    [Inject]
    public required AuditQueries Queries { get; init; }

    private AuditFilter Filter => AuditFilter.Parse(Person, Kind, Subject, From, Until);

    protected override async Task OnParametersSetAsync() =>
        _slice = await Queries.PageAsync(Scope, Filter, AuditCursor.Parse(Before), PageSize, CancellationToken.None);

    private string Address(string path, params (string Name, string Value)[] more) =>
        path + QueryString.Create(Filter.Query.Concat(ScopeQuery.Concat(more).Select(part => KeyValuePair.Create(part.Name, (string?)part.Value))));
}
