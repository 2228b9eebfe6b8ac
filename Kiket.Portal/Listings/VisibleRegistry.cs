using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Listings;

/// <summary>
/// A registry that somebody may see: the marketplace, which everybody may, or the private registry of an organization, which only its members
/// may. Every read of listings takes one and filters by <see cref="Listed"/>. A private one can only be had from a membership, so a read that
/// forgets to ask who is reading doesn't compile.
/// </summary>
public sealed record VisibleRegistry
{
    private VisibleRegistry(string name) => Name = name;

    public static VisibleRegistry Marketplace { get; } = new(Extension.Marketplace);

    /// <summary>The name in addresses of the API: <c>marketplace</c>, or the organization's slug.</summary>
    public string Name { get; }

    public bool IsPublic => this == Marketplace;

    /// <summary>The private registry of the member's organization.</summary>
    public static VisibleRegistry Of(OrganizationMember member) => new(member.Slug);

    /// <summary>The registry of that name, as a member sees it; null when it isn't theirs. Absent and forbidden look alike.</summary>
    public static VisibleRegistry? Named(string registry, OrganizationMember member) => registry == Extension.Marketplace
        ? Marketplace
        : registry == member.Slug ? Of(member) : null;

    /// <summary>Of these listings, the ones that people who see this registry see.</summary>
    public IQueryable<Listing> Listed(IQueryable<Listing> listings)
    {
        var name = Name;
        return listings.Where(listing => listing.Registry == name && listing.State == ListingState.Listed);
    }
}
