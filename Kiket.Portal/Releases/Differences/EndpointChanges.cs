using Kiket.Portal.Foundation;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Releases.Differences;

/// <summary>Where an extension is called, what for, and where it sends data.</summary>
internal static class EndpointChanges
{
    public static IEnumerable<ReleaseChange> Between(OfferTerms? before, OfferTerms after) =>
        [.. Callback(before, after), .. Incoming(before, after), .. Hooks(before, after), .. Egress(before, after)];

    private static IEnumerable<ReleaseChange> Callback(OfferTerms? before, OfferTerms after)
    {
        var (old, now) = (before?.Callback?.Target, after.Callback?.Target);
        if (old == now)
        {
            yield break;
        }

        if (now is null)
        {
            yield return new(ChangeArea.Endpoints, ChangeKind.Removed, $"Kiket no longer calls {old}.", Key: old);
        }
        else if (old is null)
        {
            yield return new(ChangeArea.Endpoints, ChangeKind.Added, $"Kiket sends events to {now}.", Widens: before is not null, now);
        }
        else if (Host(old) is { } oldHost && Host(now) is { } newHost && oldHost == newHost)
        {
            yield return new(ChangeArea.Endpoints, ChangeKind.Changed, $"Is called at {now} instead of {old}; the host stays the same.", Key: now);
        }
        else
        {
            yield return new(ChangeArea.Endpoints, ChangeKind.Changed, $"Is called at {now} instead of {old}: events go to another host.", Widens: true, now);
        }
    }

    private static IEnumerable<ReleaseChange> Incoming(OfferTerms? before, OfferTerms after)
    {
        var old = (before?.IncomingWebhooks ?? []).Select(webhook => webhook.Source).ToHashSet(StringComparer.Ordinal);
        var now = after.IncomingWebhooks.Select(webhook => webhook.Source).ToHashSet(StringComparer.Ordinal);
        foreach (var source in now.Except(old, StringComparer.Ordinal))
        {
            yield return new(ChangeArea.Endpoints, ChangeKind.Added, $"Receives webhooks from {source}.", Key: source);
        }

        foreach (var source in old.Except(now, StringComparer.Ordinal))
        {
            yield return new(ChangeArea.Endpoints, ChangeKind.Removed, $"No longer receives webhooks from {source}.", Key: source);
        }
    }

    private static IEnumerable<ReleaseChange> Hooks(OfferTerms? before, OfferTerms after)
    {
        var old = ByEvent(before);
        var now = ByEvent(after);
        foreach (var (name, guard) in now)
        {
            if (!old.TryGetValue(name, out var wasGuard))
            {
                var text = $"Is {(before is null ? "" : "now also ")}called for {name}{(guard ? " and can stop it" : "")}.";
                yield return new(ChangeArea.Events, ChangeKind.Added, text, Widens: true, name);
            }
            else if (guard != wasGuard)
            {
                var text = guard ? $"Can now stop {name}." : $"Can no longer stop {name}; it is only notified.";
                yield return new(ChangeArea.Events, ChangeKind.Changed, text, Widens: guard, name);
            }
        }

        foreach (var name in old.Keys.Except(now.Keys, StringComparer.Ordinal))
        {
            yield return new(ChangeArea.Events, ChangeKind.Removed, $"Is no longer called for {name}.", Key: name);
        }
    }

    private static IEnumerable<ReleaseChange> Egress(OfferTerms? before, OfferTerms after)
    {
        var old = Hosts(before);
        var now = Hosts(after);
        foreach (var host in now.Except(old, StringComparer.Ordinal))
        {
            var text = host.StartsWith("*.", StringComparison.Ordinal)
                ? $"May send data to any host below {host[2..]}{(before is null ? "" : " as well")}."
                : $"Sends data to {host}{(before is null ? "" : " as well")}.";
            yield return new(ChangeArea.Egress, ChangeKind.Added, text, Widens: true, host);
        }

        foreach (var host in old.Except(now, StringComparer.Ordinal))
        {
            yield return new(ChangeArea.Egress, ChangeKind.Removed, $"No longer sends data to {host}.", Key: host);
        }
    }

    private static string? Host(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? HostName.Of(uri) : null;

    private static Dictionary<string, bool> ByEvent(OfferTerms? terms) => (terms?.Hooks ?? [])
        .GroupBy(hook => hook.Event, StringComparer.Ordinal)
        .ToDictionary(hooks => hooks.Key, hooks => hooks.Any(hook => hook.IsGuard), StringComparer.Ordinal);

    private static List<string> Hosts(OfferTerms? terms) => [.. (terms?.Egress ?? []).Select(host => host.Host)];
}
