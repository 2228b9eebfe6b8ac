using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Previews;

/// <summary>
/// A preview link only works while the person who created it may publish for the organization, and while the extension is meant for everyone:
/// a link would show a private one to others.
/// </summary>
internal sealed class BackedPreviews : IMemberShare
{
    public string Singular => "preview link";

    public string Plural => "preview links";

    /// <summary>Links whose creator isn't locked and is still an Owner or Admin of the publisher (see <see cref="SubmissionAccess"/>).</summary>
    public static IQueryable<PreviewLink> Of(PortalDb db) =>
        from link in db.Set<PreviewLink>()
        join submission in db.Set<Submission>() on link.SubmissionId equals submission.Id
        join maker in db.Set<Membership>() on new { submission.OrganizationId, UserId = link.CreatedBy } equals new { maker.OrganizationId, maker.UserId }
        join person in db.Set<PortalUser>() on link.CreatedBy equals person.Id
        where person.LockedAt == null && submission.Registry == Extension.Marketplace
            && (maker.Role == OrganizationRole.Owner || maker.Role == OrganizationRole.Admin)
        select link;

    public static IQueryable<PreviewLink> Open(IQueryable<PreviewLink> links, DateTimeOffset now) =>
        links.Where(link => link.RevokedAt == null && link.ExpiresAt > now);

    public Task<int> CountAsync(PortalDb db, LostRights lost, CancellationToken cancellationToken) =>
        lost.StillHas(OrganizationRole.Admin) ? Task.FromResult(0) : Ending(db, lost).CountAsync(cancellationToken);

    public async Task<int> EndAsync(PortalDb db, LostRights lost, CancellationToken cancellationToken)
    {
        if (lost.StillHas(OrganizationRole.Admin))
        {
            return 0;
        }

        var ending = await Ending(db, lost).ToListAsync(cancellationToken);
        ending.ForEach(link => link.Revoke(lost.Now));
        return ending.Count;
    }

    private static IQueryable<PreviewLink> Ending(PortalDb db, LostRights lost) =>
        from link in Open(db.Set<PreviewLink>(), lost.Now)
        join submission in db.Set<Submission>() on link.SubmissionId equals submission.Id
        where link.CreatedBy == lost.UserId && submission.OrganizationId == lost.OrganizationId && submission.DeletedAt == null
        select link;
}
