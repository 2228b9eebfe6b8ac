using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Releases.Differences;

/// <summary>What an extension may do with a customer's data.</summary>
internal static class PermissionChanges
{
    public static IEnumerable<ReleaseChange> Between(OfferTerms? before, OfferTerms after) =>
        [.. Scopes(before, after), .. Modules(before, after), .. Accounts(before, after)];

    private static IEnumerable<ReleaseChange> Scopes(OfferTerms? before, OfferTerms after)
    {
        var old = before?.Scopes ?? [];
        var now = after.Scopes;
        foreach (var scope in now.Except(old, StringComparer.Ordinal))
        {
            var text = $"{(before is null ? "Asks" : "Now also asks")} to {Meaning(scope)}.";
            yield return new(ChangeArea.Permissions, ChangeKind.Added, text, Widens: true, scope);
        }

        foreach (var scope in old.Except(now, StringComparer.Ordinal))
        {
            yield return new(ChangeArea.Permissions, ChangeKind.Removed, $"No longer asks to {Meaning(scope)}.", Key: scope);
        }
    }

    private static IEnumerable<ReleaseChange> Modules(OfferTerms? before, OfferTerms after)
    {
        var old = Operations(before);
        var now = Operations(after);
        foreach (var (module, operation) in now.Except(old))
        {
            var text = $"{(before is null ? "Asks" : "Now also asks")} to {operation} records of the module “{module}”.";
            yield return new(ChangeArea.Permissions, ChangeKind.Added, text, Widens: true, $"{module}:{operation}");
        }

        foreach (var (module, operation) in old.Except(now))
        {
            var text = $"No longer asks to {operation} records of the module “{module}”.";
            yield return new(ChangeArea.Permissions, ChangeKind.Removed, text, Key: $"{module}:{operation}");
        }
    }

    private static IEnumerable<ReleaseChange> Accounts(OfferTerms? before, OfferTerms after)
    {
        var (old, now) = (before?.Account, after.Account);
        if (now is not null && old?.Provider != now.Provider)
        {
            var text = $"{(now.Optional ? "Can use" : "Needs")} a connected {now.Name ?? now.Provider} account.";
            yield return new(ChangeArea.Permissions, ChangeKind.Added, text, Widens: true, now.Provider);
        }
        else if (now is not null && old is not null && now.Scopes.Except(old.Scopes, StringComparer.Ordinal).ToList() is { Count: > 0 } more)
        {
            var text = $"Asks the connected {now.Name ?? now.Provider} account for {string.Join(", ", more)} as well.";
            yield return new(ChangeArea.Permissions, ChangeKind.Added, text, Widens: true, now.Provider);
        }

        if (old is not null && now?.Provider != old.Provider)
        {
            yield return new(ChangeArea.Permissions, ChangeKind.Removed, $"No longer uses a connected {old.Name ?? old.Provider} account.", Key: old.Provider);
        }
    }

    private static List<(string Module, string Operation)> Operations(OfferTerms? terms) =>
        [.. (terms?.CustomData ?? []).SelectMany(module => module.Operations.Select(operation => (module.Module, operation))).Distinct()];

    /// <summary>"See issues." inside a sentence.</summary>
    private static string Meaning(string scope)
    {
        var sentence = PermissionMeanings.Meaning(scope).TrimEnd('.');
        return char.ToLowerInvariant(sentence[0]) + sentence[1..];
    }
}
