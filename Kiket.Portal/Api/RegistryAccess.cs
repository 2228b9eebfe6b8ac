using Kiket.Portal.Accounts;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Api;

/// <summary>Decides who may read a registry: everyone the marketplace, and only the organization any other registry.</summary>
internal sealed class RegistryAccess(OrganizationAccess organizations, ReadListing listings)
{
    private const int MaxId = 200;

    public static bool IsPublic(string registry) => registry == Extension.Marketplace;

    /// <summary>The registry, if the caller may read it. Missing and someone else's look the same.</summary>
    public async Task<Result<VisibleRegistry>> RequireAsync(HttpContext context, string registry, CancellationToken cancellationToken)
    {
        if (IsPublic(registry))
        {
            return VisibleRegistry.Marketplace;
        }

        var (caller, _) = await ApiCaller.FindAsync(context);
        return caller is not null
            // The publisher's servers hold such a token, so it can send usage and nothing else.
            && caller.Access.Scopes != ApiTokenScopes.Usage
            && (await organizations.RequireAsync(registry, caller.Actor.UserId, OrganizationRole.Member, cancellationToken)).TryGet(out var member, out _)
            && member.OrganizationId == caller.Access.OrganizationId
            && VisibleRegistry.Named(registry, member) is { } visible
                ? visible
                : Error.NotFound(
                    "registry_not_found",
                    $"There is no registry “{ApiQuery.Short(registry)}” that you can read. The public one is {Extension.Marketplace}.");
    }

    /// <summary>A visible listing. The route value <c>name</c> is the rest of an id with an unescaped slash.</summary>
    public async Task<Result<ListingModel>> FindAsync(HttpContext context, string registry, string extensionId, CancellationToken cancellationToken)
    {
        if (!(await RequireAsync(context, registry, cancellationToken)).TryGet(out var visible, out var refusal))
        {
            return refusal;
        }

        // Routing leaves an escaped slash unchanged.
        var id = (context.GetRouteValue("name") is string name ? $"{extensionId}/{name}" : extensionId).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var absent = Error.NotFound(
            "extension_not_found",
            $"There is no extension “{ApiQuery.Short(id)}” in the registry {registry}. Check the id, or search with ?q=.");
        if (id.Length > MaxId || id.Any(char.IsControl))
        {
            return absent;
        }

        return await listings.RunAsync(visible, id, cancellationToken) switch
        {
            { State: ListingState.Listed } listing => listing,
            { State: ListingState.Removed } => Error.Gone("extension_removed", $"{id} was removed from the registry {registry}."),
            _ => absent,
        };
    }
}
