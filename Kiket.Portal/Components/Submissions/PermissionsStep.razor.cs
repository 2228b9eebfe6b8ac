using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Rules;
using Kiket.Portal.Manifests;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>Fourth step: a reason for each scope and each egress host.</summary>
public sealed partial class PermissionsStep
{
    [Parameter, EditorRequired] public required SubmissionView View { get; set; }

    [Parameter, EditorRequired] public required ListingDetails Details { get; set; }

    [Parameter, EditorRequired] public required Func<ListingDetails, Task> DetailsChanged { get; set; }

    [Parameter, EditorRequired] public required IReadOnlyList<ErrorDetail> Problems { get; set; }

    private IReadOnlyList<Need> Needs => View.Snapshot?.Manifest is { } manifest
        ?
        [
            .. manifest.Permissions.DistinctBy(permission => permission.Declared).Select(Of),
            .. (manifest.Hosting?.Egress ?? []).DistinctBy(host => host.Host).Select(Of),
        ]
        : [];

    private string Reason(string key) => Details.Justifications.GetValueOrDefault(key, "");

    private int Given => Needs.Count(need => !string.IsNullOrWhiteSpace(Reason(need.Key)));

    private string? Missing(string key) => string.IsNullOrWhiteSpace(Reason(key)) ? MessageOf(Problems, key) : null;

    /// <summary>Checks the current text, so that the message disappears as soon as the problem is fixed.</summary>
    private string? Wrong(string key) => MessageOf(ListingTextRules.Check(Details), key);

    private static string? MessageOf(IEnumerable<ErrorDetail> problems, string key) =>
        problems.FirstOrDefault(problem => problem.Field == $"listing.justifications.{key}")?.Message;

    private bool Unchanged(string key) =>
        View.Listed?.Justifications.TryGetValue(key, out var listed) == true && listed.Length > 0 && listed == Reason(key);

    private bool IsNew(string key) => View.Listed is { } listed && !listed.Justifications.ContainsKey(key);

    private Task SetAsync(string key, string text) => DetailsChanged(Details with
    {
        Justifications = new Dictionary<string, string>(Details.Justifications, StringComparer.Ordinal) { [key] = text },
    });

    private static Need Of(Permission permission) => new(
        permission.Declared,
        PermissionMeanings.Meaning(permission.Scope),
        "sensitive",
        PermissionMeanings.IsSensitive(permission.Scope, PermissionMeanings.DefaultSensitive) ? "A sensitive permission: reviewers check it carefully." : null,
        PermissionMeanings.LookedAt(permission.Scope));

    private static Need Of(EgressHost host) => new(
        host.Host,
        $"send data to {host.Host}",
        "wildcard",
        host.IsWildcard ? "Covers every host below this domain. Name exact hosts where you can." : null,
        "Reviewers check what is sent there, who runs the host, and whether customers expect it.");

    private sealed record Need(string Key, string Meaning, string Label, string? Warning, string LookedAt);
}
