using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

// ToUpper becomes the database's own function here, which doesn't take a culture.
#pragma warning disable MA0011

namespace Kiket.Portal.Operations;

/// <summary>A person as operators see them.</summary>
/// <param name="Organizations">Names of their organizations.</param>
/// <param name="Lock">Why an operator locked them; null for everyone else.</param>
/// <param name="Mail">Why their mail server refuses the portal's mail; null when it doesn't.</param>
public sealed record PersonRow(
    Guid Id,
    string Name,
    string Email,
    PlatformRoles Roles,
    IReadOnlyList<string> Organizations,
    DateTimeOffset CreatedAt,
    PersonLock? Lock,
    MailRefusal? Mail);

/// <summary>Which people are listed. Everything null or false: all of them.</summary>
/// <param name="Search">A part of the name or the address.</param>
/// <param name="Role">Those with this role.</param>
/// <param name="Locked">Those an operator locked.</param>
/// <param name="MailRefused">Those whose mail server refuses the portal's mail.</param>
public sealed record PeopleFilter(string? Search = null, PlatformRoles? Role = null, bool Locked = false, bool MailRefused = false);

/// <summary>An organization as operators see it.</summary>
public sealed record OrganizationRow(Guid Id, string Slug, string Name, int Members, int Listings, int Submissions, DateTimeOffset CreatedAt)
{
    /// <summary>Why an operator suspended it; null while it isn't suspended.</summary>
    public string? SuspendedFor { get; init; }

    public DateTimeOffset? SuspendedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }
}

/// <summary>A listing as operators see it.</summary>
public sealed record ListingRow(
    Guid ExtensionKey,
    string ExtensionId,
    string Registry,
    string Name,
    string PublisherName,
    string Version,
    ListingState State,
    string? SuspendedFor,
    DateTimeOffset? SuspendedAt);

/// <summary>The lists for operators. For everyone else, they look as if they didn't exist.</summary>
public sealed class OperationsQueries(IDbContextFactory<PortalDb> databases, PlatformAccess platform)
{
    private const int MaxSearchLength = 100;

    public Task<Result<Page<PersonRow>>> PeopleAsync(PeopleFilter filter, Actor actor, PageRequest page, CancellationToken cancellationToken) =>
        ForOperatorAsync(actor, async db =>
        {
            var text = Bounded(filter.Search).ToUpperInvariant();
            var people = db.Set<PortalUser>().AsNoTracking().Where(user => user.DeletedAt == null);
            if (text.Length > 0)
            {
                people = people.Where(user => user.NormalizedEmail!.Contains(text) || user.DisplayName.ToUpper().Contains(text));
            }

            if (filter.Role is { } wanted)
            {
                people = people.Where(user => (user.PlatformRoles & wanted) == wanted);
            }

            if (filter.Locked)
            {
                people = people.Where(user => user.LockedAt != null);
            }

            if (filter.MailRefused)
            {
                people = people.Where(user => RefusedMail.Current(db).Any(mailbox => mailbox.UserId == user.Id));
            }

            var total = await people.CountAsync(cancellationToken);
            var rows = await people.OrderBy(user => user.DisplayName).ThenBy(user => user.Id).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
            var ids = rows.ConvertAll(user => user.Id);
            var places = await (
                from member in db.Set<Membership>()
                join organization in db.Set<Organization>() on member.OrganizationId equals organization.Id
                where ids.Contains(member.UserId)
                orderby organization.Name
                select new { member.UserId, organization.Name }).ToListAsync(cancellationToken);
            var refused = await RefusedMail.Current(db).AsNoTracking()
                .Where(mailbox => ids.Contains(mailbox.UserId))
                .ToDictionaryAsync(mailbox => mailbox.UserId, RefusedMail.Of, cancellationToken);
            return new Page<PersonRow>(
                [.. rows.Select(user => new PersonRow(
                    user.Id,
                    user.DisplayName,
                    user.Email ?? "",
                    user.PlatformRoles,
                    [.. places.Where(place => place.UserId == user.Id).Select(place => place.Name)],
                    user.CreatedAt,
                    user.LockedAt is { } since ? new PersonLock(since, user.LockReason ?? "") : null,
                    refused.GetValueOrDefault(user.Id)))],
                page,
                total);
        }, cancellationToken);

