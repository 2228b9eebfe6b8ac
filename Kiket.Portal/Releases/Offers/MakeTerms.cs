using Kiket.Portal.Manifests;
using Kiket.Portal.Tiers;

namespace Kiket.Portal.Releases.Offers;

/// <summary>
/// Makes the terms from a manifest and its publisher's input. It has no side effects, so a review compares exactly the
/// terms that an approval freezes.
/// </summary>
public static class MakeTerms
{
    public static OfferTerms Of(Manifest manifest, PublisherTerms publisher) => new()
    {
        Pricing = publisher.Pricing.Charged(),
        Hosting = Hosting(manifest.Hosting),
        Support = publisher.Support.Frozen(),
        Links = publisher.Links,
        Permissions =
        [
            .. manifest.Permissions.Select(permission => new OfferedPermission(
                permission.Declared, permission.Scope, permission.Actions, permission.Description, Reason(publisher, permission.Declared))),
        ],
        CustomData = [.. manifest.CustomData.Select(module => new OfferedModule(module.Module, module.Operations))],
        Account = manifest.RequiresOauth is { } account ? new OfferedAccount(account.Provider, account.Name, account.Scopes, account.Optional) : null,
        Egress =
        [
            .. (manifest.Hosting?.Egress ?? []).DistinctBy(host => host.Host, StringComparer.Ordinal)
                .Select(host => new OfferedHost(host.Host, host.IsWildcard, Reason(publisher, host.Host) ?? Reason(publisher, host.Declared))),
        ],
        Callback = Callback(manifest.Callback, publisher.BaseUrl),
        Hooks =
        [
            .. manifest.Hooks.Where(hook => hook.Event is not null)
                .Select(hook => new OfferedHook(hook.Event!, hook.IsGuard, hook.Timeout, hook.Retries, hook.Endpoint, hook.Version)),
        ],
        ActivationEvents = manifest.ActivationEvents,
        LifecycleEvents = manifest.LifecycleEvents,
        IncomingWebhooks = [.. manifest.IncomingWebhooks.Select(webhook => new OfferedWebhook(webhook.Source, webhook.Endpoint, webhook.Events))],
        Configuration = [.. Settings(manifest).DistinctBy(setting => setting.Key, StringComparer.Ordinal)],
    };

    private static OfferedHosting Hosting(HostingBlock? hosting) => hosting switch
    {
        { Managed: true } => new OfferedHosting(true, hosting.FirstParty, hosting.Tier, HostingTiers.Find(hosting.Tier)?.MonthlyPrice.Cents ?? 0),
        { FirstParty: true } => new OfferedHosting(false, FirstParty: true),
        _ => OfferedHosting.ByPublisher,
    };

    private static OfferedCallback? Callback(Callback? callback, string? baseUrl)
    {
        if (callback?.Url is not { } url)
        {
            return null;
        }

        var given = Uri.TryCreate(baseUrl, UriKind.Absolute, out var uri) ? uri : null;
        return new OfferedCallback(url, CallbackAddress.Resolve(url, given)?.AbsoluteUri, callback.Timeout, callback.Required);
    }

    private static IEnumerable<OfferedSetting> Settings(Manifest manifest) =>
    [
        .. manifest.Configuration.Select(entry => new OfferedSetting(
            entry.Key, entry.Label, entry.Type, entry.Required, entry.Secret, entry.Shared, entry.Default is not null || entry.AutoGenerateLength is not null)),
        .. manifest.Secrets.Where(secret => secret.Key is not null)
            .Select(secret => new OfferedSetting(secret.Key!, secret.Label, null, secret.Required, Secret: true, Shared: false, HasDefault: false)),
    ];

    private static string? Reason(PublisherTerms publisher, string key) =>
        publisher.Justifications.TryGetValue(key, out var text) && !string.IsNullOrWhiteSpace(text) ? text : null;
}
