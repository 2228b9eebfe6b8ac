using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>An Owner or Admin accepts the publisher agreement for an organization. Twice is once.</summary>
public sealed class AcceptPublisherAgreement(UnitOfWork unit)
{
    /// <param name="organization">Slug or id.</param>
    /// <param name="version">The one that the person read.</param>
    public Task<Result> RunAsync(string organization, string version, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var access = await OrganizationAccess.RequireAsync(work.Db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
            if (!access.TryGet(out var member, out var error))
            {
                return error;
            }

            if (version != PublisherAgreement.CurrentVersion)
            {
                return Error.Conflict(
                    "agreement_changed", $"The publisher agreement has another version now: {PublisherAgreement.CurrentVersion}. Read it, then accept it.");
            }

            if (!await work.Db.Set<PublisherAgreement>().AnyAsync(
                accepted => accepted.OrganizationId == member.OrganizationId && accepted.Version == version, cancellationToken))
            {
                work.Db.Add(PublisherAgreement.Accept(member.OrganizationId, actor, work.Now));
                work.Audit(
                    actor, "organization.publisher_agreement_accepted", new AuditSubject("organization", member.Slug), member.OrganizationId,
                    after: new { version });
            }

            return Result.Success();
        },
        cancellationToken);
}