    /// <param name="suspended">Only those that an operator suspended.</param>
    public Task<Result<Page<OrganizationRow>>> OrganizationsAsync(
        string? search, bool suspended, Actor actor, PageRequest page, CancellationToken cancellationToken) =>
        ForOperatorAsync(actor, async db =>
        {
            var text = Bounded(search).ToUpperInvariant();
            var organizations = db.Set<Organization>().AsNoTracking().Where(organization => !suspended || organization.SuspendedAt != null);
            if (text.Length > 0)
            {
                organizations = organizations.Where(organization => organization.Name.ToUpper().Contains(text) || organization.Slug.ToUpper().Contains(text));
            }

            var total = await organizations.CountAsync(cancellationToken);
            var rows = await organizations
                .OrderBy(organization => organization.Name).ThenBy(organization => organization.Id)
                .Skip(page.Skip).Take(page.Size)
                .Select(organization => new OrganizationRow(
                    organization.Id,
                    organization.Slug,
                    organization.Name,
                    db.Set<Membership>().Count(member => member.OrganizationId == organization.Id),
                    db.Set<Listing>().Count(listing => listing.OrganizationId == organization.Id && listing.State == ListingState.Listed),
                    db.Set<Submission>().Count(submission => submission.OrganizationId == organization.Id
                        && submission.EditedReleaseId == null
                        && submission.State != SubmissionState.Draft),
                    organization.CreatedAt)
                {
                    SuspendedFor = organization.SuspendedFor,
                    SuspendedAt = organization.SuspendedAt,
                    DeletedAt = organization.DeletedAt,
                })
                .ToListAsync(cancellationToken);
            return new Page<OrganizationRow>(rows, page, total);
        }, cancellationToken);

    /// <param name="state">Only listings in this state; null for all.</param>
    public Task<Result<Page<ListingRow>>> ListingsAsync(
        string? search, ListingState? state, Actor actor, PageRequest page, CancellationToken cancellationToken) =>
        ForOperatorAsync(actor, async db =>
        {
            var text = Bounded(search);
            var (lower, upper) = (text.ToLowerInvariant(), text.ToUpperInvariant());
            var listings = db.Set<Listing>().AsNoTracking().Where(listing => state == null || listing.State == state);
            if (text.Length > 0)
            {
                listings = listings.Where(listing => listing.NormalizedId.Contains(lower)
                    || listing.Name.ToUpper().Contains(upper)
                    || listing.PublisherName.ToUpper().Contains(upper));
            }

            var total = await listings.CountAsync(cancellationToken);
            var rows = await listings
                .OrderBy(listing => listing.SortName).ThenBy(listing => listing.Id)
                .Skip(page.Skip).Take(page.Size)
                .Select(listing => new ListingRow(
                    listing.ExtensionKey,
                    listing.ExtensionId,
                    listing.Registry,
                    listing.Name,
                    listing.PublisherName,
                    listing.Version,
                    listing.State,
                    listing.SuspendedFor,
                    listing.SuspendedAt))
                .ToListAsync(cancellationToken);
            return new Page<ListingRow>(rows, page, total);
        }, cancellationToken);

    /// <summary>The number of listings per category, in any state, by slug.</summary>
    public Task<Result<IReadOnlyDictionary<string, int>>> CategoryUseAsync(Actor actor, CancellationToken cancellationToken) =>
        ForOperatorAsync<IReadOnlyDictionary<string, int>>(actor, async db => await db.Set<Listing>()
            .SelectMany(listing => listing.Categories)
            .GroupBy(category => category.Slug)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, StringComparer.Ordinal, cancellationToken), cancellationToken);

    private async Task<Result<T>> ForOperatorAsync<T>(Actor actor, Func<PortalDb, Task<T>> read, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await read(db);
    }

    private static string Bounded(string? search)
    {
        var text = search?.Trim() ?? "";
        return text.Length > MaxSearchLength ? text[..MaxSearchLength] : text;
    }
}
