using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Gateways;

/// <summary>An Owner or Admin sets the card that invoices are paid with, or the account that payouts go to.</summary>
public sealed class SetUpPayments(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, OrganizationAccess organizations, IPaymentGateway gateway, RecordOutcome record)
{
    /// <summary>False where everything is paid by transfer, so that there is nothing to set.</summary>
    public bool IsOffered => gateway.IsAutomatic;

    public async Task<CustomerMethod?> CardOfAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<CustomerMethod>().AsNoTracking().SingleOrDefaultAsync(one => one.OrganizationId == organizationId, cancellationToken);
    }

    /// <param name="organization">Slug or id.</param>
    /// <param name="back">The page to come back to.</param>
    public async Task<Result<GatewaySetup>> CardAsync(string organization, Uri back, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await organizations.RequireAsync(organization, actor.UserId, OrganizationRole.Admin, cancellationToken)).TryGet(out var member, out var error))
        {
            return error;
        }

        var known = await CardOfAsync(member.OrganizationId, cancellationToken);
        var asked = await gateway.SetUpMethodAsync(
            new SetupOrder(member.OrganizationId, member.Name, known?.Customer ?? "", back), cancellationToken);
        if (!asked.TryGet(out var setup, out error) || setup.Customer.Length == 0)
        {
            return asked;
        }

        var stored = await unit.RunAsync(
            async work =>
            {
                (await RecordOutcome.MethodOfAsync(work.Db, member.OrganizationId, cancellationToken)).Know(setup.Customer, work.Now);
                return Result.Success();
            },
            cancellationToken);
        return stored.Succeeded ? setup : stored.Error;
    }

    /// <param name="choice">One of those that were offered.</param>
    public Task<Result> UseCardAsync(string organization, string choice, Actor actor, CancellationToken cancellationToken) => UseAsync(
        organization, choice, actor, GatewayKind.Setup, order => gateway.SetUpMethodAsync(order, cancellationToken), "billing.card_chosen",
        (work, member, read) => record.MethodAsync(work, member, read, cancellationToken), cancellationToken);

    public Task<Result> RemoveCardAsync(string organization, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var access = await OrganizationAccess.RequireAsync(work.Db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
            if (!access.TryGet(out var member, out var error))
            {
                return error;
            }

            var method = await RecordOutcome.MethodOfAsync(work.Db, member.OrganizationId, cancellationToken);
            if (method.IsReady)
            {
                work.Audit(
                    actor, "billing.card_removed", new AuditSubject("organization", member.Slug), member.OrganizationId, before: new { method.Label });
                method.Forget(work.Now);
            }

            return Result.Success();
        },
        cancellationToken);

    public async Task<Result<GatewaySetup>> AccountAsync(string organization, Uri back, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await organizations.RequireAsync(organization, actor.UserId, OrganizationRole.Admin, cancellationToken)).TryGet(out var member, out var error))
        {
            return error;
        }

        string known;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            known = await db.Set<GatewayAccount>().Where(one => one.OrganizationId == member.OrganizationId).Select(one => one.Reference)
                .SingleOrDefaultAsync(cancellationToken) ?? "";
        }

        var asked = await gateway.OnboardAsync(new SetupOrder(member.OrganizationId, member.Name, known, back), cancellationToken);
        if (!asked.TryGet(out var setup, out error) || setup.Customer.Length == 0)
        {
            return asked;
        }

        var stored = await unit.RunAsync(
            work => record.AccountAsync(
                work, member.OrganizationId, new GatewayRecord(GatewayKind.Account, setup.Customer, GatewayState.Pending), cancellationToken),
            cancellationToken);
        return stored.Succeeded ? setup : stored.Error;
    }

    /// <param name="choice">One of those that were offered.</param>
    public Task<Result> UseAccountAsync(string organization, string choice, Actor actor, CancellationToken cancellationToken) => UseAsync(
        organization, choice, actor, GatewayKind.Account, order => gateway.OnboardAsync(order, cancellationToken), "billing.account_chosen",
        (work, member, read) => record.AccountAsync(work, member, read, cancellationToken), cancellationToken);

    private async Task<Result> UseAsync(
        string organization,
        string choice,
        Actor actor,
        GatewayKind kind,
        Func<SetupOrder, Task<Result<GatewaySetup>>> offer,
        string action,
        Func<Work, Guid, GatewayRecord, Task<Result>> write,
        CancellationToken cancellationToken)
    {
        if (!(await organizations.RequireAsync(organization, actor.UserId, OrganizationRole.Admin, cancellationToken)).TryGet(out var member, out var error)
            || !(await offer(new SetupOrder(member.OrganizationId, member.Name, "", new Uri("https://localhost/")))).TryGet(out var setup, out error))
        {
            return error;
        }

        // At a real gateway there is nothing to choose from: it says itself what a person entered there.
        if (!setup.Choices.Any(one => one.Key == choice) || await gateway.ReadAsync(kind, choice, cancellationToken) is not { } read)
        {
            return Error.Field("choice", "choice_unknown", "Choose one of those that are shown.");
        }

        return await unit.RunAsync(
            work =>
            {
                work.Audit(
                    actor, action, new AuditSubject("organization", member.Slug), member.OrganizationId,
                    after: new { choice = setup.Choices.First(one => one.Key == choice).Label });
                return write(work, member.OrganizationId, read);
            },
            cancellationToken);
    }
}
